#include "connector/sync/cases.h"

#include "connector/mapping/model/calendar_text.h"
#include "connector/mapping/model/normalizers.h"
#include "connector/mapping/yaml/yaml_tree.h"
#include "connector/sync/case_runner.h"

#include <algorithm>

namespace crosswalk {
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

// What a tool keeps beside its fields is a boolean, everything else arrives as text.
boost::json::value told_value(const std::string& vendor_field, const Node& raw) {
    if (!raw.scalar()) return nullptr;
    if (is_kept_beside_fields(vendor_field) && (raw.text == "true" || raw.text == "false")) return raw.text == "true";
    return boost::json::string(raw.text);
}

Fields told_fields(
    const Mapping& mapping,
    const ConnectionPlan& connection,
    const VendorKind& kind,
    const Node& fields,
    Notes& notes
) {
    Fields out;
    const auto known = mapping.vendor_fields(connection.name, kind.text);
    for (std::size_t i = 0; i < fields.keys.size(); ++i) {
        const Node& key = fields.keys[i];
        out[key.text] = told_value(key.text, fields.items[i]);
        if (std::ranges::find(known, key.text) == known.end())
            notes.error(
                key,
                "case.unmapped_field",
                in_quotes(key.text) + " of " + connection.name + " is not mapped.",
                tree::suggestion(key.text, known)
            );
    }
    return out;
}

// { connection: mail, did: clicked, link: https://example.com/pricing, days_ago: 30 }
void engage_one(const Mapping& mapping, CaseRunner& player, const Node& given, Notes& notes) {
    constexpr int kLongestAgo = 36'600;
    if (!tree::is_table(given, notes, "'given'", {"connection", "did", "link", "campaign", "days_ago"})) return;
    const Node* name = tree::need(given, notes, "'given'", "connection");
    const ConnectionPlan* connection = name == nullptr ? nullptr : connection_of(mapping, *name, notes);
    const auto said = [&](std::string_view key) {
        const Node* at = given.find(key);
        return at == nullptr ? std::string() : tree::text(*at, notes, in_quotes(key)).value_or("");
    };
    int ago = 0;
    if (const Node* at = given.find("days_ago")) {
        const auto n = calendar_text::digits(at->text);
        if (!n || *n > kLongestAgo)
            notes.error(*at, "case.days_ago", in_quotes(at->text) + " is no number of days.", "Write a whole number such as 30.");
        ago = n.value_or(0);
    }
    HistoryRow done{.field = said("did"), .link = said("link"), .campaign = said("campaign")};
    if (connection != nullptr) player.engage(*connection, std::move(done), std::chrono::days{ago});
}

void hear_one(const Mapping& mapping, CaseRunner& player, const Node& given, Notes& notes) {
    if (given.find("did") != nullptr) return engage_one(mapping, player, given, notes);
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
    const Fields told = told_fields(mapping, *connection, kind, *fields, notes);
    player.ingest(*connection, kind, told, proof == nullptr ? std::string_view() : proof->text);
}

void mismatch(const Node& at, const std::string& name, const std::string& what, Notes& notes) {
    notes.error(at, "case.failed", "Case " + in_quotes(name) + ": " + what, "Correct the case, or the mapping.");
}

std::string said(const Value& value) { return value ? in_quotes(*value) : "blank"; }

void expect_canonical(
    const Mapping& mapping, const CaseRunner& player, const Node& expected, const std::string& name, Notes& notes
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
        const Value& got = player.value(key.text);
        if (!same_value(*field, got, wanted))
            mismatch(item, name, key.text + " becomes " + said(got) + ", not " + said(wanted) + ".", notes);
    }
}

