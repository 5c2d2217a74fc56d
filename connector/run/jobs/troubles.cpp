// What stands still now, for the people who keep Crosswalk running.
#include "connector/run/jobs/operator_alerts.h"

#include <cmath>
#include <cstdio>

namespace crosswalk {
namespace {

using handoff::Trouble;
using handoff::TroubleKind;

constexpr int kFailuresUntilUnreachable = 5;       // about half a minute
constexpr std::chrono::minutes kWritesWaitAtMost{5};  // behind the time at which they are due

std::string at_utc(Millis at) {
    const auto days = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{days};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::minutes>(at - days)};
    char out[32];
    std::snprintf(
        out,
        sizeof out,
        "%04d-%02u-%02u %02d:%02d UTC",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count())
    );
    return out;
}

Trouble refused_credentials(const std::string& name, const std::string& detail) {
    return {
        TroubleKind::credentials,
        name,
        name + " refuses our credentials",
        detail,
        "Renew them in crosswalk.yaml or sign in with `crosswalk connect " + name +
            "`. Nothing is lost: what is to be written there waits, and what changed meanwhile is read afterwards."};
}

Trouble unreachable(const std::string& name, const std::string& detail) {
    return {
        TroubleKind::unreachable,
        name,
        name + " cannot be reached",
        detail,
        "Look at the vendor's status page and at this machine's way out. It is tried again by itself."};
}

Trouble silent(const std::string& name, const TrafficGap& gap) {
    return {
        TroubleKind::silent,
        name,
        name + " is silent",
        "It usually speaks " + std::to_string(std::lround(std::max(gap.usually, 1.0))) + " times an hour, and has not since " +
            at_utc(gap.since) + ".",
        "Look whether its webhooks still point here; `crosswalk compare " + name + "` reads what was missed."};
}

Trouble quota_short(const std::string& name, Millis ends) {
    return {
        TroubleKind::quota,
        name,
        "The day's calls of " + name + " will not last",
        "At the pace of the last hour they are used up at " + at_utc(ends) + ".",
        "See who else calls this account. Less frequent `poll` and `compare` in crosswalk.yaml, or a longer `linger`, need "
        "fewer calls."};
}

Trouble writes_wait(const std::string& name, Millis due) {
    return {
        TroubleKind::backlog,
        name,
        "What is to be written to " + name + " waits",
        "The oldest was due at " + at_utc(due) + ".",
        "`crosswalk status` says what holds it up: a limit of the vendor, or more changes than it takes."};
}

Trouble news_waits(std::chrono::milliseconds delay) {
    return {
        TroubleKind::backlog,
        "",
        "What comes in is applied late",
        "It waits about " + std::to_string(std::chrono::ceil<std::chrono::seconds>(delay).count()) +
            " s, so webhooks are answered busy.",
        "It goes on by itself. If it stays, look at the load and the disk of this machine."};
}

// What this account alone tells; `live`: its writes are meant to leave.
std::optional<Trouble> trouble_of(ConnectionRuntime& account, bool& live) {
    const std::lock_guard lock(account.mutex);
    live = false;
    if (!account.paused.empty()) return std::nullopt;
    if (account.state == "reconnect") return refused_credentials(account.name(), account.detail);
    if (account.state == "unreachable" && account.breaker.failures() >= kFailuresUntilUnreachable)
        return unreachable(account.name(), account.detail);
    live = account.setup.mode == Mode::live;
    if (account.quiet) return silent(account.name(), *account.quiet);
    return std::nullopt;
}

std::optional<Millis> quota_of(EngineContext& context, ConnectionRuntime& account) {
    double used = 0;
    {
        const std::lock_guard lock(account.mutex);
        used = account.budgets.pressure();
    }
    auto& samples = context.operator_watch.quotas[account.name()];
    note_quota(samples, {context.clock.now(), used});
    return quota_ends(samples);
}

}  // namespace

Result<std::vector<Trouble>> troubles_now(EngineContext& context) {
    std::vector<Trouble> out;
    std::vector<std::string> writing;
    for (const auto* some : {&context.accounts, &context.channels})
        for (const auto& [name, account] : *some) {
            bool live = false;
            if (auto trouble = trouble_of(*account, live)) out.push_back(std::move(*trouble));
            if (live && !account->setup.channel && context.held_since == 0) writing.push_back(name);
            if (const auto ends = quota_of(context, *account)) out.push_back(quota_short(name, *ends));
        }
    if (const auto delay = context.pace.delay(context.clock.steady()); delay > kLongestDelay)
        out.push_back(news_waits(delay));
    const auto read = context.store.read([&](Transaction& tx) -> Result<void> {
        const auto books = tx.books.all();
        if (!books) return books.error();
        if (const std::string wrong = imbalance(*books); !wrong.empty())
            out.push_back(
                {TroubleKind::books,
                 "",
                 "The books do not balance",
                 wrong,
                 "Keep a copy (`crosswalk backup FILE`) and tell whoever maintains Crosswalk: items were lost or counted "
                 "twice."}
            );
        for (const std::string& name : writing) {
            const auto due = tx.outbox.next_due(name, Millis::min());
            if (!due) return due.error();
            if (*due && **due + kWritesWaitAtMost < context.clock.now()) out.push_back(writes_wait(name, **due));
        }
        return {};
    });
    if (!read) return read.error();
    return out;
}

}  // namespace crosswalk
