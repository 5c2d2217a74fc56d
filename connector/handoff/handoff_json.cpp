#include "connector/handoff/handoff.h"
#include "connector/handoff/json_values.h"

#include <algorithm>
#include <array>

namespace crosswalk::handoff {
namespace {

constexpr std::array<std::string_view, 3> kHowWords{"person", "tool", "silence"};
constexpr std::array<std::string_view, 4> kEndWords{"qualified", "rejected", "reassigned", "withdrawn"};
constexpr std::array<std::string_view, 5> kPhaseWords{"made", "notified", "accepted", "contacted", "ended"};

template <class Enum, std::size_t n>
Enum word_in(json::Reader& in, std::string_view key, const std::array<std::string_view, n>& words) {
    const std::string said = in.text(key);
    const auto it = std::ranges::find(words, said);
    if (it == words.end()) in.damage();
    return it == words.end() ? Enum{} : static_cast<Enum>(it - words.begin());
}

boost::json::value acceptance_to_json(const std::optional<Acceptance>& accepted) {
    if (!accepted) return nullptr;
    return boost::json::object{
        {"at", json::of(accepted->at)}, {"by", accepted->by}, {"how", to_string(accepted->how)}};
}

boost::json::value ending_to_json(const std::optional<Ending>& ended) {
    if (!ended) return nullptr;
    return boost::json::object{
        {"kind", to_string(ended->kind)},
        {"at", json::of(ended->at)},
        {"by", ended->by},
        {"how", to_string(ended->how)},
        {"reason", ended->reason},
        {"to", ended->to}};
}

boost::json::array pauses_to_json(const std::vector<Pause>& pauses) {
    boost::json::array out;
    for (const Pause& each : pauses)
        out.push_back({{"cause", each.cause}, {"from", json::of(each.from)}, {"until", json::of(each.until)}}
        );
    return out;
}

boost::json::array reached_to_json(const std::vector<RungReached>& reached) {
    boost::json::array out;
    for (const RungReached& each : reached)
        out.push_back(
            {{"duty", to_string(each.duty)},
             {"rung", each.rung},
             {"due", json::of(each.due)},
             {"at", json::of(each.at)},
             {"overtaken", each.overtaken}}
        );
    return out;
}

// Calls `read` with a reader of the object under a key; not for null.
template <class Read>
void part(json::Reader& whole, std::string_view key, Read read) {
    if (whole.is_null(key)) return;
    json::Reader in(whole.any(key));
    read(in);
    if (in.damaged()) whole.damage();
}

template <class Read>
void each_part(json::Reader& whole, std::string_view key, Read read) {
    for (const boost::json::value& one : whole.list(key)) {
        json::Reader in(one);
        read(in);
        if (in.damaged()) whole.damage();
    }
}

void read_parts(json::Reader& in, Handoff& out) {
    part(in, "accepted", [&](json::Reader& row) {
        out.accepted = Acceptance{row.moment("at"), row.text("by"), word_in<How>(row, "how", kHowWords)};
    });
    part(in, "contacted", [&](json::Reader& row) {
        out.contacted = Contact{row.moment("at"), row.text("by")};
    });
    part(in, "ended", [&](json::Reader& row) {
        out.ended = Ending{
            word_in<EndKind>(row, "kind", kEndWords),
            row.moment("at"),
            row.text("by"),
            word_in<How>(row, "how", kHowWords),
            row.text("reason"),
            row.text("to")};
    });
    each_part(in, "pauses", [&](json::Reader& row) {
        out.pauses.push_back({row.text("cause"), row.moment("from"), row.moment_or_none("until")});
    });
    each_part(in, "reached", [&](json::Reader& row) {
        const auto duty = duty_named(row.text("duty"));
        const std::int64_t rung = row.number("rung");
        if (!duty || rung < 0) row.damage();
        out.reached.push_back(
            {duty.value_or(Duty::accept),
             static_cast<std::size_t>(std::max<std::int64_t>(rung, 0)),
             row.moment("due"),
             row.moment("at"),
             row.flag("overtaken")}
        );
    });
}

}  // namespace

std::string_view to_string(How how) { return kHowWords.at(static_cast<std::size_t>(how)); }
std::string_view to_string(EndKind kind) { return kEndWords.at(static_cast<std::size_t>(kind)); }
std::string_view to_string(Phase phase) { return kPhaseWords.at(static_cast<std::size_t>(phase)); }

Phase phase_of(const Handoff& handoff) {
    if (handoff.ended) return Phase::ended;
    if (handoff.contacted) return Phase::contacted;
    if (handoff.accepted) return Phase::accepted;
    return handoff.notified ? Phase::notified : Phase::made;
}

boost::json::object to_json(const Handoff& handoff) {
    boost::json::array earlier;
    for (const std::string& owner : handoff.earlier_owners) earlier.push_back(boost::json::string(owner));
    boost::json::value contacted = nullptr;
    if (handoff.contacted)
        contacted =
            boost::json::object{{"at", json::of(handoff.contacted->at)}, {"by", handoff.contacted->by}};
    return {
        {"id", handoff.id},
        {"lead", handoff.lead.text},
        {"stage", handoff.stage},
        {"team", handoff.team},
        {"owner", handoff.owner},
        {"previous", handoff.previous},
        {"earlier_owners", std::move(earlier)},
        {"mapping_version", handoff.mapping_version},
        {"made", json::of(handoff.made)},
        {"notified", json::of(handoff.notified)},
        {"accepted", acceptance_to_json(handoff.accepted)},
        {"contacted", std::move(contacted)},
        {"ended", ending_to_json(handoff.ended)},
        {"pauses", pauses_to_json(handoff.pauses)},
        {"reached", reached_to_json(handoff.reached)}};
}

Result<Handoff> handoff_from(const boost::json::value& stored) {
    json::Reader in(stored);
    Handoff out{
        .id = in.text("id"),
        .lead = {in.text("lead")},
        .stage = in.text("stage"),
        .team = in.text("team"),
        .owner = in.text("owner"),
        .previous = in.text("previous")};
    for (const auto& owner : in.list("earlier_owners")) {
        if (owner.is_string())
            out.earlier_owners.emplace_back(owner.get_string());
        else
            in.damage();
    }
    out.mapping_version = in.number("mapping_version");
    out.made = in.moment("made");
    out.notified = in.moment_or_none("notified");
    read_parts(in, out);
    if (in.damaged()) return json::damaged("hand-off");
    return out;
}

}  // namespace crosswalk::handoff