// True when the tool would take both for one value: an address may be expected in any spelling.
bool same_written(
    const Mapping& mapping,
    const std::string& connection,
    const std::string& vendor_field,
    const Value& got,
    const Value& wanted
) {
    if (got == wanted) return true;
    return std::ranges::any_of(mapping.fields, [&](const FieldPlan& field) {
        return std::ranges::any_of(field.bindings, [&](const Binding& binding) {
            return binding.connection == connection && binding.vendor_field == vendor_field &&
                   same_value(field, got, wanted);
        });
    });
}

// What a case expects of one connection.
struct Expected {
    const std::string& name;  // the case
    const std::string& connection;
    const Node& fields;
};

void expect_fields(const Mapping& mapping, const Fields& writes, const Expected& expected, Notes& notes) {
    const auto& [name, connection, fields] = expected;
    for (std::size_t i = 0; i < fields.keys.size(); ++i) {
        const Node &key = fields.keys[i], &item = fields.items[i];
        const auto it = writes.find(key.text);
        const std::string where = connection + "'s " + key.text;
        if (it == writes.end()) {
            if (item.text != "not written") mismatch(item, name, where + " is not written.", notes);
            continue;
        }
        const Value got = it->second.is_null() ? Value{} : forms::scalar_text(it->second);
        const Value wanted = item.scalar() && !item.text.empty() ? Value{item.text} : Value{};
        if (!same_written(mapping, connection, key.text, got, wanted))
            mismatch(item, name, where + " is written " + said(got) + ", not " + said(wanted) + ".", notes);
    }
}

void expect_writes(
    const Mapping& mapping, const CaseRunner& player, const Node& expected, const std::string& name, Notes& notes
) {
    if (!tree::is_map(expected, notes, "'writes'")) return;
    for (std::size_t i = 0; i < expected.keys.size(); ++i) {
        const Node &key = expected.keys[i], &item = expected.items[i];
        const ConnectionPlan* connection = connection_of(mapping, key, notes);
        if (connection == nullptr) continue;
        const Fields writes = player.writes(*connection);
        if (item.text == "nothing") {
            if (!writes.empty())
                mismatch(item, name, writes.begin()->first + " is written to " + key.text + ".", notes);
        } else if (tree::is_map(item, notes, "what is written to " + key.text)) {
            expect_fields(mapping, writes, {name, key.text, item}, notes);
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
    CaseRunner player(mapping);
    const std::size_t errors = notes.errors();
    if (given->list()) {
        for (const Node& one : given->items) hear_one(mapping, player, one, notes);
    } else {
        hear_one(mapping, player, *given, notes);
    }
    if (notes.errors() != errors) return;
    if (const Node* canonical = expect->find("canonical"))
        expect_canonical(mapping, player, *canonical, *title, notes);
    if (const Node* writes = expect->find("writes")) expect_writes(mapping, player, *writes, *title, notes);
    if (const Node* waits = expect->find("waits"))
        for (const Node* field : tree::words(*waits, notes, "'waits'"))
            if (!player.waits(field->text))
                mismatch(*field, *title, field->text + " does not wait for a person.", notes);
}

int play_all(const Mapping& mapping, const Node& root, Notes& notes) {
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

}  // namespace

Checked check_with_cases(
    std::span<const MappingFile> files, std::span<const ConnectionFacts> facts, std::int64_t version
) {
    Checked out = check_mapping(files, facts, version);
    if (!out.ok()) return out;
    bool failed = false;
    for (const MappingFile& file : files) {
        if (!is_cases_file(file.path)) continue;
        Notes notes(file.path);
        if (const auto root = tree::read(file.text, notes))
            out.cases_run += play_all(*out.mapping, *root, notes);
        auto found = notes.findings();
        std::ranges::stable_sort(found, {}, [](const Finding& f) { return std::pair(f.line, f.column); });
        out.findings.insert(out.findings.end(), found.begin(), found.end());
        failed = failed || notes.errors() != 0;
    }
    if (failed) {
        out.mapping.reset();
        out.sentences.clear();
    }
    return out;
}

}  // namespace crosswalk
