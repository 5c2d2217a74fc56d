#include "connector/mapping/compile/compile_context.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

// "a and b", "a, b", or the name of one connection and then that of another.
bool names_two(const CompileContext& draft, std::string_view text) {
    if (draft.mapping.connection(text) != nullptr) return false;
    for (const std::string_view sign : {" and ", " or ", ", ", ",", "; "})
        if (text.find(sign) != std::string_view::npos) return true;
    return std::ranges::any_of(draft.connections, [&](const std::string& name) {
        return text.starts_with(name + " ");
    });
}

void two_masters(const FieldPlan& field, const Node& node, Notes& notes) {
    notes.error(
        node,
        "field.two_masters",
        field.name + " cannot have two masters: two rules would undo each other's word.",
        "Keep one rule, such as 'prefer X unless blank': X's word, and that of the others while X has none."
    );
}

// The connection whose word counts must be there, and must say something about the field.
void check_connection(const CompileContext& draft, const FieldPlan& field, const Node& node, Notes& notes) {
    if (names_two(draft, field.rule.connection)) return two_masters(field, node, notes);
    const auto readers = connections_of(field, &Binding::reads);
    if (readers.contains(field.rule.connection)) return;
    if (draft.mapping.connection(field.rule.connection) == nullptr) {
        notes.error(
            node,
            "mapping.unknown_connection",
            "There is no connection " + in_quotes(field.rule.connection) + ".",
            tree::suggestion(field.rule.connection, draft.connections)
        );
    } else {
        notes.error(
            node,
            "field.rule_not_read",
            field.name + " is not read from " + in_quotes(field.rule.connection) + ", so its word cannot count.",
            readers.empty() ? "Read it from there under 'read_from' or 'both_ways'."
                            : "Name one of: " + in_words(readers) + "."
        );
    }
}

}  // namespace

std::set<std::string, std::less<>> connections_of(const FieldPlan& field, bool Binding::*way) {
    std::set<std::string, std::less<>> out;
    for (const Binding& binding : field.bindings)
        if (binding.*way) out.insert(binding.connection);
    return out;
}

std::string in_words(const std::set<std::string, std::less<>>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

void rule(const CompileContext& draft, FieldPlan& field, const Node& node, Notes& notes) {
    if (node.list() && node.items.size() > 1) return two_masters(field, node, notes);
    const auto said = tree::text(node, notes, "'rule' of " + field.name);
    if (!said) return;
    constexpr std::string_view kPrefer = "prefer ", kUnless = " unless blank", kAlways = "always ";
    if (*said == "newest") {
        field.rule.kind = Rule::Kind::newest;
        return;
    }
    if (*said == "highest") {
        field.rule.kind = Rule::Kind::highest;
        if (field.type != FieldType::integer && field.type != FieldType::decimal)
            notes.error(
                node,
                "field.highest_of_words",
                "'highest' compares numbers, and " + field.name + " is of type " +
                    std::string(to_string(field.type)) + ".",
                "Choose 'newest', 'prefer X unless blank' or 'always X'."
            );
        return;
    }
    if (said->starts_with(kAlways)) {
        field.rule = {Rule::Kind::always, said->substr(kAlways.size())};
    } else if (said->starts_with(kPrefer) && said->ends_with(kUnless) && said->size() > kPrefer.size() + kUnless.size()) {
        field.rule = {
            Rule::Kind::prefer, said->substr(kPrefer.size(), said->size() - kPrefer.size() - kUnless.size())};
    } else {
        const bool joined = said->find(", ") != std::string::npos || said->find(" and ") != std::string::npos;
        if (joined && (said->starts_with(kPrefer) || said->ends_with(kUnless)))
            return two_masters(field, node, notes);
        const std::vector<std::string> known{"newest", "prefer X unless blank", "always X", "highest"};
        notes.error(
            node, "field.unknown_rule", in_quotes(*said) + " is no rule.", tree::suggestion(*said, known)
        );
        return;
    }
    check_connection(draft, field, node, notes);
}

}  // namespace crosswalk::compile
