#include "adapters/activecampaign/includes.h"

#include "adapters/activecampaign/memberships.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

bool has_array(const json::value& body, std::string_view pointer) {
    const auto* found = value_at(body, pointer);
    return found != nullptr && found->is_array();
}

bool makes_sense(const json::value& body) {
    const auto contacts = items_at(body, "/contacts");
    const bool named = std::ranges::all_of(contacts, [](const json::value& contact) {
        return contact.is_object() && !scalar_at(contact, "/id").empty();
    });
    return named && are_rows(items_at(body, "/scoreValues"), "score") &&
           are_rows(items_at(body, "/fieldValues"), "field") &&
           are_rows(items_at(body, "/contactLists"), "list") && are_rows(items_at(body, "/contactTags"), "tag");
}

}  // namespace

std::string included(const Wanted& want) {
    std::string out;
    const auto add = [&](bool wants, std::string_view what) {
        if (wants) out.append(out.empty() ? "" : ",").append(what);
    };
    add(!want.scores.empty(), "scoreValues");
    add(!want.custom.empty(), "fieldValues");
    add(!want.lists.empty(), "contactLists");
    add(!want.tags.empty(), "contactTags");
    return out;
}

namespace {

Fault row_without_id() {
    return {
        "activecampaign.row_without_id",
        "A row of a list of contacts does not name its contact.",
        std::string(kCompareThenDrop)};
}

}  // namespace

std::optional<Carried> carried(const Wanted& want, const json::value& body) {
    if (!has_array(body, "/contacts") || !makes_sense(body)) return std::nullopt;
    Carried out;
    // These keys come only when they are asked for; "scoreValues" stands there, empty, in any case.
    out.along.lists = has_array(body, "/contactLists");
    out.along.tags = has_array(body, "/contactTags");
    const auto lists = items_at(body, "/contactLists"), tags = items_at(body, "/contactTags");
    for (const auto& contact : items_at(body, "/contacts")) {
        auto change = contact_of(want, contact);
        if (!is_id(change.id.text)) {
            out.unreadable.push_back({.why = row_without_id(), .kind = want.kind});
            continue;
        }
        if (add_values(change, items_at(body, "/scoreValues"), want.scores, true) > 0)
            out.along.scores = true;
        if (add_values(change, items_at(body, "/fieldValues"), want.custom, false) > 0)
            out.along.values = true;
        Change beside{.kind = want.kind, .id = change.id};
        if (out.along.lists) add_lists(beside, memberships_of(lists, beside.id.text), want.lists);
        if (out.along.tags) add_tags(beside, tags, want.tags);
        if (!beside.fields.empty()) out.beside.push_back(std::move(beside));
        out.changes.push_back(std::move(change));
    }
    return out;
}

std::string steps_each(const Wanted& want, const Along& along, bool contact_too) {
    std::string out;
    if (contact_too && !want.custom.empty() && !along.values) out += 'c';
    if (!want.scores.empty() && !along.scores) out += 's';
    if (!want.lists.empty() && !along.lists) out += 'l';
    if (!want.tags.empty() && !along.tags) out += 't';
    return out;
}

}  // namespace crosswalk::activecampaign
