#include "adapters/activecampaign/contact.h"
#include "adapters/activecampaign/sweep.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

// Turns behind the list, so that list and turns stay below the most there may be.
constexpr std::size_t kTurnsOfAPage = 30;

// What is left of a page: how it ends, and what must still be asked: "c42" the contact, "s42" its scores.
struct Rest {
    bool more = false;
    std::string cursor{};
    std::vector<std::string> steps{};
};

std::string memo_of(const Rest& rest) {
    std::string out = (rest.more ? "1\n" : "0\n") + rest.cursor + "\n";
    for (const auto& step : rest.steps) out += step + ",";
    return out;
}

Rest rest_of(std::string_view memo) {
    const auto cut = [&](char at) {
        const auto end = std::min(memo.find(at), memo.size());
        const auto part = memo.substr(0, end);
        memo.remove_prefix(std::min(end + 1, memo.size()));
        return std::string(part);
    };
    Rest out;
    out.more = cut('\n') == "1";
    out.cursor = cut('\n');
    while (!memo.empty()) out.steps.push_back(cut(','));
    return out;
}

Turn<Page> page_or_more(Page page, Rest rest) {
    if (!rest.steps.empty()) return Again<Page>{.memo = memo_of(rest), .so_far = std::move(page)};
    page.more = rest.more;
    page.next_cursor = std::move(rest.cursor);
    return page;
}

Result<Turn<Page>> interpret_step(
    const ReadQuery& query, const Wanted& want, Rest rest, const HttpResponse& response
) {
    const auto step = rest.steps.front();
    rest.steps.erase(rest.steps.begin());
    if (response.status == 404) return page_or_more({}, std::move(rest));  // it went while we looked
    if (response.status != 200) return refusal_fault(response, "to read a contact");
    const auto body = parse_json(response.body);
    if (!body) return unreadable("a contact");
    const VendorId id{step.substr(1)};
    auto page =
        step.front() == 's' ? scores_of_one(query, want, id, *body) : one_contact(query, want, id, *body);
    if (!page) return page.error();
    return page_or_more(std::move(*page), std::move(rest));
}

std::int64_t number_of(const std::string& id) {
    std::int64_t out = 0;
    std::from_chars(id.data(), id.data() + id.size(), out);
    return out;
}

struct Listed {
    Page page{};
    PageFacts facts{};
    bool values_came_along = false;
};

Result<Listed> listed(
    const ReadQuery& query, const Wanted& want, const Sweep& sweep, const HttpResponse& response
) {
    if (response.status != 200) return refusal_fault(response, "to list contacts");
    const auto body = parse_json(response.body);
    const auto* list = body ? value_at(*body, "/contacts") : nullptr;
    if (list == nullptr || !list->is_array()) return unreadable("a list of contacts");
    Listed out{.facts = {.rows = list->get_array().size()}};
    std::int64_t last = sweep.after;
    for (const auto& contact : list->get_array()) {
        auto change = contact_of(query, want, contact);
        const auto id = number_of(change.id.text);
        // A list that ignores `id_greater` or its order would be read for ever.
        if (id <= last) return unreadable("a list of contacts that does not go on by id");
        last = id;
        if (change.occurred_at && (!out.facts.newest || change.occurred_at->at > *out.facts.newest))
            out.facts.newest = change.occurred_at->at;
        if (add_values(change, items_at(*body, "/scoreValues"), want.scores, true) > 0)
            out.facts.scores_came_along = true;
        if (add_values(change, items_at(*body, "/fieldValues"), want.custom, false) > 0)
            out.values_came_along = true;
        out.page.changes.push_back(std::move(change));
    }
    out.facts.last_id = last;
    if (const auto date = response.headers.find("Date"); date != response.headers.end())
        out.facts.clock = parse_http_date(date->second);
    return out;
}

}  // namespace

HttpRequest ask_poll(const ReadQuery& query, const Memo& memo) {
    if (!memo.empty())
        if (const auto rest = rest_of(memo); !rest.steps.empty()) {
            const auto& step = rest.steps.front();
            return get(
                "/api/3/contacts/" + percent_encode(step.substr(1)) +
                (step.front() == 's' ? "/scoreValues" : "")
            );
        }
    const auto want = wanted(query);
    const auto sweep = sweep_of(std::get<Since>(query.what).cursor);
    return get("/api/3/contacts" + list_query(sweep, !want.scores.empty(), !want.custom.empty()));
}

Result<Turn<Page>> interpret_poll(
    const ReadQuery& query, const Wanted& want, const Memo& memo, const HttpResponse& response
) {
    if (auto rest = rest_of(memo); !rest.steps.empty())
        return interpret_step(query, want, std::move(rest), response);
    const auto sweep = sweep_of(std::get<Since>(query.what).cursor);
    auto page = listed(query, want, sweep, response);
    if (!page) return page.error();
    auto& changes = page->page.changes;
    const bool ask_scores = !want.scores.empty() && !page->facts.scores_came_along;
    const bool ask_contact = !sweep.rolling && !want.custom.empty() && !page->values_came_along;
    const std::size_t each = (ask_scores ? 1U : 0U) + (ask_contact ? 1U : 0U);
    if (each > 0 && changes.size() > kTurnsOfAPage / each) {
        changes.resize(kTurnsOfAPage / each);
        page->facts.last_id = number_of(changes.back().id.text);
        page->facts.cut_short = true;
    }
    const auto next = next_sweep(sweep, page->facts, !want.scores.empty());
    Rest rest{.more = next.more, .cursor = text_of(next.sweep)};
    for (const Change& change : changes) {
        if (ask_contact) rest.steps.push_back("c" + change.id.text);
        if (ask_scores) rest.steps.push_back("s" + change.id.text);
    }
    return page_or_more(std::move(page->page), std::move(rest));
}

}  // namespace crosswalk::activecampaign
