#include "adapters/activecampaign/internal.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

// What is described, in this order, a page a turn. Tags may be many: only so many pages of them, and those of
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

struct Step {
    const Source* source = kSources;
    std::size_t offset = 0;
};

Step step_of(std::string_view memo) {
    Step out;
    if (memo.empty()) return out;
    const auto* found = std::ranges::find(kSources, memo.front(), &Source::letter);
    if (found != std::end(kSources)) out.source = found;
    std::from_chars(memo.data() + 1, memo.data() + memo.size(), out.offset);
    return out;
}

std::string memo_of(Step step) { return step.source->letter + std::to_string(step.offset); }

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

// Nothing behind the last page of the last source.
std::optional<Step> after(Step step, std::size_t rows) {
    step.offset += kPageRows;
    const auto most = step.source->most_pages;
    if (rows >= kPageRows && (most == 0 || step.offset < most * kPageRows)) return step;
    if (step.source + 1 == std::end(kSources)) return std::nullopt;
    return Step{.source = step.source + 1};
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
    if (!info.vendor_key.empty() && info.name.back() != '/') schema.fields.push_back(std::move(info));
}

}  // namespace

HttpRequest ask_describe(const SchemaQuery&, const Connection&, const Memo& memo) {
    const auto step = step_of(memo);
    return get(
        "/api/3/" + std::string(step.source->path) + "?limit=" + std::to_string(kPageRows) +
        "&offset=" + std::to_string(step.offset)
    );
}

Result<Turn<ObjectSchema>> interpret_describe(
    const SchemaQuery& query, const Connection&, const Memo& memo, const HttpResponse& response
) {
    const auto step = step_of(memo);
    const std::string title(step.source->title);
    ObjectSchema part{.kind = query.plan.kind};
    if (memo.empty()) add_standard(part);
    const auto go_on = [&](std::optional<Step> next) {
        if (!next) return Turn<ObjectSchema>{std::move(part)};
        return Turn<ObjectSchema>{Again<ObjectSchema>{.memo = memo_of(*next), .so_far = std::move(part)}};
    };
    // The key may not read this source, or the account has none: the others are told. Where not even the fields are
    // found, the address is wrong.
    if (response.status == 403 || (response.status == 404 && !memo.empty())) {
        part.whole = false;
        return go_on(after({.source = step.source, .offset = kPageRows}, 0));
    }
    if (response.status != 200) return refusal_fault(response, "to list " + title);
    const auto body = parse_json(response.body);
    const auto* list = body ? value_at(*body, "/" + std::string(step.source->path)) : nullptr;
    if (list == nullptr || !list->is_array()) return unreadable(title);
    for (const auto& item : list->get_array()) {
        if (!item.is_object() || scalar_at(item, "/id").empty()) return unreadable(title);
        add(part, *step.source, item);
    }
    return go_on(after(step, list->get_array().size()));
}

}  // namespace crosswalk::activecampaign
