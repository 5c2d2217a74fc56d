// The hand-offs: who has which lead, by when, why, and what Sales answers.
#include "connector/app/admin/admin_handoffs.h"

#include "connector/app/admin/paging.h"
#include "connector/contract/json_read.h"
#include "connector/handoff/lead_brief.h"
#include "connector/handoff/routing.h"
#include "connector/run/handoff/answer.h"
#include "connector/run/handoff/words.h"

#include <algorithm>

namespace crosswalk {
namespace {

using handoff::ClockReply;

constexpr std::size_t kMostTroubles = 20;

struct Shown {
    LoadedHandoff one{};
    std::string lead{};  // how the person is called
};

Result<Shown> shown_of(Transaction& tx, const Mapping& mapping, LoadedHandoff one) {
    Shown out{std::move(one), {}};
    const auto lead = tx.leads.load(out.one.kept.lead);
    if (!lead) return lead.error();
    if (*lead && mapping.handoff != nullptr)
        out.lead = handoff::brief_of(*mapping.handoff, handoff::story_of_values(**lead), "en").name;
    return out;
}

bool is_overdue(const Shown& shown, Millis now) {
    return shown.one.kept.open && shown.one.kept.deadline && *shown.one.kept.deadline <= now;
}

std::string standing(const Shown& shown, Millis now) {
    const auto& state = shown.one.state;
    if (state.ended) return std::string(to_string(state.ended->kind));
    const std::string phase(to_string(handoff::phase_of(state)));
    return is_overdue(shown, now) ? phase + ", overdue" : phase;
}

boost::json::object json_of(const Shown& shown, Millis now) {
    const auto& state = shown.one.state;
    return {
        {"id", shown.one.kept.id},
        {"lead", shown.one.kept.lead.text},
        {"who", shown.lead},
        {"stage", state.stage},
        {"team", state.team},
        {"owner", state.owner},
        {"open", shown.one.kept.open},
        {"standing", standing(shown, now)},
        {"overdue", is_overdue(shown, now)},
        {"made", crosswalk::json_of(std::optional(state.made))},
        {"deadline", crosswalk::json_of(shown.one.kept.deadline)}};
}

Fault unknown_handoff() {
    return {
        "handoff.unknown", "There is no such hand-off.", "`crosswalk handoffs list` shows the open ones with their ids."};
}

// One hand-off, shown by `body`, or what is wrong.
template <class Body>
CommandAnswer about_one(AdminService& admin, const CommandRequest& request, Body body) {
    CommandAnswer out;
    const auto mapping = admin.engine.mapping();
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto one = load_handoff(tx, request.text("id"));
        if (!one) return one.error();
        if (!*one) return unknown_handoff();
        const auto shown = shown_of(tx, *mapping, std::move(**one));
        return shown ? body(tx, *shown, out) : shown.error();
    });
    return read ? out : answer_of(read.error());
}

void add_line(std::string& text, const std::string& label, const std::string& value) {
    if (!value.empty()) text += label + ": " + printable(value) + "\n";
}

std::string story_of(const handoff::Handoff& state) {
    std::string out;
    if (state.notified) out += "notified " + short_time(state.notified) + "\n";
    for (const auto& rung : state.reached)
        out += std::string(to_string(rung.duty)) + ": rung " + std::to_string(rung.rung + 1) + " due " +
               short_time(rung.due) + (rung.overtaken ? ", overtaken\n" : "\n");
    if (state.accepted)
        out += "accepted " + short_time(state.accepted->at) + " by " + printable(state.accepted->by) + " (" +
               std::string(to_string(state.accepted->how)) + ")\n";
    if (state.contacted) out += "contacted " + short_time(state.contacted->at) + "\n";
    for (const auto& pause : state.pauses)
        out += "paused (" + printable(pause.cause) + ") " + short_time(pause.from) + " to " +
               (pause.until ? short_time(pause.until) : "now") + "\n";
    if (state.ended)
        out += std::string(to_string(state.ended->kind)) + " " + short_time(state.ended->at) + " " +
               printable(state.ended->reason + state.ended->to) + "\n";
    return out;
}

