#include "connector/contract/auth.h"

#include <algorithm>
#include <regex>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestLabel = 63;

bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= kLongestLabel && !text.starts_with('-') && !text.ends_with('-') &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
           });
}

bool is_domain(std::string_view text) {
    constexpr std::size_t kLongestDomain = 253;
    if (text.size() > kLongestDomain) return false;
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return is_label(text);
    return is_label(text.substr(0, dot)) && is_domain(text.substr(dot + 1));
}

Fault bad_url(std::string_view why, std::string_view remedy) {
    return {
        "send.bad_url",
        "The address of the account is not known: " + std::string(why) + ".",
        std::string(remedy)};
}

std::string_view word_for(const HostPart& part, const HostSettings& settings, std::string_view key) {
    const auto set = settings.find(part.setting);
    if (!part.setting.empty() && set != settings.end() && !set->second.empty()) return set->second;
    const auto at = part.key_suffix_after == '\0' ? std::string_view::npos : key.rfind(part.key_suffix_after);
    if (at != std::string_view::npos) return key.substr(at + 1);
    return part.otherwise;
}

// The text itself is not repeated: it may be a part of the key.
Result<std::string> text_for(const HostPart& part, std::string_view word) {
    if (!fits(part, word)) {
        const std::string remedy = part.setting.empty()
                                       ? "Check the key under auth: of this connection."
                                       : "Set " + std::string(part.setting) + " of this connection.";
        return bad_url(
            "its part '" + std::string(part.name) + "' is missing or no part of a host name", remedy
        );
    }
    const auto choice =
        std::ranges::find(part.choices, word, &std::pair<std::string_view, std::string_view>::first);
    if (choice != part.choices.end()) return {boost::system::in_place_value, choice->second};
    return {boost::system::in_place_value, word};
}

std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    const std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of("/:?#"));
}

}  // namespace

bool fits(const HostPart& part, std::string_view word) {
    if (part.choices.empty()) return part.dotted ? is_domain(word) : is_label(word);
    return std::ranges::count(part.choices, word, &std::pair<std::string_view, std::string_view>::first) > 0;
}

Result<std::string> fill_base_url(
    std::string_view url, const HostFacts& facts, const HostSettings& settings, std::string_view key
) {
    std::string out(url);
    for (const HostPart& part : facts.parts) {
        const std::string placeholder = "{" + std::string(part.name) + "}";
        const auto at = out.find(placeholder);
        if (at == std::string::npos) continue;
        const auto text = text_for(part, word_for(part, settings, key));
        if (!text) return text.error();
        out.replace(at, placeholder.size(), *text);
    }
    if (!facts.guard.empty() && !guard_lets(facts.guard, host_of(out)))
        return bad_url("its host is not one of the vendor's", "Check the settings of this connection.");
    return {boost::system::in_place_value, std::move(out)};
}

bool guard_lets(std::string_view guard, std::string_view host) {
    try {
        return !guard.empty() &&
               std::regex_match(
                   host.begin(), host.end(), std::regex(guard.begin(), guard.end(), std::regex::icase)
               );
    } catch (const std::regex_error&) {
        return false;
    }
}

}  // namespace crosswalk
