#include "adapters/activecampaign/internal.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

// What is described, in this order, a page a call. Tags may be many: only so many pages of them, and those of
// a later page are not told when a contact is read.
struct Source {
    char letter = 's';
    std::string_view path{}, title{};
    std::size_t most_pages = 0;  // 0: all
};
constexpr Source kSources[] = {
    {'f', "fields", "its fields", 0},
    {'s', "scores", "its scores", 0},
    {'l', "lists", "its lists", 0},
    {'t', "tags", "its tags", 20}};

FieldShape shape_of(std::string_view type) {
    constexpr std::pair<std::string_view, FieldShape> kShapes[] = {
        {"text", FieldShape::text},
        {"textarea", FieldShape::text},
        {"hidden", FieldShape::text},
        {"date", FieldShape::date},
        {"datetime", FieldShape::datetime},
        {"dropdown", FieldShape::choice},
        {"radio", FieldShape::choice},
        {"checkbox", FieldShape::choices},
        {"listbox", FieldShape::choices},
        {"score", FieldShape::number},
        {"yes or no", FieldShape::boolean}};
    const auto* found = std::ranges::find(kShapes, type, &std::pair<std::string_view, FieldShape>::first);
    return found == std::end(kShapes) ? FieldShape::unknown : found->second;
}

// A page of a source; the call remembers where the page begins.
Call page_of(std::size_t source, std::size_t offset) {
    const auto path = "/api/3/" + std::string(kSources[source].path) + "?limit=" + std::to_string(kPageRows) +
                      "&offset=" + std::to_string(offset);
    return {.request = get_json(path), .step = static_cast<int>(source), .state = offset};
}

void add_standard(ObjectSchema& schema) {
    const auto add = [&](std::string name, std::string label, bool key) {
        schema.fields.push_back(
            {.name = name,
             .label = std::move(label),
             .vendor_key = name,
             .type = "text",
             .required = key,
             .unique = key}
        );
    };
    add("email", "Email", true);
    add("phone", "Phone", false);
    add("firstName", "First name", false);
    add("lastName", "Last name", false);
    for (FieldInfo& field : schema.fields) field.shape = FieldShape::text;
    add(std::string(kAllLists), "Left every list", false);
    schema.fields.back().type = "yes or no";
}

FieldInfo named(std::string_view prefix, std::string_view name, const boost::json::value& in) {
    return {
        .name = std::string(prefix).append(name),
        .label = std::string(name),
        .vendor_key = scalar_at(in, "/id"),
        .type = "yes or no"};
}

void add(ObjectSchema& schema, const Source& source, const boost::json::value& in) {
    FieldInfo info;
    switch (source.letter) {
        case 's':
            if (scalar_at(in, "/reltype") != "contact") return;
            info = named(kScorePrefix, scalar_at(in, "/name"), in);
            info.type = "score";
            info.writable = false;  // no call writes one (sheet, section 0)
            break;
        case 'f':
            info = named(kFieldPrefix, scalar_at(in, "/perstag"), in);
            info.label = scalar_at(in, "/title");
            info.type = scalar_at(in, "/type");
            break;
        case 'l':
            info = named(kListPrefix, scalar_at(in, "/id"), in);
            info.label = "Left the list " + scalar_at(in, "/name");
            break;
        default:
            if (const auto kind = scalar_at(in, "/tagType"); !kind.empty() && kind != "contact") return;
            info = named(kTagPrefix, scalar_at(in, "/tag"), in);
    }
    info.shape = shape_of(info.type);
    info.custom = source.letter == 'f' || source.letter == 's';  // lists and tags are no fields
    if (!info.vendor_key.empty() && info.name.back() != '/') schema.fields.push_back(std::move(info));
}

Result<Calls> build_describe(const SchemaQuery&, const Connection&, ObjectSchema&) {
    Calls out;
    for (std::size_t source = 0; source < std::size(kSources); ++source) out.push_back(page_of(source, 0));
    return out;
}

Result<Calls> parse_describe(
    const SchemaQuery&, const Connection&, const Call& call, const Answer& answer, ObjectSchema& schema
) {
    const auto at = static_cast<std::size_t>(call.step);
    const Source& source = kSources[at];
    const std::string title(source.title);
    const auto offset = std::any_cast<std::size_t>(call.state);
    const bool first = at == 0 && offset == 0;
    // The key may not read this source, or the account has none: the others are told. Where not even the
    // fields are found, the address is wrong.
    if (answer.status == 403 || (answer.status == 404 && !first)) {
        if (first) add_standard(schema);
        schema.whole = false;
        return Calls{};
    }
    if (!answer.ok()) return refusal_fault(answer, "to list " + title);
    const auto* list = value_at(answer.body, "/" + std::string(source.path));
    if (list == nullptr || !list->is_array()) return unreadable(title);
    for (const auto& item : list->get_array())
        if (!item.is_object() || scalar_at(item, "/id").empty()) return unreadable(title);
    if (first) add_standard(schema);
    for (const auto& item : list->get_array()) add(schema, source, item);
    const auto next = offset + kPageRows;
    const bool more = list->get_array().size() >= kPageRows &&
                      (source.most_pages == 0 || next < source.most_pages * kPageRows);
    return more ? Calls{page_of(at, next)} : Calls{};
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::activecampaign
