#include "connector/mapping/model/choices.h"

#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <set>

namespace crosswalk::choices {
namespace {

using Words = std::vector<std::string>;

Words split(std::string_view text, std::string_view between) {
    Words out;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(between, start), text.size());
        if (auto word = forms::plain(text.substr(start, end - start)); word && !word->empty())
            out.push_back(std::move(*word));
        start = end + between.size();
    }
    return out;
}

std::string joined(const Words& words, const VendorForm& form) {
    const std::string edge = form.choices_enclosed ? form.between_choices : "";
    std::string out = edge;
    for (const std::string& word : words) out += (&word == &words.front() ? "" : form.between_choices) + word;
    return out + edge;
}

// In the order of the table; without one sorted.
Parsed in_order(const FieldPlan& field, const std::set<std::string>& names) {
    Words sorted(names.begin(), names.end());
    std::ranges::stable_sort(sorted, {}, [&](const std::string& name) {
        return std::ranges::find(field.choices, name) - field.choices.begin();
    });
    std::string out;
    for (const std::string& name : sorted) out += (out.empty() ? "" : std::string(1, kBetween)) + name;
    return forms::value(std::move(out));
}

const std::string* name_of(const Binding& binding, std::string_view word) {
    for (const auto& [name, words] : binding.values)
        if (std::ranges::find(words, word) != words.end()) return &name;
    return nullptr;
}

Parsed take_words(const FieldPlan& field, const Binding& binding, const Words& words) {
    std::set<std::string> names;
    for (const std::string& word : words) {
        const std::string* name = field.choices.empty() ? &word : name_of(binding, word);
        if (name == nullptr && field.if_not_listed.kind == IfNotListed::Kind::write)
            name = &field.if_not_listed.name;
        if (name == nullptr && field.if_not_listed.kind == IfNotListed::Kind::ignore) continue;
        if (name == nullptr)
            return {
                Parsed::How::not_listed,
                std::nullopt,
                "'" + word + "' of " + binding.connection + "'s " + binding.vendor_field +
                    " is not in the value table of " + field.name + "."};
        if (name->find(kBetween) != std::string::npos)
            return forms::unreadable(
                "'" + word + "' contains ';', which separates choices: give it a name under 'values' of " +
                field.name + "."
            );
        names.insert(*name);
    }
    return in_order(field, names);
}

Words words_in(const Binding& binding, const boost::json::value& raw) {
    if (!raw.is_array()) return split(forms::scalar_text(raw).value_or(""), binding.form.between_choices);
    Words out;
    for (const auto& item : raw.get_array())
        if (auto word = forms::plain(forms::scalar_text(item).value_or("")); word && !word->empty())
            out.push_back(std::move(*word));
    return out;
}

}  // namespace

std::vector<std::string> names_in(std::string_view canonical) {
    return split(canonical, std::string_view(&kBetween, 1));
}

Parsed named(const FieldPlan& field, std::string_view text) {
    if (!forms::is_utf8(text)) return forms::unreadable("It is not UTF-8.");
    std::set<std::string> names;
    for (std::string& name : names_in(text)) {
        if (!field.choices.empty() && std::ranges::find(field.choices, name) == field.choices.end())
            return forms::unreadable("'" + name + "' is not one of the names of " + field.name + ".");
        names.insert(std::move(name));
    }
    return in_order(field, names);
}

Parsed to_canonical(const FieldPlan& field, const Binding& binding, std::string_view text) {
    if (!forms::is_utf8(text)) return forms::unreadable("It is not UTF-8.");
    return take_words(field, binding, split(text, binding.form.between_choices));
}

Parsed to_canonical(const FieldPlan& field, const Binding& binding, const boost::json::array& items) {
    return take_words(field, binding, words_in(binding, items));
}

std::optional<std::string> given(
    const FieldPlan& field, const Binding& binding, std::string_view canonical
) {
    Words words;
    for (std::string& name : names_in(canonical)) {
        const auto row =
            std::ranges::find(binding.values, name, &std::pair<std::string, std::vector<std::string>>::first);
        if (field.choices.empty())
            words.push_back(std::move(name));
        else if (row != binding.values.end() && !row->second.empty())
            words.push_back(row->second.front());
    }
    if (words.empty()) return std::nullopt;
    return joined(words, binding.form);
}

std::string with_unlisted(
    const FieldPlan& field, const Binding& binding, std::string written, const boost::json::value& held
) {
    if (field.choices.empty()) return written;
    Words words = split(written, binding.form.between_choices);
    for (std::string& word : words_in(binding, held))
        if (name_of(binding, word) == nullptr && std::ranges::find(words, word) == words.end())
            words.push_back(std::move(word));
    return words.empty() ? std::string() : joined(words, binding.form);
}

}  // namespace crosswalk::choices
