#include "connector/run/handoff/tell.h"

#include "connector/run/handoff/notice_doc.h"
#include "connector/run/handoff/words.h"

#include <algorithm>

namespace crosswalk {
namespace {

using On = NoticeTrigger::On;

constexpr std::size_t kRowsLookedAt = 200, kMostEngaged = 3;
constexpr std::string_view kShownFields[] = {"lead_score", "company", "phone", "email", "source", "campaign"};

bool asks_for_answer(On on) { return on == On::handed_off || on == On::reminder || on == On::escalation; }

std::vector<NoticeLine> facts_shown(const HandoffUnit& unit, const Lead& lead, std::string_view language) {
    std::vector<NoticeLine> out;
    for (const std::string_view name : kShownFields) {
        const FieldPlan* field = unit.mapping.field(name);
        const Value& value = lead.value(name);
        if (field != nullptr && value) out.push_back({label_in(field->label, language, field->name), *value});
    }
    return out;
}

// Nobody to be told: the plan names a head for this one notice.
HandoffPlan with_head(HandoffPlan plan, std::string_view team, const std::string& head) {
    for (TeamPlan& one : plan.teams)
        if (one.name == team) one.head = head;
    return plan;
}

bool channel_is_there(const HandoffUnit& unit, const std::string& name) {
    return unit.engine.channel(name) != nullptr;
}

}  // namespace

Result<handoff::LeadStory> story_of(const HandoffUnit& unit, const Lead& lead) {
    auto story = handoff::story_of_values(lead);
    story.source = lead.acquired.source;
    story.campaign = lead.acquired.last_campaign.empty() ? lead.acquired.first_campaign : lead.acquired.last_campaign;
    if (unit.mapping.scoring != nullptr)
        story.reasons = handoff::reasons_of(*unit.mapping.scoring, lead, unit.now);
    const auto rows = unit.tx.history.of(lead.id, "", kRowsLookedAt);
    if (!rows) return rows.error();
    for (const HistoryRow& row : *rows)
        if (row.what == HistoryRow::What::engagement && story.engaged.size() < kMostEngaged)
            story.engaged.push_back({row.field, row.connection, row.at});
    return story;
}

Result<void> queue_notice(
    const HandoffUnit& unit, NoticeRow row, std::vector<std::pair<std::string, std::string>> channels
) {
    const auto first = std::ranges::find_if(
        channels, [&](const auto& channel) { return channel_is_there(unit, channel.first); }
    );
    if (row.id.empty()) row.id = unit.mint_id();
    row.made = row.due = unit.now;
    row.attempts = 0;
    if (first != channels.end()) {
        row.channel = first->first;
        row.address = first->second;
        channels.erase(channels.begin(), first + 1);
        row.further = written(channels);
        row.cause.clear();
        unit.engine.channel(row.channel)->to_write = true;
        return unit.tx.notices.add(row);
    }
    row.channel = channels.empty() ? std::string("none") : channels.front().first;
    if (const auto added = unit.tx.notices.add(row); !added) return added;
    row.state = NoticeState::failed;
    row.cause = "None of the channels of " + row.member + " is in crosswalk.yaml.";
    const auto failed = unit.tx.notices.settle(row);
    return failed ? Result<void>{} : failed.error();
}

Result<void> tell(const HandoffUnit& unit, Happening what) {
    // A house without channels looks at its hand-offs by command.
    if (unit.engine.channels.empty() || has_opted_out(unit.mapping, what.lead)) return {};
    const bool heads = !what.head.empty();
    const HandoffPlan other = heads ? with_head(unit.plan(), what.occasion.team, what.head) : HandoffPlan{};
    const HandoffPlan& plan = heads ? other : unit.plan();
    // Most values that change mean nobody: what is costly to read is read for those that do.
    if (!handoff::means_somebody(plan, what.occasion, handoff::story_of_values(what.lead))) return {};
    const auto story = story_of(unit, what.lead);
    if (!story) return story.error();
    const bool asks = what.about != nullptr && asks_for_answer(what.occasion.on);
    if (const Stage* stage = unit.mapping.stage(what.occasion.stage)) what.occasion.stage_label = stage->label;
    if (asks && !unit.engine.telling.public_url.empty()) what.occasion.link = kLinkPlace;
    const auto notices = handoff::notices_for(plan, what.occasion, *story);
    if (!notices) return notices.error();
    for (const handoff::Notice& notice : *notices) {
        const NoticeDoc doc{
            .language = notice.language,
            .subject = notice.subject,
            .body = notice.body,
            .facts = facts_shown(unit, what.lead, notice.language),
            .asks = asks};
        const NoticeRow row{
            .handoff = what.about == nullptr ? "" : what.about->kept.id,
            .lead = what.lead.id,
            .member = notice.to,
            .message = written(doc)};
        if (const auto queued = queue_notice(unit, row, notice.channels); !queued) return queued;
    }
    return {};
}

Result<void> show_outcome(const HandoffUnit& unit, const LoadedHandoff& one, const NoticeRow& row) {
    NoticeDoc doc = notice_doc_from(row.message);
    // A message about several shows no one lead's outcome.
    if (!doc.asks || doc.in_digest || row.there.empty()) return {};
    doc.asks = false;
    doc.replaces = row.there;
    doc.body = words::outcome_of(one.state, unit.plan(), doc.language);
    NoticeRow over{.handoff = row.handoff, .lead = one.kept.lead, .member = row.member, .message = written(doc)};
    return queue_notice(unit, std::move(over), {{row.channel, row.address}});
}

Result<void> show_outcome(const HandoffUnit& unit, const LoadedHandoff& one) {
    const auto rows = unit.tx.notices.of_handoff(one.kept.id);
    if (!rows) return rows.error();
    for (const NoticeRow& row : *rows)
        if (const auto shown = show_outcome(unit, one, row); !shown) return shown;
    return {};
}

}  // namespace crosswalk
