#include "connector/mapping/tools/tool_reader.h"

#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::tools {
namespace {

using tree::in_quotes;
using tree::Node;

constexpr std::size_t kLongestText = 500, kDeepest = 8;

// Those that the connection itself is made of.
constexpr std::string_view kNotOurs[] = {
    "host", "connection", "content-length", "content-type", "transfer-encoding", "cookie", "te", "upgrade", "expect",
    "accept-encoding", "trailer", "proxy-authorization", "keep-alive"};

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

// "/a/b/0", not deeper than 8, with ~ only as ~0 and ~1.
bool is_pointer(std::string_view text) {
    if (!text.starts_with('/') || text.ends_with('/')) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) return false;
    return text.find("//") == std::string_view::npos &&
           static_cast<std::size_t>(std::ranges::count(text, '/')) <= kDeepest;
}

std::string pointer_of_key(std::string_view key) {
    std::string out = "/";
    for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

// The {placeholders} of a text; nothing where a brace is alone.
std::optional<std::vector<std::string>> placeholders_in(std::string_view text) {
    std::vector<std::string> out;
    while (true) {
        const auto from = text.find_first_of("{}");
        if (from == std::string_view::npos) return out;
        const auto to = text.find_first_of("{}", from + 1);
        if (text[from] == '}' || to == std::string_view::npos || text[to] == '{') return std::nullopt;
        out.emplace_back(text.substr(from + 1, to - from - 1));
        text.remove_prefix(to + 1);
    }
}

bool is_path(std::string_view text) {
    const bool bare = std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c < 0x7F; });
    return bare && text.starts_with('/') && text.find("//") == std::string_view::npos &&
           text.find("..") == std::string_view::npos && text.find_first_of("\\#@\"<>[]|^`") == std::string_view::npos;
}

// The host of "https://host/path": labels of letters, digits and hyphens, or a part of the account for a whole one; the
// last two are the tool's own.
bool is_host(std::string_view host) {
    std::vector<std::string_view> labels;
    for (; !host.empty(); host.remove_prefix(std::min(host.find('.') + 1, host.size()))) {
        labels.push_back(host.substr(0, host.find('.')));
        if (host.find('.') == std::string_view::npos) break;
    }
    if (labels.size() < 2) return false;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        std::string_view label = labels[i];
        const bool part = label.starts_with('{') && label.ends_with('}');
        if (part && i + 2 >= labels.size()) return false;
        if (part) label = label.substr(1, label.size() - 2);
        if (!is_token(label) || label.starts_with('-') || label.ends_with('-')) return false;
    }
    const std::string_view top = labels.back();
    return std::ranges::any_of(top, [](char c) { return c < '0' || c > '9'; });  // no address of numbers
}

}  // namespace

const Node* ToolReader::find(const Node& table, std::string_view key, Must must) {
    if (must == Must::needed) return tree::need(table, notes, "this table", key);
    return table.find(key);
}

ToolReader::Text ToolReader::one_line(const Node& value, std::string_view key) {
    auto out = tree::text(value, notes, in_quotes(key));
    if (!out) return std::nullopt;
    const bool plain = std::ranges::none_of(*out, [](unsigned char c) { return c < ' ' || c == 0x7F; });
    if (plain && out->size() <= kLongestText) return out;
    error(value, "tool.text", in_quotes(key) + " must be one line of at most 500 characters.", "Shorten it to one line.");
    return std::nullopt;
}

ToolReader::Text ToolReader::text(const Node& table, std::string_view key, Must must) {
    const Node* value = find(table, key, must);
    return value == nullptr ? std::nullopt : one_line(*value, key);
}

ToolReader::Text ToolReader::place_in(const Node& value, std::string_view key, bool of_form) {
    auto out = one_line(value, key);
    if (!out || of_form) return out ? Text(pointer_of_key(*out)) : std::nullopt;
    if (is_pointer(*out)) return out;
    error(
        value,
        "tool.pointer",
        in_quotes(key) + " is " + in_quotes(*out) + ", which is no place in a JSON body.",
        "Write the way to it with slashes, as in /contact/email; at most 8 of them."
    );
    return std::nullopt;
}

ToolReader::Text ToolReader::place(const Node& table, std::string_view key, Must must, bool of_form) {
    const Node* value = find(table, key, must);
    return value == nullptr ? std::nullopt : place_in(*value, key, of_form);
}

ToolReader::Text ToolReader::header(const Node& table, std::string_view key, Must must) {
    auto out = text(table, key, must);
    if (!out) return std::nullopt;
    if (is_token(*out) && std::ranges::count(kNotOurs, lower_case(*out)) == 0) return out;
    error(
        *table.find(key),
        "tool.header",
        in_quotes(*out) + " is no header that a tool may name.",
        "Write the name of the header alone, as in X-Api-Key."
    );
    return std::nullopt;
}

ToolReader::Text ToolReader::setting(const Node& table, std::string_view key, std::string_view otherwise) {
    const Node* value = table.find(key);
    if (value == nullptr) return std::string(otherwise);
    if (!one_line(*value, key) || !tree::good_name(*value, notes, "setting")) return std::nullopt;
    return value->text;
}

