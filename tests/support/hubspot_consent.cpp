// Consent in the HubSpot double: kept by address, shown by contacts, told by calls of its own.
#include <algorithm>

#include "tests/support/hubspot_answers.h"
#include "tests/support/hubspot_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kAll = 0;

json::object envelope(std::int64_t now, json::array results) {
    return {
        {"status", "COMPLETE"},
        {"results", std::move(results)},
        {"startedAt", utc_time(now)},
        {"completedAt", utc_time(now)}};
}

bool known(std::int64_t subscription) {
    return std::ranges::any_of(HubSpotPortal::subscriptions(), [&](const auto& one) {
        return one.id == subscription;
    });
}

json::object status_of(
    const HubSpotPortal& portal, const std::string& email, std::int64_t subscription, std::int64_t now
) {
    const bool out = portal.is_out(email, subscription) || portal.is_out(email, kAll);
    return {
        {"businessUnitId", 0},
        {"channel", "EMAIL"},
        {"subscriberIdString", email},
        {"subscriptionId", subscription},
        {"status", out ? "UNSUBSCRIBED" : "SUBSCRIBED"},
        {"source", "Public status API"},
        {"timestamp", utc_time(now)}};
}

}  // namespace

const std::vector<HubSpotSubscription>& HubSpotPortal::subscriptions() {
    static const std::vector<HubSpotSubscription> all{{39644612, "News"}, {39644613, "Events"}};
    return all;
}

std::string HubSpotPortal::opt_out_property(std::int64_t subscription) {
    return "hs_email_optout" + (subscription == kAll ? "" : "_" + std::to_string(subscription));
}

bool HubSpotPortal::is_out(const std::string& email, std::int64_t subscription) const {
    const auto found = left_.find(lower(email));
    return found != left_.end() && found->second.contains(subscription);
}

bool HubSpotPortal::is_out_by_person(const std::string& email) const {
    const auto found = left_.find(lower(email));
    return found != left_.end() &&
           std::ranges::any_of(found->second, [](const auto& one) { return one.second; });
}

HubSpotProperties HubSpotPortal::consent_of(const std::string& email) const {
    HubSpotProperties out{{opt_out_property(kAll), is_out(email, kAll) ? "true" : ""}};
    for (const auto& one : subscriptions())
        out[opt_out_property(one.id)] = is_out(email, one.id) ? "true" : "";
    return out;
}

void HubSpotPortal::keep_consent(HubSpotContact& contact, const HubSpotProperties& values) {
    const auto email = lower(contact.properties["email"]);
    if (email.empty()) return;
    const auto keep = [&](std::int64_t subscription) {
        const auto set = values.find(opt_out_property(subscription));
        if (set == values.end()) return;
        if (set->second == "true")
            left_[email].emplace(subscription, false);
        else
            left_[email].erase(subscription);
    };
    keep(kAll);
    for (const auto& one : subscriptions()) keep(one.id);
}

HubSpotChange HubSpotPortal::show_consent(const std::string& email, std::int64_t now_ms) {
    HubSpotContact* contact = find_by("email", email);
    if (!contact) return {};
    HubSpotProperties shown;
    for (const auto& [name, value] : consent_of(email)) {
        const bool had = contact->properties.contains(name) && !contact->properties[name].empty();
        if (!value.empty() || had) shown[name] = value.empty() ? "false" : value;
    }
    return update(*contact, shown, now_ms);
}

HubSpotChange HubSpotPortal::opt_out(
    const std::string& email, std::int64_t subscription, bool by_person, std::int64_t now_ms
) {
    left_[lower(email)].emplace(subscription, by_person);
    return show_consent(email, now_ms);
}

HubSpotChange HubSpotPortal::opt_in(
    const std::string& email, std::int64_t subscription, std::int64_t now_ms
) {
    left_[lower(email)].erase(subscription);
    return show_consent(email, now_ms);
}

