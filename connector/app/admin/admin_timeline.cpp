// One person's story: values, steps, writes, consent and hand-offs, newest first.
#include "connector/app/admin/admin_people.h"
#include "connector/app/admin/paging.h"
#include "connector/run/handoff/handoff_unit.h"

#include <algorithm>
#include <limits>

namespace crosswalk {
namespace {

// Every row has the same members, so that a page needs no second look; those that say nothing are blank.
struct Told {
    std::string what{};
    Millis at{};
    std::string field{};
    Value before{}, after{};
    std::string connection{}, rule{}, beat{}, record{}, answer{}, who{}, reason{}, handoff{};
    Seq event = 0;
    std::int64_t mapping_version = 0;
};

boost::json::object json_of(const Told& row) {
    return {
        {"what", row.what},
        {"at", crosswalk::json_of(dated(row.at))},
        {"field", row.field},
        {"before", crosswalk::json_of(row.before)},
        {"after", crosswalk::json_of(row.after)},
        {"connection", row.connection},
        {"rule", row.rule},
        {"beat", row.beat},
        {"record", row.record},
        {"answer", row.answer},
        {"moved_by", row.who},
        {"reason", row.reason},
        {"handoff", row.handoff},
        {"event", row.event},
        {"mapping_version", row.mapping_version}};
}

std::string kind_of(const Mapping& mapping, const HistoryRow& row) {
    if (row.what == HistoryRow::What::write) return "write";
    if (row.what == HistoryRow::What::engagement) return "engagement";
    if (row.field == kStageField) return "step";
    const FieldPlan* field = mapping.field(row.field);
    return field != nullptr && field->type == FieldType::consent ? "consent" : "value";
}

Told told_of(const Mapping& mapping, const HistoryRow& row, std::span<const Step> steps) {
    Told out{
        .what = kind_of(mapping, row),
        .at = row.at,
        .field = row.field,
        .before = row.before,
        .after = row.after,
        .connection = row.connection,
        .rule = row.rule,
        .record = row.record.text,
        .event = row.event,
        .mapping_version = row.mapping_version};
    (out.what == "write" ? out.answer : out.beat) = row.note;
    if (out.what != "step") return out;
    const auto step = std::ranges::find_if(steps, [&](const Step& one) {
        return one.event == row.event && one.to == row.after && one.at == row.at;
    });
    if (step == steps.end()) return out;
    out.who = step->who;
    out.reason = step->reason;
    return out;
}

void add_handoff(const LoadedHandoff& one, std::vector<Told>& out) {
    const auto& state = one.state;
    const auto add = [&](std::string did, Millis at, std::string who, std::string reason = {}) {
        out.push_back(
            {.what = "handoff",
             .at = at,
             .field = kOwnerField.data(),
             .after = std::move(did),
             .who = std::move(who),
             .reason = std::move(reason),
             .handoff = state.id}
        );
    };
    add("made", state.made, state.owner);
    if (state.accepted) add("accepted", state.accepted->at, state.accepted->by);
    if (state.contacted) add("contacted", state.contacted->at, state.contacted->by);
    if (state.ended) add(std::string(to_string(state.ended->kind)), state.ended->at, state.ended->by, state.ended->reason);
}

// "4711 1790000000000": the last row that was shown, and the time down to which all has been told.
struct Place {
    std::int64_t row = std::numeric_limits<std::int64_t>::max();
    std::int64_t until = std::numeric_limits<std::int64_t>::max();
};

Result<Place> place_of(const CommandRequest& request) {
    const std::string text = request.text("after");
    if (text.empty()) return Place{};
    const auto gap = text.find('-');
    const auto row = place_in({.args = {{"after", text.substr(0, gap)}}}, 0);
    const auto until = place_in({.args = {{"after", gap == std::string::npos ? "-" : text.substr(gap + 1)}}}, 0);
    if (!row) return row.error();
    if (!until) return until.error();
    return Place{*row, *until};
}

std::int64_t number_of(Millis at) { return at.time_since_epoch().count(); }

Result<boost::json::object> timeline_page(
    Transaction& tx, const Mapping& mapping, const LeadId& lead, const Place& from, std::size_t limit
) {
    auto rows = tx.history.older(lead, from.row, limit + 1);
    if (!rows) return rows.error();
    const bool more = cut_to_page(*rows, limit);
    const auto steps = tx.history.steps(lead, 0, true);
    if (!steps) return steps.error();
    auto handoffs = tx.handoffs.of(lead);
    if (!handoffs) return handoffs.error();
    std::vector<Told> handed, told;
    for (KeptHandoff& kept : *handoffs) {
        const auto one = read_handoff(std::move(kept));
        if (!one) return one.error();
        add_handoff(*one, handed);
    }
    // Of hand-offs what lies between the last page and the oldest row of this one: each is told once.
    const std::int64_t until =
        more ? std::min(from.until, number_of(rows->back().second.at)) : std::numeric_limits<std::int64_t>::min();
    for (const auto& [n, row] : *rows) told.push_back(told_of(mapping, row, *steps));
    for (Told& one : handed)
        if (number_of(one.at) >= until && number_of(one.at) < from.until) told.push_back(std::move(one));
    std::ranges::stable_sort(told, std::ranges::greater{}, &Told::at);
    boost::json::array list;
    for (const Told& one : told) list.push_back(json_of(one));
    boost::json::value next;
    if (more) next = std::to_string(rows->back().first) + "-" + std::to_string(until);
    return boost::json::object{{"id", lead.text}, {"timeline", std::move(list)}, {"next", next}};
}

}  // namespace

CommandAnswer command_lead_timeline(AdminService& admin, const CommandRequest& request) {
    CommandAnswer out;
    const auto mapping = admin.engine.mapping();
    const auto place = place_of(request);
    if (!place) return answer_of(place.error(), kUsage);
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        auto page = timeline_page(tx, *mapping, lead->id, *place, page_limit(request));
        if (!page) return page.error();
        out.data = std::move(*page);
        return {};
    });
    return read ? std::move(out) : answer_of(read.error());
}

}  // namespace crosswalk
