#include "adapters/activecampaign/includes.h"
#include "adapters/activecampaign/memberships.h"
#include "adapters/activecampaign/pending_reads.h"
#include "adapters/activecampaign/poll_cursor.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

// Turns behind the list, so that list and turns stay below the most there may be.
constexpr std::size_t kTurnsOfAPage = 30;

Turn<Page> page_or_more(Page page, const Steps& steps) {
    if (!steps.left.empty()) return Again<Page>{.memo = memo_of(steps), .so_far = std::move(page)};
    page.more = steps.more;
    page.next_cursor = steps.cursor;
    return page;
}

Result<Turn<Page>> interpret_step(
    const ReadQuery& query, const Wanted& want, Steps steps, const HttpResponse& response
) {
    auto page = answer_of_step(query, want, steps, response);
    if (!page) return page.error();
    page->gone.clear();  // nobody asked for it by id: it went while we looked
    return page_or_more(std::move(*page), steps);
}

std::int64_t number_of(const std::string& id) {
    std::int64_t out = 0;
    std::from_chars(id.data(), id.data() + id.size(), out);
    return out;
}

std::optional<Millis> clock_of(const HttpResponse& response) {
    const auto date = response.headers.find("Date");
    return date == response.headers.end() ? std::nullopt : parse_http_date(date->second);
}

Result<PageFacts> facts_of(const Sweep& sweep, const Carried& list, const HttpResponse& response) {
    PageFacts out{
        .rows = list.changes.size() + list.unreadable.size(),
        .last_id = sweep.after,
        .clock = clock_of(response)};
    for (const Change& change : list.changes) {
        const auto id = number_of(change.id.text);
        // A list that ignores `id_greater` or its order would be read for ever.
        if (id <= out.last_id) return unreadable("a list of contacts that does not go on by id");
        out.last_id = id;
        if (change.occurred_at && (!out.newest || change.occurred_at->at > *out.newest))
            out.newest = change.occurred_at->at;
    }
    return out;
}

// A page of which only the first contacts are taken, since each costs turns of its own.
void cut(Carried& list, PageFacts& facts, std::size_t most) {
    if (list.changes.size() <= most) return;
    list.changes.resize(most);
    facts.last_id = number_of(list.changes.back().id.text);
    facts.cut_short = true;
    std::erase_if(list.beside, [&](const Change& one) { return number_of(one.id.text) > facts.last_id; });
}

Result<Turn<Page>> interpret_list(
    const ReadQuery& query, const Wanted& want, const Sweep& sweep, const HttpResponse& response
) {
    if (response.status != 200) return refusal_fault(response, "to list contacts");
    const auto body = parse_json(response.body);
    auto list = body ? carried(query, want, *body) : std::nullopt;
    if (!list) return unreadable("a list of contacts");
    auto facts = facts_of(sweep, *list, response);
    if (!facts) return facts.error();
    const std::string each = steps_each(want, list->along, sweep.part == Part::recent);
    if (!each.empty()) cut(*list, *facts, kTurnsOfAPage / each.size());
    facts->complete = steps_each(want, list->along, false).empty();
    facts->lists_came_along = list->along.lists;
    const auto next = next_sweep(sweep, *facts, want.beside(), !want.lists.empty());
    Steps steps{.more = next.more, .cursor = text_of(next.sweep)};
    Page page;
    page.unreadable = std::move(list->unreadable);
    for (Change& change : list->changes) {
        for (const char step : each) steps.add(step, change.id);
        // With the turns that follow, all of it is told: nobody has to be read alone.
        if (sweep.part == Part::recent) change.completeness = Completeness::whole;
        page.changes.push_back(std::move(change));
    }
    std::ranges::move(list->beside, std::back_inserter(page.changes));
    return page_or_more(std::move(page), steps);
}

// Who left a list since the last poll. Which lists are left to them is read, so that "lists/all" is right.
Result<Turn<Page>> interpret_left(
    const ReadQuery& query, const Wanted& want, const Sweep& sweep, const HttpResponse& response
) {
    const auto body = parse_json(response.body);
    const auto* list = body ? value_at(*body, "/contactLists") : nullptr;
    const bool told = list != nullptr && list->is_array();
    if (response.status == 200 && !told) return unreadable("a list of memberships");
    // No document promises this call: an account that refuses it goes on with the contacts alone.
    const auto rows = told && response.status == 200 ? items_at(*list, "") : std::span<const json::value>();
    if (!are_rows(rows, "list")) return unreadable("a list of memberships");
    const auto first = rows.empty() ? 0 : number_of(scalar_at(rows.front(), "/id"));
    // A list that ignores its offset would be read for ever.
    if (sweep.after > 0 && first != 0 && first == sweep.first)
        return unreadable("a list of memberships that does not go on");
    Page page;
    for (const auto& row : rows) {
        const VendorId id{scalar_at(row, "/contact")};
        const std::vector<Membership> one = memberships_of({&row, 1}, id.text);
        if (!is_id(id.text) || !one[0].since || one[0].status != kLeft) continue;
        if (sweep.from && one[0].since->at < *sweep.from - kOverlap) continue;
        Change change{.kind = query.plan.kind, .id = id, .completeness = Completeness::read_the_rest};
        add_lists(change, one, want.lists, false);
        page.changes.push_back(std::move(change));
    }
    auto next = next_sweep(sweep, {.rows = rows.size()}, want.beside(), true);
    if (next.more) next.sweep.first = first;
    return page_or_more(std::move(page), {.more = next.more, .cursor = text_of(next.sweep)});
}

}  // namespace

HttpRequest ask_poll(const ReadQuery& query, const Memo& memo) {
    if (const auto steps = steps_of(memo); !steps.left.empty()) return ask_step(steps);
    const auto want = wanted(query);
    const auto sweep = sweep_of(std::get<Since>(query.what).cursor);
    if (sweep.part == Part::left) return get("/api/3/contactLists" + left_query(sweep));
    return get("/api/3/contacts" + list_query(sweep, included(want)));
}

Result<Turn<Page>> interpret_poll(
    const ReadQuery& query, const Wanted& want, const Memo& memo, const HttpResponse& response
) {
    if (auto steps = steps_of(memo); !steps.left.empty())
        return interpret_step(query, want, std::move(steps), response);
    const auto sweep = sweep_of(std::get<Since>(query.what).cursor);
    return sweep.part == Part::left ? interpret_left(query, want, sweep, response)
                                    : interpret_list(query, want, sweep, response);
}

}  // namespace crosswalk::activecampaign
