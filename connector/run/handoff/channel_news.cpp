#include "connector/run/handoff/channel_news.h"

#include "connector/run/handoff/answer.h"
#include "connector/run/handoff/fall_over.h"

#include <algorithm>

namespace crosswalk {
namespace {

using namespace books;

// Who clicked, by how the channel calls them: an address of theirs, or their id there. Empty: the channel does not say,
// and it was whoever the notice went to. Nothing: somebody whom the plan does not know, in a group or a team's channel.
std::optional<std::string> clicker(const HandoffPlan& plan, const std::string& channel, const std::string& by) {
    if (by.empty()) return std::string();
    for (const MemberPlan& member : plan.members) {
        const auto id = member.owner_ids.find(channel);
        const bool is_theirs = std::ranges::any_of(member.channels, [&](const auto& one) {
            return one.first == channel && one.second == by;
        });
        if (is_theirs || (id != member.owner_ids.end() && id->second == by)) return member.name;
    }
    return std::nullopt;
}

Result<std::string_view> apply_decision(const ApplyContext& unit, const Decision& click) {
    const auto verb = answer_verb_named(click.verb);
    if (!verb || unit.mapping.handoff == nullptr || click.token.empty()) return kIrrelevant;
    const auto by = clicker(*unit.mapping.handoff, unit.event.connection, click.by);
    if (!by) {
        unit.engine.log.write(
            Level::warn,
            "Somebody who is no member in handoff.yaml pressed a button; it decided nothing. If they are one, give their "
            "id under owner_ids, by the name of the channel.",
            {{"connection", unit.event.connection}, {"id", click.by}}
        );
        return kIrrelevant;
    }
    const auto answered = answer_handoff(
        unit.tx,
        unit.engine,
        unit.mapping,
        {.token = click.token,
         .verb = *verb,
         .by = *by,
         .reason = click.reason}
    );
    if (answered) return kApplied;
    // A click on what is gone, or with a reason that is none any more, is nobody's trouble but the clicker's.
    return answered.error().code.starts_with("handoff.") ? Result<std::string_view>(kIrrelevant) : answered.error();
}

Result<bool> note_receipt(const ApplyContext& unit, NoticeRow notice, const Outcome& outcome) {
    if (outcome.verdict != Verdict::applied)
        return fall_over({unit.tx, unit.engine, unit.mapping, unit.engine.clock.now()}, std::move(notice), outcome);
    notice.state = NoticeState::delivered;
    return unit.tx.notices.settle(notice);
}

Result<std::string_view> apply_receipt(const ApplyContext& unit, const NoticeReceipt& told) {
    if (told.message.empty()) return kIrrelevant;
    auto notices = unit.tx.notices.by_message(unit.event.connection, told.message);
    if (!notices) return notices.error();
    bool any = false;
    for (NoticeRow& notice : *notices) {
        const auto noted = note_receipt(unit, std::move(notice), told.outcome);
        if (!noted) return noted.error();
        any = any || *noted;
    }
    return any ? kApplied : kIrrelevant;
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
