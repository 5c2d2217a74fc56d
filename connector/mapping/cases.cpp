#include "connector/mapping/draft.h"
#include "connector/mapping/forms.h"
#include "connector/mapping/story.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

const ConnectionPlan* connection_of(const Mapping& mapping, const Node& key, Notes& notes) {
    if (const ConnectionPlan* plan = mapping.connection(key.text)) return plan;
    std::vector<std::string> known;
    for (const ConnectionPlan& plan : mapping.connections) known.push_back(plan.name);
    notes.error(
        key,
        "mapping.unknown_connection",
        "There is no connection " + in_quotes(key.text) + ".",
        tree::suggestion(key.text, known)
    );
    return nullptr;
}

void hear_one(const Mapping& mapping, Story& story, const Node& given, Notes& notes) {
    if (!tree::is_table(given, notes, "'given'", {"connection", "kind", "fields", "proof"})) return;
    const Node* name = tree::need(given, notes, "'given'", "connection");
    const Node* fields = tree::need(given, notes, "'given'", "fields");
    const ConnectionPlan* connection = name == nullptr ? nullptr : connection_of(mapping, *name, notes);
    if (connection == nullptr || fields == nullptr || !tree::is_map(*fields, notes, "'fields'")) return;
    VendorKind kind = connection->create_kind();
    if (const Node* said = given.find("kind")) {
        const auto fits = [&](const auto& each) {
            return each.first == said->text || each.second.text == said->text;
        };
        const auto it = std::ranges::find_if(connection->kinds, fits);
        if (it == connection->kinds.end()) {
            notes.error(
                *said,
                "connection.unknown_kind",
                connection->name + " has no kind " + in_quotes(said->text) + ".",
                "Use a name that stands under 'kinds'."
            );
            return;
        }
        kind = it->second;
    }
    const Node* proof = given.find("proof");
    story.hear(*connection, kind, *fields, proof == nullptr ? std::string_view() : proof->text, notes);
}

void mismatch(const Node& at, const std::string& name, const std::string& what, Notes& notes) {
    notes.error(at, "case.failed", "Case " + in_quotes(name) + ": " + what, "Correct the case, or the mapping.");
}

std::string said(const Value& value) { return value ? in_quotes(*value) : "blank"; }

void expect_canonical(
    const Mapping& mapping, const Story& story, const Node& expected, const std::string& name, Notes& notes
) {
    if (!tree::is_map(expected, notes, "'canonical'")) return;
    std::vector<std::string> known;
    for (const FieldPlan& field : mapping.fields) known.push_back(field.name);
    for (std::size_t i = 0; i < expected.keys.size(); ++i) {
        const Node &key = expected.keys[i], &item = expected.items[i];
        const FieldPlan* field = mapping.field(key.text);
        if (field == nullptr) {
            notes.error(
                key,
                "mapping.unknown_field",
                "There is no field " + in_quotes(key.text) + ".",
                tree::suggestion(key.text, known)
            );
            continue;
        }
        const Value wanted =
            item.scalar() && !item.text.empty() ? normalise(*field, item.text).value_or(item.text) : Value{};
        const Value got = story.value(key.text);
        if (got != wanted)
            mismatch(item, name, key.text + " becomes " + said(got) + ", not " + said(wanted) + ".", notes);
    }
}

void expect_fields(
    const Fields& writes,
    const std::string& connection,
    const Node& expected,
    const std::string& name,
    Notes& notes
) {
    for (std::size_t i = 0; i < expected.keys.size(); ++i) {
        const Node &key = expected.keys[i], &item = expected.items[i];
        const auto it = writes.find(key.text);
        const std::string where = connection + "'s " + key.text;
        if (it == writes.end()) {
            if (item.text != "not written") mismatch(item, name, where + " is not written.", notes);
            continue;
        }
        const Value got = it->second.is_null() ? Value{} : forms::scalar_text(it->second);
        const Value wanted = item.scalar() && !item.text.empty() ? Value{item.text} : Value{};
        if (got != wanted)
            mismatch(item, name, where + " is written " + said(got) + ", not " + said(wanted) + ".", notes);
    }
}

void expect_writes(
    const Mapping& mapping, const Story& story, const Node& expected, const std::string& name, Notes& notes
) {
    if (!tree::is_map(expected, notes, "'writes'")) return;
    for (std::size_t i = 0; i < expected.keys.size(); ++i) {
        const Node &key = expected.keys[i], &item = expected.items[i];
        const ConnectionPlan* connection = connection_of(mapping, key, notes);
        if (connection == nullptr) continue;
        const Fields writes = story.writes(*connection);
        if (item.text == "nothing") {
            if (!writes.empty())
                mismatch(item, name, writes.begin()->first + " is written to " + key.text + ".", notes);
        } else if (tree::is_map(item, notes, "what is written to " + key.text)) {
            expect_fields(writes, key.text, item, name, notes);
        }
    }
}

void one_case(const Mapping& mapping, const Node& node, Notes& notes) {
    if (!tree::is_table(node, notes, "a case", {"name", "given", "expect"})) return;
    const Node *name = tree::need(node, notes, "a case", "name"),
               *given = tree::need(node, notes, "a case", "given");
    const Node* expect = tree::need(node, notes, "a case", "expect");
    const auto title = name == nullptr ? std::nullopt : tree::text(*name, notes, "'name' of a case");
    if (!title || given == nullptr || expect == nullptr) return;
    if (!tree::is_table(*expect, notes, "'expect'", {"canonical", "writes", "waits"})) return;
    Story story(mapping);
    const std::size_t errors = notes.errors();
    if (given->list()) {
        for (const Node& one : given->items) hear_one(mapping, story, one, notes);
    } else {
        hear_one(mapping, story, *given, notes);
    }
    if (notes.errors() != errors) return;
    story.conclude();
    if (const Node* canonical = expect->find("canonical"))
        expect_canonical(mapping, story, *canonical, *title, notes);
    if (const Node* writes = expect->find("writes")) expect_writes(mapping, story, *writes, *title, notes);
    if (const Node* waits = expect->find("waits"))
        for (const Node* field : tree::words(*waits, notes, "'waits'"))
            if (!story.waits(field->text))
                mismatch(*field, *title, field->text + " does not wait for a person.", notes);
}

}  // namespace

int run_cases(const Mapping& mapping, const Node& root, Notes& notes) {
    if (!root.list()) {
        notes.error(
            root,
            "case.expected_list",
            "A file of cases must be a list.",
            "Start every case with '- name: ...'."
        );
        return 0;
    }
    for (const Node& node : root.items) one_case(mapping, node, notes);
    return static_cast<int>(root.items.size());
}

}  // namespace crosswalk::compile