// /communication-preferences/{v4 or a date}/statuses/{email}[/unsubscribe-all]
Answer HubSpotDouble::consent_calls(const Call& call, const std::vector<std::string>& parts) {
    if (parts.size() == 3 && parts[2] == "definitions" && call.method == "GET") {
        json::array results;
        for (const auto& one : HubSpotPortal::subscriptions())
            results.push_back(
                {{"id", std::to_string(one.id)},
                 {"name", one.name},
                 {"isActive", true},
                 {"communicationMethod", "Email"}}
            );
        return hubspot_json(200, envelope(now_ms(), std::move(results)));
    }
    if (parts.size() >= 4 && parts[2] == "statuses" && parts[3] == "batch")
        return hubspot_error(
            {403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.", {}}
        );
    if (parts[1] == "v3" || parts.size() < 4 || parts[2] != "statuses") return unplanned();
    if (parts[3].find('@') == std::string::npos) return hubspot_bad_request("Invalid subscriber id");
    if (parts.size() == 5 && parts[4] == "unsubscribe-all") return unsubscribe_all(call, parts[3]);
    if (parts.size() == 4 && call.method == "POST") return set_status(call, parts[3]);
    if (parts.size() != 4 || call.method != "GET") return unplanned();
    json::array results;
    for (const auto& one : HubSpotPortal::subscriptions())
        results.push_back(status_of(portal_, parts[3], one.id, now_ms()));
    return hubspot_json(200, envelope(now_ms(), std::move(results)));
}

Answer HubSpotDouble::unsubscribe_all(const Call& call, const std::string& email) {
    if (call.asked("channel").value_or("") != "EMAIL")
        return hubspot_bad_request("Required parameter 'channel' is missing");
    if (call.method == "GET") {
        json::array results{json::object{
            {"businessUnitId", 0},
            {"wideStatusType", "PORTAL_WIDE"},
            {"subscriberIdString", email},
            {"status", portal_.is_out(email, kAll) ? "UNSUBSCRIBED" : "NOT_SPECIFIED"},
            {"channel", "EMAIL"},
            {"timestamp", utc_time(now_ms())}}};
        return hubspot_json(200, envelope(now_ms(), std::move(results)));
    }
    if (call.method != "POST") return unplanned();
    announce(portal_.opt_out(email, kAll, false, now_ms()), "INTEGRATION", std::to_string(kApp));
    Answer out = hubspot_json(200, json::object{});
    out.body.clear();  // unless `verbose` is asked for
    return out;
}

Answer HubSpotDouble::set_status(const Call& call, const std::string& email) {
    const auto body = parse_json(call.body);
    const auto* number = body && body->is_object() ? member(body->get_object(), "subscriptionId") : nullptr;
    if (!number || !number->is_int64() || text_of(body->get_object(), "channel") != "EMAIL")
        return hubspot_bad_request("Invalid input JSON");
    const auto subscription = number->get_int64();
    if (!known(subscription))
        return hubspot_bad_request("Subscription " + std::to_string(subscription) + " does not exist");
    const auto state = text_of(body->get_object(), "statusState");
    if (needs_legal_basis_ && text_of(body->get_object(), "legalBasis").empty())
        return hubspot_bad_request("Legal basis is required when the account's privacy settings are on");
    const bool was_out = portal_.is_out(email, subscription) || portal_.is_out(email, kAll);
    HubSpotChange change;
    if (state == "UNSUBSCRIBED") {
        change = portal_.opt_out(email, subscription, false, now_ms());
    } else if (state == "SUBSCRIBED") {
        if (portal_.is_out_by_person(email) || portal_.is_out(email, kAll))
            return hubspot_bad_request(email + " cannot be updated because they have unsubscribed");
        change = portal_.opt_in(email, subscription, now_ms());
    } else {
        return hubspot_bad_request("Invalid input JSON");
    }
    if (change.id) announce(change, "INTEGRATION", std::to_string(kApp));
    auto status = status_of(portal_, email, subscription, now_ms());
    status["setStatusSuccessReason"] =
        was_out == (state == "UNSUBSCRIBED") ? "NO_STATUS_CHANGE" : "REQUESTED_CHANGE_OCCURRED";
    return hubspot_json(200, envelope(now_ms(), json::array{std::move(status)}));
}

void HubSpotDouble::unsubscribe(std::int64_t id, std::int64_t subscription, bool silent) {
    const std::scoped_lock lock(mutex_);
    HubSpotContact* contact = portal_.find(id);
    if (!contact || contact->properties["email"].empty()) return;
    remember_past(contact->id);
    const auto change = portal_.opt_out(contact->properties["email"], subscription, true, now_ms());
    if (!silent) announce(change, "EMAIL", "");
}

void HubSpotDouble::resubscribe(std::int64_t id, std::int64_t subscription, bool silent) {
    const std::scoped_lock lock(mutex_);
    HubSpotContact* contact = portal_.find(id);
    if (!contact || contact->properties["email"].empty()) return;
    remember_past(contact->id);
    const auto change = portal_.opt_in(contact->properties["email"], subscription, now_ms());
    if (!silent) announce(change, "EMAIL", "");
}

void HubSpotDouble::let_privacy_settings(bool on) {
    const std::scoped_lock lock(mutex_);
    needs_legal_basis_ = on;
}

}  // namespace crosswalk::doubles
