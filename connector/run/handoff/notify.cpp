#include "connector/run/handoff/notify.h"

#include "connector/run/handoff/alert_memory.h"
#include "connector/run/handoff/clock_step.h"
#include "connector/run/handoff/fall_over.h"
#include "connector/run/handoff/notice_doc.h"
#include "connector/run/handoff/tell.h"
#include "connector/run/handoff/words.h"
#include "connector/run/vendor/exchange.h"

#include <algorithm>
#include <array>

namespace crosswalk {
namespace {

constexpr std::size_t kNoticesAtOnce = 50, kMostApart = 5;  // apart: more to one person at once are one message
constexpr std::chrono::minutes kHeldFor{2};
constexpr std::chrono::minutes kDeadAfter{15};  // a channel that does not work for so long is passed by
constexpr std::chrono::hours kOthersWait{1};  // in mode `only`, everybody else; of hand-offs, until there is a plan
constexpr int kMostTries = 8;
constexpr std::chrono::days kGivenUpAfter{3};  // where no other channel is left

// One message with the notices that it tells of.
struct Outgoing {
    std::vector<NoticeRow> rows{};
    NoticeMessage message{};
};

bool may_tell(EngineContext& context, ConnectionRuntime& channel) {
    if (!context.store.writable()) return false;
    const std::lock_guard lock(channel.mutex);
    return channel.setup.mode != Mode::watch && channel.paused.empty() && channel.setup.adapter->notify &&
           channel.breaker.closed(context.clock.now());
}

// 258 bits, unguessable, and short enough for the data of a button.
std::string mint_token(EngineContext& context) {
    constexpr std::size_t kSixes = 10;  // of bits, in one draw
    std::string out;
    for (std::uint64_t bits = 0; out.size() < kTokenLength; bits >>= 6) {
        if (out.size() % kSixes == 0) bits = context.clock.chance();
        out += kTokenAlphabet[bits & 63];
    }
    return out;
}

std::vector<NoticeReason> reasons_in(const HandoffPlan& plan, std::string_view language) {
    std::vector<NoticeReason> out;
    for (const RejectReason& reason : plan.reject)
        out.push_back({reason.name, label_in(reason.label, language, reason.name)});
    return out;
}

// The notice as it leaves: with a token of its own where it asks for an answer.
Result<NoticeMessage> write_message(const HandoffUnit& unit, EngineContext& context, NoticeRow& row) {
    NoticeDoc doc = notice_doc_from(row.message);
    if (std::exchange(doc.in_digest, false)) row.message = written(doc);
    NoticeMessage out{
        .id = row.id,
        .address = row.address,
        .language = doc.language,
        .subject = std::move(doc.subject),
        .body = std::move(doc.body),
        .facts = std::move(doc.facts),
        .replaces = std::move(doc.replaces)};
    if (doc.asks) {
        out.token = mint_token(context);
        out.reasons = reasons_in(unit.plan(), out.language);
        if (!context.telling.public_url.empty()) out.link = context.telling.public_url + "/act/" + out.token;
        if (const auto kept = unit.tx.notices.keep_token(out.token, row.id); !kept) return kept.error();
    }
    put_link(out.subject, out.link);
    put_link(out.body, out.link);
    return out;
}

// Many at once would bury each other: one message lists what they say. It asks for no answer; each lead is answered by
// its next reminder, by a command or in its tool.
Outgoing digest_of(std::vector<NoticeRow> rows) {
    Outgoing out{.rows = std::move(rows)};
    const NoticeDoc first = notice_doc_from(out.rows.front().message);
    out.message = {
        .id = out.rows.front().id,
        .address = out.rows.front().address,
        .language = first.language,
        .subject = out.rows.front().lead.text.empty() ? std::to_string(out.rows.size()) + " alerts of Crosswalk"
                                                      : words::several(out.rows.size(), first.language)};
    for (NoticeRow& row : out.rows) {
        NoticeDoc doc = notice_doc_from(row.message);
        doc.in_digest = true;
        row.message = written(doc);
        put_link(doc.subject, "");
        out.message.body += (out.message.body.empty() ? "" : "\n") + doc.subject;
    }
    return out;
}

// An incident is of one trouble, whose all-clear closes it: where those are kept nothing is told together.
Result<std::vector<Outgoing>> compose(
    const HandoffUnit& unit, EngineContext& context, const ConnectionRuntime& channel, std::vector<NoticeRow> rows
) {
    std::map<std::pair<std::string, std::string>, std::vector<NoticeRow>> by_person;
    std::vector<Outgoing> out;
    for (NoticeRow& row : rows) {
        const bool over = !notice_doc_from(row.message).replaces.empty();
        by_person[over ? std::pair{row.id, row.address} : std::pair{row.member, row.address}].push_back(std::move(row));
    }
    for (auto& [person, theirs] : by_person) {
        if (theirs.size() > kMostApart && !keeps_incidents(channel)) {
            out.push_back(digest_of(std::move(theirs)));
            continue;
        }
        for (NoticeRow& row : theirs) {
            auto message = write_message(unit, context, row);
            if (!message) return message.error();
            out.push_back({{std::move(row)}, std::move(*message)});
        }
    }
    return out;
}

// What is due, claimed and written in one unit.
std::vector<Outgoing> take_due(EngineContext& context, ConnectionRuntime& channel, const Mapping& mapping, bool& any) {
    const Millis now = context.clock.now();
    std::vector<Outgoing> out;
    (void)run_one(context.store, [&](Transaction& tx) -> Result<void> {
        auto due = tx.notices.claim(channel.name(), kNoticesAtOnce, now, now + kHeldFor);
        if (!due) return due.error();
        any = !due->empty();
        std::vector<NoticeRow> let_out;
        for (NoticeRow& row : *due) {
            const bool has_plan = mapping.handoff != nullptr || row.handoff.empty();
            if (has_plan && (channel.setup.mode != Mode::only || channel.setup.only.contains(row.address))) {
                let_out.push_back(std::move(row));
                continue;
            }
            row.due = now + kOthersWait;
            if (const auto waits = tx.notices.settle(row); !waits) return waits.error();
        }
        auto composed = compose({tx, context, mapping, now}, context, channel, std::move(let_out));
        if (!composed) return composed.error();
        out = std::move(*composed);
        return {};
    });
    return out;
}

Result<void> note_notified(const HandoffUnit& unit, const NoticeRow& row) {
    if (row.handoff.empty()) return {};
    auto one = load_handoff(unit.tx, row.handoff);
    if (!one) return one.error();
    if (*one && (*one)->state.ended) return show_outcome(unit, **one, row);  // it ended while this was on its way
    if (!*one || (*one)->state.owner != row.member) return {};
    const auto done =
        apply_to_handoff(unit, **one, {.kind = handoff::EventKind::notified, .at = unit.now, .by = row.member});
    return done ? Result<void>{} : done.error();
}

Result<void> try_again(const HandoffUnit& unit, NoticeRow row, const Outcome& why) {
    const auto wait = why.wait ? std::chrono::milliseconds(*why.wait)
                               : backoff(row.attempts, static_cast<double>(unit.engine.clock.chance() >> 11) / 9.007199254740992e15);
    row.attempts += why.wait ? 0 : 1;
    const bool is_dead = row.attempts >= kMostTries || row.made + kDeadAfter <= unit.now;
    const bool is_hopeless = row.made + kGivenUpAfter <= unit.now;
    if (is_hopeless || (is_dead && !further_channels_from(row.further).empty())) {
        const auto fell = fall_over(unit, std::move(row), why);
        return fell ? Result<void>{} : fell.error();
    }
    row.due = unit.now + wait;
    row.cause = cause_of(why);
    const auto kept = unit.tx.notices.settle(row);
    return kept ? Result<void>{} : kept.error();
}

Result<void> settle_one(const HandoffUnit& unit, NoticeRow row, const Outcome& outcome) {
    switch (outcome.verdict) {
        case Verdict::applied:
        case Verdict::merged:
        case Verdict::pending: {
            row.state = NoticeState::sent;
            row.cause.clear();
            row.there = outcome.id ? outcome.id->text : "";
            const auto kept = unit.tx.notices.settle(row);
            if (!kept) return kept.error();
            return *kept ? note_notified(unit, row) : Result<void>{};
        }
        case Verdict::refused: {
            const auto fell = fall_over(unit, std::move(row), outcome);
            return fell ? Result<void>{} : fell.error();
        }
        case Verdict::retry:
        case Verdict::reconnect:
        case Verdict::unanswered: break;
    }
    return try_again(unit, std::move(row), outcome);
}

void settle_batch(
    EngineContext& context, const Mapping& mapping, std::span<const Outgoing> batch, const Answered<WriteReport>& answered
) {
    std::vector<Unit> units;
    for (std::size_t i = 0; i < batch.size(); ++i)
        for (const NoticeRow& row : batch[i].rows) {
            Outcome outcome = answered.out.outcomes()[i];
            if (outcome.verdict == Verdict::unanswered && answered.stopped_by) outcome = *answered.stopped_by;
            units.emplace_back([&context, &mapping, row, outcome](Transaction& tx) {
                return settle_one({tx, context, mapping, context.clock.now()}, row, outcome);
            });
        }
    const auto done = context.store.run(std::move(units));
    for (const auto& one : done)
        if (!one)
            context.log.write(
                Level::error,
                "What became of a notice could not be kept; it is sent again.",
                {{"code", one.error().code}, {"what", one.error().what}}
            );
}

// What was withdrawn since it was claimed is not sent: the batches before took their time.
void leave_out_withdrawn(EngineContext& context, std::vector<Outgoing>& batch) {
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        for (Outgoing& one : batch) {
            const auto gone = std::erase_if(one.rows, [&](const NoticeRow& row) {
                const auto now = tx.notices.load(row.id);
                return now && (!*now || (*now)->state != NoticeState::queued);
            });
            if (gone > 0 && !one.rows.empty()) one = digest_of(std::move(one.rows));
        }
        return {};
    });
    std::erase_if(batch, [](const Outgoing& one) { return one.rows.empty(); });
}

