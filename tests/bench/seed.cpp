// Leads and waiting deliveries, put straight into the store: to send a million of them in would take longer
// than all measurements together.
#include "connector/io/store_sqlite/sqlite_store.h"
#include "tests/bench/house.h"

#include <stdexcept>

namespace crosswalk::bench {
namespace {

constexpr std::size_t kPerUnit = 500, kUnitsAtOnce = 16;

std::unique_ptr<Store> open(const std::string& file) {
    auto store = open_sqlite({.path = file});
    if (!store) throw std::runtime_error(store.error().code + ": " + store.error().what);
    return std::move(*store);
}

void run(Store& store, std::vector<Unit>& units) {
    for (const auto& done : store.run(std::move(units)))
        if (!done) throw std::runtime_error(done.error().code + ": " + done.error().what);
    units.clear();
}

void in_units(
    Store& store, std::size_t count, const std::function<Result<void>(Transaction&, std::size_t)>& each
) {
    std::vector<Unit> units;
    for (std::size_t from = 0; from < count; from += kPerUnit) {
        units.push_back(
            [&each, from, to = std::min(count, from + kPerUnit)](Transaction& tx) -> Result<void> {
                for (std::size_t i = from; i < to; ++i)
                    if (auto done = each(tx, i); !done) return done;
                return {};
            }
        );
        if (units.size() == kUnitsAtOnce) run(store, units);
    }
    run(store, units);
}

FieldMemory heard(const boost::json::value& raw, Millis at) {
    FieldMemory memory;
    memory.known = raw;
    memory.heard = Observation{.raw = raw, .at = at};
    return memory;
}

Result<void> save_lead(Transaction& tx, std::size_t i, Millis at) {
    const std::string email = "lead" + std::to_string(i) + "@example.com";
    Lead lead;
    lead.id = mint_lead_id(at + std::chrono::milliseconds(i), 0x5eed, i);
    const auto hold = [&](const char* field, std::string value) {
        lead.values[field] = {
            .value = std::move(value), .why = {.connection = "hubspot", .at = at, .rule = "newest"}};
    };
    hold("email", email);
    hold("lead_score", "0");
    hold("stage", "lead");
    lead.keys["email"] = email;
    lead.created_at = at;
    lead.created_in = "hubspot";
    if (auto saved = tx.leads.save(lead); !saved) return saved;

    RecordState contact{.key = {"hubspot", {"contact"}, {std::to_string(hubspot_id(i))}}, .lead = lead.id};
    contact.fields["email"] = heard(email.c_str(), at);
    contact.fields[std::string(kScore)] = heard("0", at);
    contact.fields[std::string(kStage)] = heard("lead", at);
    if (auto saved = tx.leads.save(contact); !saved) return saved;

    RecordState person{.key = {"salesforce", {"Lead"}, {salesforce_id(i)}}, .lead = lead.id, .stamped = true};
    person.fields["Email"] = heard(email.c_str(), at);
    person.fields["Lead_Score__c"].known = 0;
    person.fields["Status"] = heard("Open - Not Contacted", at);
    return tx.leads.save(person);
}

}  // namespace

void House::seed_leads(std::size_t count) {
    const auto store = open(store_file());
    const Millis at{std::chrono::milliseconds(now_ms()) - std::chrono::hours(24)};
    in_units(*store, count, [at](Transaction& tx, std::size_t i) { return save_lead(tx, i, at); });
}

void House::seed_engagements(std::size_t count) {
    const auto store = open(store_file());
    std::vector<LeadId> people;
    for (bool more = true; more;) {
        const auto read = store->read([&](Transaction& tx) -> Result<void> {
            const auto ids = tx.identities.after(people.empty() ? LeadId{} : people.back(), 10'000);
            if (!ids) return ids.error();
            people.insert(people.end(), ids->begin(), ids->end());
            more = !ids->empty();
            return {};
        });
        if (!read) throw std::runtime_error(read.error().what);
    }
    const Millis now{std::chrono::milliseconds(now_ms())};
    in_units(*store, people.empty() ? 0 : count, [&](Transaction& tx, std::size_t i) {
        const bool click = i % 5 == 0;
        return tx.history.add(HistoryRow{
            .what = HistoryRow::What::engagement,
            .lead = people[i % people.size()],
            .at = now - std::chrono::minutes(static_cast<std::int64_t>(i * 7'919 % 525'600)),
            .field = click ? "clicked" : "opened",
            .connection = "hubspot",
            .kind = {"contact"},
            .record = {std::to_string(hubspot_id(i % people.size()))},
            .key = "e" + std::to_string(i),
            .link = click ? (i % 2 == 0 ? "https://example.com/pricing" : "https://example.com/blog") : "",
            .campaign = "March news",
            .mapping_version = 1});
    });
}

void House::seed_deliveries(std::size_t count, const std::function<std::string(std::size_t)>& body) {
    const auto store = open(store_file());
    in_units(*store, count, [&](Transaction& tx, std::size_t i) -> Result<void> {
        NewEvent event;
        event.connection = "hubspot";
        event.delivery = {
            .method = "POST",
            .target = "/hooks/hubspot",
            .headers = {{"Content-Type", "application/json"}},
            .body = body(i),
            .received_at = Millis{std::chrono::milliseconds(now_ms())}};
        const auto seq = tx.journal.append(event);
        if (!seq) return seq.error();
        return {};
    });
}

}  // namespace crosswalk::bench
