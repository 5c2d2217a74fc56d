#include "actions.h"

#include "sim_mapping.h"

namespace crosswalk::simulation {
namespace {

namespace json = boost::json;

constexpr std::string_view kCities[] = {"Hanoi", "Da Nang", "Hue", "Can Tho", "!nowhere"};
constexpr std::string_view kCompanies[] = {"Acme", "Globex", "Initech", "Umbrella"};
constexpr std::string_view kIndustries[] = {"finance", "technology", "other"};

json::value text(std::string_view said) { return json::string(said); }

std::string address(int number) { return "p" + std::to_string(number) + "@example.com"; }

const std::string& kind_for_new(const SimTool& tool) {
    static const std::string lead = "Lead", person = "Person";
    return tool.habits().name == "crm" ? lead : person;
}

}  // namespace

SimTool& Actions::any_tool() { return cloud_.tool(chance_.pick(kTools)); }

std::string Actions::any_record(SimTool& tool) {
    const auto ids = tool.alive();
    return ids.empty() ? std::string{} : chance_.pick(ids);
}

void Actions::arrive() {
    const int person = oracle_.new_person(address(addresses_++));
    SimTool& tool = any_tool();
    tool.add(kind_for_new(tool), person, details(tool));
    if (chance_.percent(50)) return;
    SimTool& other = any_tool();
    if (other.of_person(person).empty()) other.add(kind_for_new(other), person, details(other));
}

// A few values for the fields this tool has.
Fields Actions::details(const SimTool& tool) {
    const std::string& name = tool.habits().name;
    const int newest = static_cast<int>(oracle_.people()) - 1;
    Fields out{{tool.habits().email, text(oracle_.address_of(newest))}};
    if (chance_.percent(60)) out[std::string(place_of("city", name))] = text(kCities[chance_.below(4)]);
    if (name == "mail") {
        out["engagement"] = chance_.between(0, 80);
        return out;
    }
    if (chance_.percent(50)) out[std::string(place_of("company", name))] = text(chance_.pick(kCompanies));
    if (chance_.percent(40)) out[std::string(place_of("points", name))] = chance_.between(1, 50);
    if (manners_.stages && chance_.percent(70))
        out[std::string(place_of("stage", name))] = text(word_at("stage", kPath[chance_.below(3)], name));
    return out;
}

// A record of somebody who is not in this tool, or not any more.
std::string Actions::register_somebody() {
    SimTool& tool = any_tool();
    const int person = oracle_.one(static_cast<int>(chance_.below(oracle_.people())));
    if (!tool.of_person(person).empty()) return "nothing: already there";
    Fields fields{{tool.habits().email, text(oracle_.address_of(person))}};
    if (chance_.percent(40))
        fields[std::string(place_of("city", tool.habits().name))] = text(kCities[chance_.below(4)]);
    return "registers " + tool.add(kind_for_new(tool), person, fields);
}

std::string Actions::edit() {
    SimTool& tool = any_tool();
    const std::string id = any_record(tool), &name = tool.habits().name;
    if (id.empty()) return "nothing: nobody there";
    constexpr std::string_view kEdited[] = {"city", "city", "company", "points", "industry"};
    const std::string_view field = chance_.pick(kEdited);
    const std::string place(place_of(field, name));
    if (place.empty()) return "nothing: no such field there";
    json::value value;
    if (field == "city" && chance_.percent(90)) value = text(chance_.pick(kCities));
    if (field == "company" && chance_.percent(85)) value = text(chance_.pick(kCompanies));
    if (field == "points") value = chance_.between(1, 50);
    if (field == "industry") {
        value = text(chance_.percent(8) ? "Zoology" : word_at(field, chance_.pick(kIndustries), name));
        if (value.get_string().empty()) value = nullptr;
    }
    tool.edit(id, {{place, value}});
    return "sets " + place + " of " + id + " to " + json::serialize(value);
}

// The same field of one person in two tools at the same moment, with different values.
std::string Actions::edit_in_two_tools() {
    SimTool& one = any_tool();
    const std::string id = any_record(one);
    SimTool& other = any_tool();
    if (id.empty() || &one == &other) return "nothing: one tool alone";
    const auto theirs = other.of_person(one.records().at(id).person);
    if (theirs.empty()) return "nothing: not in both";
    constexpr std::string_view kEdited[] = {"city", "company", "points"};
    const std::string_view field = chance_.pick(kEdited);
    const std::string here(place_of(field, one.habits().name)), there(place_of(field, other.habits().name));
    if (here.empty() || there.empty()) return "nothing: no such field in both";
    const auto value = [&](std::size_t n) -> json::value {
        if (field == "points") return 51 + static_cast<int>(n);
        return field == "city" ? text(kCities[n]) : text(kCompanies[n]);
    };
    const std::size_t which = chance_.below(4);
    one.edit(id, {{here, value(which)}});
    other.edit(theirs.front(), {{there, value((which + 1) % 4)}});
    return "sets " + here + " of " + id + " and of " + theirs.front() + " at the same moment";
}

std::string Actions::score() {
    SimTool& mail = cloud_.tool("mail");
    const std::string id = any_record(mail);
    if (id.empty()) return "nothing: nobody there";
    const int points = chance_.percent(3) ? 150 : chance_.between(0, 100);
    mail.edit(id, {{"engagement", points}});
    return id + " is scored " + std::to_string(points);
}

std::string Actions::move_stage() {
    SimTool& tool = cloud_.tool(chance_.percent(50) ? "crm" : "hub");
    const std::string id = any_record(tool), &name = tool.habits().name;
    if (id.empty() || tool.records().at(id).kind == "Contact") return "nothing: no stage there";
    const bool aside = chance_.percent(25);
    const std::string_view stage = aside ? chance_.pick(kAside) : chance_.pick(kPath);
    const std::string_view word = word_at("stage", stage, name);
    if (word.empty()) return "nothing: not shown there";
    Fields fields{{std::string(place_of("stage", name)), text(word)}};
    if (aside && chance_.percent(60))
        fields[std::string(place_of("reason", name))] = text(chance_.pick(kReasons));
    tool.edit(id, fields);
    return "moves " + id + " to " + std::string(stage);
}

std::string Actions::consent() {
    SimTool& tool = any_tool();
    const std::string id = any_record(tool);
    if (id.empty()) return "nothing: nobody there";
    const auto& fields = tool.records().at(id).fields;
    const bool closed = fields.find(tool.habits().consent)->second == json::value(true);
    if (!closed && chance_.percent(60)) {
        tool.edit(id, {{tool.habits().consent, true}});
        return id + " unsubscribes";
    }
    const bool proven = !tool.habits().proof.empty() && chance_.percent(50);
    tool.opt_in(id, proven);
    return id + (proven ? " subscribes with proof" : " is set to subscribed");
}

// An opt-out in one tool, and a proof in another within the same second: equal times stay closed.
std::string Actions::consent_in_two_tools() {
    SimTool& proving = cloud_.tool(chance_.percent(50) ? "mail" : "hub");
    const std::string id = any_record(proving);
    SimTool& other = any_tool();
    if (id.empty() || &proving == &other) return "nothing: one tool alone";
    const auto theirs = other.of_person(proving.records().at(id).person);
    if (theirs.empty()) return "nothing: not in both";
    other.edit(theirs.front(), {{other.habits().consent, true}});
    proving.opt_in(id, true);
    return theirs.front() + " unsubscribes, and " + id + " subscribes with proof in the same second";
}

// One of two people opts out, the other subscribes with proof after that; later both turn out to be one.
std::string Actions::plan_merge() {
    SimTool& tool = any_tool();
    SimTool& proving = cloud_.tool(chance_.percent(50) ? "mail" : "hub");
    const std::string loser = any_record(tool), winner = any_record(tool);
    if (loser.empty() || loser == winner) return "nothing: too few";
    const auto& records = tool.records();
    if (records.at(loser).kind != records.at(winner).kind) return "nothing: not alike";
    const bool first = chance_.percent(50);
    const std::string& out = first ? loser : winner;
    const auto theirs = proving.of_person(records.at(first ? winner : loser).person);
    if (theirs.empty()) return "nothing: cannot prove anything";
    tool.edit(out, {{tool.habits().consent, true}});
    proving.opt_in(theirs.front(), true);
    planned_ = {tool.habits().name, loser, winner};
    return out + " unsubscribes, and " + theirs.front() +
           " subscribes with proof, before both turn out to be one";
}

std::string Actions::rename() {
    SimTool& tool = any_tool();
    const std::string id = any_record(tool);
    if (id.empty()) return "nothing: nobody there";
    const std::string now = address(addresses_++);
    oracle_.also_known_as(tool.records().at(id).person, now);
    tool.edit(id, {{tool.habits().email, text(now)}});
    return id + " is now " + now;
}

// A record of the tool that allows it is found under one more address; half of these people register with it.
std::string Actions::add_address() {
    SimTool& hub = cloud_.tool("hub");
    const std::string id = any_record(hub);
    if (id.empty()) return "nothing: nobody there";
    const int person = oracle_.one(hub.records().at(id).person);
    const std::string more = address(addresses_++);
    oracle_.also_reached_at(person, more);
    hub.add_address(id, more);
    SimTool& tool = cloud_.tool(chance_.percent(50) ? "crm" : "mail");
    if (chance_.percent(50) || !tool.of_person(person).empty())
        return id + " is found under " + more + ", too";
    return id + " is found under " + more + ", too, and registers with it: " +
           tool.add(kind_for_new(tool), person, {{tool.habits().email, text(more)}});
}

// What programs may read in a tool is taken away, field by field, and given back.
std::string Actions::change_rights() {
    SimTool& tool = any_tool();
    if (!tool.hidden().empty() && chance_.percent(60)) {
        tool.reveal();
        return tool.habits().name + " may be read again";
    }
    const std::string place(place_of(chance_.pick(kFields), tool.habits().name));
    if (place.empty()) return "nothing: no such field there";
    tool.hide(place);
    return place + " of " + tool.habits().name + " may not be read any more";
}

std::string Actions::merge() {
    if (const auto planned = std::exchange(planned_, std::nullopt)) {
        SimTool& where = cloud_.tool(planned->tool);
        if (!where.records().at(planned->loser).alive() || !where.records().at(planned->winner).alive())
            return "nothing: one of them is gone";
        where.merge(planned->loser, planned->winner);
        return "merges " + planned->loser + " into " + planned->winner;
    }
    SimTool& tool = any_tool();
    const auto ids = tool.alive();
    if (ids.size() < 2) return "nothing: too few";
    const std::string loser = chance_.pick(ids), winner = chance_.pick(ids);
    const auto& records = tool.records();
    if (loser == winner || records.at(loser).kind != records.at(winner).kind) return "nothing: not alike";
    const bool told = chance_.percent(70);
    tool.merge(loser, winner, told);
    return "merges " + loser + " into " + winner + (told ? "" : " without a word");
}

std::string Actions::convert() {
    SimTool& crm = cloud_.tool("crm");
    const auto leads = crm.alive("Lead");
    if (leads.empty()) return "nothing: no lead";
    const std::string& lead = chance_.pick(leads);
    return "converts " + lead + " to " + crm.convert(lead, "Contact");
}

std::string Actions::remove() {
    SimTool& tool = any_tool();
    const std::string id = any_record(tool);
    if (id.empty()) return "nothing: nobody there";
    tool.remove(id);
    return "deletes " + id;
}

std::string Actions::do_something() {
    const auto roll = chance_.below(100);
    if (roll < 8) return register_somebody();
    if (roll < 24) return score();
    if (roll < 42 && manners_.stages) return move_stage();
    if (roll < 60 && manners_.consent) return consent();
    if (roll < 63 && manners_.renames) return rename();
    if (roll < 67 && manners_.merges) return merge();
    if (roll < 70 && manners_.conversions) return convert();
    if (roll < 74 && manners_.deletions) return remove();
    if (roll < 79) return edit_in_two_tools();
    if (roll < 82 && manners_.consent) return consent_in_two_tools();
    if (roll < 84 && manners_.consent && manners_.merges) return plan_merge();
    if (roll < 86 && manners_.second_addresses) return add_address();
    if (roll < 89 && manners_.refused_reads) return change_rights();
    return edit();
}

}  // namespace crosswalk::simulation
