#include "connector/mapping/yaml/yaml_tree.h"

#include <algorithm>

namespace crosswalk::tree {
namespace {

std::vector<std::string> strings(std::initializer_list<std::string_view> words) {
    return {words.begin(), words.end()};
}

std::string capital(std::string_view text) {
    std::string out(text);
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z')
        out.front() = static_cast<char>(out.front() - 'a' + 'A');
    return out;
}

constexpr std::string_view kGrammarWords[] = {
    "and", "or", "is", "not", "at", "ends", "does", "crosses", "changed"};

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i].text == key) return &items[i];
    return nullptr;
}

void Notes::error(const Node& at, std::string code, std::string what, std::string remedy) {
    error(at.line, at.column, std::move(code), std::move(what), std::move(remedy));
}

void Notes::error(int line, int column, std::string code, std::string what, std::string remedy) {
    Finding found{path_, line, column, std::move(code), std::move(what), std::move(remedy), true};
    // A place that holds for several kinds is looked at once for each.
    if (!findings_.empty() && findings_.back().text() == found.text()) return;
    findings_.push_back(std::move(found));
    ++errors_;
}

void Notes::warn(const Node& at, std::string code, std::string what, std::string remedy) {
    findings_.push_back(
        {path_, at.line, at.column, std::move(code), std::move(what), std::move(remedy), false}
    );
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string suggestion(std::string_view word, std::span<const std::string> among) {
    if (const auto near = suggest(word, among)) return "Did you mean " + in_quotes(*near) + "?";
    if (among.empty()) return "Remove it.";
    constexpr std::size_t kMostNamed = 12;
    std::string out;
    for (const std::string& each : among.first(std::min(among.size(), kMostNamed)))
        out += (out.empty() ? "" : ", ") + each;
    return "Write one of: " + out + (among.size() > kMostNamed ? ", ..." : ".");
}

bool is_map(const Node& node, Notes& notes, std::string_view what) {
    if (node.map()) return true;
    notes.error(
        node,
        "mapping.expected_map",
        capital(what) + " must be a table of 'name: value' rows.",
        "Put the rows below it, indented by two spaces."
    );
    return false;
}

bool is_table(
    const Node& node, Notes& notes, std::string_view what, std::initializer_list<std::string_view> keys
) {
    if (!is_map(node, notes, what)) return false;
    const auto known = strings(keys);
    for (const Node& key : node.keys)
        if (std::ranges::find(known, key.text) == known.end())
            notes.error(
                key,
                "mapping.unknown_key",
                capital(what) + " has no setting " + in_quotes(key.text) + ".",
                suggestion(key.text, known)
            );
    return true;
}

const Node* need(const Node& table, Notes& notes, std::string_view what, std::string_view key) {
    const Node* out = table.find(key);
    if (out == nullptr)
        notes.error(
            table,
            "mapping.missing_key",
            capital(what) + " does not say its " + in_quotes(key) + ".",
            "Add a row '" + std::string(key) + ":'."
        );
    return out;
}

std::optional<std::string> text(const Node& node, Notes& notes, std::string_view what) {
    if (node.kind == Node::Kind::blank || (node.scalar() && node.text.empty())) {
        notes.error(node, "mapping.empty", capital(what) + " is empty.", "Write a value, or remove the row.");
        return std::nullopt;
    }
    if (!node.scalar()) {
        notes.error(
            node,
            "mapping.expected_text",
            capital(what) + " must be a single value.",
            "Write one value instead of a list or table."
        );
        return std::nullopt;
    }
    return node.text;
}

std::vector<const Node*> words(const Node& node, Notes& notes, std::string_view what) {
    std::vector<const Node*> out;
    const auto add = [&](const Node& item) {
        if (!text(item, notes, what)) return;
        const auto same = [&](const Node* other) { return other->text == item.text; };
        if (std::ranges::any_of(out, same)) {
            notes.error(
                item,
                "mapping.twice",
                in_quotes(item.text) + " stands twice in " + std::string(what) + ".",
                "Keep one of them."
            );
            return;
        }
        out.push_back(&item);
    };
    if (!node.list()) {
        add(node);
    } else if (node.items.empty()) {
        notes.error(node, "mapping.empty", capital(what) + " is empty.", "Write a value, or remove the row.");
    } else {
        for (const Node& item : node.items) add(item);
    }
    return out;
}

std::optional<std::size_t> one_of(
    const Node& node, Notes& notes, std::string_view what, std::initializer_list<std::string_view> choices
) {
    const auto word = text(node, notes, what);
    if (!word) return std::nullopt;
    const auto it = std::ranges::find(choices, std::string_view(*word));
    if (it != choices.end()) return static_cast<std::size_t>(it - choices.begin());
    notes.error(
        node,
        "mapping.unknown_word",
        capital(what) + " cannot be " + in_quotes(*word) + ".",
        suggestion(*word, strings(choices))
    );
    return std::nullopt;
}

void check_format(const Node& table, Notes& notes) {
    const Node* format = need(table, notes, "the file", "format");
    if (format != nullptr && format->text != "1")
        notes.error(
            *format,
            "mapping.format",
            "This Crosswalk reads mapping files of format 1, not " + in_quotes(format->text) + ".",
            "Write 'format: 1', or upgrade Crosswalk."
        );
}

std::map<std::string, std::string, std::less<>> texts(const Node& node, Notes& notes, std::string_view what) {
    std::map<std::string, std::string, std::less<>> out;
    if (node.map()) {
        for (std::size_t i = 0; i < node.keys.size(); ++i)
            if (auto said = text(node.items[i], notes, what)) out[node.keys[i].text] = std::move(*said);
    } else if (auto said = text(node, notes, what)) {
        out["en"] = std::move(*said);
    }
    return out;
}

bool good_name(const Node& node, Notes& notes, std::string_view what) {
    const std::string& name = node.text;
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool good =
        !name.empty() && name.size() <= 60 && letter(name.front()) &&
        std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
    if (!good) {
        notes.error(
            node,
            "mapping.name",
            in_quotes(name) + " cannot be the name of a " + std::string(what) + ".",
            "Use small letters, digits and _, starting with a letter; at most 60."
        );
        return false;
    }
    if (std::ranges::find(kGrammarWords, name) == std::end(kGrammarWords)) return true;
    notes.error(
        node,
        "mapping.name",
        in_quotes(name) + " is a word of conditions and cannot be a name.",
        "Choose another name."
    );
    return false;
}

Condition condition(
    const Node& node,
    Notes& notes,
    std::string_view what,
    std::span<const std::string> fields,
    std::string_view default_field
) {
    Condition out;
    for (const Node* item : words(node, notes, what)) {
        auto part = parse_condition(item->text, fields, default_field);
        if (!part) {
            notes.fault(*item, part.error());
            continue;
        }
        out.text += (out.text.empty() ? "" : "; ") + item->text;
        out.parts.push_back(std::move(*part));
    }
    return out;
}

}  // namespace crosswalk::tree
