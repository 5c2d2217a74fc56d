// How Salesforce spells the ids of its records.
#include "adapters/salesforce/internal.h"

#include <algorithm>
#include <cctype>

namespace crosswalk::salesforce {
namespace {

constexpr std::size_t kShort = 15, kBlock = 5;
constexpr std::string_view kSuffix = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

}  // namespace

std::string full_id(std::string_view id) {
    std::string out(id);
    const bool is_short = id.size() == kShort && std::ranges::all_of(id, [](unsigned char c) {
                              return c < 128 && std::isalnum(c) != 0;
                          });
    if (!is_short) return out;
    for (std::size_t block = 0; block < kShort; block += kBlock) {
        std::size_t bits = 0;
        for (std::size_t i = 0; i < kBlock; ++i)
            if (const char c = id[block + i]; c >= 'A' && c <= 'Z') bits |= std::size_t{1} << i;
        out += kSuffix[bits];
    }
    return out;
}

bool same_id(std::string_view a, std::string_view b) {
    return a.size() >= kShort && b.size() >= kShort && a.substr(0, kShort) == b.substr(0, kShort);
}

// Standard fields that point to a record end so; what a custom one is (its name ends with __c) only describe
// tells.
bool is_reference(std::string_view field) { return field.ends_with("Id"); }

boost::json::value spelled(const boost::json::value& id) {
    const auto* text = id.if_string();
    return text == nullptr ? id : boost::json::value(full_id(*text));
}

}  // namespace crosswalk::salesforce