// What was claimed and not sent is due again.
void let_go(EngineContext& context, std::vector<Outgoing>& unsent) {
    (void)run_one(context.store, [&](Transaction& tx) -> Result<void> {
        for (Outgoing& one : unsent)
            for (const NoticeRow& row : one.rows)
                if (const auto kept = tx.notices.settle(row); !kept) return kept.error();
        return {};
    });
}

// A channel may say in a row of a good answer that it does not know us any more.
bool is_cut_off(EngineContext& context, ConnectionRuntime& channel, const Answered<WriteReport>& answered) {
    if (answered.stopped_by) return true;
    for (const Outcome& one : answered.out.outcomes())
        if (one.verdict == Verdict::reconnect) {
            note_trouble(context, channel, one);
            return true;
        }
    return false;
}

std::size_t most_at_once(const ConnectionRuntime& channel) {
    const auto& plan = channel.manifest().channel;
    return plan ? std::max<std::size_t>(plan->messages, 1) : 1;
}

}  // namespace

bool notify_step(EngineContext& context, ConnectionRuntime& channel) {
    channel.wakes_at = std::numeric_limits<std::int64_t>::max();
    const auto mapping = context.mapping();
    if (!may_tell(context, channel)) return false;
    bool any = false;
    std::vector<Outgoing> due = take_due(context, channel, *mapping, any);
    const std::size_t most = most_at_once(channel);
    for (bool cut_off = false; !due.empty() && !cut_off;) {
        const auto end = due.begin() + static_cast<std::ptrdiff_t>(std::min(most, due.size()));
        std::vector<Outgoing> batch(std::make_move_iterator(due.begin()), std::make_move_iterator(end));
        due.erase(due.begin(), end);
        std::vector<NoticeMessage> messages;
        for (const Outgoing& one : batch) messages.push_back(one.message);
        const auto answered = perform(context, channel, NoticeBatch{messages});
        settle_batch(context, *mapping, batch, answered);
        cut_off = is_cut_off(context, channel, answered);
        leave_out_withdrawn(context, due);
        const std::lock_guard lock(channel.mutex);
        if (!cut_off) channel.last_written = context.clock.now();
    }
    if (!due.empty()) let_go(context, due);
    wake_workers(context);
    return any;
}

std::optional<Millis> next_notice(EngineContext& context, const ConnectionRuntime& channel) {
    std::optional<Millis> due;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        const auto next = tx.notices.next_due(channel.name());
        if (next) due = *next;
        return {};
    });
    return due;
}

}  // namespace crosswalk
