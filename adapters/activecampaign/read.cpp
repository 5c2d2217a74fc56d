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

Calls ask_ids(const ByIds& what, const Wanted& want) {
    Calls out;
    for (const VendorId& id : what.ids)
        for (Call& call : ask_one(id, letters_of(want))) out.push_back(std::move(call));
    return out;
}

// A call for each value. Nothing but an address or a phone can be looked for; that nobody is found by
// anything else harms no one: a create here is an upsert by address.
Calls ask_match(const ByMatch& match, const Wanted& want) {
    Calls out;
    if (match.field != "email" && match.field != "phone") return out;
    const auto along = included(want);
    for (std::size_t row = 0; row < match.values.size(); ++row) {
        const auto path = "/api/3/contacts?" + match.field + "=" + percent_encode(match.values[row]) +
                          "&limit=" + std::to_string(kPageRows) +
                          (along.empty() ? "" : "&include=" + percent_encode(along));
        out.push_back({.request = get(path), .rows = {row}});
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
    return std::ranges::equal(
        told,
        asked,
        {},
        [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : +c; },
        [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : +c; }
    );
}

Result<Calls> parse_match(
    const ReadQuery& query, const Wanted& want, const Call& call, const HttpResponse& response, Page& page
) {
    const auto& match = std::get<ByMatch>(query.what);
    if (response.status != 200) return refusal_fault(response, "to look for a contact");
    const auto body = parse_json(response.body);
    auto list = body ? carried(query, want, *body) : std::nullopt;
    if (!list) return unreadable("a list of contacts");
    const bool whole = steps_each(want, list->along, true).empty();
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

Result<Calls> build_read(const ReadQuery& query, const Connection&, Page&) {
    const auto want = wanted(query);
    if (!want.unknown.empty())
        return Fault{
            "activecampaign.unknown_field",
            "ActiveCampaign has no field or score '" + want.unknown + "'.",
            "Correct its name in the mapping; `crosswalk describe` lists them. A renamed score has a new "
            "name here too."};
    if (const auto* since = std::get_if<Since>(&query.what)) return ask_poll(*since, want);
    if (const auto* match = std::get_if<ByMatch>(&query.what)) return ask_match(*match, want);
    return ask_ids(std::get<ByIds>(query.what), want);
}

Result<Calls> parse_read(
    const ReadQuery& query, const Connection&, const Call& call, const HttpResponse& response, Page& page
) {
    const auto want = wanted(query);
    if (is_about_one(call)) return parse_one(query, want, call, response, page);
    if (std::holds_alternative<Since>(query.what)) return parse_poll(query, want, response, page);
    return parse_match(query, want, call, response, page);
}

}  // namespace

Operation<ReadQuery, Page> read_operation() { return {build_read, parse_read}; }

}  // namespace crosswalk::activecampaign