ToolReader::Text ToolReader::path(const Node& table, std::string_view key, std::string_view placeholder) {
    auto out = text(table, key, Must::needed);
    if (!out) return std::nullopt;
    const Node& at = *table.find(key);
    const auto query = out->find('?');
    if (!is_path(std::string_view(*out).substr(0, query)) || !is_path("/" + out->substr(std::min(query, out->size())))) {
        error(
            at,
            "tool.path",
            in_quotes(*out) + " is no path below the tool's host.",
            "Begin with one slash, as in /contacts, and percent-encode what a URL cannot hold; the host stands in 'base_url'."
        );
        return std::nullopt;
    }
    const auto found = placeholders_in(*out);
    const std::size_t wanted = placeholder.empty() ? 0 : 1;
    const bool only_it = found && std::ranges::all_of(*found, [&](const auto& one) { return one == placeholder; });
    if (only_it && found->size() == wanted) return out;
    error(
        at,
        "tool.placeholder",
        in_quotes(*out) + (wanted == 0 ? " holds a placeholder, and nothing is filled in here."
                                       : " must hold {" + std::string(placeholder) + "} once, and no other placeholder."),
        wanted == 0 ? "Write the path without braces." : "Write {" + std::string(placeholder) + "} where it belongs."
    );
    return std::nullopt;
}

ToolReader::Text ToolReader::address(const Node& value, std::string_view key, std::span<const std::string> parts) {
    auto out = one_line(value, key);
    if (!out) return std::nullopt;
    constexpr std::string_view kScheme = "https://";
    const std::string_view rest = out->starts_with(kScheme) ? std::string_view(*out).substr(kScheme.size()) : "";
    const auto slash = std::min(rest.find('/'), rest.size());
    const std::string_view path = rest.substr(slash);
    const bool path_fits = path.empty() || (is_path(path) && path.find('?') == std::string_view::npos);
    if (!is_host(rest.substr(0, slash)) || !path_fits) {
        error(
            value,
            "tool.address",
            in_quotes(*out) + " is not the https address of a host.",
            "Write it as https://api.example.com/v1, without a port, a user or a query; parts of the account stand for a "
            "whole word before the last two."
        );
        return std::nullopt;
    }
    const auto found = placeholders_in(*out);
    for (const std::string& one : found.value_or(std::vector<std::string>{"{"}))
        if (std::ranges::count(parts, one) == 0) {
            error(
                value,
                "tool.placeholder",
                in_quotes(*out) + " holds a placeholder that 'account' does not list.",
                "List it below 'account', and set it in the connection; or write the address without braces."
            );
            return std::nullopt;
        }
    while (out->ends_with('/')) out->pop_back();
    return out;
}

std::optional<std::size_t> ToolReader::number(
    const Node& table, std::string_view key, std::size_t from, std::size_t to
) {
    const auto said = text(table, key);
    if (!said) return std::nullopt;
    std::size_t out = 0;
    const char* end = said->data() + said->size();
    const auto [at, bad] = std::from_chars(said->data(), end, out);
    if (bad == std::errc{} && at == end && out >= from && out <= to) return out;
    error(
        *table.find(key),
        "tool.number",
        in_quotes(key) + " cannot be " + in_quotes(*said) + ".",
        "Write a whole number from " + std::to_string(from) + " to " + std::to_string(to) + "."
    );
    return std::nullopt;
}

std::optional<std::size_t> ToolReader::word(
    const Node& table, std::string_view key, std::initializer_list<std::string_view> choices
) {
    const Node* value = table.find(key);
    return value == nullptr ? std::nullopt : tree::one_of(*value, notes, in_quotes(key), choices);
}

std::optional<TimePlace> ToolReader::time(const Node& table, std::string_view key, bool of_form) {
    const Node* value = table.find(key);
    if (value == nullptr) return std::nullopt;
    TimePlace out;
    if (!value->map()) {
        const auto at = place_in(*value, key, of_form);
        if (!at) return std::nullopt;
        out.at = *at;
        return out;
    }
    if (!tree::is_table(*value, notes, in_quotes(key), {"at", "form"})) return std::nullopt;
    if (const auto at = place(*value, "at", Must::needed, of_form)) out.at = *at;
    constexpr TimeForm kForms[] = {TimeForm::iso, TimeForm::iso_without_zone, TimeForm::epoch};
    if (const auto form = word(*value, "form", {"iso", "iso without zone", "epoch"})) out.form = kForms[*form];
    return out;
}

std::vector<std::string> ToolReader::words(const Node& value, std::string_view key) {
    std::vector<std::string> out;
    if (!within(value, in_quotes(key), 20)) return out;
    for (const Node* one : tree::words(value, notes, in_quotes(key)))
        if (auto text = one_line(*one, key)) out.push_back(std::move(*text));
    return out;
}

bool ToolReader::within(const Node& value, std::string_view what, std::size_t most) {
    if (value.items.size() <= most) return true;
    error(
        value,
        "tool.too_large",
        std::string(what) + " has more than " + std::to_string(most) + " entries.",
        "Keep those that the mapping uses."
    );
    return false;
}

}  // namespace crosswalk::tools
