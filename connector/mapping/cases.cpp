#include "connector/mapping/draft.h"
#include "connector/mapping/forms.h"
#include "connector/mapping/translate.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::quoted;

using Values = std::map<std::string, Value, std::less<>>;

// What one case tells, played through the mapping.
class Story {
public:
    explicit Story(const Mapping& mapping) : mapping_(mapping) {}

    void hear(const ConnectionPlan& connection, const VendorKind& kind, const Node& fields, Notes& notes) {
        kinds_[connection.name] = kind;
        const auto known = mapping_.vendor_fields(connection.name, kind.text);
        for (const Node& key : fields.keys)
            if (std::ranges::find(known, key.text) == known.end())
                notes.error(
                    key,
                    "case.unmapped_field",
                    quoted(key.text) + " of " + connection.name + " is not mapped.",
                    tree::suggestion(key.text, known)
                );
        for (const FieldPlan& field : mapping_.fields) {
            const Binding* binding = field.binding(connection.name, kind.text);
            const Node* raw = binding == nullptr ? nullptr : fields.find(binding->vendor_field);
            if (raw == nullptr) continue;
            const Taken taken =
                take(field, *binding, raw->scalar() ? boost::json::value(raw->text) : boost::json::value());
            held_[field.name][connection.name] = taken;
            if (binding->reads) listen(field, connection.name, taken);
        }
    }

    void conclude() {
        for (const FieldPlan& field : mapping_.fields) canonical_[field.name] = decide(field);
        const Facts facts = facts_with({}, {});
        const Value stage = value("stage");
        for (const Stage& each : mapping_.path) {
            if (ahead_of(stage, each) && !each.enter_when.always() && each.enter_when.holds(facts))
                canonical_["stage"] = each.name;
        }
    }

    Value value(std::string_view field) const {
        const auto it = canonical_.find(field);
        return it == canonical_.end() ? Value{} : it->second;
    }
    bool waits(std::string_view field) const { return waiting_.find(field) != waiting_.end(); }

    // What is sent to one connection. A connection the case says nothing about is one where the person is
    // new.
    Fields writes(const ConnectionPlan& connection) const {
        Fields out;
        if (!connection.only.holds(facts_with({}, {}))) return out;
        const auto known = kinds_.find(connection.name);
        const bool is_new = known == kinds_.end();
        const VendorKind& kind = is_new ? connection.create_kind() : known->second;
        for (const FieldPlan& field : mapping_.fields) {
            const Binding* binding = field.binding(connection.name, kind.text);
            if (binding != nullptr && binding->writes && is_sent(field, *binding, is_new))
                out[binding->vendor_field] = give(field, *binding, value(field.name));
        }
        return out;
    }

private:
    struct Word {
        std::string connection{};
        Value value{};
    };

    void listen(const FieldPlan& field, const std::string& connection, const Taken& taken) {
        const bool ignored =
            taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::ignore;
        if (ignored) return;
        if (taken.how == Taken::How::unreadable || taken.how == Taken::How::not_listed) {
            waiting_.insert(field.name);
            return;
        }
        if (!taken.value && field.if_blank == IfBlank::keep) return;
        auto& words = words_[field.name];
        std::erase_if(words, [&](const Word& word) { return word.connection == connection; });
        words.push_back({connection, taken.value});
    }

    Value decide(const FieldPlan& field) const {
        const auto found = words_.find(field.name);
        if (found == words_.end()) return {};
        const auto& words = found->second;
        const auto of = std::ranges::find(words, field.rule.connection, &Word::connection);
        switch (field.rule.kind) {
            case Rule::Kind::always:
                return of == words.end() ? Value{} : of->value;
            case Rule::Kind::prefer:
                if (of != words.end() && of->value) return of->value;
                break;
            case Rule::Kind::highest:
                return std::ranges::max_element(
                           words, [](const Word& a, const Word& b) { return lower(a.value, b.value); }
                )->value;
            case Rule::Kind::newest:
                break;
        }
        return words.back().value;
    }

    // Dates sort as text, numbers by size, blanks first.
    static bool lower(const Value& a, const Value& b) {
        if (!a || !b) return !a && b;
        char *a_end = nullptr, *b_end = nullptr;
        const double x = std::strtod(a->c_str(), &a_end), y = std::strtod(b->c_str(), &b_end);
        return *a_end == '\0' && *b_end == '\0' ? x < y : *a < *b;
    }

    bool ahead_of(const Value& stage, const Stage& other) const {
        if (!stage) return true;
        const auto here = std::ranges::find(mapping_.path, *stage, &Stage::name);
        const auto there = std::ranges::find(mapping_.path, other.name, &Stage::name);
        return here != mapping_.path.end() && here < there;
    }

    Facts facts_with(std::string field, Value before) const {
        return {
            .now = [this](std::string_view name) { return value(name); },
            .before = [this, field = std::move(field), before = std::move(before)](std::string_view name
                      ) { return name == field ? before : value(name); }};
    }

    bool is_sent(const FieldPlan& field, const Binding& binding, bool is_new) const {
        const Value now = value(field.name);
        if (!can_give(field, binding, now)) return false;
        const auto at_field = held_.find(field.name);
        const bool told = at_field != held_.end() && at_field->second.contains(binding.connection);
        if (!told) return now.has_value() || (is_new && binding.placeholder.has_value());
        const Taken& held = at_field->second.at(binding.connection);
        if (held.how != Taken::How::value && held.how != Taken::How::blank) return false;
        if (held.value == now || (!now && field.if_blank == IfBlank::keep)) return false;
        return field.send_when.always() || !held.value ||
               field.send_when.holds(facts_with(field.name, held.value));
    }

    const Mapping& mapping_;
    std::map<std::string, VendorKind, std::less<>> kinds_{};
    std::map<std::string, std::map<std::string, Taken, std::less<>>, std::less<>> held_{};
    std::map<std::string, std::vector<Word>, std::less<>> words_{};
    std::set<std::string, std::less<>> waiting_{};
    Values canonical_{};
};

const ConnectionPlan* connection_of(const Mapping& mapping, const Node& key, Notes& notes) {
    if (const ConnectionPlan* plan = mapping.connection(key.text)) return plan;
    std::vector<std::string> known;
    for (const ConnectionPlan& plan : mapping.connections) known.push_back(plan.name);
    notes.error(
        key,
        "mapping.unknown_connection",
        "There is no connection " + quoted(key.text) + ".",
        tree::suggestion(key.text, known)
    );
    return nullptr;
}

void hear_one(const Mapping& mapping, Story& story, const Node& given, Notes& notes) {
    if (!tree::is_table(given, notes, "'given'", {"connection", "kind", "fields"})) return;
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
                connection->name + " has no kind " + quoted(said->text) + ".",
                "Use a name that stands under 'kinds'."
            );
            return;
        }
        kind = it->second;
    }
    story.hear(*connection, kind, *fields, notes);
}

void mismatch(const Node& at, const std::string& name, const std::string& what, Notes& notes) {
    notes.error(at, "case.failed", "Case " + quoted(name) + ": " + what, "Correct the case, or the mapping.");
}

std::string said(const Value& value) { return value ? quoted(*value) : "blank"; }

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
                "There is no field " + quoted(key.text) + ".",
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
