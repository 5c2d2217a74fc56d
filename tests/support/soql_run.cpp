#include <algorithm>

#include "tests/support/soql.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

SalesforceError no_column(const std::string& name, const std::string& type) {
    return {
        "INVALID_FIELD",
        "No such column '" + name + "' on entity '" + type +
            "'. If you are attempting to use a custom field, be sure to append the '__c' after the custom "
            "field name. "
            "Please reference your WSDL or the describe call for the appropriate names.",
        {}};
}

std::optional<SalesforceError> wrong_literal(const SalesforceField& known, const SoqlLiteral& literal) {
    using Kind = SoqlLiteral::Kind;
    const bool is_time = known.type == "datetime" || known.type == "date";
    const bool is_number = known.type == "int" || known.type == "double" || known.type == "currency";
    const Kind wanted = is_time                   ? Kind::moment
                        : is_number               ? Kind::number
                        : known.type == "boolean" ? Kind::boolean
                                                  : Kind::text;
    if (literal.kind == Kind::null || literal.kind == wanted) return std::nullopt;
    const std::string quoted =
        wanted == Kind::text ? "should be enclosed in quotes" : "should not be enclosed in quotes";
    return SalesforceError{
        "INVALID_FIELD",
        "value of filter criterion for field '" + known.name + "' must be of type " +
            (wanted == Kind::text ? "string" : known.type) + " and " + quoted,
        {}};
}

std::optional<SalesforceError> check_where(
    const SoqlCondition& where, const std::string& type, const SalesforceOrg& org
) {
    for (const auto& part : where.parts) {
        if (auto error = check_where(part, type, org)) return error;
    }
    if (where.kind != SoqlCondition::Kind::compare) return std::nullopt;
    const auto* known = org.field(type, where.field);
    if (!known) return no_column(where.field, type);
    for (const auto& literal : where.values) {
        if (auto error = wrong_literal(*known, literal)) return error;
    }
    return std::nullopt;
}

// -1, 0, 1; both sides present.
int compare(const SalesforceField& known, const json::value& value, const SoqlLiteral& literal) {
    const auto order = [](auto a, auto b) { return a < b ? -1 : b < a ? 1 : 0; };
    switch (literal.kind) {
        case SoqlLiteral::Kind::number:
            return order(value.to_number<double>(), std::stod(literal.text));
        case SoqlLiteral::Kind::boolean:
            return order(value.get_bool(), literal.text == "true");
        case SoqlLiteral::Kind::moment:
            return order(
                parse_time(std::string_view(value.get_string())).value_or(0), *parse_time(literal.text)
            );
        default:
            break;
    }
    const std::string text(value.get_string());
    if (known.type == "id" || known.type == "reference")
        return order(text.substr(0, 15), literal.text.substr(0, 15));
    return order(lower(text), lower(literal.text));
}

bool like(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '%') {
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (like(text.substr(i), pattern.substr(1))) return true;
        }
        return false;
    }
    return !text.empty() && (pattern[0] == '_' || pattern[0] == text[0]) &&
           like(text.substr(1), pattern.substr(1));
}

bool equals(const SalesforceField& known, const json::value* value, const SoqlLiteral& literal) {
    if (literal.kind == SoqlLiteral::Kind::null || !value)
        return literal.kind == SoqlLiteral::Kind::null && !value;
    return compare(known, *value, literal) == 0;
}

bool holds(
    const SoqlCondition& where, const SalesforceRow& row, const std::string& type, const SalesforceOrg& org
) {
    const auto part_holds = [&](const SoqlCondition& part) { return holds(part, row, type, org); };
    if (where.kind == SoqlCondition::Kind::all_of)
        return std::all_of(where.parts.begin(), where.parts.end(), part_holds);
    if (where.kind == SoqlCondition::Kind::any_of)
        return std::any_of(where.parts.begin(), where.parts.end(), part_holds);
    if (where.kind == SoqlCondition::Kind::none_of)
        return std::none_of(where.parts.begin(), where.parts.end(), part_holds);
    const auto& known = *org.field(type, where.field);
    const auto* value = member(row.fields, known.name);
    const auto any_equal = [&] {
        return std::any_of(where.values.begin(), where.values.end(), [&](const auto& one) {
            return equals(known, value, one);
        });
    };
    if (where.op == "=" || where.op == "in") return any_equal();
    if (where.op == "!=" || where.op == "notin") return !any_equal();
    if (!value || where.values[0].kind == SoqlLiteral::Kind::null) return false;
    if (where.op == "like")
        return like(lower(std::string_view(value->get_string())), lower(where.values[0].text));
    const int order = compare(known, *value, where.values[0]);
    if (where.op == "<") return order < 0;
    if (where.op == ">") return order > 0;
    return where.op == "<=" ? order <= 0 : order >= 0;
}

// Blank first, as Salesforce sorts.
int order_of(const json::value* a, const json::value* b) {
    if (!a || !b) return a ? 1 : b ? -1 : 0;
    if (a->is_number()) {
        const double x = a->to_number<double>(), y = b->to_number<double>();
        return x < y ? -1 : y < x ? 1 : 0;
    }
    if (a->is_string()) return std::string(a->get_string()).compare(std::string(b->get_string()));
    return static_cast<int>(a->get_bool()) - static_cast<int>(b->get_bool());
}

}  // namespace

std::optional<SalesforceError> check_soql(const Soql& query, const SalesforceOrg& org) {
    if (!org.has_type(query.type)) {
        return SalesforceError{
            "INVALID_TYPE",
            "sObject type '" + query.type +
                "' is not supported. If you are attempting to use a custom object, be sure to append the "
                "'__c' after the "
                "entity name. Please reference your WSDL or the describe call for the appropriate names.",
            {}};
    }
    for (const auto& name : query.fields) {
        if (name.find('.') == std::string::npos && !org.field(query.type, name))
            return no_column(name, query.type);
    }
    for (const auto& order : query.order) {
        if (!org.field(query.type, order.field)) return no_column(order.field, query.type);
    }
    return query.where ? check_where(*query.where, query.type, org) : std::nullopt;
}

std::vector<const SalesforceRow*> run_soql(const Soql& query, const SalesforceOrg& org, bool deleted_too) {
    std::vector<const SalesforceRow*> out;
    for (const auto& [id, row] : org.rows(query.type)) {
        const auto* deleted = member(row.fields, "IsDeleted");
        if (!deleted_too && deleted && deleted->get_bool()) continue;
        if (!query.where || holds(*query.where, row, query.type, org)) out.push_back(&row);
    }
    std::stable_sort(out.begin(), out.end(), [&](const SalesforceRow* a, const SalesforceRow* b) {
        for (const auto& order : query.order) {
            const auto& name = org.field(query.type, order.field)->name;
            const int way = order_of(member(a->fields, name), member(b->fields, name));
            if (way != 0) return order.descending ? way > 0 : way < 0;
        }
        return false;
    });
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(query.offset, out.size())));
    if (query.limit && *query.limit < out.size()) out.resize(*query.limit);
    return out;
}

}  // namespace crosswalk::doubles
