// One hand-off and its clock, moved by events at times written as people write them.
#pragma once

#include "connector/handoff/clock.h"
#include "tests/handoff/calendars.h"

namespace crosswalk::handoff::test {

using Effects = std::vector<std::string>;

// Accept within 4 hours (a reminder after 2, an escalation after 4, a reassignment after 6), contact within a
// day (a reminder after 6 hours), decide within 5 days.
inline AgreementPlan agreement(Silence silence = Silence::missed) {
    AgreementPlan out;
    out.sales = {
        {Duty::accept,
         {0, 240},
         silence,
         {{{0, 120}, RungAction::remind, ""},
          {{0, 240}, RungAction::escalate, "dung"},
          {{0, 360}, RungAction::reassign, ""}}},
        {Duty::contact, {1, 0}, Silence::missed, {{{0, 420}, RungAction::remind, ""}}},
        {Duty::decide, {5, 0}, Silence::missed, {}}};
    return out;
}

class ClockStory {
public:
    explicit ClockStory(const std::string& made = "2027-02-04 17:20", AgreementPlan agreed = agreement())
        : agreement_(std::move(agreed)), calendar_(saigon_with_tet()) {
        now = {
            .id = "h1", .lead = {"lead"}, .stage = "mql", .team = "sales", .owner = "an", .made = vn(made)};
    }

    // What follows, as "remind an accept 2027-02-12T10:20".
    Effects on(EventKind kind, const std::string& at, ClockEvent event = {}) {
        event.kind = kind;
        event.at = vn(at);
        ClockStep step = apply(now, event, rules());
        now = std::move(step.next);
        reply = step.reply;
        Effects out;
        for (const ClockEffect& each : step.effects) out.push_back(said(each));
        return out;
    }
    Effects tick(const std::string& at) { return on(EventKind::tick, at); }
    std::string next() const { return shown_in("Asia/Ho_Chi_Minh", next_due(now, rules())); }
    // "met 2027-02-12T12:00"
    std::string status(Duty duty, const std::string& at) const {
        const DutyStatus status = status_of(now, duty, rules(), vn(at));
        return std::string(to_string(status.state)) + " " + shown_in("Asia/Ho_Chi_Minh", status.due);
    }
    ClockRules rules() const { return {agreement_, calendar_}; }

    Handoff now{};
    ClockReply reply{};

private:
    static std::string said(const ClockEffect& effect) {
        using What = ClockEffect::What;
        static const std::map<What, std::string> kWords{
            {What::remind, "remind"},
            {What::escalate, "escalate"},
            {What::reassign, "reassign"},
            {What::accepted, "accepted"},
            {What::owner_changed, "owner"},
            {What::contacted, "contacted"},
            {What::ended, "ended"}};
        const bool rung = effect.what <= What::reassign;
        return kWords.at(effect.what) + (effect.to.empty() ? "" : " " + effect.to) +
               (rung ? " " + std::string(to_string(effect.duty)) : "") +
               (effect.last_reassignment ? " last" : "") + " " + shown_in("Asia/Ho_Chi_Minh", effect.due);
    }

    AgreementPlan agreement_;
    WorkCalendar calendar_;
};

}  // namespace crosswalk::handoff::test
