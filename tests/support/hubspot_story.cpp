// What people do in HubSpot, and what follows from it.
#include "tests/support/hubspot_answers.h"
#include "tests/support/hubspot_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kSubscription = 3801234;

// Properties that HubSpot does not offer as propertyChange, or that follow from others.
bool reported(const std::string& name) { return name != "lastmodifieddate" && name != "hs_lastmodifieddate"; }

}  // namespace

std::int64_t HubSpotDouble::add_contact(const HubSpotProperties& properties, std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    const auto change = portal_.create(properties, now_ms(), id);
    announce(change, "CRM_UI", kPerson);
    return change.id;
}

void HubSpotDouble::edit_contact(
    std::int64_t id, const HubSpotProperties& properties, bool silent, const std::string& user
) {
    const std::scoped_lock lock(mutex_);
    HubSpotContact* contact = portal_.find(id);
    if (!contact) return;
    remember_past(contact->id);
    const auto change = portal_.update(*contact, properties, now_ms());
    if (!silent) announce(change, "CRM_UI", user);
}

void HubSpotDouble::delete_contact(std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    if (!portal_.find(id)) return;
    remember_past(id);
    portal_.archive(id);
    announce_plain("contact.deletion", id, {{"changeFlag", "DELETED"}, {"changeSource", "CRM_UI"}});
}

void HubSpotDouble::restore_contact(std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    if (!portal_.restore(id)) return;
    announce_plain("contact.restore", id, {{"changeFlag", "RESTORED"}, {"changeSource", "CRM_UI"}});
}

void HubSpotDouble::erase_contact(std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    const auto* contact = portal_.find(id);
    if (!contact) return;
    const auto gone = contact->id;
    portal_.erase(gone);
    announce_plain("contact.privacyDeletion", gone, {{"changeFlag", "DELETED"}, {"changeSource", "CRM_UI"}});
    announce_plain("contact.deletion", gone, {{"changeFlag", "DELETED"}, {"changeSource", "CRM_UI"}});
}

std::int64_t HubSpotDouble::merge_contacts(
    std::int64_t winner, std::int64_t loser, bool new_record, bool silent
) {
    const std::scoped_lock lock(mutex_);
    remember_past(winner);
    const auto survivor = portal_.merge(winner, loser, now_ms(), new_record);
    if (!survivor) return 0;
    if (silent) return survivor;
    json::object told{
        {"changeFlag", "MERGED"},
        {"changeSource", "CRM_UI"},
        {"primaryObjectId", winner},
        {"mergedObjectIds", json::array{loser}},
        {"numberOfPropertiesMoved", 1}};
    if (new_record) told["newObjectId"] = survivor;
    announce_plain("contact.merge", winner, std::move(told));
    return survivor;
}

void HubSpotDouble::import_csv(const std::vector<HubSpotProperties>& rows) {
    const std::scoped_lock lock(mutex_);
    for (const auto& row : rows) {
        const auto email = row.find("email");
        HubSpotContact* known = email == row.end() ? nullptr : portal_.find_by("email", email->second);
        if (known) remember_past(known->id);
        announce(known ? portal_.update(*known, row, now_ms()) : portal_.create(row, now_ms()), "IMPORT", "");
    }
}

void HubSpotDouble::add_property(HubSpotProperty property) {
    const std::scoped_lock lock(mutex_);
    portal_.add_property(std::move(property));
}

bool HubSpotDouble::archive_property(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return portal_.archive_property(name);
}

bool HubSpotDouble::restore_property(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return portal_.restore_property(name);
}

std::optional<HubSpotContact> HubSpotDouble::contact(std::int64_t id) const {
    const std::scoped_lock lock(mutex_);
    const auto* found = const_cast<HubSpotPortal&>(portal_).find(id);
    return found ? std::optional(*found) : std::nullopt;
}

std::optional<HubSpotContact> HubSpotDouble::contact(const std::string& email) const {
    const std::scoped_lock lock(mutex_);
    const auto* found = const_cast<HubSpotPortal&>(portal_).find_by("email", email);
    return found ? std::optional(*found) : std::nullopt;
}

std::vector<HubSpotContact> HubSpotDouble::contacts() const {
    const std::scoped_lock lock(mutex_);
    std::vector<HubSpotContact> out;
    for (const auto& [id, contact] : portal_.contacts()) out.push_back(contact);
    return out;
}

void HubSpotDouble::send_webhooks_to(
    std::string url, std::string client_secret, std::string signed_url, std::set<std::string> properties
) {
    const std::scoped_lock lock(mutex_);
    signed_url_ = signed_url.empty() ? url : std::move(signed_url);
    hook_url_ = std::move(url);
    hook_secret_ = std::move(client_secret);
    subscribed_ = std::move(properties);
}

json::object HubSpotDouble::event(
    const char* type, std::int64_t id, const char* source, const std::string& source_id
) {
    json::object out{
        {"appId", kApp},
        {"attemptNumber", 0},
        {"portalId", HubSpotPortal::kPortal},
        {"eventId", next_event_++},
        {"objectId", id},
        {"occurredAt", now_ms()},
        {"subscriptionId", kSubscription},
        {"subscriptionType", type}};
    if (*source) out["changeSource"] = source;
    if (!source_id.empty()) out["sourceId"] = source_id;
    return out;
}

void HubSpotDouble::announce(const HubSpotChange& change, const char* source, const std::string& source_id) {
    if (hook_url_.empty()) return;
    json::array events;
    if (change.created) {
        auto created = event("contact.creation", change.id, source, source_id);
        created["changeFlag"] = "CREATED";
        events.push_back(std::move(created));
    }
    const auto* contact = portal_.find(change.id);
    for (const auto& name : change.properties) {
        if (!reported(name) || (!subscribed_.empty() && !subscribed_.count(name))) continue;
        auto one = event("contact.propertyChange", change.id, source, source_id);
        one["propertyName"] = name;
        const auto value = contact->properties.find(name);
        const auto* known = portal_.property(name);
        if (!known) continue;  // HubSpot tells nothing of a property that is gone
        one["propertyValue"] =
            value == contact->properties.end() ? "" : HubSpotPortal::told(*known, value->second);
        events.push_back(std::move(one));
    }
    send_events(events);
}

void HubSpotDouble::announce_plain(const char* type, std::int64_t id, json::object more) {
    if (hook_url_.empty()) return;
    auto one = event(type, id, "", kPerson);
    for (auto& [name, value] : more) one[name] = std::move(value);
    json::array events;
    events.push_back(std::move(one));
    send_events(events);
}

void HubSpotDouble::limit_calls(std::size_t in_ten_seconds) {
    const std::scoped_lock lock(mutex_);
    burst_ = in_ten_seconds;
}

void HubSpotDouble::limit_searches(std::size_t a_second) {
    const std::scoped_lock lock(mutex_);
    search_rate_ = a_second;
}

void HubSpotDouble::let_search_lag(std::int64_t ms) {
    const std::scoped_lock lock(mutex_);
    search_lag_ms_ = ms;
}

void HubSpotDouble::let_results_shuffle(bool on) {
    const std::scoped_lock lock(mutex_);
    shuffles_ = on;
}

}  // namespace crosswalk::doubles
