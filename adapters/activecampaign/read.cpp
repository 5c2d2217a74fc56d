#include "adapters/activecampaign/includes.h"
#include "adapters/activecampaign/pending_reads.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

// Everything a read by id asks, in order.
Steps all_steps(const ByIds& what, const Wanted& want) {
    Steps out;
    for (const VendorId& id : what.ids) {
        if (want.contact_itself() || !want.beside()) out.add('c', id);
        if (!want.scores.empty()) out.add('s', id);
        if (!want.lists.empty()) out.add('l', id);
        if (!want.tags.empty()) out.add('t', id);
    }
    return out;
}

Steps steps_left(const ReadQuery& query, const Wanted& want, const Memo& memo) {
    return memo.empty() ? all_steps(std::get<ByIds>(query.what), want) : steps_of(memo);
}

Result<Turn<Page>> interpret_ids(
    const ReadQuery& query, const Wanted& want, const Memo& memo, const HttpResponse& response
) {
    auto steps = steps_left(query, want, memo);
    if (steps.left.empty()) return Turn<Page>{Page{}};
    auto page = answer_of_step(query, want, steps, response);
    if (!page) return page.error();
    if (steps.left.empty()) return Turn<Page>{std::move(*page)};
    return Turn<Page>{Again<Page>{.memo = memo_of(steps), .so_far = std::move(*page)}};
}

// Of a look-up: which of the values a turn is about.
std::size_t place_of(std::string_view memo) {
    std::size_t out = 0;
    std::from_chars(memo.data(), memo.data() + memo.size(), out);
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

Result<Turn<Page>> interpret_match(
    const ReadQuery& query, const Wanted& want, const Memo& memo, const HttpResponse& response
) {
    const auto& match = std::get<ByMatch>(query.what);
    // Nothing else can be looked for. That nobody was found harms no one: a create here is an upsert by
    // address.
    if (match.field != "email" && match.field != "phone") return Turn<Page>{Page{}};
    const auto at = place_of(memo);
    if (at >= match.values.size()) return Turn<Page>{Page{}};
    if (response.status != 200) return refusal_fault(response, "to look for a contact");
    const auto body = parse_json(response.body);
    auto list = body ? carried(query, want, *body) : std::nullopt;
    if (!list) return unreadable("a list of contacts");
    const bool whole = steps_each(want, list->along, true).empty();
    Page page;
    page.unreadable = std::move(list->unreadable);
    for (Change& change : list->changes) {
        // The list compares loosely (a phone by its beginning), a person must not.
        const auto told = change.fields.find(match.field);
        const auto* text = told == change.fields.end() ? nullptr : told->second.if_string();
        if (text == nullptr || !is_match(match.field, std::string(*text), match.values[at])) continue;
        if (!whole) change.completeness = Completeness::read_the_rest;
        for (Change& beside : list->beside)
            if (beside.id == change.id) {
                change.fields.merge(beside.fields);
                change.field_times.merge(beside.field_times);
            }
        page.changes.push_back(std::move(change));
    }
    if (at + 1 >= match.values.size()) return Turn<Page>{std::move(page)};
    return Turn<Page>{Again<Page>{.memo = std::to_string(at + 1), .so_far = std::move(page)}};
}

}  // namespace

HttpRequest ask_read(const ReadQuery& query, const Connection&, const Memo& memo) {
    const auto want = wanted(query);
    if (std::holds_alternative<Since>(query.what)) return ask_poll(query, memo);
    if (const auto* match = std::get_if<ByMatch>(&query.what)) {
        const auto at = place_of(memo);
        const auto value = at < match->values.size() ? match->values[at] : std::string();
        const auto along = included(want);
        const char* by = match->field == "phone" ? "phone" : "email";
        return get(
            "/api/3/contacts?" + std::string(by) + "=" + percent_encode(value) +
            "&limit=" + std::to_string(kPageRows) + (along.empty() ? "" : "&include=" + percent_encode(along))
        );
    }
    return ask_step(steps_left(query, want, memo));
}

Result<Turn<Page>> interpret_read(
    const ReadQuery& query, const Connection&, const Memo& memo, const HttpResponse& response
) {
    const auto want = wanted(query);
    if (!want.unknown.empty())
        return Fault{
            "activecampaign.unknown_field",
            "ActiveCampaign has no field or score '" + want.unknown + "'.",
            "Correct its name in the mapping; `crosswalk describe` lists them. A renamed score has a new "
            "name here too."};
    if (std::holds_alternative<Since>(query.what)) return interpret_poll(query, want, memo, response);
    if (std::holds_alternative<ByMatch>(query.what)) return interpret_match(query, want, memo, response);
    return interpret_ids(query, want, memo, response);
}

}  // namespace crosswalk::activecampaign
