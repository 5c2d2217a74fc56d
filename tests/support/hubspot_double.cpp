#include "tests/support/hubspot_double.h"

#include <algorithm>

#include "tests/support/hubspot_answers.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kBurstMs = 10'000;

std::vector<std::string> comma_list(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        if (end > at) out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

Answer rate_answer(const char* policy) {
    return hubspot_json(
        429,
        json::object{
            {"status", "error"},
            {"message", std::string("You have reached your ") + lower(policy) + " limit."},
            {"errorType", "RATE_LIMIT"},
            {"correlationId", "a43683b0-5717-4ceb-80b4-104d02915d8c"},
            {"policyName", policy}}
    );
}

bool crowded(std::deque<std::int64_t>& recent, std::int64_t now, std::int64_t window, std::size_t most) {
    while (!recent.empty() && recent.front() <= now - window) recent.pop_front();
    if (most > 0 && recent.size() >= most) return true;
    recent.push_back(now);
    return false;
}

const std::vector<std::string> kDefaults{
    "createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"};

}  // namespace

HubSpotDouble::HubSpotDouble(std::string token, int port) : token_(std::move(token)) {
    consent_.rotate(false);
    start(port);
}

HubSpotDouble::~HubSpotDouble() {
    webhooks_.stop();
    stop();
}

std::optional<Answer> HubSpotDouble::over_limit(bool search) {
    if (search && crowded(recent_searches_, now_ms(), 1000, search_rate_)) {
        return hubspot_json(
            429,
            json::object{
                {"status", "error"},
                {"message", "You have reached your secondly limit."},
                {"correlationId", "a43683b0-5717-4ceb-80b4-104d02915d8c"},
                {"category", "RATE_LIMITS"}}
        );
    }
    if (crowded(recent_, now_ms(), kBurstMs, burst_)) return rate_answer("TEN_SECONDLY_ROLLING");
    return std::nullopt;
}

Answer HubSpotDouble::answer(const Call& call) {
    if (auto signed_in = sign_in(call)) return std::move(*signed_in);
    if (!is_let_in(call.header("Authorization"))) {
        return hubspot_error(
            {401,
             "INVALID_AUTHENTICATION",
             "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can "
             "find more details "
             "at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
             {}}
        );
    }
    const auto parts = path_parts(call.path);
    const bool search = !parts.empty() && parts.back() == "search";
    auto limited = over_limit(search);
    Answer out;
    if (limited) {
        out = std::move(*limited);
    } else if (parts.size() >= 2 && parts[0] == "account-info" && parts.back() == "details") {
        out = hubspot_json(
            200,
            json::object{
                {"portalId", portal_id_}, {"accountType", "STANDARD"}, {"timeZone", "UTC"}}
        );
    } else if (parts.size() >= 3 && parts[0] == "communication-preferences") {
        out = consent_calls(call, parts);
    } else if (parts.size() >= 4 && parts[0] == "crm") {
        // /crm/v3/objects/contacts and /crm/objects/2026-09/contacts are the same room.
        const bool dated = parts[1] != "v3";
        const std::string room = dated ? parts[1] : parts[2];
        const std::string type = parts[3];
        const std::vector<std::string> rest(parts.begin() + 4, parts.end());
        if (type != "contacts" && type != "contact" && type != "0-1")
            out = unplanned();
        else if (room == "objects")
            out = objects(call, rest);
        else if (room == "properties")
            out = property_calls(call, rest);
        else
            out = unplanned();
    } else {
        out = unplanned();
    }
    if (!search && burst_ > 0) {
        out.headers.emplace_back("X-HubSpot-RateLimit-Interval-Milliseconds", std::to_string(kBurstMs));
        out.headers.emplace_back("X-HubSpot-RateLimit-Max", std::to_string(burst_));
        out.headers.emplace_back(
            "X-HubSpot-RateLimit-Remaining", std::to_string(burst_ - std::min(burst_, recent_.size()))
        );
        out.headers.emplace_back("X-HubSpot-RateLimit-Daily", "625000");
        out.headers.emplace_back("X-HubSpot-RateLimit-Daily-Remaining", "624000");
    }
    return out;
}

Answer HubSpotDouble::objects(const Call& call, const std::vector<std::string>& parts) {
    if (parts.empty()) return call.method == "POST" ? create_one(call) : list(call);
    if (call.method == "POST" && call.header("Content-Type").rfind("application/json", 0) != 0) {
        return hubspot_error({415, "", "Unsupported Media Type", {}});
    }
    if (parts[0] == "batch" && parts.size() == 2 && call.method == "POST") return batch(call, parts[1]);
    if (parts[0] == "search" && call.method == "POST") return search(call);
    if (parts[0] == "merge" && call.method == "POST") return merge_call(call);
    if (parts.size() == 1) return single(call, parts[0]);
    return unplanned();
}

json::object HubSpotDouble::shown(const HubSpotContact& contact, const std::vector<std::string>& wanted)
    const {
    json::object properties;
    std::vector<std::string> names = wanted.empty() ? kDefaults : wanted;
    for (const char* always : {"createdate", "hs_object_id", "lastmodifieddate"}) names.emplace_back(always);
    for (const auto& name : names) {
        if (!portal_.property(name)) continue;
        const auto found = contact.properties.find(name);
        const bool blank = found == contact.properties.end() || found->second.empty();
        properties[name] = blank ? json::value(nullptr) : json::value(found->second);
    }
    json::object out{
        {"id", std::to_string(contact.id)},
        {"properties", std::move(properties)},
        {"createdAt", utc_time(contact.created_ms)},
        {"updatedAt", utc_time(contact.updated_ms)},
        {"archived", contact.archived}};
    return out;
}

