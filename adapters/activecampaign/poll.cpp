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

// Calls about single contacts, so that they and the list stay below the most there may be.
constexpr std::size_t kCallsOfAPage = 30;
static_assert(kCallsOfAPage < kMaxCalls);

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

// A page of which only the first contacts are taken, since each costs calls of its own.
void cut(Carried& list, PageFacts& facts, std::size_t most) {
    if (list.changes.size() <= most) return;
    list.changes.resize(most);
    facts.last_id = number_of(list.changes.back().id.text);
    facts.cut_short = true;
    std::erase_if(list.beside, [&](const Change& one) { return number_of(one.id.text) > facts.last_id; });
}

void end_page(const NextSweep& next, Page& page) {
    page.more = next.more;
    page.next_cursor = text_of(next.sweep);
}

Result<Calls> parse_list(
    const ReadQuery& query, const Wanted& want, const Sweep& sweep, const HttpResponse& response, Page& page
) {
    if (response.status != 200) return refusal_fault(response, "to list contacts");
    const auto body = parse_json(response.body);
    auto list = body ? carried(query, want, *body) : std::nullopt;
    if (!list) return unreadable("a list of contacts");
    auto facts = facts_of(sweep, *list, response);
    if (!facts) return facts.error();
    const std::string each = steps_each(want, list->along, sweep.part == Part::recent);
    if (!each.empty()) cut(*list, *facts, kCallsOfAPage / each.size());
    facts->complete = steps_each(want, list->along, false).empty();
    facts->lists_came_along = list->along.lists;
    const auto next = next_sweep(sweep, *facts, want.beside(), !want.lists.empty());
    end_page(next, page);
    page.unreadable = std::move(list->unreadable);
    Calls out;
    for (Change& change : list->changes) {
        for (Call& call : ask_one(change.id, each)) out.push_back(std::move(call));
        // With the calls that follow, all of it is told: nobody has to be read alone.
        if (sweep.part == Part::recent) change.completeness = Completeness::whole;
        page.changes.push_back(std::move(change));
    }
    std::ranges::move(list->beside, std::back_inserter(page.changes));
    return out;
}

// Who left a list since the last poll. Which lists are left to them is read, so that "lists/all" is right.
Result<Calls> parse_left(
    const ReadQuery& query, const Wanted& want, const Sweep& sweep, const HttpResponse& response, Page& page
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
    end_page(next, page);
    return Calls{};
}

}  // namespace

Calls ask_poll(const Since& since, const Wanted& want) {
    const auto sweep = sweep_of(since.cursor);
    const auto path = sweep.part == Part::left ? "/api/3/contactLists" + left_query(sweep)
                                               : "/api/3/contacts" + list_query(sweep, included(want));
    return {{.request = get(path)}};
}

Result<Calls> parse_poll(
    const ReadQuery& query, const Wanted& want, const HttpResponse& response, Page& page
) {
    const auto sweep = sweep_of(std::get<Since>(query.what).cursor);
    return sweep.part == Part::left ? parse_left(query, want, sweep, response, page)
                                    : parse_list(query, want, sweep, response, page);
}

}  // namespace crosswalk::activecampaign
