#include "adapters/activecampaign/includes.h"
#include "adapters/activecampaign/pending_reads.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

// Everything a read by id asks of a contact.
std::string letters_of(const Wanted& want) {
    std::string out;
    if (want.contact_itself() || !want.beside()) out += 'c';
    if (!want.scores.empty()) out += 's';
    if (!want.lists.empty()) out += 'l';
    if (!want.tags.empty()) out += 't';
    return out;
}

Result<Calls> build_ids(const IdsQuery& query, const Connection&, Page&) {
    const auto want = wanted(query.plan, query.schema, query.fields);
    if (!want.unknown.empty()) return unknown_field(want.unknown);
    Calls out;
    for (const VendorId& id : query.what.ids)
        for (Call& call : ask_one(id, letters_of(want))) out.push_back(std::move(call));
    return out;
}

Result<Calls> parse_ids(
    const IdsQuery& query, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    return parse_one(wanted(query.plan, query.schema, query.fields), call, answer, page);
}

// What is looked for is told, too.
Wanted wanted_of(const MatchQuery& query) {
    auto fields = query.fields;
    if (std::ranges::count(fields, query.what.field) == 0) fields.push_back(query.what.field);
    return wanted(query.plan, query.schema, fields);
}

// A call for each value. Nothing but an address or a phone can be looked for; that nobody is found by
// anything else harms no one: a create here is an upsert by address.
Result<Calls> build_find(const MatchQuery& query, const Connection&, Page&) {
    const auto want = wanted_of(query);
    if (!want.unknown.empty()) return unknown_field(want.unknown);
    const auto& match = query.what;
    Calls out;
    if (match.field != "email" && match.field != "phone") return out;
    const auto along = included(want);
    for (std::size_t row = 0; row < match.values.size(); ++row) {
        const auto path = "/api/3/contacts?" + match.field + "=" + percent_encode(match.values[row]) +
                          "&limit=" + std::to_string(kPageRows) +
                          (along.empty() ? "" : "&include=" + percent_encode(along));
        out.push_back({.request = get_json(path), .rows = {row}});
    }
    return out;
}

// Formatting aside: "+1 555-0100" is "+15550100".
std::string digits_of(std::string_view phone) {
    std::string out;
    for (const char c : phone)
        if ((c >= '0' && c <= '9') || (c == '+' && out.empty())) out += c;
    return out;
}

bool is_match(std::string_view field, std::string_view told, std::string_view asked) {
    if (field == "phone") return digits_of(told) == digits_of(asked);
    return same_but_for_case(told, asked);
}

Result<Calls> parse_find(
    const MatchQuery& query, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    if (!answer.ok()) return refusal_fault(answer, "to look for a contact");
    const auto want = wanted_of(query);
    auto list = carried(want, answer.body);
    if (!list) return unreadable("a list of contacts");
    const bool whole = steps_each(want, list->along, true).empty();
    const auto& match = query.what;
    std::ranges::move(list->unreadable, std::back_inserter(page.unreadable));
    for (Change& change : list->changes) {
        // The list compares loosely (a phone by its beginning), a person must not.
        const auto told = change.fields.find(match.field);
        const auto* text = told == change.fields.end() ? nullptr : told->second.if_string();
        if (text == nullptr || !is_match(match.field, std::string(*text), match.values[call.rows.front()]))
            continue;
        if (!whole) change.completeness = Completeness::read_the_rest;
        for (Change& beside : list->beside)
            if (beside.id == change.id) {
                change.fields.merge(beside.fields);
                change.field_times.merge(beside.field_times);
            }
        page.changes.push_back(std::move(change));
    }
    return Calls{};
}

}  // namespace

Fault unknown_field(const std::string& name) {
    return {
        "activecampaign.unknown_field",
        "ActiveCampaign has no field or score '" + name + "'.",
        "Correct its name in the mapping; `crosswalk describe` lists them. A renamed score has a new "
        "name here too."};
}

Operation<IdsQuery, Page> read_ids_operation() { return {build_ids, parse_ids}; }
Operation<MatchQuery, Page> find_operation() { return {build_find, parse_find}; }

}  // namespace crosswalk::activecampaign
