#include "adapters/activecampaign/parts.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

// Scores first, then custom fields, a page a turn.
struct Step {
    bool fields = false;
    std::size_t offset = 0;
};

Step step_of(std::string_view memo) {
    Step out{.fields = memo.starts_with('f')};
    if (!memo.empty()) std::from_chars(memo.data() + 1, memo.data() + memo.size(), out.offset);
    return out;
}

std::string memo_of(Step step) { return (step.fields ? "f" : "s") + std::to_string(step.offset); }

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
}

FieldInfo score_of(const boost::json::value& in) {
    const auto name = scalar_at(in, "/name");
    return {
        .name = std::string(kScorePrefix) + name,
        .label = name,
        .vendor_key = scalar_at(in, "/id"),
        .type = "score",
        .writable = false};  // no call writes one (sheet, section 0)
}

FieldInfo field_of(const boost::json::value& in) {
    return {
        .name = std::string(kFieldPrefix) + scalar_at(in, "/perstag"),
        .label = scalar_at(in, "/title"),
        .vendor_key = scalar_at(in, "/id"),
        .type = scalar_at(in, "/type")};
}

}  // namespace

HttpRequest ask_describe(const SchemaQuery&, const Connection&, const Memo& memo) {
    const auto step = step_of(memo);
    return get(
        std::string(step.fields ? "/api/3/fields" : "/api/3/scores") + "?limit=" + std::to_string(kPageRows) +
        "&offset=" + std::to_string(step.offset)
    );
}

Result<Turn<ObjectSchema>> interpret_describe(
    const SchemaQuery& query, const Connection&, const Memo& memo, const HttpResponse& response
) {
    const auto step = step_of(memo);
    const char* doing = step.fields ? "to list its fields" : "to list its scores";
    if (response.status != 200) return refusal_fault(response, doing);
    const auto body = parse_json(response.body);
    const auto* list = body ? value_at(*body, step.fields ? "/fields" : "/scores") : nullptr;
    if (list == nullptr || !list->is_array()) return unreadable(step.fields ? "its fields" : "its scores");
    ObjectSchema part{.kind = query.plan.kind};
    if (memo.empty()) add_standard(part);
    for (const auto& item : list->get_array()) {
        if (!step.fields && scalar_at(item, "/reltype") != "contact") continue;
        auto info = step.fields ? field_of(item) : score_of(item);
        if (!info.vendor_key.empty() && info.name.back() != '/') part.fields.push_back(std::move(info));
    }
    if (list->get_array().size() >= kPageRows)
        return Turn<ObjectSchema>{Again<ObjectSchema>{
            .memo = memo_of({step.fields, step.offset + kPageRows}), .so_far = std::move(part)}};
    if (step.fields) return Turn<ObjectSchema>{std::move(part)};
    return Turn<ObjectSchema>{
        Again<ObjectSchema>{.memo = memo_of({.fields = true}), .so_far = std::move(part)}};
}

}  // namespace crosswalk::activecampaign
