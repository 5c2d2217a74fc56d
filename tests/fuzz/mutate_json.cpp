// A JSON text changed where a program that reads it would look.
#include "tests/fuzz/mutate.h"

#include <boost/json.hpp>

#include <algorithm>
#include <vector>

namespace crosswalk::fuzz {
namespace {

namespace json = boost::json;

// Stands in the text until it is replaced by what no JSON library writes.
constexpr std::string_view kHole = "\"\xee\x80\x80hole\"";

constexpr std::string_view kOddTokens[] = {
    "1e400", "-1e400", "1E-400", "-0", "-0.0", "1.0", "123456789012345678901234567890", "9223372036854775808",
    "-9223372036854775809", "18446744073709551615", "253402300800000", "-62135596800001", "0.1e1", "\"\\ud800\"",
    "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202eevil\"", "\"\\r\\nBcc: x\"", "\"\"", "\" \"", "\"<b>&amp;\"",
    "\"=cmd|' /C calc'!A0\"", "\"../../x\"", "\"a@b@c\"", "\"NaN\"", "NaN", "Infinity", "01", "+1", "'a'", "null", "true", "false",
    "[]", "{}", "[[]]", "[{}]", "{\"\":\"\"}", "[null]", "\"2026-02-30T25:61:61Z\"", "\"9999-12-31T23:59:59.999999999Z\"",
    "\"0\"", "0", "-1", "1", "2147483648", "{\"a\":1,\"a\":2}"};

struct Places {
    std::vector<json::value*> all{};
    std::vector<std::pair<json::object*, std::string>> members{};
    std::vector<json::array*> lists{};
};

void collect(json::value& at, Places& out, int depth) {
    if (out.all.size() >= 3'000 || depth > 40) return;
    out.all.push_back(&at);
    if (auto* object = at.if_object()) {
        for (auto& [key, value] : *object) {
            out.members.emplace_back(object, std::string(key));
            collect(value, out, depth + 1);
        }
    } else if (auto* array = at.if_array()) {
        out.lists.push_back(array);
        for (json::value& one : *array) collect(one, out, depth + 1);
    }
}

json::value hole() { return json::string(kHole.substr(1, kHole.size() - 2)); }

// Returns what stands in the hole, where the edit leaves one.
std::string edit(json::value& root, Dice& dice) {
    Places places;
    collect(root, places, 0);
    json::value& one = *places.all[dice.below(places.all.size())];
    switch (dice.below(9)) {
    case 0:
        if (places.members.empty()) return {};
        {
            const auto& [object, key] = places.members[dice.below(places.members.size())];
            object->erase(key);
        }
        return {};
    case 1: {
        const json::value other = *places.all[dice.below(places.all.size())];
        one = other;
        return {};
    }
    case 2: {
        json::value nested = one;
        for (std::size_t deep = 1 + dice.below(dice.below(4) == 0 ? 60 : 2); deep > 0; --deep)
            nested = dice.below(2) == 0 ? json::value(json::array{nested}) : json::value(json::object{{"x", nested}});
        one = nested;
        return {};
    }
    case 3:
        if (!places.lists.empty()) {
            auto& list = *places.lists[dice.below(places.lists.size())];
            const json::value again = list.empty() ? json::value() : list[dice.below(list.size())];
            for (std::size_t i = dice.below(dice.below(6) == 0 ? 300 : 3); i > 0; --i) list.push_back(again);
        }
        return {};
    case 4:
        if (one.is_string()) one = json::string(std::string(dice.below(8) == 0 ? 9'000 : 300, 'a') + std::string(one.as_string()));
        return {};
    case 5:
        if (!places.members.empty()) {  // the same key once more
            const auto& [object, key] = places.members[dice.below(places.members.size())];
            std::string twice = "0,";
            twice.append(json::serialize(json::string(key))).append(":1");
            object->at(key) = hole();
            return twice;
        }
        return {};
    case 6:
        if (one.is_string()) one = json::serialize(one);
        else one = json::string(json::serialize(one).substr(0, 3'000));
        return {};
    default: one = hole(); return std::string(kOddTokens[dice.below(std::size(kOddTokens))]);
    }
}

}  // namespace

std::string with_json_edited(const std::string& input, Dice& dice) {
    const auto begin = input.find_first_of("{[");
    if (begin == std::string::npos) return input;
    json::stream_parser parser({}, {.max_depth = 64});
    json::error_code error;
    const std::size_t used = parser.write_some(input.data() + begin, input.size() - begin, error);
    if (error || !parser.done()) return input;
    json::value root = parser.release();
    const std::string filling = edit(root, dice);
    std::string text = json::serialize(root);
    const auto at = text.find(kHole);
    if (at != std::string::npos) text.replace(at, kHole.size(), filling);
    return input.substr(0, begin) + text + input.substr(begin + used);
}

}  // namespace crosswalk::fuzz
