#include "adapters/activecampaign/write_request.h"

#include "adapters/activecampaign/error_table.h"
#include "adapters/activecampaign/memberships.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

// A flag, as a mapping may spell it.
std::optional<bool> flag(const boost::json::value& value) {
    if (value.is_bool()) return value.get_bool();
    if (!value.is_string()) return std::nullopt;
    if (value.get_string() == "true") return true;
    return value.get_string() == "false" ? std::optional(false) : std::nullopt;
}

Outcome unsayable(std::string_view code, std::string_view field) {
    return classify(kUnsayable, code, "", field);
}

std::optional<Outcome> unsendable_wish(
    const ObjectSchema&, std::string_view field, const boost::json::value& value
) {
    const auto list = list_of(field);
    const bool tag = field.starts_with(kTagPrefix) && field.size() > kTagPrefix.size();
    if (list.empty() && !tag) return unsayable("unknown_field", field);
    const auto yes = flag(value);
    if (!yes) return unsayable("not_yes_or_no", field);
    if (list == "all" && !*yes) return unsayable("rejoin_all_lists", field);
    return std::nullopt;
}

std::optional<Outcome> unsendable_field(
    const ObjectSchema& schema, std::string_view field, const boost::json::value&
) {
    if (is_standard(field)) return std::nullopt;
    if (field.starts_with(kScorePrefix)) return unsayable("score_not_writable", field);
    const auto* info = schema.find(field);
    return info == nullptr || !info->writable ? unsayable("unknown_field", field) : std::optional<Outcome>();
}

bool is_blank(const Record& record, std::string_view field) {
    const auto it = record.fields.find(field);
    return it == record.fields.end() || it->second.is_null() ||
           (it->second.is_string() && it->second.get_string().empty());
}

}  // namespace

Wishes wishes_of(const Record& record) {
    Wishes out;
    for (const auto& [name, value] : record.fields) {
        const auto yes = flag(value);
        if (!yes) continue;
        const auto list = list_of(name);
        if (list == "all")
            out.leave_all = *yes;
        else if (!list.empty())
            (*yes ? out.leave : out.join).emplace_back(list);
        else
            out.tags.push_back({.name = name.substr(kTagPrefix.size()), .has = *yes});
    }
    return out;
}

std::optional<Outcome> unsendable(const WriteBatch& batch, const Record& record) {
    if (batch.operation == WriteKind::create) {
        if (is_blank(record, "email")) return unsayable("no_email", "email");
    } else if (!record.id || record.id->text.empty()) {
        return unsayable("no_id", "");
    }
    const auto unsendable_part = batch.operation == WriteKind::membership ? unsendable_wish : unsendable_field;
    for (const auto& [name, value] : record.fields)
        if (auto no = unsendable_part(batch.schema, name, value)) return no;
    if (batch.operation != WriteKind::membership) return std::nullopt;
    const auto wishes = wishes_of(record);
    if (wishes.leave_all && !wishes.join.empty()) return unsayable("consent_contradicts", kAllLists);
    return std::nullopt;
}

}  // namespace crosswalk::activecampaign
