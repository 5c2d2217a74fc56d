// connector/mapping/tools/tool_reader.h - the few forms that a declaration is made of, each read and judged where it
// stands. Of this folder alone.
#pragma once

#include "connector/mapping/tools/tool.h"
#include "connector/mapping/yaml/yaml_tree.h"

namespace crosswalk::tools {

class ToolReader {
public:
    ToolReader(Tool& filled, tree::Notes& said) : tool(filled), notes(said) {}

    // Each reads the value of a key of a table; where the key is absent, nothing, and a finding if it is `needed`.
    enum class Must { may, needed };
    using Text = std::optional<std::string>;
    // A text of one line.
    Text text(const tree::Node& table, std::string_view key, Must = Must::may);
    // A JSON Pointer; of a form, the key that holds it.
    Text place(const tree::Node& table, std::string_view key, Must = Must::may, bool of_form = false);
    Text place_in(const tree::Node& value, std::string_view key, bool of_form = false);
    // The name of a header that is ours to set.
    Text header(const tree::Node& table, std::string_view key, Must = Must::may);
    // A name that the admin writes in crosswalk.yaml.
    Text setting(const tree::Node& table, std::string_view key, std::string_view otherwise);
    // A path below the host. At most one {placeholder}, and it is this one; empty: none.
    Text path(const tree::Node& table, std::string_view key, std::string_view placeholder);
    // https://host/path, with the account's parts as whole labels.
    Text address(const tree::Node& value, std::string_view key, std::span<const std::string> parts);
    std::optional<std::size_t> number(const tree::Node& table, std::string_view key, std::size_t from, std::size_t to);
    std::optional<std::size_t> word(
        const tree::Node& table, std::string_view key, std::initializer_list<std::string_view> choices
    );
    // A place, or a place and a form.
    std::optional<TimePlace> time(const tree::Node& table, std::string_view key, bool of_form = false);
    std::vector<std::string> words(const tree::Node& value, std::string_view key);
    // No more entries than this.
    bool within(const tree::Node& value, std::string_view what, std::size_t most);

    void error(const tree::Node& at, std::string_view code, std::string what, std::string remedy) {
        notes.error(at, std::string(code), std::move(what), std::move(remedy));
    }

    Tool& tool;          // NOLINT: both are what it works on
    tree::Notes& notes;  // NOLINT

private:
    const tree::Node* find(const tree::Node& table, std::string_view key, Must);
    Text one_line(const tree::Node& value, std::string_view key);
};

// The parts of the declaration, each with its findings.
void compile_account(ToolReader&, const tree::Node& root);
void compile_refusals(ToolReader&, const tree::Node& root);
void compile_webhook(ToolReader&, const tree::Node& hook);
// Whether the account proves its deliveries.
void compile_proof(ToolReader&, const tree::Node& hook, Webhook&);
void compile_people(ToolReader&, const tree::Node& people);
void compile_operations(ToolReader&, const tree::Node& people);

}  // namespace crosswalk::tools
