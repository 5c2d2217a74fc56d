#include "adapters/activecampaign/parse_contact.h"

#include "adapters/activecampaign/memberships.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

// The contact is there, so what was not told is blank.
void add_blanks(Change& change, Asked asked) {
    for (const auto& [id, name] : asked) change.fields.try_emplace(name, nullptr);
}

}  // namespace

Wanted wanted(const ObjectPlan& plan, const ObjectSchema& schema, std::span<const std::string> fields) {
    Wanted out{.kind = plan.kind};
    for (const auto& name : fields) {
        const bool score = name.starts_with(kScorePrefix);
        const auto* info = schema.find(name);
        if (is_standard(name))
            out.standard.push_back(name);
        else if (!list_of(name).empty())
            out.lists.push_back(name);
        else if (name.starts_with(kTagPrefix)) {
            // A tag the schema does not hold is younger than it, or not there: nothing can be told of it yet.
            if (info != nullptr) out.tags.emplace_back(info->vendor_key, name);
        } else if ((score || name.starts_with(kFieldPrefix)) && info != nullptr)
            (score ? out.scores : out.custom).emplace_back(info->vendor_key, name);
        else if (out.unknown.empty())
            out.unknown = name;
    }
    return out;
}

Change contact_of(const Wanted& want, const json::value& contact) {
    Change out{
        .kind = want.kind,
        .id = {scalar_at(contact, "/id")},
        .occurred_at = when_at(contact, "/udate"),
        .deleted = scalar_at(contact, "/deleted") == "1",
        .completeness = Completeness::shown};
    for (const auto& name : want.standard)
        if (const auto* value = value_at(contact, "/" + name))
            out.fields[name] = value_of(scalar_at(*value, ""));
    return out;
}

std::size_t add_values(Change& change, std::span<const json::value> rows, Asked asked, bool scores) {
    std::size_t own = 0;
    for (const auto& row : rows) {
        if (scalar_at(row, "/contact") != change.id.text) continue;  // a deal has scores too
        ++own;
        const auto key = scalar_at(row, scores ? "/score" : "/field");
        for (const auto& [id, name] : asked) {
            if (id != key) continue;
            change.fields[name] = value_of(scalar_at(row, scores ? "/scoreValue" : "/value"));
            if (const auto when = when_at(row, scores ? "/mdate" : "/udate"))
                change.field_times[name] = *when;
        }
    }
    return own;
}

void add_tags(Change& change, std::span<const json::value> rows, Asked asked, bool all_of_them) {
    for (const auto& [id, name] : asked) {
        const auto link = std::ranges::find_if(rows, [&](const json::value& row) {
            return scalar_at(row, "/contact") == change.id.text && scalar_at(row, "/tag") == id;
        });
        if (link == rows.end() && !all_of_them) continue;
        change.fields[name] = link != rows.end();
        if (link == rows.end()) continue;
        if (const auto when = when_at(*link, "/cdate")) change.field_times[name] = *when;
    }
}

Result<Page> one_contact(const Wanted& want, const VendorId& id, const json::value& body) {
    const auto* contact = value_at(body, "/contact");
    if (contact == nullptr || scalar_at(*contact, "/id") != id.text) return unreadable("a contact");
    Page page;
    auto change = contact_of(want, *contact);
    change.completeness = Completeness::whole;
    const auto* values = value_at(body, "/fieldValues");
    if (values != nullptr && values->is_array()) {
        if (!are_rows(items_at(body, "/fieldValues"), "field")) return unreadable("the fields of a contact");
        add_values(change, items_at(body, "/fieldValues"), want.custom, false);
        add_blanks(change, want.custom);
    }
    page.changes.push_back(std::move(change));
    return page;
}

Result<Page> scores_of_one(const Wanted& want, const VendorId& id, const json::value& body) {
    const auto* values = value_at(body, "/scoreValues");
    if (values == nullptr || !values->is_array() || !are_rows(items_at(*values, ""), "score"))
        return unreadable("the scores of a contact");
    Page page;
    Change change{.kind = want.kind, .id = id};
    add_values(change, items_at(body, "/scoreValues"), want.scores, true);
    add_blanks(change, want.scores);
    page.changes.push_back(std::move(change));
    return page;
}

Result<Page> lists_of_one(const Wanted& want, const VendorId& id, const json::value& body) {
    const auto* rows = value_at(body, "/contactLists");
    if (rows == nullptr || !rows->is_array() || !are_rows(items_at(*rows, ""), "list"))
        return unreadable("the lists of a contact");
    const auto all = items_at(body, "/contactLists");
    Page page;
    Change change{.kind = want.kind, .id = id};
    add_lists(change, memberships_of(all, id.text), want.lists, all.size() < kPageRows);
    page.changes.push_back(std::move(change));
    return page;
}

Result<Page> tags_of_one(const Wanted& want, const VendorId& id, const json::value& body) {
    const auto* rows = value_at(body, "/contactTags");
    if (rows == nullptr || !rows->is_array() || !are_rows(items_at(*rows, ""), "tag"))
        return unreadable("the tags of a contact");
    const auto all = items_at(body, "/contactTags");
    Page page;
    Change change{.kind = want.kind, .id = id};
    add_tags(change, all, want.tags, all.size() < kPageRows);
    page.changes.push_back(std::move(change));
    return page;
}

}  // namespace crosswalk::activecampaign
