#include "tests/support/json_schema.h"

#include <algorithm>
#include <regex>
#include <set>

namespace crosswalk::test {
namespace {

using Lines = std::vector<std::string>;

struct Held {
    const boost::json::object& schemas;
    Lines& out;
};

std::string type_of(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::null: return "null";
        case boost::json::kind::bool_: return "boolean";
        case boost::json::kind::int64:
        case boost::json::kind::uint64: return "integer";
        case boost::json::kind::double_: return "number";
        case boost::json::kind::string: return "string";
        case boost::json::kind::array: return "array";
        case boost::json::kind::object: break;
    }
    return "object";
}

void hold(const boost::json::value&, const boost::json::object&, const std::string& at, Held);

void hold_members(const boost::json::object& value, const boost::json::object& schema, const std::string& at, Held held) {
    static const boost::json::object kNone;
    const auto* properties = schema.if_contains("properties");
    const auto* more = schema.if_contains("additionalProperties");
    if (const auto* required = schema.if_contains("required"))
        for (const auto& name : required->as_array())
            if (!value.contains(name.as_string())) held.out.push_back(at + ": lacks '" + std::string(name.as_string()) + "'");
    for (const auto& [name, member] : value) {
        const std::string there = at + "/" + std::string(name);
        const auto* own = properties == nullptr ? nullptr : properties->as_object().if_contains(name);
        if (own != nullptr)
            hold(member, own->as_object(), there, held);
        else if (more != nullptr && more->is_object())
            hold(member, more->as_object(), there, held);
        else if (more != nullptr && *more == boost::json::value(false))
            held.out.push_back(there + ": is not in the schema");
    }
}

void hold_text(const boost::json::string& value, const boost::json::object& schema, const std::string& at, Held held) {
    static const std::regex moment(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)");
    if (schema.contains("format") && !std::regex_match(std::string(value), moment))
        held.out.push_back(at + ": '" + std::string(value) + "' is no moment");
    if (const auto* words = schema.if_contains("enum"))
        if (std::ranges::find(words->as_array(), boost::json::value(value)) == words->as_array().end())
            held.out.push_back(at + ": '" + std::string(value) + "' is none of the words");
}

void hold(const boost::json::value& value, const boost::json::object& schema, const std::string& at, Held held) {
    static const std::set<std::string_view> known{
        "type", "nullable", "properties", "required", "additionalProperties", "items", "enum", "format", "$ref"};
    for (const auto& [word, said] : schema)
        if (!known.contains(word)) held.out.push_back(at + ": the schema says '" + std::string(word) + "'");
    if (const auto* ref = schema.if_contains("$ref")) {
        const std::string name =
            std::string(ref->as_string()).substr(std::string_view("#/components/schemas/").size());
        const auto* meant = held.schemas.if_contains(name);
        if (meant == nullptr) return held.out.push_back(at + ": there is no schema " + name);
        return hold(value, meant->as_object(), at, held);
    }
    const auto* type = schema.if_contains("type");
    if (type == nullptr || (value.is_null() && schema.contains("nullable"))) return;
    const std::string is = type_of(value), wanted(type->as_string());
    if (is != wanted && !(wanted == "number" && is == "integer"))
        return held.out.push_back(at + ": is a " + is + ", not a " + wanted);
    if (value.is_object()) hold_members(value.get_object(), schema, at, held);
    if (value.is_string()) hold_text(value.get_string(), schema, at, held);
    if (value.is_array())
        for (std::size_t i = 0; i < value.get_array().size(); ++i)
            hold(value.get_array()[i], schema.at("items").as_object(), at + "/" + std::to_string(i), held);
}

}  // namespace

std::vector<std::string> misfits(
    const boost::json::value& value, const boost::json::object& schema, const boost::json::object& schemas
) {
    Lines out;
    hold(value, schema, "", {schemas, out});
    return out;
}

}  // namespace crosswalk::test
