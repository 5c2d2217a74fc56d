#include "handoff_audit.h"

#include "connector/contract/json_read.h"
#include "connector/handoff/handoff.h"
#include "connector/run/handoff/notice_doc.h"

#include <set>

namespace crosswalk::simulation {
namespace {

void audit_rungs(const handoff::Handoff& state, const std::string& where, std::vector<std::string>& complaints) {
    std::set<std::pair<Duty, std::size_t>> reached;
    for (const handoff::RungReached& rung : state.reached) {
        if (!reached.emplace(rung.duty, rung.rung).second) complaints.push_back(where + ": a rung was reached twice");
        if (rung.at < rung.due) complaints.push_back(where + ": a rung was reached before it was due");
    }
}

void audit_notices(
    const std::vector<NoticeRow>& rows, bool open, const std::string& where, std::vector<std::string>& complaints
) {
    std::set<std::pair<std::string, std::string>> told;
    for (const NoticeRow& row : rows) {
        const NoticeDoc doc = notice_doc_from(row.message);
        if (row.state == NoticeState::queued) complaints.push_back(where + ": '" + doc.subject + "' still waits");
        if (!open && doc.replaces.empty() && row.state == NoticeState::queued)
            complaints.push_back(where + ": it has ended, and '" + doc.subject + "' is still to be told");
        if (doc.replaces.empty() && !told.emplace(row.member, doc.subject).second)
            complaints.push_back(where + ": " + row.member + " was told '" + doc.subject + "' twice");
    }
}

}  // namespace

Result<void> audit_handoffs(Transaction& tx, std::vector<std::string>& complaints) {
    const auto all = tx.handoffs.list(false, "", 10'000);
    if (!all) return all.error();
    std::map<std::string, int> open;
    for (const KeptHandoff& kept : *all) {
        const std::string where = "hand-off " + kept.id.substr(kept.id.size() - 6);
        const auto json = parse_json(kept.doc);
        const auto state = json ? handoff::handoff_from(*json) : Result<handoff::Handoff>(json.error());
        if (!state) {
            complaints.push_back(where + " is damaged");
            continue;
        }
        if (kept.open == state->ended.has_value()) complaints.push_back(where + ": open and ended");
        if (kept.open && ++open[kept.lead.text] > 1)
            complaints.push_back(where + ": its lead has another one that is open");
        const auto lead = tx.leads.load(kept.lead);
        if (!lead) return lead.error();
        if (!*lead) complaints.push_back(where + ": its lead is gone");
        audit_rungs(*state, where, complaints);
        const auto rows = tx.notices.of_handoff(kept.id);
        if (!rows) return rows.error();
        audit_notices(*rows, kept.open, where, complaints);
    }
    return {};
}

}  // namespace crosswalk::simulation