boost::json::object json_of(const NoticeRow& row) {
    return {
        {"id", row.id},
        {"member", row.member},
        {"channel", row.channel},
        {"state", to_string(row.state)},
        {"attempts", row.attempts},
        {"made", crosswalk::json_of(std::optional(row.made))},
        {"next_try", row.state == NoticeState::queued ? crosswalk::json_of(std::optional(row.due)) : nullptr},
        {"cause", row.cause}};
}

std::string reply_line(const ClockReply& reply) {
    switch (reply.what) {
        case ClockReply::What::taken: return "Done.";
        case ClockReply::What::repeated: return "That was said before.";
        case ClockReply::What::ignored: return "Nothing is to be answered here.";
        case ClockReply::What::too_late: break;
    }
    return "Somebody was first: " + reply.first_what + (reply.first_by.empty() ? "" : " by " + reply.first_by) + " at " +
           short_time(reply.first_at) + ".";
}

CommandAnswer answer(AdminService& admin, const CommandRequest& request, AnswerVerb verb) {
    const auto mapping = admin.engine.mapping();
    const bool is_member = mapping->handoff != nullptr && mapping->handoff->member(request.author) != nullptr;
    const auto done = admin.engine.answer(
        {.handoff = request.text("id"),
         .verb = verb,
         .by = request.text("by").empty() && is_member ? request.author : request.text("by"),
         .reason = request.text("reason"),
         .to = request.text("to")}
    );
    if (!done) return answer_of(done.error());
    const bool nobody = verb == AnswerVerb::reassign && done->next.empty() && done->reply.what == ClockReply::What::taken;
    const std::string said = nobody ? "Nobody else can take it; it stays where it is." : reply_line(done->reply);
    const bool fine = !nobody && done->reply.what != ClockReply::What::too_late;
    return {
        .exit = fine ? kFine : kNotFine,
        .text = printable(said) + (done->next.empty() ? "" : " The new hand-off is " + done->next + ".") + "\n",
        .data = boost::json::object{
            {"id", done->handoff.kept.id},
            {"taken", done->reply.what == ClockReply::What::taken},
            {"first_by", done->reply.first_by},
            {"first_what", done->reply.first_what},
            {"next", done->next}}};
}

}  // namespace

CommandAnswer command_handoffs_list(AdminService& admin, const CommandRequest& request) {
    const auto mapping = admin.engine.mapping();
    const Millis now = admin.clock.now();
    std::vector<std::vector<std::string>> rows{{"ID", "LEAD", "STAGE", "OWNER", "STANDING", "DEADLINE"}};
    boost::json::array data;
    const bool open_only = !(request.flag("all") || request.text("all") == "true");
    const std::size_t limit = page_limit(request);
    boost::json::value next;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const std::string owner = request.text("owner"), after = request.text("after");
        auto some = owner.empty() ? tx.handoffs.list(open_only, after, limit + 1)
                                  : tx.handoffs.of_owner({owner, open_only, after, limit + 1});
        if (!some) return some.error();
        const bool more = cut_to_page(*some, limit);
        next = next_place(more, some->empty() ? "" : some->back().id);
        for (KeptHandoff& row : *some) {
            auto one = read_handoff(std::move(row));
            if (!one) return one.error();
            const auto shown = shown_of(tx, *mapping, std::move(*one));
            if (!shown) return shown.error();
            const auto& [kept, state] = shown->one;
            rows.push_back(
                {kept.id,
                 shown->lead,
                 state.stage,
                 state.owner,
                 standing(*shown, now),
                 kept.deadline ? short_time(kept.deadline) : ""}
            );
            data.push_back(json_of(*shown, now));
        }
        return {};
    });
    if (!read) return answer_of(read.error());
    CommandAnswer out{.data = boost::json::object{{"handoffs", std::move(data)}, {"next", next}}};
    out.text = rows.size() == 1 ? "No hand-off is open.\n" : table(rows);
    if (!next.is_null())
        out.text += "These are the first " + std::to_string(limit) + "; `--after ID` shows what comes next.\n";
    return out;
}

