#include "adapters/activecampaign/contact.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

// Which contact a turn is about, and whether it asks for its scores or for the contact itself.
struct Step {
    std::size_t at = 0;
    bool scores = false;
};

std::string memo_of(Step step) { return (step.scores ? "s" : "c") + std::to_string(step.at); }

Step step_of(std::string_view memo, const Wanted& want) {
    const bool only_scores = want.standard.empty() && want.custom.empty() && !want.scores.empty();
    Step out{.scores = only_scores};
    if (memo.empty()) return out;
    out.scores = memo.front() == 's';
    std::from_chars(memo.data() + 1, memo.data() + memo.size(), out.at);
    return out;
}

Result<Turn<Page>> interpret_ids(
    const ReadQuery& query, const Wanted& want, const Memo& memo, const HttpResponse& response
) {
    const auto& ids = std::get<ByIds>(query.what).ids;
    auto step = step_of(memo, want);
    if (step.at >= ids.size()) return Turn<Page>{Page{}};
    const auto& id = ids[step.at];
    Result<Page> page = Page{.gone = {id}};
    const bool gone = response.status == 404;
    if (!gone) {
        if (response.status != 200) return refusal_fault(response, "to read a contact");
        const auto body = parse_json(response.body);
        if (!body) return unreadable("a contact");
        page = step.scores ? scores_of_one(query, want, id, *body) : one_contact(query, want, id, *body);
        if (!page) return page.error();
    }
    const bool scores_next = !step.scores && !gone && !want.scores.empty();
    const Step next = scores_next ? Step{step.at, true} : Step{step.at + 1, step_of({}, want).scores};
    if (next.at >= ids.size()) return Turn<Page>{std::move(*page)};
    return Turn<Page>{Again<Page>{.memo = memo_of(next), .so_far = std::move(*page)}};
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
    const auto at = step_of(memo, {}).at;
    if (at >= match.values.size()) return Turn<Page>{Page{}};
    if (response.status != 200) return refusal_fault(response, "to look for a contact");
    const auto body = parse_json(response.body);
    const auto* list = body ? value_at(*body, "/contacts") : nullptr;
    if (list == nullptr || !list->is_array()) return unreadable("a list of contacts");
    Page page;
    for (const auto& contact : list->get_array()) {
        // The list compares loosely (a phone by its beginning), a person must not.
        if (!is_match(match.field, scalar_at(contact, "/" + match.field), match.values[at])) continue;
        auto change = contact_of(query, want, contact);
        if (change.id.text.empty()) return unreadable("a list of contacts");
        if (!want.scores.empty() || !want.custom.empty()) change.completeness = Completeness::read_the_rest;
        page.changes.push_back(std::move(change));
    }
    if (at + 1 >= match.values.size()) return Turn<Page>{std::move(page)};
    return Turn<Page>{Again<Page>{.memo = memo_of({.at = at + 1}), .so_far = std::move(page)}};
}

}  // namespace

HttpRequest ask_read(const ReadQuery& query, const Connection&, const Memo& memo) {
    const auto want = wanted(query);
    const auto step = step_of(memo, want);
    if (std::holds_alternative<Since>(query.what)) return ask_poll(query, memo);
    if (const auto* match = std::get_if<ByMatch>(&query.what)) {
        const auto at = step_of(memo, {}).at;
        const auto value = at < match->values.size() ? match->values[at] : std::string();
        const char* by = match->field == "phone" ? "phone" : "email";
        return get(
            "/api/3/contacts?" + std::string(by) + "=" + percent_encode(value) +
            "&limit=" + std::to_string(kPageRows)
        );
    }
    const auto& ids = std::get<ByIds>(query.what).ids;
    const auto id = step.at < ids.size() ? ids[step.at].text : std::string("0");
    return get("/api/3/contacts/" + percent_encode(id) + (step.scores ? "/scoreValues" : ""));
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
