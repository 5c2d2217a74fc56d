#include "auditor.h"

#include "handoff_audit.h"
#include "snapshot.h"
#include "sim_mapping.h"

#include <algorithm>

namespace crosswalk::simulation {
namespace {

class Audit {
public:
    explicit Audit(SimWorld& world) : world_(world) {
        world.look([this](Transaction& tx) { return read_all(tx, snapshot_); });
    }
    const Snapshot& snapshot() const { return snapshot_; }

    Report run() {
        if (const std::string off = imbalance(snapshot_.books); !off.empty()) complain("the books: " + off);
        for (const auto& [name, books] : snapshot_.books)
            for (const auto& [word, count] : books.at(Book::writes))
                if (count > 0 && (word == books::kWaiting || word == books::kInFlight))
                    complain(std::to_string(count) + " writes to " + name + " are still " + word);
        for (const auto& person : snapshot_.people) {
            steps(person);
            const Values values = winners(person);
            for (const auto& [name, tool] : world_.cloud().tools()) agreement(person, *tool, values);
        }
        identities();
        further_addresses();
        opt_outs();
        world_.look([this](Transaction& tx) { return audit_handoffs(tx, complaints_); });
        return {std::move(complaints_), std::move(disputed_), judged_};
    }

private:
    void complain(std::string what) { complaints_.push_back(std::move(what)); }

    // ---- every step follows from the one before it, and was agreed on ----
    void steps(const Snapshot::Person& person) {
        std::string at;
        std::int64_t number = 0;
        for (const Step& step : person.steps) {
            const std::string where = name_of_lead(person.lead) + ": step " + std::to_string(step.number) +
                                      " " + step.from + " -> " + step.to;
            if (step.number != ++number) complain(where + ": its number should be " + std::to_string(number));
            if (step.from != at) complain(where + ": the lead was " + at);
            if (!is_legal_step(step.from, step.to, step.cause == Step::Cause::again))
                complain(where + ": nobody agreed on that");
            const bool aside = std::ranges::find(kAside, step.to) != std::end(kAside);
            if (aside && !step.from.empty() && step.reason.empty()) complain(where + ": has no reason");
            if (aside && step.filled_in) complain(where + ": was filled in");
            if (step.cause == Step::Cause::rule && !became_qualified(person, step.event))
                complain(where + ": by rule, though its condition did not become true by that change");
            at = step.to;
        }
        if (at != person.lead.value("stage").value_or(""))
            complain(
                name_of_lead(person.lead) + ": is " + person.lead.value("stage").value_or("(none)") +
                ", but the steps end at " + at
            );
    }

    // `enter_when` of mql, read by a person: true when this change made it true.
    static bool became_qualified(const Snapshot::Person& person, Seq event) {
        const auto scored = [](const Value& value) { return value && std::stoi(*value) >= 60; };
        return std::ranges::any_of(person.history, [&](const HistoryRow& row) {
            if (row.what != HistoryRow::What::value || row.event != event) return false;
            return (row.field == "score" && !scored(row.before) && scored(row.after)) ||
                   (row.field == "email" && !row.before && row.after);
        });
    }

    // ---- the right word won, and all tools show it ----
    using Values = std::map<std::string_view, Value>;

    // What each field must show: the value that must have won, or else the lead's.
    Values winners(const Snapshot::Person& person) {
        Values out;
        for (const std::string_view field : kFields) out[field] = person.lead.value(field);
        for (const FieldRule& rule : kRules) {
            const auto must = expected(world_, snapshot_, person, rule);
            ++(must ? judged_.certain : judged_.open);
            if (!must || must->value == out[rule.field]) continue;
            disputed_.push_back(
                name_of_lead(person.lead) + ": " + std::string(rule.field) + " is '" +
                out[rule.field].value_or("(blank)") + "', but '" + must->value.value_or("(blank)") +
                "' must win: " + must->among
            );
        }
        return out;
    }

    bool waits(const LeadId& lead, const std::string& tool, std::string_view record, std::string_view field)
        const {
        return std::ranges::any_of(snapshot_.parked, [&](const Parked& item) {
            const bool about = item.lead == lead || (item.lead.text.empty() && item.record == record);
            return about && item.connection == tool &&
                   (item.fields.empty() || item.fields.contains(std::string(field)) ||
                    item.code == "identity.ambiguous");
        });
    }

