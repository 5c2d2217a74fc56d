#include "connector/run/handoff/fall_over.h"

#include "connector/run/handoff/alert_memory.h"
#include "connector/run/handoff/notice_doc.h"
#include "connector/run/handoff/tell.h"

namespace crosswalk {

std::string cause_of(const Outcome& why) {
    std::string out = why.vendor_says.empty() ? why.vendor_code : why.vendor_says;
    if (!why.advice.empty()) out += (out.empty() ? "" : " ") + why.advice;
    return out.empty() ? std::string(to_string(why.verdict)) : out;
}

Result<bool> fall_over(const HandoffUnit& unit, NoticeRow row, const Outcome& why) {
    row.state = NoticeState::failed;
    row.cause = cause_of(why);
    const auto failed = unit.tx.notices.settle(row);
    if (!failed || !*failed) return failed;
    const FurtherChannels further = further_channels_from(row.further);
    NoticeDoc doc = notice_doc_from(row.message);
    // A message that is written over stands in its own channel alone.
    if (further.empty() || !doc.replaces.empty()) return true;
    doc.in_digest = false;
    NoticeRow next{
        .id = unit.mint_id(),
        .handoff = row.handoff, .lead = row.lead, .member = row.member, .message = written(doc), .cause = row.cause};
    if (row.member == kOperators)
        if (const auto noted = alert_told_by(unit.tx, row.id, next.id); !noted) return noted.error();
    if (const auto queued = queue_notice(unit, std::move(next), further); !queued) return queued.error();
    return true;
}

}  // namespace crosswalk
