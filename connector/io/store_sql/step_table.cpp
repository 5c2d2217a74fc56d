// The steps of the leads: rows that are added, and stay as they are but for who made the move, where that is told later.
#include "connector/io/store_sql/tables.h"

#include <algorithm>
#include <set>

namespace crosswalk::sql {

Result<void> HistoryTable::add(const Step& step) {
    const auto lead = numbers_.number(step.lead.text);
    if (!lead) return lead.error();
    const auto from = words_.code(step.from);
    if (!from) return from.error();
    const auto to = words_.code(step.to);
    if (!to) return to.error();
    const auto connection = words_.code(step.connection);
    if (!connection) return connection.error();
    const auto reason =
        tells_of_nobody(step.reason) ? words_.code(step.reason) : Result<Coded>(Coded{.text = step.reason});
    if (!reason) return reason.error();
    return db_
        .run(
            "INSERT INTO "
            "step(lead,number,came_from,went_to,at,cause,event,connection,who,reason,filled_in,version) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            *lead,
            step.number,
            *from,
            *to,
            ms(step.at),
            static_cast<int>(step.cause),
            step.event,
            *connection,
            step.who,
            *reason,
            step.filled_in,
            step.mapping_version
        )
        .finish();
}

Result<void> HistoryTable::name_mover(const Step& step, std::string_view who) {
    const auto lead = numbers_.number(step.lead.text);
    if (!lead) return lead.error();
    return db_
        .run(
            "UPDATE step SET who=? WHERE lead=? AND event=? AND cause=? AND who=''",
            who,
            *lead,
            step.event,
            static_cast<int>(step.cause)
        )
        .finish();
}

Result<Step> HistoryTable::step_at(const Cursor& c, std::string lead) {
    const auto from = words_.text(c, 2), to = words_.text(c, 3), connection = words_.text(c, 7),
               reason = words_.text(c, 9);
    for (const auto* word : {&from, &to, &connection, &reason})
        if (!*word) return word->error();
    return Step{
        .lead = {std::move(lead)},
        .number = c.integer(1),
        .from = *from,
        .to = *to,
        .at = at_ms(c.integer(4)),
        .cause = static_cast<Step::Cause>(c.integer(5)),
        .event = c.integer(6),
        .connection = *connection,
        .who = c.text(8),
        .reason = *reason,
        .filled_in = c.integer(10) != 0,
        .mapping_version = c.integer(11)};
}

Result<std::vector<Step>> HistoryTable::steps(const LeadId& lead, std::int64_t number, bool joined) {
    std::vector<std::string> leads{lead.text};
    if (joined) {
        auto family = joins_.family(lead.text);
        if (!family) return family.error();
        leads = std::move(*family);
    }
    std::vector<std::pair<std::int64_t, Step>> all;
    for (const std::string& one : leads) {
        const auto known = numbers_.find(one);
        if (!known) return known.error();
        if (!*known) continue;
        Cursor c = db_.run(
            "SELECT n,number,came_from,went_to,at,cause,event,connection,who,reason,filled_in,version FROM "
            "step WHERE "
            "lead=? AND number>? ORDER BY number",
            **known,
            number
        );
        while (c.next()) {
            auto step = step_at(c, one);
            if (!step) return step.error();
            all.emplace_back(c.integer(0), std::move(*step));
        }
        if (const auto read = c.outcome(); !read) return read.error();
    }
    if (leads.size() > 1)
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Step> steps;
    for (auto& [n, step] : all) steps.push_back(std::move(step));
    return steps;
}

Result<std::vector<LeadId>> HistoryTable::moved_between(Millis from, Millis until) {
    std::vector<std::string> moved;
    Cursor c = db_.run(
        "SELECT DISTINCT id FROM step JOIN lead_number ON lead_number.n=step.lead WHERE at>=? AND at<?", ms(from), ms(until)
    );
    while (c.next()) moved.push_back(c.text(0));
    if (const auto read = c.outcome(); !read) return read.error();
    std::set<LeadId> out;
    for (const std::string& id : moved) {
        auto merged_into = joins_.winner_of(id);
        if (!merged_into) return merged_into.error();
        out.insert({std::move(*merged_into)});
    }
    return std::vector<LeadId>(out.begin(), out.end());
}

Result<std::int64_t> HistoryTable::promoted_since(std::string_view stage, Millis since, Millis until) {
    const auto to = words_.known_code(stage);
    if (!to) return to.error();
    Cursor c = db_.run(
        "SELECT count(*) FROM step WHERE cause=2 AND went_to=? AND at BETWEEN ? AND ?",
        *to,
        ms(since),
        ms(until)
    );
    if (c.next()) return c.integer(0);
    if (const auto read = c.outcome(); !read) return read.error();
    return 0;
}

}  // namespace crosswalk::sql
