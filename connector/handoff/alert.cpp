#include "connector/handoff/alert.h"

#include "connector/handoff/json_values.h"

#include <algorithm>
#include <array>

namespace crosswalk::handoff {
namespace {

using std::chrono::minutes;

constexpr std::array<std::string_view, 7> kKindWords{
    "credentials", "unreachable", "silent", "store", "quota", "backlog", "books"};
constexpr minutes kMayPass{2}, kAwayFor{1};
constexpr int kMostDoublings = 7;  // about two hours
constexpr std::chrono::hours kRememberedFor{24};

// What a vendor or a busy hour mends by itself.
bool may_pass(TroubleKind kind) { return kind == TroubleKind::unreachable || kind == TroubleKind::backlog; }

minutes away_until_over(int times) { return kAwayFor * (1 << std::clamp(times - 1, 0, kMostDoublings)); }

bool is_about(const AlertState& state, const Trouble& trouble) {
    return state.kind == trouble.kind && state.subject == trouble.subject;
}

void see(AlertState& state, const Trouble& trouble, Millis at) {
    // Told, and away only for a moment: it never was over.
    if (state.gone && !state.told) state.since = at;
    state.gone.reset();
    state.headline = trouble.headline;
}

bool is_forgotten(const AlertState& state, Millis at) {
    if (!state.gone || state.told) return false;
    return state.times == 0 || *state.gone + kRememberedFor <= at;
}

}  // namespace

std::string_view to_string(TroubleKind kind) { return kKindWords.at(static_cast<std::size_t>(kind)); }

AlertStep decide_alerts(std::vector<AlertState> before, const std::vector<Trouble>& now, Millis at) {
    AlertStep out{.next = std::move(before)};
    for (const Trouble& trouble : now) {
        auto state = std::ranges::find_if(out.next, [&](const AlertState& one) { return is_about(one, trouble); });
        if (state == out.next.end())
            state = out.next.insert(state, {.kind = trouble.kind, .subject = trouble.subject, .since = at});
        see(*state, trouble, at);
    }
    for (AlertState& state : out.next)
        if (!state.gone && std::ranges::none_of(now, [&](const Trouble& one) { return is_about(state, one); }))
            state.gone = at;
    std::erase_if(out.next, [&](const AlertState& state) { return is_forgotten(state, at); });
    for (std::size_t i = 0; i < out.next.size(); ++i) {
        AlertState& state = out.next[i];
        const auto trouble = std::ranges::find_if(now, [&](const Trouble& one) { return is_about(state, one); });
        if (trouble != now.end() && !state.told && at - state.since >= (may_pass(state.kind) ? kMayPass : minutes{0})) {
            state.told = true;
            ++state.times;
            out.alerts.push_back({*trouble, state.since, false, i});
        } else if (state.told && state.gone && at - *state.gone >= away_until_over(state.times)) {
            state.told = false;
            out.alerts.push_back(
                {{.kind = state.kind, .subject = state.subject, .headline = state.headline}, state.since, true, i}
            );
        }
    }
    return out;
}

std::string written(const std::vector<AlertState>& states) {
    boost::json::array out;
    for (const AlertState& state : states)
        out.push_back(
            {{"kind", to_string(state.kind)},
             {"subject", state.subject},
             {"headline", state.headline},
             {"since", json::of(state.since)},
             {"gone", json::of(state.gone)},
             {"told", state.told},
             {"times", state.times},
             {"notice", state.notice}}
        );
    return boost::json::serialize(out);
}

std::vector<AlertState> alert_states_from(std::string_view text) {
    std::vector<AlertState> out;
    const auto whole = parse_json(text);
    if (!whole) return out;
    for (const auto& one : items_at(*whole, "")) {
        json::Reader row(one);
        const auto kind = std::ranges::find(kKindWords, row.text("kind"));
        AlertState state{
            .kind = static_cast<TroubleKind>(kind - kKindWords.begin()),
            .subject = row.text("subject"),
            .headline = row.text("headline"),
            .since = row.moment("since"),
            .gone = row.moment_or_none("gone"),
            .told = row.flag("told"),
            .times = static_cast<int>(row.number("times")),
            .notice = row.text("notice")};
        if (!row.damaged() && kind != kKindWords.end()) out.push_back(std::move(state));
    }
    return out;
}

}  // namespace crosswalk::handoff