    static std::string shown(const SimRecord& record, std::string_view place) {
        const auto it = record.fields.find(place);
        if (it == record.fields.end() || it->second.is_null()) return {};
        if (it->second.is_string()) return std::string(it->second.get_string());
        return boost::json::serialize(it->second);
    }

    // Does this text of the tool show the canonical value?
    static bool shows(
        std::string_view field, const SimTool& tool, const std::string& held, const Value& value
    ) {
        const std::string& name = tool.habits().name;
        if (field == "industry" || field == "stage" || field == "reason") {
            if (!value) return true;
            if (field == "reason") return held == *value;
            const std::string_view word = word_at(field, *value, name);
            return word.empty() || held == word || name_of(field, held, name) == *value;
        }
        if (field == "score" && value && !held.empty()) {
            const int there = std::stoi(held), here = std::stoi(*value);
            return std::abs(there - here) < 5 && (there < 60) == (here < 60);
        }
        if (!value && field != "city") return true;  // blank does not travel
        return held == value.value_or("").substr(0, tool.habits().text);
    }

    void agreement(const Snapshot::Person& person, const SimTool& tool, const Values& values) {
        const std::string& name = tool.habits().name;
        std::vector<std::string> alive;
        for (const RecordState& state : person.records)
            if (const auto it = tool.records().find(state.key.id.text);
                state.key.connection == name && it != tool.records().end() && it->second.alive())
                alive.push_back(it->first);
        for (const std::string& id : alive) {
            const SimRecord& record = tool.records().at(id);
            consent_shown(person, tool, id);
            if (alive.size() > 1)
                continue;  // one of them is told everything; which one is the engine's choice
            for (const std::string_view field : kFields) {
                const std::string_view place = place_of(field, name);
                const bool stage = field == "stage" || field == "reason";
                if (place.empty() || field == "consent_email" || (name == "mail" && field == "score"))
                    continue;
                if (stage && record.kind == "Contact") continue;
                const std::string held = shown(record, place);
                const bool cleared = held.empty() && record.by_hand.contains(place) && field != "city";
                if (cleared || waits(person.lead.id, name, id, field)) continue;
                const Value& value = values.at(field);
                if (!shows(field, tool, held, value))
                    complain(
                        name_of_lead(person.lead) + ": " + std::string(field) + " is '" +
                        value.value_or("(blank)") + "', but " + id + " shows '" + held + "'"
                    );
            }
        }
    }

    void consent_shown(const Snapshot::Person& person, const SimTool& tool, const std::string& id) {
        const Value& standing = person.lead.value("consent_email");
        const bool out =
            tool.records().at(id).fields.find(tool.habits().consent)->second == boost::json::value(true);
        // The email tool is never told to open again.
        if (out && standing != "closed" && tool.habits().name != "mail")
            complain(name_of_lead(person.lead) + ": " + id + " has an opt-out that the lead does not show");
        if (!out && standing == "closed")
            complain(name_of_lead(person.lead) + ": opted out, but " + id + " may be written to");
    }

    // ---- one person is one lead, and every record is known ----
    void identities() {
        std::map<int, std::set<std::string>> leads;
        for (const auto& [name, tool] : world_.cloud().tools())
            for (const auto& [id, record] : tool->records()) {
                const std::string lead = lead_of(name, id);
                if (!record.merged_into.second.empty()) joined(name, id, record.merged_into.second);
                if (!record.alive()) continue;
                const bool waits = std::ranges::any_of(snapshot_.parked, [&](const Parked& item) {
                    return item.record == id;
                });
                if (lead.empty() && !waits) complain(id + " is not known to Crosswalk");
                if (!lead.empty() && plain(record.person)) leads[record.person].insert(lead);
            }
        for (const auto& [person, ids] : leads)
            if (ids.size() > 1 && !doubtful(ids))
                complain("person " + std::to_string(person) + " is " + std::to_string(ids.size()) + " leads");
    }

    // Whoever merged two records said that they are one person.
    void joined(const std::string& tool, const std::string& loser, const std::string& winner) {
        const std::string a = lead_of(tool, loser), b = lead_of(tool, winner);
        if (!a.empty() && !b.empty() && a != b)
            complain(loser + " lives on as " + winner + ", but they are two leads");
    }

