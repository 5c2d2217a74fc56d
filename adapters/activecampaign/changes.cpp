#include "adapters/activecampaign/includes.h"
#include "adapters/activecampaign/memberships.h"
#include "adapters/activecampaign/pending_reads.h"
#include "adapters/activecampaign/poll_cursor.h"
#include "connector/contract/poll.h"
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

Result<PageFacts> facts_of(const Sweep& sweep, const Carried& list, const Answer& answer) {
    PageFacts out{
        .rows = list.changes.size() + list.unreadable.size(),
        .last_id = sweep.after,
        .clock = clock_of(answer)};
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

Result<Calls> parse_list(const Wanted& want, const Sweep& sweep, const Answer& answer, Page& page) {
    if (!answer.ok()) return refusal_fault(answer, "to list contacts");
    auto list = carried(want, answer.body);
    if (!list) return unreadable("a list of contacts");
    auto facts = facts_of(sweep, *list, answer);
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
Result<Calls> parse_left(const Wanted& want, const Sweep& sweep, const Answer& answer, Page& page) {
    const auto* list = value_at(answer.body, "/contactLists");
    const bool told = list != nullptr && list->is_array();
    if (answer.ok() && !told) return unreadable("a list of memberships");
    // No document promises this call: an account that refuses it goes on with the contacts alone.
    const auto rows = told && answer.ok() ? items_at(*list, "") : std::span<const json::value>();
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
        Change change{.kind = want.kind, .id = id, .completeness = Completeness::read_the_rest};
        add_lists(change, one, want.lists, false);
        page.changes.push_back(std::move(change));
    }
    auto next = next_sweep(sweep, {.rows = rows.size()}, want.beside(), true);
    if (next.more) next.sweep.first = first;
    end_page(next, page);
    return Calls{};
}

Result<Calls> build_changes(const ChangesQuery& query, const Connection&, Page&) {
    const auto want = wanted(query.plan, query.schema, query.fields);
    if (!want.unknown.empty()) return unknown_field(want.unknown);
    const auto sweep = sweep_of(query.what.cursor);
    const auto path = sweep.part == Part::left ? "/api/3/contactLists" + left_query(sweep)
                                               : "/api/3/contacts" + list_query(sweep, included(want));
    return Calls{{.request = get_json(path)}};
}

// One page of the list, then a call for each value the list did not carry.
Result<Calls> parse_changes(
    const ChangesQuery& query, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    const auto want = wanted(query.plan, query.schema, query.fields);
    const auto sweep = sweep_of(query.what.cursor);
    if (!is_about_one(call))
        return sweep.part == Part::left ? parse_left(want, sweep, answer, page)
                                        : parse_list(want, sweep, answer, page);
    auto further = parse_one(want, call, answer, page);
    page.gone.clear();  // one that nobody asked for by id went while we looked
    return further;
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_changes}; }

}  // namespace crosswalk::activecampaign
