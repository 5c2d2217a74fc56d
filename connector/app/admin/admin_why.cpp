// Why a field, the stage, the owner or a consent is what it is, and what would have to differ.
#include "connector/app/admin/admin_people.h"
#include "connector/app/admin/admin_service.h"
#include "connector/contract/json_read.h"
#include "connector/handoff/routing.h"
#include "connector/run/handoff/handoff_unit.h"
#include "connector/sync/ingest.h"
#include "connector/sync/why.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kAboutOwner = "owner", kAboutConsent = "consent";

boost::json::object word_of(const Candidate& word) {
    return {
        {"connection", word.connection},
        {"value", crosswalk::json_of(word.value)},
        {"at", crosswalk::json_of(dated(word.at))},
        {"event", word.event}};
}

// Members that are the same for whatever is asked about.
boost::json::object head_of(const Lead& lead, std::string_view what, const Value& value) {
    return {
        {"id", lead.id.text},
        {"about", what},
        {"field", what},
        {"value", crosswalk::json_of(value)},
        {"rule", ""},
        {"winner", nullptr},
        {"losers", boost::json::array()},
        {"because", boost::json::array()},
        {"would_differ", boost::json::array()}};
}

void say(boost::json::object& out, std::string_view member, std::string sentence) {
    out[member].as_array().emplace_back(std::move(sentence));
}

boost::json::object why_field(
    const Mapping& mapping, const Lead& lead, const FieldPlan& field, std::span<const RecordState> records
) {
    boost::json::object out = head_of(lead, field.name, lead.value(field.name));
    out["rule"] = field.rule.text();
    const auto words = latest_candidates(field, records);
    const Candidate* wins = resolve(field, words, mapping.order);
    if (wins == nullptr) {
        say(out, "because", "Nobody has said anything that counts.");
        return out;
    }
    out["winner"] = word_of(*wins);
    say(out, "because", "The rule is '" + field.rule.text() + "', and under it the word of " + wins->connection + " counts.");
    for (const Candidate& word : words) {
        if (word.connection == wins->connection) continue;
        boost::json::object lost = word_of(word);
        lost["would_win"] = what_would_differ(field, words, word.connection, mapping.order);
        out["losers"].as_array().push_back(std::move(lost));
    }
    return out;
}

std::string told_step(const Step& step) {
    std::string out = "It became '" + step.to + "' at " + short_time(step.at) + " (" + std::string(to_string(step.cause));
    if (!step.connection.empty()) out += ", " + step.connection;
    if (!step.who.empty()) out += ", by " + step.who;
    if (!step.reason.empty()) out += ", reason: " + step.reason;
    return out + (step.filled_in ? "; nobody said so, it lay between)." : ").");
}

// What each further stage waits for.
void say_ways_on(const Mapping& mapping, const Lead& lead, boost::json::object& out) {
    const auto at = mapping.place(lead.value(kStageField).value_or(""));
    const Facts facts{.now = [&](std::string_view field) { return lead.value(field); }};
    for (auto i = static_cast<std::size_t>(at + 1); i < mapping.path.size(); ++i) {
        const Stage& stage = mapping.path[i];
        if (stage.enter_when.always()) continue;
        say(out,
            "would_differ",
            "It would become '" + stage.name + "' when " + stage.enter_when.text +
                (stage.enter_when.holds(facts) ? ", which holds already: it must become true anew." : ", which does not hold now."));
    }
}

Result<boost::json::object> why_stage(Transaction& tx, const Mapping& mapping, const Lead& lead) {
    boost::json::object out = head_of(lead, kStageField, lead.value(kStageField));
    if (const auto held = lead.values.find(kStageField); held != lead.values.end()) out["rule"] = held->second.why.rule;
    const auto steps = tx.history.steps(lead.id, 0, true);
    if (!steps) return steps.error();
    if (!steps->empty()) say(out, "because", told_step(steps->back()));
    if (steps->empty()) say(out, "because", "No step of this lead is known.");
    say_ways_on(mapping, lead, out);
    return out;
}

