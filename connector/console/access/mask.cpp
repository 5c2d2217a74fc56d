#include "connector/console/access/mask.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace crosswalk::access {
namespace {

constexpr std::string_view kDots = "…";
constexpr std::size_t kPhoneDigits = 8;
// What a row says of a field, and members that tell of one person whatever the mapping calls its fields.
constexpr std::array<std::string_view, 7> kSaid = {"before", "after", "value", "known", "pending", "beat", "candidate"};
constexpr std::array<std::string_view, 3> kPeople = {"who", "email", "called"};
constexpr std::array<std::string_view, 4> kAboutTheField = {"connection", "rule", "at", "heard_at"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& some, std::string_view name) {
    return std::ranges::find(some, name) != some.end();
}

// So many bytes that no character is cut.
std::string_view first_characters(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    for (; count > 0 && end < text.size(); --count)
        do ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
    return text.substr(0, end);
}

bool is_phone(std::string_view text) {
    if (text.empty() || (text[0] != '+' && text[0] != '0' && text[0] != '(')) return false;
    const auto digits = std::ranges::count_if(text, [](unsigned char c) { return std::isdigit(c) != 0; });
    return static_cast<std::size_t>(digits) >= kPhoneDigits && std::ranges::all_of(text, [](unsigned char c) {
               return std::isdigit(c) != 0 || std::string_view("+ ()-.").find(static_cast<char>(c)) != std::string_view::npos;
           });
}

bool ends_address(char c) { return std::string_view(" \t\r\n,;:<>()[]{}'\"=").find(c) != std::string_view::npos; }

// Every address in a text.
std::string without_addresses(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = static_cast<std::size_t>(std::ranges::find_if(text, ends_address) - text.begin());
        const std::string_view word = text.substr(0, end);
        out += word.find('@') == std::string_view::npos ? std::string(word) : masked(word);
        text.remove_prefix(end);
        if (text.empty()) break;
        out += text.front();
        text.remove_prefix(1);
    }
    return out;
}

void mask_all(boost::json::value& value) {
    if (value.is_string()) {
        value = masked(value.get_string());
    } else if (value.is_array()) {
        for (auto& one : value.get_array()) mask_all(one);
    } else if (value.is_object()) {
        for (auto& [name, one] : value.get_object())
            if (!is_one_of(kAboutTheField, name) && name != "why") mask_all(one);
    } else if (value.is_number()) {
        value = std::string(kDots);
    }
}

}  // namespace

std::string masked(std::string_view personal) {
    if (personal.empty()) return {};
    if (const auto at = personal.rfind('@'); at != std::string_view::npos)
        return std::string(first_characters(personal.substr(0, at), at > 4 ? 2 : 1)) + std::string(kDots) +
               std::string(personal.substr(at));
    if (is_phone(personal))
        return std::string(personal.substr(0, 3)) + std::string(kDots) + std::string(personal.substr(personal.size() - 2));
    return std::string(first_characters(personal, 1)) + std::string(kDots);
}

void mask_people(boost::json::value& value, const std::function<bool(std::string_view)>& is_personal) {
    if (value.is_string()) {
        const std::string_view text = value.get_string();
        if (is_phone(text))
            value = masked(text);
        else if (text.find('@') != std::string_view::npos)
            value = without_addresses(text);
    } else if (value.is_array()) {
        for (auto& one : value.get_array()) mask_people(one, is_personal);
    } else if (value.is_object()) {
        auto& object = value.get_object();
        const auto* field = object.if_contains("field");
        const bool about_one = field != nullptr && field->is_string() && is_personal(field->get_string());
        for (auto& [name, one] : object) {
            const bool personal = is_personal(name) || (about_one && is_one_of(kSaid, name)) ||
                                  (is_one_of(kPeople, name) && one.is_string());
            if (personal)
                mask_all(one);
            else
                mask_people(one, is_personal);
        }
    }
}

}  // namespace crosswalk::access
