#include "sim_tool.h"

#include "sim_adapter.h"
#include "sim_mapping.h"

#include <algorithm>

namespace crosswalk::simulation {

namespace json = boost::json;

SimTool::SimTool(Habits habits, SimClock& clock, PostOffice& post, Oracle& oracle)
    : habits_(std::move(habits)), clock_(clock), post_(post), oracle_(oracle) {}

std::vector<std::string> SimTool::alive(std::string_view kind) const {
    std::vector<std::string> ids;
    for (const auto& [id, record] : records_)
        if (record.alive() && (kind.empty() || record.kind == kind)) ids.push_back(id);
    return ids;
}

std::vector<std::string> SimTool::of_person(int person) const {
    std::vector<std::string> ids;
    for (const auto& [id, record] : records_)
        if (record.alive() && oracle_.one(record.person) == oracle_.one(person)) ids.push_back(id);
    return ids;
}

// ---- what people do
// ----------------------------------------------------------------------------------------

std::string SimTool::add(std::string kind, int person, Fields fields, bool converted) {
    const std::string id = habits_.name + "-" + std::to_string(next_id_++);
    if (!converted && !of_person(person).empty()) oracle_.was_doubled(person);
    records_[id] = {.kind = std::move(kind), .person = person};
    fields.try_emplace(habits_.consent, false);
    change(id, fields, true, {}, converted);
    return id;
}

void SimTool::edit(const std::string& id, const Fields& fields) { change(id, fields, true); }

void SimTool::opt_in(const std::string& id, bool proven) {
    change(id, {{habits_.consent, false}}, true, proven ? habits_.proof : std::string{});
}

void SimTool::add_address(const std::string& id, std::string address) {
    SimRecord& record = records_.at(id);
    record.also.insert(std::move(address));
    record.modified = clock_.truth();
    record.turn = ++turn_;
    announce(id, {{"thin", true}});
}

void SimTool::remove(const std::string& id) {
    SimRecord& record = records_.at(id);
    record.deleted = true;
    oracle_.edits().removed(id);
    record.turn = ++turn_;
    announce(id, {{"deleted", true}});
}

// The survivor keeps what it has, and takes from the other what it lacks.
void SimTool::merge(const std::string& loser, const std::string& winner, bool told) {
    SimRecord &gone = records_.at(loser), &stays = records_.at(winner);
    oracle_.unite(stays.person, gone.person);
    gone.merged_into = {stays.kind, winner};
    gone.turn = ++turn_;
    if (told) announce(loser, {{"into", winner}, {"into_kind", stays.kind}});
    take_addresses_of(gone, stays);
    Fields taken;
    for (const auto& [field, value] : gone.fields) {
        const auto own = stays.fields.find(field);
        if (field != kOwnId && (own == stays.fields.end() || own->second.is_null())) taken[field] = value;
    }
    change(winner, taken, true);
}

void SimTool::take_addresses_of(const SimRecord& loser, SimRecord& winner) {
    if (!habits_.further_addresses) return;
    winner.also.insert(loser.also.begin(), loser.also.end());
    const auto own = loser.fields.find(habits_.email);
    if (own != loser.fields.end() && own->second.is_string()) winner.also.emplace(own->second.get_string());
}

std::string SimTool::convert(const std::string& id, std::string kind) {
    SimRecord& lead = records_.at(id);
    Fields fields = lead.fields;
    for (const std::string_view left :
         {kOwnId, place_of("stage", habits_.name), place_of("reason", habits_.name)})
        fields.erase(std::string(left));
    const std::string contact = add(kind, lead.person, fields, true);
    // Nobody typed what it took along: whether that counts as said is open.
    for (const auto& [field, value] : fields) oracle_.edits().wrote_the_same({contact, field});
    SimRecord& converted = records_.at(id);
    converted.merged_into = {std::move(kind), contact};
    converted.turn = ++turn_;
    announce(id, {{"into", contact}, {"into_kind", records_.at(contact).kind}});
    return contact;
}

// ---- what it keeps, and what it tells
// ----------------------------------------------------------------------

json::value SimTool::as_kept(std::string_view field, const json::value& value) const {
    if (!value.is_string()) return value;
    std::string text(value.get_string());
    const auto ends = text.find_last_not_of(' ');
    text.resize(std::min(ends == std::string::npos ? 0 : ends + 1, habits_.text));
    if (field == place_of("industry", "hub"))
        std::ranges::transform(text, text.begin(), [](unsigned char c) {
            return static_cast<char>(std::toupper(c));
        });
    return text.empty() ? json::value{} : json::value(json::string(text));
}

void SimTool::change(
    const std::string& id, const Fields& fields, bool by_hand, std::string proof, bool copied
) {
    // No two edits of one account fall together, however coarse the dates are that it tells of them.
    if (clock_.truth() == last_change_) clock_.pass(std::chrono::milliseconds{1});
    last_change_ = clock_.truth();
    SimRecord& record = records_.at(id);
    std::vector<std::size_t> edits;
    json::object moved;
    for (const auto& [field, wanted] : fields) {
        const json::value value = as_kept(field, wanted);
        const auto held = record.fields.find(field);
        if (held != record.fields.end() ? held->second == value : value.is_null()) {
            if (!by_hand) oracle_.edits().wrote_the_same({id, field});
            continue;
        }
        record.fields[field] = value;
        record.edited[field] = clock_.truth();
        if (by_hand)
            record.by_hand.insert(field);
        else
            record.by_hand.erase(field);
        moved[field] = value;
        edits.push_back(oracle_.edits().note(
            {id, field},
            {.value = value,
             .by_hand = by_hand,
             .at = clock_.truth(),
             .precision = habits_.precision,
             .misdated = !by_hand && clock_.now() != clock_.truth()}
        ));
    }
    if (moved.empty() && proof.empty()) return;
    record.modified = clock_.truth();
    record.turn = ++turn_;
    const bool dates_all = habits_.dates == Habits::Dates::the_record;
    if (dates_all || habits_.tells == Habits::Tells::everything)
        for (const std::size_t edit : oracle_.edits().standing(id))
            oracle_.edits().redated(edit, clock_.truth());
    json::object event;
    std::vector<std::size_t> actions;
    const bool about_consent = moved.contains(habits_.consent) || !proof.empty();
    if (about_consent && by_hand) {
        const bool out = record.fields[habits_.consent] == json::value(true);
        using What = ConsentDeed::What;
        const bool first = moved.size() > 1 && !out;  // somebody new, who never said anything
        if (!first && !copied)
            actions.push_back(oracle_.note(
                {.what = out             ? What::opt_out
                         : proof.empty() ? What::unproven
                                         : What::proof,
                 .person = record.person,
                 .at = told(clock_.truth()),
                 .precision = habits_.precision,
                 .tool = habits_.name,
                 .record = id}
            ));
    }
    const bool thin = habits_.tells == Habits::Tells::only_the_id && !about_consent;
    if (thin) {
        event["thin"] = true;
        edits.clear();
    } else if (habits_.tells == Habits::Tells::everything) {
        event["fields"] = whole(record);
        edits = oracle_.edits().standing(id);
    } else {
        event["some"] = true;
        event["fields"] = std::move(moved);
    }
    if (!proof.empty()) {
        event["proof"] = proof;
        event["fields"].as_object()[habits_.consent] = false;
    }
    announce(id, std::move(event), std::move(actions), std::move(edits));
}

void SimTool::announce(
    const std::string& id, json::object event, std::vector<std::size_t> actions, std::vector<std::size_t> edits
) {
    const auto* fields = event.if_contains("fields");
    const auto* address = fields == nullptr ? nullptr : fields->as_object().if_contains(habits_.email);
    const bool names_it = address != nullptr && address->is_string();
    const std::string key = habits_.name + "/" + std::to_string(++events_);
    event["key"] = key;
    event["kind"] = records_.at(id).kind;
    event["id"] = id;
    event["at"] = told(clock_.truth()).time_since_epoch().count();
    if (habits_.precision == Precision::seconds) event["whole_seconds"] = true;
    post_.post(
        {.tool = habits_.name,
         .body = json::serialize(json::object{{"events", json::array{std::move(event)}}}),
         .id = habits_.names_deliveries ? key : std::string{},
         .actions = std::move(actions),
         .edits = std::move(edits),
         .names = names_it ? id : std::string{},
         .dated = clock_.truth()}
    );
}

// A whole record says of every field what is there, and be it nothing.
json::object SimTool::whole(const SimRecord& record) const {
    json::object fields(record.fields.begin(), record.fields.end());
    for (const std::string_view field : kFields) {
        const bool of_leads = field == "stage" || field == "reason";
        const std::string_view place = place_of(field, habits_.name);
        if (place.empty() || fields.contains(place) || (of_leads && record.kind == "Contact")) continue;
        fields[place] = nullptr;
    }
    return fields;
}

json::object SimTool::row_of(const std::string& id, const FieldNames& asked) const {
    const SimRecord& record = records_.at(id);
    json::object row{{"kind", record.kind}, {"id", id}};
    if (habits_.precision == Precision::seconds) row["whole_seconds"] = true;
    if (!record.merged_into.second.empty()) {
        row["into"] = record.merged_into.second;
        row["into_kind"] = record.merged_into.first;
        return row;
    }
    if (record.deleted) {
        row["deleted"] = true;
        return row;
    }
    json::object fields;
    for (auto& [field, value] : whole(record))
        if (asked.contains(std::string_view(field))) fields.emplace(field, value);
    for (const auto& [field, value] : fields)
        if (const auto edit = oracle_.edits().standing({id, field}))
            oracle_.edits().shown(*edit, record.modified, clock_.now(), false);
    row["fields"] = std::move(fields);
    if (habits_.further_addresses && asked.contains(habits_.email))
        row["also"] = json::array(record.also.begin(), record.also.end());
    if (habits_.dates == Habits::Dates::the_record)
        row["at"] = told(record.modified).time_since_epoch().count();
    if (habits_.dates == Habits::Dates::each_field) {
        json::object times;
        for (const auto& [field, at] : record.edited)
            if (asked.contains(field)) times[field] = told(at).time_since_epoch().count();
        row["times"] = std::move(times);
    }
    return row;
}

bool SimTool::has(const SimRecord& record, std::string_view field, const json::value& value) const {
    const auto it = record.fields.find(field);
    if (it != record.fields.end() && it->second == value) return true;
    return field == habits_.email && value.is_string() &&
           record.also.contains(std::string_view(value.get_string()));
}

std::string SimTool::find(std::string_view field, const json::value& value) const {
    for (const auto& [id, record] : records_)
        if (record.alive() && has(record, field, value)) return id;
    return {};
}

}  // namespace crosswalk::simulation
