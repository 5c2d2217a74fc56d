#include "connector/contract/json_read.h"

#include "connector/contract/text.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace crosswalk {
namespace {

namespace json = boost::json;

Fault syntax(std::string_view detail) {
    return {"json.syntax", "This is not JSON: " + std::string(detail) + ".", std::string(kCompareThenDrop)};
}

// Looks at keys and numbers as they stand in the text, which the value tree no longer shows.
class Strictness {
public:
    constexpr static std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1),
                                 max_key_size = std::size_t(-1), max_string_size = std::size_t(-1);
    std::optional<Fault> fault{};

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) {
        keys_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, json::error_code&) {
        keys_.pop_back();
        return true;
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        key_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
        key_.append(part.data(), part.size());
        const bool fresh = keys_.back().insert(key_).second;
        if (!fresh)
            return refuse(
                ec,
                {"json.duplicate_key",
                 "The key '" + key_.substr(0, 64) + "' stands twice in one object.",
                 std::string(kCompareThenDrop)}
            );
        key_.clear();
        return true;
    }
    bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code& ec) { return too_large(ec); }
    bool on_double(double number, json::string_view text, json::error_code& ec) {
        // An integer of more than 64 bits becomes a double without a word.
        const bool integer = text.find_first_of(".eE") == json::string_view::npos;
        const bool beyond = std::abs(number) >= 9.2e18 && std::floor(number) == number;
        if (!std::isfinite(number) || (integer && beyond)) return too_large(ec);
        return true;
    }
    bool on_bool(bool, json::error_code&) { return true; }
    bool on_null(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    bool too_large(json::error_code& ec) {
        return refuse(
            ec,
            {"json.number",
             "A number is outside the range that can be kept exactly.",
             std::string(kCompareThenDrop)}
        );
    }
    bool refuse(json::error_code& ec, Fault why) {
        fault = std::move(why);
        ec = json::error::syntax;
        return false;
    }
    std::vector<std::unordered_set<std::string>> keys_{};
    std::string key_{};
};

}  // namespace

Result<json::value> parse_json(std::string_view bytes) {
    if (!is_utf8(bytes))
        return Fault{
            "json.encoding", "It holds bytes that are not UTF-8 text.", std::string(kCompareThenDrop)};
    json::error_code ec;
    json::basic_parser<Strictness> strict{json::parse_options{}};
    strict.write_some(false, bytes.data(), bytes.size(), ec);
    if (strict.handler().fault) return *strict.handler().fault;
    if (ec == json::error::too_deep)
        return Fault{"json.depth", "It nests deeper than 32 levels.", std::string(kCompareThenDrop)};
    if (!ec && !strict.done()) ec = json::error::incomplete;
    if (ec) return syntax(ec.message());
    json::value value = json::parse(json::string_view(bytes.data(), bytes.size()), ec);
    if (ec) return syntax(ec.message());
    return value;
}

Result<std::vector<std::string_view>> split_json_array(std::string_view bytes) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = bytes.find_first_not_of(kBlank), last = bytes.find_last_not_of(kBlank);
    if (first == last || bytes[first] != '[' || bytes[last] != ']') return syntax("it is no array");
    std::vector<std::string_view> out;
    std::size_t depth = 0, from = first + 1;
    bool quoted = false;
    for (std::size_t at = from; at < last; ++at) {
        const char c = bytes[at];
        if (quoted) {
            if (c == '\\') ++at;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            if (depth-- == 0) return syntax("its brackets do not fit");
        } else if (c == ',' && depth == 0) {
            out.push_back(bytes.substr(from, at - from));
            from = at + 1;
        }
    }
    if (quoted || depth != 0) return syntax("it ends in the middle");
    const auto rest = bytes.substr(from, last - from);
    if (!out.empty() || rest.find_first_not_of(kBlank) != std::string_view::npos) out.push_back(rest);
    return out;
}

const json::value* value_at(const json::value& in, std::string_view pointer) {
    boost::system::error_code absent;
    return in.find_pointer(pointer, absent);
}

std::string_view text_at(const json::value& in, std::string_view pointer) {
    const auto* found = value_at(in, pointer);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string())
                                                  : std::string_view();
}

std::string scalar_at(const json::value& in, std::string_view pointer) {
    const auto* found = value_at(in, pointer);
    if (found == nullptr) return {};
    if (found->is_string()) return std::string(found->get_string());
    if (found->is_number() || found->is_bool()) return json::serialize(*found);
    return {};
}

std::vector<std::string> scalars_at(const json::value& in, std::string_view pattern) {
    constexpr std::size_t kMost = 8;
    std::vector<const json::value*> at{&in};
    while (!pattern.empty()) {
        const auto end = std::min(pattern.find('/', 1), pattern.size());
        const std::string_view segment = pattern.substr(0, end);
        pattern.remove_prefix(end);
        std::vector<const json::value*> below;
        for (const json::value* one : at) {
            if (segment == "/#" && pattern.empty()) {
                if (!one->is_object() || one->get_object().empty()) continue;
                return {std::string(one->get_object().begin()->key())};
            }
            if (segment == "/*" && one->is_array())
                for (const json::value& item : one->get_array()) below.push_back(&item);
            else if (segment == "/*" && one->is_object())
                for (const auto& member : one->get_object()) below.push_back(&member.value());
            else if (const json::value* found = value_at(*one, segment))
                below.push_back(found);
        }
        if (below.size() > kMost) below.resize(kMost);
        at = std::move(below);
    }
    std::vector<std::string> out;
    for (const json::value* one : at)
        if (auto text = scalar_at(*one, ""); !text.empty()) out.push_back(std::move(text));
    return out;
}

std::span<const json::value> items_at(const json::value& in, std::string_view pointer) {
    const auto* found = value_at(in, pointer);
    if (found == nullptr || !found->is_array()) return {};
    return {found->get_array().data(), found->get_array().size()};
}

}  // namespace crosswalk
