#include "adapters/activecampaign/parts.h"
#include "adapters/activecampaign/sweep.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

// What a query asks for, by the vendor's keys.
struct Wanted {
    std::vector<std::string> standard{};
    std::vector<std::pair<std::string, std::string>> custom{}, scores{};  // vendor id, name in the mapping
    std::string unknown{};  // the first name nothing is known about
};

Wanted wanted(const ReadQuery& query) {
    Wanted out;
    auto names = query.fields;
    if (const auto* match = std::get_if<ByMatch>(&query.what);
        match && !std::ranges::count(names, match->field))
        names.push_back(match->field);
    for (const auto& name : names) {
        const bool score = name.starts_with(kScorePrefix);
        const auto* info = query.schema.find(name);
        if (is_standard(name))
            out.standard.push_back(name);
        else if ((score || name.starts_with(kFieldPrefix)) && info != nullptr)
            (score ? out.scores : out.custom).emplace_back(info->vendor_key, name);
        else if (out.unknown.empty())
            out.unknown = name;
    }
    return out;
}

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

std::optional<When> when_at(const json::value& in, std::string_view pointer) {
    const auto when = parse_iso(text_at(in, pointer));
    return when ? std::optional(When{when->at, Precision::seconds}) : std::nullopt;
}

Change contact_of(const ReadQuery& query, const Wanted& want, const json::value& contact) {
    Change out{
        .kind = query.plan.kind,
        .id = {scalar_at(contact, "/id")},
        .occurred_at = when_at(contact, "/udate"),
        .deleted = scalar_at(contact, "/deleted") == "1",
        .completeness = Completeness::changed_fields_only};
    for (const auto& name : want.standard)
        if (const auto* value = value_at(contact, "/" + name))
            out.fields[name] = value_of(scalar_at(*value, ""));
    return out;
}

// Adds the values that belong to this contact and are asked for; how many of its rows were there.
std::size_t add_values(
    Change& change,
    std::span<const json::value> rows,
    std::span<const std::pair<std::string, std::string>> asked,
    bool scores
) {
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

// The contact is there, so what was not told is blank.
void add_blanks(Change& change, std::span<const std::pair<std::string, std::string>> asked) {
    for (const auto& [id, name] : asked) change.fields.try_emplace(name, nullptr);
}

Result<Page> one_contact(
    const ReadQuery& query, const Wanted& want, const VendorId& id, const json::value& body
) {
    const auto* contact = value_at(body, "/contact");
    if (contact == nullptr || scalar_at(*contact, "/id") != id.text) return unreadable("a contact");
    Page page;
    auto change = contact_of(query, want, *contact);
    const auto* values = value_at(body, "/fieldValues");
    if (values != nullptr && values->is_array()) {
        add_values(change, items_at(body, "/fieldValues"), want.custom, false);
        add_blanks(change, want.custom);
    }
    page.changes.push_back(std::move(change));
    return page;
}

Result<Page> scores_of_one(
    const ReadQuery& query, const Wanted& want, const VendorId& id, const json::value& body
) {
    const auto* values = value_at(body, "/scoreValues");
    if (values == nullptr || !values->is_array()) return unreadable("the scores of a contact");
    Page page;
    Change change{.kind = query.plan.kind, .id = id, .completeness = Completeness::changed_fields_only};
    add_values(change, items_at(body, "/scoreValues"), want.scores, true);
    add_blanks(change, want.scores);
    page.changes.push_back(std::move(change));
    return page;
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
    if (match.field != "email" && match.field != "phone")
        return Fault{
            "activecampaign.cannot_match",
            "ActiveCampaign finds contacts by email or phone only, not by '" + match.field + "'.",
            "Change match_by of this connection in the mapping."};
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

Result<Turn<Page>> interpret_sweep(const ReadQuery& query, const Wanted& want, const HttpResponse& response) {
    if (response.status != 200) return refusal_fault(response, "to list contacts");
    const auto body = parse_json(response.body);
    const auto* list = body ? value_at(*body, "/contacts") : nullptr;
    if (list == nullptr || !list->is_array()) return unreadable("a list of contacts");
    auto sweep = sweep_of(std::get<Since>(query.what).cursor);
    PageFacts facts{.rows = list->get_array().size(), .last_id = sweep.after};
    Page page;
    std::size_t scores = 0, values = 0;
    for (const auto& contact : list->get_array()) {
        auto change = contact_of(query, want, contact);
        std::int64_t id = 0;
        const auto& text = change.id.text;
        std::from_chars(text.data(), text.data() + text.size(), id);
        // A list that ignores `id_greater` or its order would be read for ever.
        if (id <= facts.last_id) return unreadable("a list of contacts that does not go on by id");
        facts.last_id = id;
        if (change.occurred_at && (!facts.newest || change.occurred_at->at > *facts.newest))
            facts.newest = change.occurred_at->at;
        scores += add_values(change, items_at(*body, "/scoreValues"), want.scores, true);
        values += add_values(change, items_at(*body, "/fieldValues"), want.custom, false);
        page.changes.push_back(std::move(change));
    }
    facts.scores_came_along = scores > 0;
    if (const auto date = response.headers.find("Date"); date != response.headers.end())
        facts.clock = parse_http_date(date->second);
    const bool scores_lack = !want.scores.empty() && scores == 0;
    const bool values_lack = !sweep.rolling && !want.custom.empty() && values == 0;
    if (scores_lack || values_lack)
        for (auto& change : page.changes) change.completeness = Completeness::read_the_rest;
    const auto next = next_sweep(sweep, facts, !want.scores.empty());
    page.more = next.more;
    page.next_cursor = text_of(next.sweep);
    return Turn<Page>{std::move(page)};
}

}  // namespace

HttpRequest ask_read(const ReadQuery& query, const Connection&, const Memo& memo) {
    const auto want = wanted(query);
    const auto step = step_of(memo, want);
    if (const auto* since = std::get_if<Since>(&query.what))
        return get(
            "/api/3/contacts" +
            list_query(sweep_of(since->cursor), !want.scores.empty(), !want.custom.empty())
        );
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
    if (std::holds_alternative<Since>(query.what)) return interpret_sweep(query, want, response);
    if (std::holds_alternative<ByMatch>(query.what)) return interpret_match(query, want, memo, response);
    return interpret_ids(query, want, memo, response);
}

}  // namespace crosswalk::activecampaign
