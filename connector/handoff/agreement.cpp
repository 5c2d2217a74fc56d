#include "connector/handoff/agreement.h"

#include "connector/handoff/agreement_words.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace crosswalk::handoff {
namespace {

using words::Key;
using words::said;
using Arguments = message::Arguments;

// What the parts of the page are made from.
struct Source {
    const Mapping& mapping;
    const HandoffPlan& plan;
    std::string language{};

    std::string say(Key key, const Arguments& arguments = {}) const { return said(key, language, arguments); }
    std::string member(const std::string& name) const {
        const MemberPlan* found = plan.member(name);
        return found == nullptr || found->full_name.empty() ? name : found->full_name;
    }
    std::string stage(const std::string& name) const {
        const Stage* found = mapping.stage(name);
        return found == nullptr ? name : label_in(found->label, language, name);
    }
};

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : std::string(between)) + part;
    return out;
}

std::string span_text(const WorkSpan& span, const std::string& language) {
    if (language != "vi") return span.text();
    std::vector<std::string> parts;
    if (span.days != 0) parts.push_back(std::to_string(span.days) + " ngày");
    if (span.minutes / 60 != 0) parts.push_back(std::to_string(span.minutes / 60) + " giờ");
    if (span.minutes % 60 != 0 || parts.empty()) parts.push_back(std::to_string(span.minutes % 60) + " phút");
    return joined(parts, " ");
}

// "2026-12-01" as people write it.
std::string date_said(const std::string& iso, const std::string& language) {
    int y = 0;
    unsigned m = 0, d = 0;
    if (std::sscanf(iso.c_str(), "%d-%u-%u", &y, &m, &d) != 3) return iso;
    return message::day_text(std::chrono::year{y} / std::chrono::month{m} / std::chrono::day{d}, language);
}

AgreementSection parties(const Source& source) {
    const Agreed& agreed = source.mapping.agreed;
    AgreementSection out{.heading = source.say(Key::parties)};
    out.rows = {
        {source.say(Key::marketing), source.say(Key::sales)},
        {agreed.marketing.empty() ? "—" : agreed.marketing, agreed.sales.empty() ? "—" : agreed.sales}};
    if (!agreed.date.empty())
        out.paragraphs.push_back(
            source.say(Key::agreed_on, {{"day", date_said(agreed.date, source.language)}})
        );
    if (!agreed.review_by.empty())
        out.paragraphs.push_back(
            source.say(Key::review_by, {{"day", date_said(agreed.review_by, source.language)}})
        );
    return out;
}

AgreementSection handed_off(const Source& source) {
    AgreementSection out{.heading = source.say(Key::handed_off)};
    const auto add = [&](Key key, const std::string& text) {
        if (!text.empty()) out.paragraphs.push_back(source.say(key, {{"text", text}}));
    };
    for (const Stage& stage : source.mapping.path) {
        const TeamPlan* team = source.plan.team(stage.hand_off);
        if (team == nullptr) continue;
        out.paragraphs.push_back(source.say(
            Key::team_gets_it,
            {{"stage", source.stage(stage.name)},
             {"team", label_in(team->label, source.language, team->name)}}
        ));
        add(Key::means, stage.means);
        add(Key::fits, stage.fits);
        add(Key::does_not_fit, stage.does_not_fit);
    }
    return out;
}

std::string rung_said(const Source& source, const Rung& rung) {
    const Key key = rung.action == RungAction::remind     ? Key::remind
                    : rung.action == RungAction::reassign ? Key::reassign
                    : rung.to.empty()                     ? Key::escalate_head
                                                          : Key::escalate;
    return source.say(
        key, {{"span", span_text(rung.after, source.language)}, {"member", source.member(rung.to)}}
    );
}