CommandAnswer command_handoffs_show(AdminService& admin, const CommandRequest& request) {
    return about_one(admin, request, [&](Transaction& tx, const Shown& shown, CommandAnswer& out) -> Result<void> {
        const auto notices = tx.notices.of_handoff(shown.one.kept.id);
        if (!notices) return notices.error();
        add_line(out.text, "hand-off", shown.one.kept.id);
        add_line(out.text, "lead", shown.lead);
        add_line(out.text, "stage", shown.one.state.stage);
        add_line(out.text, "team", shown.one.state.team);
        add_line(out.text, "owner", shown.one.state.owner);
        add_line(out.text, "standing", standing(shown, admin.clock.now()));
        if (shown.one.kept.deadline) add_line(out.text, "deadline", short_time(shown.one.kept.deadline));
        out.text += story_of(shown.one.state);
        boost::json::object data = json_of(shown, admin.clock.now());
        boost::json::array told;
        for (const NoticeRow& row : *notices) {
            out.text += "notice to " + printable(row.member) + " by " + printable(row.channel) + ": " +
                        std::string(to_string(row.state)) + (row.cause.empty() ? "" : ", " + printable(row.cause)) + "\n";
            told.push_back(json_of(row));
        }
        data["state"] = handoff::to_json(shown.one.state);
        data["notices"] = std::move(told);
        out.data = std::move(data);
        return {};
    });
}

CommandAnswer command_handoffs_explain(AdminService& admin, const CommandRequest& request) {
    return about_one(admin, request, [&](Transaction& tx, const Shown& shown, CommandAnswer& out) -> Result<void> {
        const auto kept = tx.handoffs.routing(shown.one.kept.id);
        if (!kept) return kept.error();
        if (!*kept) return unknown_handoff();
        const auto question = parse_json((*kept)->question), decision = parse_json((*kept)->decision);
        if (!question) return question.error();
        if (!decision) return decision.error();
        const auto routed = handoff::routing_decision_from(*decision);
        if (!routed) return routed.error();
        out.text = printable_lines(handoff::explain(*routed));
        if (!out.text.ends_with('\n')) out.text += '\n';
        out.data = boost::json::object{
            {"id", shown.one.kept.id},
            {"mapping_version", (*kept)->mapping_version},
            {"question", *question},
            {"decision", *decision},
            {"explanation", handoff::explain(*routed)}};
        return {};
    });
}

CommandAnswer command_handoffs_accept(AdminService& admin, const CommandRequest& request) {
    return answer(admin, request, AnswerVerb::accept);
}
CommandAnswer command_handoffs_reject(AdminService& admin, const CommandRequest& request) {
    return answer(admin, request, AnswerVerb::reject);
}
CommandAnswer command_handoffs_reassign(AdminService& admin, const CommandRequest& request) {
    return answer(admin, request, AnswerVerb::reassign);
}
CommandAnswer command_handoffs_contact(AdminService& admin, const CommandRequest& request) {
    return answer(admin, request, AnswerVerb::contact);
}

HandoffGlance handoff_glance(AdminService& admin) {
    HandoffGlance out;
    const auto mapping = admin.engine.mapping();
    if (mapping->handoff == nullptr) return out;
    boost::json::array overdue, troubles;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto late = tx.handoffs.overdue(admin.clock.now(), kMostTroubles);
        if (!late) return late.error();
        for (const KeptHandoff& kept : *late) {
            out.line += "hand-off " + kept.id + " of " + printable(kept.owner) + " is overdue since " +
                        short_time(kept.deadline) + "; `crosswalk handoffs show " + kept.id + "`\n";
            overdue.push_back({{"id", kept.id}, {"owner", kept.owner}, {"deadline", crosswalk::json_of(kept.deadline)}});
        }
        const auto failing = tx.notices.in_trouble(kMostTroubles);
        if (!failing) return failing.error();
        for (const NoticeRow& row : *failing) {
            out.line += "notice to " + printable(row.member) + " by " + printable(row.channel) + " " +
                        (row.state == NoticeState::failed ? "failed" : "waits") + ": " + printable(row.cause) + "\n";
            troubles.push_back(json_of(row));
        }
        return {};
    });
    if (!read) out.line += told(read.error()) + "\n";
    out.data = {{"overdue", std::move(overdue)}, {"notices_in_trouble", std::move(troubles)}};
    return out;
}

}  // namespace crosswalk
