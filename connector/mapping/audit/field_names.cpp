#include "connector/mapping/audit/field_names.h"

#include <algorithm>

namespace crosswalk::audit {
namespace {

constexpr double kAlike = 0.6;
constexpr std::size_t kTellingChoices = 3;  // "yes" and "no" tell nothing

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
// Bytes beyond ASCII are letters of some script.
bool is_word(char c) {
    return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

Words set_of(std::string_view name) {
    const auto words = words_in(name);
    return {words.begin(), words.end()};
}

std::size_t shared(const Words& a, const Words& b) {
    return static_cast<std::size_t>(std::ranges::count_if(a, [&](const auto& word) { return b.contains(word); }));
}

// Of all the words of both, how many they share.
double likeness(const Words& a, const Words& b) {
    const auto common = shared(a, b);
    const auto all = a.size() + b.size() - common;
    return all == 0 ? 0 : static_cast<double>(common) / static_cast<double>(all);
}

Words folded_set(std::span<const std::string> words) {
    Words out;
    for (const auto& word : words) out.insert(folded(word));
    return out;
}

bool shapes_fit(FieldShape a, FieldShape b) {
    const auto is_text = [](FieldShape shape) {
        return shape == FieldShape::unknown || shape == FieldShape::text || shape == FieldShape::choice;
    };
    return a == b || a == FieldShape::unknown || b == FieldShape::unknown || (is_text(a) && is_text(b));
}

bool same_choices(const AuditedField& a, const AuditedField& b) {
    const auto left = folded_set(a.listed()), right = folded_set(b.listed());
    const auto fewer = std::min(left.size(), right.size());
    return fewer >= kTellingChoices &&
           static_cast<double>(shared(left, right)) >= kAlike * static_cast<double>(fewer);
}

}  // namespace

std::string folded(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::vector<std::string> words_in(std::string_view name) {
    if (const auto slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    if (name.ends_with("__c")) name.remove_suffix(3);
    std::vector<std::string> out;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) out.push_back(folded(word));
        word.clear();
    };
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (!is_word(name[i]) || (i > 0 && is_upper(name[i]) && is_lower(name[i - 1]))) end_word();
        if (is_word(name[i])) word += name[i];
    }
    end_word();
    return out;
}

std::optional<std::string> why_twins(const AuditedField& a, const AuditedField& b) {
    if (!shapes_fit(a.info.shape, b.info.shape)) return std::nullopt;
    double best = 0;
    bool one_word = false;
    for (const auto* left : {&a.info.name, &a.info.label})
        for (const auto* right : {&b.info.name, &b.info.label}) {
            const auto of_left = set_of(*left), of_right = set_of(*right);
            const double alike = likeness(of_left, of_right);
            if (alike > best) one_word = shared(of_left, of_right) < 2;
            best = std::max(best, alike);
        }
    if (best >= 1) return "the same name";
    if (best >= kAlike && !one_word) return "a name much like it";
    if (same_choices(a, b)) return "the same choices";
    return std::nullopt;
}

std::vector<std::string> missing(std::span<const std::string> from, std::span<const std::string> in) {
    const auto there = folded_set(in);
    std::vector<std::string> out;
    for (const auto& word : from)
        if (!there.contains(folded(word))) out.push_back(word);
    return out;
}

}  // namespace crosswalk::audit