AgreementSection sales_promises(const Source& source) {
    AgreementSection out{.heading = source.say(Key::sales_promises)};
    out.paragraphs.push_back(source.say(Key::working_time));
    out.rows.push_back(
        {source.say(Key::duty), source.say(Key::within), source.say(Key::when_silent), source.say(Key::then)}
    );
    bool reassigns = false;
    for (const DutyPlan& duty : source.plan.agreement.sales) {
        constexpr std::array kNames{Key::accept, Key::contact, Key::decide};
        std::vector<std::string> ladder;
        for (const Rung& rung : duty.ladder) {
            ladder.push_back(rung_said(source, rung));
            reassigns = reassigns || rung.action == RungAction::reassign;
        }
        out.rows.push_back(
            {source.say(kNames.at(static_cast<std::size_t>(duty.duty))),
             span_text(duty.within, source.language),
             source.say(duty.silence == Silence::accepted ? Key::silence_accepted : Key::silence_missed),
             ladder.empty() ? "—" : joined(ladder, "; ")}
        );
    }
    if (reassigns)
        out.paragraphs.push_back(source.say(
            Key::at_most_owners,
            {{"count", static_cast<double>(source.plan.agreement.reassign_at_most)},
             {"member", source.member(source.plan.fallback)}}
        ));
    return out;
}

AgreementSection marketing_promises(const Source& source) {
    const MarketingPlan& plan = source.plan.agreement.marketing;
    AgreementSection out{.heading = source.say(Key::marketing_promises)};
    std::vector<std::string> fields;
    for (const std::string& name : plan.filled) {
        const FieldPlan* field = source.mapping.field(name);
        fields.push_back(field == nullptr ? name : label_in(field->label, source.language, name));
    }
    if (!fields.empty())
        out.paragraphs.push_back(source.say(Key::fields_filled, {{"fields", joined(fields, ", ")}}));
    if (plan.score_reasons != 0)
        out.paragraphs.push_back(
            source.say(Key::score_reasons, {{"count", static_cast<double>(plan.score_reasons)}})
        );
    if (plan.rejected_at_most)
        out.paragraphs.push_back(source.say(Key::rejected_at_most, {{"percent", *plan.rejected_at_most}}));
    if (plan.volume_at_least)
        out.paragraphs.push_back(
            source.say(Key::volume_at_least, {{"count", static_cast<double>(*plan.volume_at_least)}})
        );
    return out;
}

AgreementSection rejecting(const Source& source) {
    AgreementSection out{.heading = source.say(Key::rejecting)};
    out.rows.push_back(
        {source.say(Key::reason), source.say(Key::goes_to), source.say(Key::tag), source.say(Key::quiet)}
    );
    for (const RejectReason& reason : source.plan.reject)
        out.rows.push_back(
            {label_in(reason.label, source.language, reason.name),
             source.stage(reason.to),
             reason.tag.empty() ? "—" : reason.tag,
             source.say(Key::days, {{"count", static_cast<double>(reason.quiet_days)}})}
        );
    return out;
}

AgreementSection who(const Source& source) {
    AgreementSection out{.heading = source.say(Key::who)};
    out.paragraphs.push_back(source.say(Key::fallback, {{"member", source.member(source.plan.fallback)}}));
    out.rows.push_back({source.say(Key::team), source.say(Key::members), source.say(Key::head)});
    for (const TeamPlan& team : source.plan.teams) {
        std::vector<std::string> members;
        for (const std::string& member : team.members) members.push_back(source.member(member));
        out.rows.push_back(
            {label_in(team.label, source.language, team.name),
             joined(members, ", "),
             source.member(team.head.empty() ? source.plan.fallback : team.head)}
        );
    }
    return out;
}

}  // namespace

AgreementPage agreement_page(const Mapping& mapping, std::string_view language) {
    const Source source{mapping, *mapping.handoff, language == "vi" ? "vi" : "en"};
    AgreementPage out{.language = source.language, .title = source.say(Key::title)};
    out.sections = {
        parties(source),
        handed_off(source),
        sales_promises(source),
        marketing_promises(source),
        rejecting(source)};
    for (const CalendarPlan& calendar : source.plan.calendars)
        out.sections.push_back(words::hours_section(calendar, source.language));
    out.sections.push_back(who(source));
    for (const auto& [key, name] :
         {std::pair(Key::marketing, mapping.agreed.marketing), std::pair(Key::sales, mapping.agreed.sales)})
        out.signatures.push_back(source.say(Key::signature, {{"side", source.say(key)}, {"name", name}}));
    out.footer = mapping.version == 0
                     ? source.say(Key::no_version)
                     : source.say(Key::version, {{"version", std::to_string(mapping.version)}});
    return out;
}

}  // namespace crosswalk::handoff