    // Under which address a record is found, too, says who the person behind that address is.
    void further_addresses() {
        for (const auto& [name, tool] : world_.cloud().tools())
            for (const std::string& id : tool->alive())
                for (const std::string& address : tool->records().at(id).also) one_lead(*tool, id, address);
    }

    void one_lead(const SimTool& tool, const std::string& id, const std::string& address) {
        const std::string lead = lead_of(tool.habits().name, id);
        for (const auto& [name, other] : world_.cloud().tools())
            for (const std::string& there : other->alive()) {
                const SimRecord& record = other->records().at(there);
                const std::string& email = other->habits().email;  // as a person typed it
                if (!record.by_hand.contains(email) || shown(record, email) != address) continue;
                const std::string theirs = lead_of(name, there);
                if (lead.empty() || theirs.empty() || lead == theirs || doubtful({lead, theirs})) continue;
                complain(
                    there + " has the address " + address + " under which " + id +
                    " is found, too, but they are two leads"
                );
            }
    }

    // Somebody about whose identity nobody can be mistaken.
    bool plain(int person) const {
        return !world_.oracle().was_united(person) && !world_.oracle().had_several_addresses(person);
    }

    // Who they are waits for a person.
    bool doubtful(const std::set<std::string>& leads) const {
        return std::ranges::any_of(snapshot_.parked, [&](const Parked& item) {
            return item.code.starts_with("identity.") && leads.contains(item.lead.text);
        });
    }

    std::string lead_of(std::string_view tool, std::string_view id) const {
        for (const auto& person : snapshot_.people)
            for (const RecordState& state : person.records)
                if (state.key.connection == tool && state.key.id.text == id) return person.lead.id.text;
        return {};
    }

    // ---- who opted out, and was heard, and did not prove otherwise later, is opted out in every tool ----
    void opt_outs() {
        const Oracle& oracle = world_.oracle();
        for (const ConsentDeed& deed : oracle.actions()) {
            if (deed.what != ConsentDeed::What::opt_out || !deed.told || deed.blurred) continue;
            const int person = oracle.one(deed.person);
            const bool reopened = std::ranges::any_of(oracle.actions(), [&](const ConsentDeed& other) {
                return other.what == ConsentDeed::What::proof && oracle.one(other.person) == person &&
                       is_later(other, deed) && !oracle.joined_closed(deed, other);
            });
            if (reopened) continue;
            const std::string lead = lead_of(deed.tool, deed.record);
            // Whose a record is whose address nobody ever saw, nobody can tell.
            const bool named = oracle.was_named(deed.record);
            for (const auto& [name, tool] : world_.cloud().tools())
                for (const std::string& id : tool->alive()) {
                    const SimRecord& record = tool->records().at(id);
                    const bool same_lead = !lead.empty() && lead_of(name, id) == lead;
                    const bool same_person = named && plain(person) && record.person == person;
                    if ((same_lead || same_person) &&
                        record.fields.find(tool->habits().consent)->second != boost::json::value(true))
                        complain(
                            deed.record + " opted out at " + seconds(deed.at) + ", but " + id +
                            " may be written to"
                        );
                }
        }
    }

    SimWorld& world_;
    Snapshot snapshot_{};
    std::vector<std::string> complaints_{};
    std::vector<std::string> disputed_{};
    Judged judged_{};
};

}  // namespace

Report audit(SimWorld& world, bool verbose) {
    Audit audit(world);
    if (verbose) tell(audit.snapshot());
    return audit.run();
}

Report live_through(const Plan& plan) {
    SimWorld world(plan);
    world.live();
    world.come_to_rest();
    if (!world.restless().empty()) return {{world.restless()}};
    if (!world.oracle().complaints().empty()) return {world.oracle().complaints()};
    Report report = audit(world, plan.verbose);
    if (!report.broken.empty()) return report;
    const auto written = world.cloud().rows_written();
    world.hear_everything_again();
    if (!world.restless().empty()) report.broken.push_back(world.restless());
    if (const auto more = world.cloud().rows_written() - written; more > 0)
        report.broken.push_back(
            std::to_string(more) + " rows were written although nothing happened any more"
        );
    return report;
}

}  // namespace crosswalk::simulation
