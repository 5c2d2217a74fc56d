#include "connector/run/jobs/operator_alerts.h"

#include "connector/run/handoff/notice_doc.h"
#include "connector/run/handoff/tell.h"
#include "connector/run/vendor/exchange.h"

#include <algorithm>

namespace crosswalk {
namespace {

using handoff::Alert;
using handoff::AlertState;
using handoff::Trouble;
using handoff::TroubleKind;

constexpr std::string_view kStoreHeadline = "The store takes no writes";

// It keeps incidents, which an all-clear closes; in a chat, where people answer, an all-clear is said anew.
bool keeps_incidents(const ConnectionRuntime& channel) {
    const auto& plan = channel.manifest().channel;
    return plan && plan->replaces && !plan->answers;
}

// A channel that is in trouble itself comes last.
FurtherChannels working_first(const EngineContext& context) {
    FurtherChannels out = context.telling.operators;
    std::ranges::stable_partition(out, [&](const auto& one) {
        ConnectionRuntime* channel = context.channel(one.first);
        if (channel == nullptr) return false;
        const std::lock_guard lock(channel->mutex);
        return channel->state == "ok" && channel->paused.empty();
    });
    return out;
}

NoticeDoc begun(const Trouble& trouble) {
    return {
        .language = "en",
        .subject = "Crosswalk: " + trouble.headline,
        .body = trouble.says + (trouble.says.empty() ? "" : "\n") + "Do: " + trouble.remedy};
}

NoticeDoc ended(const Alert& alert, Millis now) {
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(now - alert.since).count();
    return {
        .language = "en",
        .subject = "Crosswalk: over: " + alert.trouble.headline,
        .body = "It lasted about " + std::to_string(minutes) + (minutes == 1 ? " minute." : " minutes.")};
}

NoticeRow to_operators(std::string id, const NoticeDoc& doc) {
    return {.id = std::move(id), .member = std::string(kOperators), .message = written(doc)};
}

// Where the alert went, an incident is closed; an alert that nobody was told yet is taken back instead.
Result<void> tell_all_clear(const HandoffUnit& unit, const Alert& alert, const AlertState& state) {
    auto before = unit.tx.notices.load(state.notice);
    if (!before) return before.error();
    NoticeDoc doc = ended(alert, unit.now);
    FurtherChannels channels = working_first(unit.engine);
    if (*before && (*before)->state == NoticeState::queued) {
        (*before)->state = NoticeState::withdrawn;
        const auto withdrawn = unit.tx.notices.settle(**before);
        return withdrawn ? Result<void>{} : withdrawn.error();
    }
    const ConnectionRuntime* told_by = *before ? unit.engine.channel((*before)->channel) : nullptr;
    if (told_by != nullptr && keeps_incidents(*told_by)) {
        if ((*before)->state == NoticeState::failed) {
            std::erase_if(channels, [&](const auto& one) { return one.first == (*before)->channel; });
        } else {
            channels = {{(*before)->channel, (*before)->address}};
            doc.replaces = (*before)->there;
        }
    }
    return channels.empty() ? Result<void>{} : queue_notice(unit, to_operators("", doc), std::move(channels));
}

Result<void> tell_one(const HandoffUnit& unit, const Alert& alert, AlertState& state) {
    if (alert.over) return tell_all_clear(unit, alert, state);
    state.notice = unit.mint_id();
    return queue_notice(unit, to_operators(state.notice, begun(alert.trouble)), working_first(unit.engine));
}

// What was told past the store is booked, and remembered like what was told through it.
Result<void> book_unkept(Transaction& tx, const OperatorWatch::Unkept& unkept) {
    if (!unkept.told) return {};
    NoticeRow row = unkept.row;
    if (const auto added = tx.notices.add(row); !added) return added;
    row.state = NoticeState::sent;
    const auto booked = tx.notices.settle(row);
    return booked ? Result<void>{} : booked.error();
}

AlertState state_of(const OperatorWatch::Unkept& unkept) {
    return {
        .kind = TroubleKind::store,
        .headline = std::string(kStoreHeadline),
        .since = unkept.row.made,
        .told = true,
        .times = 1,
        .notice = unkept.row.id};
}

// Nothing can be queued: it is said at once, by the first channel that takes it, and tried again at the next tick.
void tell_past_store(EngineContext& context, const Fault& why) {
    auto& unkept = context.operator_watch.unkept;
    if (unkept && unkept->told) return;
    const Trouble trouble{TroubleKind::store, "", std::string(kStoreHeadline), why.what, why.remedy};
    const NoticeDoc doc = begun(trouble);
    if (!unkept) {
        const Millis now = context.clock.now();
        unkept.emplace(OperatorWatch::Unkept{
            to_operators(mint_lead_id(now, context.clock.chance(), context.clock.chance()).text, doc), false});
        unkept->row.made = unkept->row.due = now;
    }
    for (const auto& [name, address] : working_first(context)) {
        ConnectionRuntime* channel = context.channel(name);
        if (channel == nullptr || channel->setup.mode == Mode::watch ||
            (channel->setup.mode == Mode::only && !channel->setup.only.contains(address)))
            continue;
        const NoticeMessage message{
            .id = unkept->row.id, .address = address, .language = doc.language, .subject = doc.subject, .body = doc.body};
        const auto answered = perform(context, *channel, NoticeBatch{{&message, 1}});
        const Outcome& outcome = answered.out.outcomes()[0];
        if (outcome.verdict != Verdict::applied && outcome.verdict != Verdict::pending) continue;
        unkept->told = true;
        unkept->row.channel = name;
        unkept->row.address = address;
        unkept->row.there = outcome.id ? outcome.id->text : "";
        return;
    }
}

Result<std::vector<AlertState>> told_before(EngineContext& context) {
    std::vector<AlertState> out;
    const auto read = context.store.read([&](Transaction& tx) -> Result<void> {
        const auto kept = tx.settings.get(kAlerts);
        if (!kept) return kept.error();
        out = handoff::alert_states_from(kept->value_or("[]"));
        return {};
    });
    if (!read) return read.error();
    return out;
}

}  // namespace

void alerts_step(EngineContext& context) {
    if (context.telling.operators.empty()) return;
    if (const auto writable = context.store.writable(); !writable) return tell_past_store(context, writable.error());
    const auto troubles = troubles_now(context);
    auto before = told_before(context);
    if (!troubles || !before) return;  // looked at again at the next tick
    auto& unkept = context.operator_watch.unkept;
    const auto kept = *before;
    if (unkept && unkept->told) before->push_back(state_of(*unkept));
    const Millis now = context.clock.now();
    auto step = handoff::decide_alerts(std::move(*before), *troubles, now);
    if (!unkept && step.alerts.empty() && step.next == kept) return;
    const auto mapping = context.mapping();
    const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        if (unkept)
            if (const auto booked = book_unkept(tx, *unkept); !booked) return booked;
        const HandoffUnit unit{tx, context, *mapping, now};
        for (const Alert& alert : step.alerts)
            if (const auto told = tell_one(unit, alert, step.next[alert.state]); !told) return told;
        return tx.settings.put(kAlerts, handoff::written(step.next));
    });
    if (!done) return;  // decided again at the next tick
    unkept.reset();
    wake_workers(context);
}

}  // namespace crosswalk
