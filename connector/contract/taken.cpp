#include "connector/contract/taken.h"

#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk {
namespace {

Outcome no(const TakenShape& shape, std::string_view code, std::string_view field) {
    return classify(shape.words, code, "The answer does not show this as it was sent.", field);
}

std::optional<Outcome> flag_not_taken(
    const TakenShape& shape,
    std::string_view field,
    const boost::json::value& sent,
    const boost::json::value& shown
) {
    const auto told = beside_fields(shape.row, shown, field);
    const bool is_flag = std::ranges::count(shape.row.flags, field, &WordFlag::field) > 0;
    const bool is_in_set = std::ranges::any_of(shape.row.sets, [&](const NameSet& set) {
        return field.starts_with(set.prefix);
    });
    if ((!is_flag && !is_in_set) || (told && boost::json::value(*told) == sent)) return std::nullopt;
    if (is_flag)
        return no(shape, sent == boost::json::value(true) ? "opt_out_not_taken" : "opt_in_not_taken", field);
    return told ? no(shape, "membership_not_taken", field) : Outcome{};
}

bool is_blank(const boost::json::value* value) {
    return value == nullptr || value->is_null() || *value == boost::json::value("");
}

bool is_exact(const boost::json::value& value) { return value.is_bool() || value.is_int64(); }

std::optional<Outcome> value_not_taken(
    const TakenShape& shape,
    std::string_view field,
    const boost::json::value& sent,
    const boost::json::value& shown
) {
    const auto* there = field_in(shape.row, shown, field);
    if (is_blank(&sent))
        return is_blank(there) ? std::nullopt : std::optional(no(shape, "value_not_taken", field));
    if (there == nullptr) return no(shape, "unknown_field", field);
    const bool compared =
        std::ranges::count(shape.compared, field) > 0 || (is_exact(sent) && is_exact(*there));
    if (!compared || same_but_for_case(scalar_at(*there, ""), scalar_at(sent, ""))) return std::nullopt;
    return no(shape, "value_not_taken", field);
}

}  // namespace

std::optional<Outcome> not_taken(
    const TakenShape& shape, const Record& record, const boost::json::value& shown
) {
    for (const std::string_view at : shape.row.fields_at)
        if (const auto* there = value_at(shown, at); there == nullptr || !there->is_object())
            return Outcome{};
    for (const auto& [field, value] : record.fields) {
        const auto bad = is_kept_beside_fields(field) ? flag_not_taken(shape, field, value, shown)
                                                      : value_not_taken(shape, field, value, shown);
        if (bad) return bad;
    }
    return std::nullopt;
}

}  // namespace crosswalk
