#include "connector/run/jobs/operator_alerts.h"

#include "connector/run/handoff/alert_memory.h"
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

// Whoever was told comes first. Of an incident that was never opened nobody closes one: such a channel is left out.
FurtherChannels who_was_told(const HandoffUnit& unit, const NoticeRow& alert) {
    FurtherChannels out = working_first(unit.engine);
    std::ranges::stable_partition(out, [&](const auto& one) { return one.first == alert.channel; });
    std::erase_if(out, [&](const auto& one) {
        const ConnectionRuntime* channel = unit.engine.channel(one.first);
        return channel != nullptr && keeps_incidents(*channel);
    });
    return out;
}

// Where the alert went, an incident is closed; an alert that nobody was told yet is taken back instead.
Result<void> tell_all_clear(const HandoffUnit& unit, const Alert& alert, const AlertState& state) {
    auto before = unit.tx.notices.load(state.notice);
    if (!before) return before.error();
    NoticeDoc doc = ended(alert, unit.now);
    if (*before && (*before)->state == NoticeState::queued) {
        (*before)->state = NoticeState::withdrawn;
        const auto withdrawn = unit.tx.notices.settle(**before);
        return withdrawn ? Result<void>{} : withdrawn.error();
    }
    FurtherChannels channels = *before ? who_was_told(unit, **before) : working_first(unit.engine);
    const ConnectionRuntime* told_by = *before ? unit.engine.channel((*before)->channel) : nullptr;
    if (told_by != nullptr && keeps_incidents(*told_by) && (*before)->state != NoticeState::failed) {
        channels = {{(*before)->channel, (*before)->address}};
        doc.replaces = (*before)->there;
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

bool is_of_the_store(const AlertState& state) { return state.kind == TroubleKind::store && state.subject.empty(); }

// What was told of the store past it joins what was told before: what flaps is told ever more rarely.
void remember_unkept(const OperatorWatch::Unkept& unkept, std::vector<AlertState>& states) {
    auto state = std::ranges::find_if(states, is_of_the_store);
    if (unkept.known) {
        if (state != states.end()) state->gone.reset();
        return;
    }
    if (!unkept.told) return;
    if (state == states.end()) state = states.insert(state, {.kind = TroubleKind::store});
    state->headline = kStoreHeadline;
    state->since = unkept.row.made;
    state->gone.reset();
    state->told = true;
    ++state->times;
    state->notice = unkept.row.id;
}

Result<AlertMemory> told_before(EngineContext& context) {
    Result<AlertMemory> out = AlertMemory{};
    const auto read = context.store.read([&](Transaction& tx) -> Result<void> {
        out = alert_memory(tx);
        return out ? Result<void>{} : out.error();
    });
    if (!read) return read.error();
    return out;
}

// It was told, and is not over as far as anybody heard.
bool is_told_of_the_store(EngineContext& context) {
    const auto before = told_before(context);
    return before && std::ranges::any_of(before->states, [](const AlertState& state) {
               return is_of_the_store(state) && state.told;
           });
}

// Nothing can be queued: it is said at once, by the first channel that takes it, and tried again at the next tick.
void tell_past_store(EngineContext& context, const Fault& why) {
    auto& unkept = context.operator_watch.unkept;
    if (unkept && (unkept->told || unkept->known)) return;
    const Trouble trouble{TroubleKind::store, "", std::string(kStoreHeadline), why.what, why.remedy};
    const NoticeDoc doc = begun(trouble);
    if (!unkept) {
        const Millis now = context.clock.now();
        unkept.emplace(OperatorWatch::Unkept{
            to_operators(mint_lead_id(now, context.clock.chance(), context.clock.chance()).text, doc), false});
        unkept->row.made = unkept->row.due = now;
        unkept->known = is_told_of_the_store(context);
        if (unkept->known) return;
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

}  // namespace

void alerts_step(EngineContext& context) {
    if (context.telling.operators.empty()) return;
    if (const auto writable = context.store.writable(); !writable) return tell_past_store(context, writable.error());
    const auto troubles = troubles_now(context);
    auto before = told_before(context);
    if (!troubles || !before) return;  // looked at again at the next tick
    auto& unkept = context.operator_watch.unkept;
    const auto kept = before->states;
    if (unkept) remember_unkept(*unkept, before->states);
    const Millis now = context.clock.now();
    auto step = handoff::decide_alerts(std::move(before->states), *troubles, now);
    if (!unkept && step.alerts.empty() && step.next == kept) return;
    const auto mapping = context.mapping();
    bool overtaken = false;  // another channel took over meanwhile
    const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto still = alert_memory(tx);
        if (!still) return still.error();
        overtaken = still->text != before->text;
        if (overtaken) return {};
        if (unkept)
            if (const auto booked = book_unkept(tx, *unkept); !booked) return booked;
        const HandoffUnit unit{tx, context, *mapping, now};
        for (const Alert& alert : step.alerts)
            if (const auto told = tell_one(unit, alert, step.next[alert.state]); !told) return told;
        return keep_alerts(tx, step.next);
    });
    if (!done || overtaken) return;  // decided again at the next tick
    unkept.reset();
    wake_workers(context);
}

}  // namespace crosswalk