Answer HubSpotDouble::create_one(const Call& call) {
    const auto body = parse_json(call.body);
    const auto* given = body && body->is_object() ? member(body->get_object(), "properties") : nullptr;
    const auto properties = given ? HubSpotPortal::read(*given) : std::nullopt;
    if (!properties) return hubspot_bad_request("Invalid input JSON");
    if (const auto error = portal_.refused(0, *properties)) return hubspot_error(*error);
    const auto change = portal_.create(*properties, now_ms());
    announce(change, "INTEGRATION", std::to_string(kApp));
    return hubspot_json(201, shown(*portal_.find(change.id), {}));
}

Answer HubSpotDouble::single(const Call& call, const std::string& id) {
    const auto by = call.asked("idProperty").value_or("");
    const auto* known = by.empty() ? nullptr : portal_.property(by);
    if (!by.empty() && by != "email" && !(known && known->unique)) {
        return hubspot_bad_request("Unable to perform get by non-unique 0-1 property");
    }
    if (by.empty() && !hubspot_id(id)) {
        return hubspot_error({404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.", {}}
        );
    }
    HubSpotContact* contact = by.empty() ? portal_.find(hubspot_id(id)) : portal_.find_by(by, id);
    if (!contact || (contact->archived && call.asked("archived").value_or("") != "true"))
        return hubspot_not_found();
    if (call.method == "GET")
        return hubspot_json(200, shown(*contact, comma_list(call.asked("properties").value_or(""))));
    if (call.method == "DELETE") {
        remember_past(contact->id);
        portal_.archive(contact->id);
        announce_plain(
            "contact.deletion", contact->id, {{"changeFlag", "DELETED"}, {"changeSource", "INTEGRATION"}}
        );
        return {204};
    }
    if (call.method != "PATCH") return unplanned();
    const auto body = parse_json(call.body);
    const auto* given = body && body->is_object() ? member(body->get_object(), "properties") : nullptr;
    const auto properties = given ? HubSpotPortal::read(*given) : std::nullopt;
    if (!properties) return hubspot_bad_request("Invalid input JSON");
    if (const auto error = portal_.refused(contact->id, *properties)) return hubspot_error(*error);
    remember_past(contact->id);
    announce(portal_.update(*contact, *properties, now_ms()), "INTEGRATION", std::to_string(kApp));
    std::vector<std::string> touched;
    for (const auto& [name, value] : *properties) touched.push_back(name);
    return hubspot_json(200, shown(*contact, touched));
}

Answer HubSpotDouble::list(const Call& call) {
    if (call.method != "GET") return unplanned();
    const auto limit = std::clamp<std::int64_t>(hubspot_id(call.asked("limit").value_or("10")), 1, 100);
    const auto after = hubspot_id(call.asked("after").value_or("0"));
    json::array results;
    std::int64_t last = 0;
    bool more = false;
    for (const auto& [id, contact] : portal_.contacts()) {
        if (contact.archived || contact.merged_into || id < after) continue;
        if (static_cast<std::int64_t>(results.size()) == limit) {
            last = id;
            more = true;
            break;
        }
        results.push_back(shown(contact, comma_list(call.asked("properties").value_or(""))));
    }
    json::object body{{"results", std::move(results)}};
    if (more) body["paging"] = {{"next", {{"after", std::to_string(last)}}}};
    return hubspot_json(200, body);
}

Answer HubSpotDouble::merge_call(const Call& call) {
    const auto body = parse_json(call.body);
    if (!body || !body->is_object()) return hubspot_bad_request("Invalid input JSON");
    const auto winner = hubspot_id(text_of(body->get_object(), "primaryObjectId"));
    const auto loser = hubspot_id(text_of(body->get_object(), "objectIdToMerge"));
    if (!portal_.find(winner) || !portal_.find(loser)) return hubspot_not_found();
    const auto survivor = merge_contacts(winner, loser);
    return hubspot_json(200, shown(*portal_.find(survivor ? survivor : winner), {}));
}

Answer HubSpotDouble::property_calls(const Call& call, const std::vector<std::string>& parts) {
    if (call.method == "GET" && parts.empty()) {
        json::array results;
        for (const auto& one : portal_.properties()) results.push_back(portal_.describe(one));
        return hubspot_json(200, json::object{{"results", std::move(results)}});
    }
    if (call.method == "GET" && parts.size() == 1) {
        const auto* known = portal_.property(parts[0]);
        return known ? hubspot_json(200, portal_.describe(*known)) : hubspot_not_found();
    }
    if (call.method != "POST" || !parts.empty()) return unplanned();
    const auto body = parse_json(call.body);
    if (!body || !body->is_object()) return hubspot_bad_request("Invalid input JSON");
    HubSpotProperty property;
    property.name = text_of(body->get_object(), "name");
    property.label = text_of(body->get_object(), "label");
    property.type = text_of(body->get_object(), "type");
    property.field_type = text_of(body->get_object(), "fieldType");
    const auto* unique = member(body->get_object(), "hasUniqueValue");
    property.unique = unique && unique->is_bool() && unique->get_bool();
    property.own = true;
    if (property.name.empty() || property.label.empty() || text_of(body->get_object(), "groupName").empty()) {
        return hubspot_bad_request("Some required fields were not set");
    }
    if (portal_.property(property.name)) {
        return hubspot_error(
            {409, "OBJECT_ALREADY_EXISTS", "A property named '" + property.name + "' already exists.", {}}
        );
    }
    portal_.add_property(property);
    return hubspot_json(201, portal_.describe(property));
}

}  // namespace crosswalk::doubles
