#include "connector/run/handoff/channel_news.h"

#include "connector/run/handoff/answer.h"
#include "connector/run/handoff/fall_over.h"

namespace crosswalk {
namespace {

using namespace books;

// Who clicked, by how the channel calls them; empty: whoever the notice went to.
std::string clicker(const HandoffPlan& plan, const std::string& channel, const std::string& by) {
    for (const MemberPlan& member : plan.members)
        for (const auto& [name, address] : member.channels)
            if (name == channel && !by.empty() && address == by) return member.name;
    return {};
}

Result<std::string_view> apply_decision(const ApplyContext& unit, const Decision& click) {
    const auto verb = answer_verb_named(click.verb);
    if (!verb || unit.mapping.handoff == nullptr || click.token.empty()) return kIrrelevant;
    const auto answered = answer_handoff(
        unit.tx,
        unit.engine,
        unit.mapping,
        {.token = click.token,
         .verb = *verb,
         .by = clicker(*unit.mapping.handoff, unit.event.connection, click.by),
         .reason = click.reason}
    );
    if (answered) return kApplied;
    // A click on what is gone, or with a reason that is none any more, is nobody's trouble but the clicker's.
    return answered.error().code.starts_with("handoff.") ? Result<std::string_view>(kIrrelevant) : answered.error();
}

Result<std::string_view> apply_receipt(const ApplyContext& unit, const NoticeReceipt& told) {
    auto notice = unit.tx.notices.by_message(unit.event.connection, told.message);
    if (!notice) return notice.error();
    if (!*notice || told.message.empty()) return kIrrelevant;
    if (told.outcome.verdict == Verdict::applied) {
        (*notice)->state = NoticeState::delivered;
        const auto noted = unit.tx.notices.settle(**notice);
        if (!noted) return noted.error();
        return *noted ? kApplied : kIrrelevant;
    }
    const auto fell = fall_over({unit.tx, unit.engine, unit.mapping, unit.engine.clock.now()}, **notice, told.outcome);
    if (!fell) return fell.error();
    return *fell ? kApplied : kIrrelevant;
}

// True the first time the channel names this key.
Result<bool> is_first(const ApplyContext& unit, const std::string& key) {
    if (key.empty()) return true;
    return unit.tx.journal.mark_seen(unit.event.connection, key, unit.event.delivery.received_at);
}

}  // namespace

Result<std::string_view> apply_channel_news(const ApplyContext& unit, const InboundEvent& news) {
    const auto* click = std::get_if<Decision>(&news);
    const auto* receipt = std::get_if<NoticeReceipt>(&news);
    const bool is_ours = unit.engine.channel(unit.event.connection) != nullptr;
    if (!is_ours || (click == nullptr && receipt == nullptr)) return kIrrelevant;
    const auto first = is_first(unit, click != nullptr ? click->event_key : receipt->event_key);
    if (!first) return first.error();
    if (!*first) return kDuplicate;
    return click != nullptr ? apply_decision(unit, *click) : apply_receipt(unit, *receipt);
}

}  // namespace crosswalk
