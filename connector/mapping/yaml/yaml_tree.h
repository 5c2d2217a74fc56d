// connector/mapping/yaml/yaml_tree.h - a mapping file as a tree of words with places, and the notes made while reading
// it.
//
// Scalars stay text: what they mean is decided by the declared type of the place where they stand, so NO is
// Norway.
#pragma once

#include "connector/mapping/compile/check.h"

namespace crosswalk::tree {

struct Node {
    enum class Kind { blank, scalar, list, map };
    Kind kind = Kind::blank;
    std::string text{};         // of a scalar
    std::vector<Node> keys{};   // of a map, one for each item; always scalars
    std::vector<Node> items{};  // of a list or a map
    int line = 1, column = 1;   // in characters, from 1

    bool scalar() const { return kind == Kind::scalar; }
    bool list() const { return kind == Kind::list; }
    bool map() const { return kind == Kind::map; }
    // Null when this is no map or has no such key.
    const Node* find(std::string_view key) const;
};

// The findings of one file.
class Notes {
public:
    explicit Notes(std::string path) : path_(std::move(path)) {}
    void error(const Node& at, std::string code, std::string what, std::string remedy);
    void error(int line, int column, std::string code, std::string what, std::string remedy);
    void warn(const Node& at, std::string code, std::string what, std::string remedy);
    void fault(const Node& at, const Fault& fault) { error(at, fault.code, fault.what, fault.remedy); }
    std::size_t errors() const { return errors_; }
    const std::vector<Finding>& findings() const { return findings_; }

private:
    std::string path_;
    std::vector<Finding> findings_{};
    std::size_t errors_ = 0;
};

inline constexpr std::size_t kMaxFile = 1'048'576, kMaxLine = 4'096, kMaxNodes = 20'000;

// Codes: yaml.encoding, yaml.control_character, yaml.tab, yaml.syntax, yaml.too_large, yaml.long_line,
// yaml.alias, yaml.tag, yaml.documents, yaml.key, yaml.duplicate_key. Nothing when the text is no tree at
// all; an empty file is a blank node.
std::optional<Node> read(std::string_view text, Notes&);

// ---- reading what stands there; each says what it does not like ----------------

std::string in_quotes(std::string_view);
// "Did you mean 'x'?", or "Write one of: a, b, c."
std::string suggestion(std::string_view word, std::span<const std::string> among);

// A map with these keys only. Codes: mapping.expected_map, mapping.unknown_key.
bool is_table(const Node&, Notes&, std::string_view what, std::initializer_list<std::string_view> keys);
// A map with keys of the admin's choice.
bool is_map(const Node&, Notes&, std::string_view what);
// The value under a key that must be there. Code: mapping.missing_key.
const Node* need(const Node& table, Notes&, std::string_view what, std::string_view key);
// The text of a scalar that is not empty. Codes: mapping.empty, mapping.expected_text.
std::optional<std::string> text(const Node&, Notes&, std::string_view what);
// A scalar or a list of scalars, without empty entries or repetitions. Codes as of `text`, mapping.twice.
std::vector<const Node*> words(const Node&, Notes&, std::string_view what);
// Which of these words stands there. Code: mapping.unknown_word.
std::optional<std::size_t> one_of(
    const Node&, Notes&, std::string_view what, std::initializer_list<std::string_view> choices
);
// "format: 1".
void check_format(const Node& table, Notes&);
// A scalar for English, or a text for each language.
std::map<std::string, std::string, std::less<>> texts(const Node&, Notes&, std::string_view what);
// A name: small letters, digits and _, starting with a letter. Code: mapping.name.
bool good_name(const Node&, Notes&, std::string_view what);
// A condition, or a list of conditions that must all hold.
Condition condition(
    const Node&,
    Notes&,
    std::string_view what,
    std::span<const std::string> fields,
    std::string_view default_field = {}
);

}  // namespace crosswalk::tree
