#include "connector/contract/row.h"

#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosswalk {
namespace {

namespace json = boost::json;

bool is_deleted(const RowShape& shape, const json::value& row) {
    if (shape.deleted_says.empty()) return is_told(row, shape.deleted);
    return scalar_at(row, shape.deleted) == shape.deleted_says;
}

std::optional<bool> is_in_list(
    const NameSet& set, const json::value& row, const json::value& list, std::string_view name
) {
    bool found = false;
    const auto all = items_at(list, "");
    for (const json::value& one : all) {
        const auto told = scalar_at(one, one.is_object() ? set.name : "");
        if (told.empty()) return std::nullopt;
        found = found || told == name;
    }
    const bool whole = set.total.empty() || scalar_at(row, set.total) == std::to_string(all.size());
    return found || whole ? std::optional(found) : std::nullopt;
}

// Seconds are told from milliseconds by their size; 2^53 milliseconds are 285,000 years.
std::optional<When> epoch_in(const std::string& text) {
    constexpr double kFirstInMilliseconds = 1e11, kMost = 9e15;
    double told = 0;
    const auto end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, told); read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    if (!(told >= 0 && told < kMost)) return std::nullopt;
    const bool fine = told >= kFirstInMilliseconds;
    const auto millis = static_cast<std::int64_t>(std::llround(fine ? told : told * 1000));
    const bool whole = !fine && millis % 1000 == 0 && text.find('.') == std::string::npos;
    return When{
        Millis{std::chrono::milliseconds{millis}}, whole ? Precision::seconds : Precision::milliseconds};
}

std::optional<bool> is_in(const NameSet& set, const json::value& row, std::string_view name) {
    const auto* there = value_at(row, set.items);
    if (there == nullptr || there->is_null()) {
        const auto* beside = set.empty_beside.empty() ? nullptr : value_at(row, set.empty_beside);
        return beside != nullptr && beside->is_array() ? std::optional(false) : std::nullopt;
    }
    if (there->is_array()) return is_in_list(set, row, *there, name);
    const auto* told = there->is_object() ? there->get_object().if_contains(name) : nullptr;
    return told != nullptr && told->is_bool() ? std::optional(told->get_bool()) : std::nullopt;
}

}  // namespace

bool is_told(const json::value& row, std::string_view pointer) {
    const auto* found = pointer.empty() ? nullptr : value_at(row, pointer);
    if (found == nullptr || found->is_null()) return false;
    const std::string word = scalar_at(*found, "");
    return !found->is_primitive() || (word != "" && word != "0" && word != "false");
}

std::optional<bool> flag_of(const WordFlag& flag, std::string_view word) {
    if (std::ranges::count(flag.yes, word) > 0) return true;
    return std::ranges::count(flag.no, word) > 0 ? std::optional(false) : std::nullopt;
}

std::optional<bool> beside_fields(const RowShape& shape, const json::value& row, std::string_view field) {
    for (const WordFlag& flag : shape.flags)
        if (field == flag.field)
            if (const auto told = flag_of(flag, scalar_at(row, flag.at))) return told;
    for (const NameSet& set : shape.sets)
        if (field.starts_with(set.prefix)) return is_in(set, row, field.substr(set.prefix.size()));
    return std::nullopt;
}

const json::value* field_in(const RowShape& shape, const json::value& row, std::string_view field) {
    for (const std::string_view at : shape.fields_at)
        if (const auto* object = value_at(row, at); object != nullptr && object->is_object())
            if (const auto* value = object->get_object().if_contains(field)) return value;
    return nullptr;
}

namespace {

std::optional<When> time_of(const json::value& told, TimeForm form) {
    std::string text = scalar_at(told, "");
    if (form == TimeForm::iso_without_zone) {
        std::ranges::replace(text, ' ', 'T');
        if (!text.ends_with('Z')) text += 'Z';
    }
    if (form == TimeForm::iso || form == TimeForm::iso_without_zone) return parse_iso(text);
    if (form == TimeForm::epoch) return epoch_in(text);
    if (!told.is_int64()) return std::nullopt;
    if (form == TimeForm::epoch_milliseconds)
        return When{Millis{std::chrono::milliseconds{told.get_int64()}}, Precision::milliseconds};
    return When{Millis{std::chrono::seconds{told.get_int64()}}, Precision::seconds};
}

// A field as it stands; a time as anybody reads it.
json::value told_value(const RowShape& shape, std::string_view field, const json::value& value) {
    if (std::ranges::count(shape.times, field) == 0) return value;
    const auto when = time_of(value, shape.time);
    return when ? json::value(iso_text(when->at)) : value;
}

}  // namespace

std::optional<When> time_at(const json::value& row, std::string_view pointer, TimeForm form) {
    const auto* told = pointer.empty() ? nullptr : value_at(row, pointer);
    return told == nullptr ? std::nullopt : time_of(*told, form);
}

Change change_of(
    const RowShape& shape, const VendorKind& kind, std::span<const std::string> fields, const json::value& row
) {
    Change out{
        .kind = kind,
        .id = {scalar_at(row, shape.id)},
        .occurred_at = time_at(row, shape.updated_at, shape.time),
        .deleted = is_deleted(shape, row)};
    if (shape.spell != nullptr) out.id.text = shape.spell(out.id.text);
    for (const std::string& field : fields)
        if (const auto* value = field_in(shape, row, field))
            out.fields[field] = told_value(shape, field, *value);
        else if (const auto flag = beside_fields(shape, row, field))
            out.fields[field] = *flag;
    return out;
}

}  // namespace crosswalk