// The routing as it was decided, from what was stored then.
Result<void> say_routing(Transaction& tx, const LeadId& lead, boost::json::object& out) {
    const auto handoffs = tx.handoffs.of(lead);
    if (!handoffs) return handoffs.error();
    if (handoffs->empty()) return {};
    const auto kept = tx.handoffs.routing(handoffs->back().id);
    if (!kept) return kept.error();
    if (!*kept) return {};
    const auto decision = parse_json((*kept)->decision);
    if (!decision) return decision.error();
    const auto routed = handoff::routing_decision_from(*decision);
    if (!routed) return routed.error();
    out["value"] = routed->owner;
    out["rule"] = routed->rule;
    std::string lines = handoff::explain(*routed);
    for (std::size_t end = 0; !lines.empty(); lines.erase(0, end + 1)) {
        end = std::min(lines.find('\n'), lines.size() - 1);
        if (end > 0) say(out, "because", lines.substr(0, lines[end] == '\n' ? end : end + 1));
    }
    for (const handoff::RuleTrace& rule : routed->trace) {
        if (!rule.differ.empty()) say(out, "would_differ", "Rule '" + rule.rule + "': " + rule.differ);
        for (const handoff::CandidateTrace& one : rule.candidates)
            if (!one.differ.empty()) say(out, "would_differ", one.member + ": " + one.differ);
    }
    return {};
}

Result<boost::json::object> why_owner(
    Transaction& tx, const Mapping& mapping, const Lead& lead, std::span<const RecordState> records
) {
    const FieldPlan* field = mapping.field(kAboutOwner);
    boost::json::object out =
        field == nullptr ? head_of(lead, kAboutOwner, std::nullopt) : why_field(mapping, lead, *field, records);
    if (const auto said = say_routing(tx, lead.id, out); !said) return said.error();
    return out;
}

std::string told_latch(const std::string& name, const ConsentState& latch) {
    return name + " is " + std::string(latch.closed ? kClosed : kOpen) + " by the word of " +
           (latch.connection.empty() ? "an erased address" : latch.connection) + " (" + latch.proof + ", " +
           (dated(latch.at) ? short_time(latch.at) : "undated") + ").";
}

boost::json::object why_consent(const Mapping& mapping, const Lead& lead) {
    boost::json::object out = head_of(lead, kAboutConsent, std::nullopt);
    out["rule"] = "any opt-out closes it, nothing but proof opens it";
    for (const FieldPlan& field : mapping.fields) {
        if (!field.consent) continue;
        const auto latch = lead.consents.find(field.name);
        if (latch == lead.consents.end()) {
            say(out, "because", field.name + ": nobody ever said anything.");
            continue;
        }
        say(out, "because", told_latch(field.name, latch->second));
        if (!latch->second.closed) {
            say(out, "would_differ", field.name + " would be closed by an opt-out in any tool.");
            continue;
        }
        std::string proofs;
        for (const auto& [connection, kind] : field.consent->opens_on)
            proofs += (proofs.empty() ? "" : " or ") + kind + " from " + connection;
        say(out,
            "would_differ",
            proofs.empty() ? field.name + " can be opened by nothing: the mapping lists no proof."
                           : field.name + " would be opened by " + proofs + ", later than the opt-out.");
    }
    return out;
}

Fault unknown_subject(const std::string& what) {
    return {
        "field.unknown",
        "There is no field '" + printable(what) + "' in the mapping.",
        "Ask about a field of the mapping, or about stage, owner or consent."};
}

Result<boost::json::object> why(Transaction& tx, const Mapping& mapping, const Lead& lead, const std::string& what) {
    const auto records = tx.leads.records_of(lead.id);
    if (!records) return records.error();
    if (what == kStageField) return why_stage(tx, mapping, lead);
    if (what == kAboutOwner) return why_owner(tx, mapping, lead, *records);
    if (what == kAboutConsent) return why_consent(mapping, lead);
    const FieldPlan* field = mapping.field(what);
    if (field == nullptr) return unknown_subject(what);
    return why_field(mapping, lead, *field, *records);
}

}  // namespace

CommandAnswer command_lead_why(AdminService& admin, const CommandRequest& request) {
    CommandAnswer out;
    const auto mapping = admin.engine.mapping();
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        auto told = why(tx, *mapping, *lead, request.text("what"));
        if (!told) return told.error();
        out.data = std::move(*told);
        return {};
    });
    return read ? std::move(out) : answer_of(read.error());
}

}  // namespace crosswalk
