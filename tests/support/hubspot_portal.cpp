#include "tests/support/hubspot_portal.h"

#include <algorithm>

#include "tests/support/hubspot_values.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

std::string number_text(std::int64_t value) { return std::to_string(value); }

}  // namespace

const HubSpotProperty* HubSpotPortal::property(std::string_view name) const {
    const auto found =
        std::find_if(schema_.begin(), schema_.end(), [&](const auto& one) { return one.name == name; });
    return found == schema_.end() ? nullptr : &*found;
}

void HubSpotPortal::add_property(HubSpotProperty property) {
    schema_.push_back(std::move(property));
    for (const auto& [id, contact] : contacts_) note(contact);
}

namespace {

bool move_property(
    std::vector<HubSpotProperty>& from, std::vector<HubSpotProperty>& to, const std::string& name
) {
    const auto found =
        std::find_if(from.begin(), from.end(), [&](const auto& one) { return one.name == name; });
    if (found == from.end()) return false;
    to.push_back(std::move(*found));
    from.erase(found);
    return true;
}

}  // namespace

bool HubSpotPortal::archive_property(const std::string& name) {
    return move_property(schema_, archived_, name);
}
bool HubSpotPortal::restore_property(const std::string& name) {
    return move_property(archived_, schema_, name);
}

HubSpotContact* HubSpotPortal::find_exact(std::int64_t id) {
    const auto found = contacts_.find(id);
    return found == contacts_.end() ? nullptr : &found->second;
}

HubSpotContact* HubSpotPortal::find(std::int64_t id) {
    HubSpotContact* contact = find_exact(id);
    while (contact && contact->merged_into) contact = find_exact(contact->merged_into);
    return contact;
}

std::optional<HubSpotError> HubSpotPortal::refused(std::int64_t id, const HubSpotProperties& values) const {
    for (const auto& [name, value] : values) {
        const auto* known = property(name);
        if (!known) {
            return hubspot_invalid(
                "PROPERTY_DOESNT_EXIST", "Property \"" + name + "\" does not exist", nullptr, name, ""
            );
        }
        if (known->read_only || known->calculated) {
            return hubspot_invalid(
                "READ_ONLY_VALUE",
                "\"" + name + "\" is a read only property; its value cannot be set.",
                known,
                name,
                value
            );
        }
        if (auto error = refused_value(*known, value)) return error;
        if (value.empty() || (name != "email" && !known->unique)) continue;
        const auto* holder = const_cast<HubSpotPortal*>(this)->find_by(name, value);
        if (!holder || holder->id == id) continue;
        if (name == "email" && id == 0) {
            return HubSpotError{
                409, "CONFLICT", "Contact already exists. Existing ID: " + number_text(holder->id), {}};
        }
        return HubSpotError{
            400,
            "VALIDATION_ERROR",
            "Cannot set PropertyValueCoordinates{portalId=" + number_text(kPortal) +
                ", objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=" + name +
                ", value=" + value + "} on " + number_text(id) + ". " + number_text(holder->id) +
                " already has that value.",
            {}};
    }
    if (id != 0) return std::nullopt;
    const bool named = std::any_of(values.begin(), values.end(), [](const auto& one) {
        return (one.first == "email" || one.first == "firstname" || one.first == "lastname") &&
               !one.second.empty();
    });
    if (named) return std::nullopt;
    return HubSpotError{
        400, "VALIDATION_ERROR", "The property values provided are invalid", {"MISSING_REQUIRED_PROPERTY"}};
}

bool HubSpotPortal::goes_back(const HubSpotContact& contact, const std::string& stage) const {
    const auto* stages = property("lifecyclestage");
    if (!stages) return false;
    const auto& order = stages->options;
    const auto now = contact.properties.find("lifecyclestage");
    if (stage.empty() || now == contact.properties.end() || now->second.empty()) return false;
    return std::find(order.begin(), order.end(), stage) < std::find(order.begin(), order.end(), now->second);
}

HubSpotChange HubSpotPortal::update(
    HubSpotContact& contact, const HubSpotProperties& values, std::int64_t now_ms
) {
    HubSpotChange out;
    out.id = contact.id;
    auto all = values;
    if (const auto email = values.find("email"); email != values.end())
        for (const auto& [name, value] : consent_of(email->second))
            if ((value == "true") != (contact.properties[name] == "true")) all.emplace(name, value);
    for (const auto& [name, value] : all) {
        if (name == "lifecyclestage" && goes_back(contact, value))
            continue;  // accepted, not applied, as the vendor does
        auto& now = contact.properties[name];
        const auto* known = property(name);
        const auto after = known ? kept(*known, value, now) : value;
        if (now == after) continue;
        now = after;
        out.properties.push_back(name);
    }
    keep_consent(contact, values);
    note(contact);
    if (!out.properties.empty()) {
        contact.updated_ms = now_ms;
        contact.properties["lastmodifieddate"] = utc_time(now_ms);
    }
    return out;
}

HubSpotChange HubSpotPortal::create(const HubSpotProperties& values, std::int64_t now_ms, std::int64_t id) {
    HubSpotContact contact;
    contact.id = id ? id : next_id_++;
    contact.created_ms = now_ms;
    contact.properties = {{"hs_object_id", number_text(contact.id)}, {"createdate", utc_time(now_ms)}};
    HubSpotChange out = update(contact, values, now_ms);
    contact.updated_ms = now_ms;
    contact.properties["lastmodifieddate"] = utc_time(now_ms);
    out.created = true;
    contacts_[contact.id] = std::move(contact);
    return out;
}

void HubSpotPortal::archive(std::int64_t id) {
    if (HubSpotContact* contact = find(id)) contact->archived = true;
}

bool HubSpotPortal::restore(std::int64_t id) {
    HubSpotContact* contact = find_exact(id);
    if (!contact || !contact->archived || contact->merged_into) return false;
    contact->archived = false;
    return true;
}

void HubSpotPortal::erase(std::int64_t id) {
    HubSpotContact* contact = find(id);
    if (!contact) return;
    left_.erase(lower(contact->properties["email"]));
    contacts_.erase(contact->id);
}

std::int64_t HubSpotPortal::merge(
    std::int64_t winner, std::int64_t loser, std::int64_t now_ms, bool new_record
) {
    HubSpotContact* kept = find(winner);
    HubSpotContact* lost = find(loser);
    if (!kept || !lost || kept == lost) return 0;
    std::vector<HubSpotContact*> losers{lost};
    if (new_record) {
        losers.insert(losers.begin(), kept);
        const auto id = next_id_++;
        HubSpotContact fresh;
        fresh.id = id;
        fresh.created_ms = kept->created_ms;
        fresh.properties = {{"hs_object_id", number_text(id)}, {"createdate", utc_time(kept->created_ms)}};
        kept = &contacts_.emplace(id, std::move(fresh)).first->second;
    }
    for (HubSpotContact* one : losers) {
        const auto email = one->properties["email"];
        auto& main = kept->properties["email"];
        if (main.empty()) {
            main = email;
        } else if (!email.empty()) {
            auto& more = kept->properties["hs_additional_emails"];
            more += (more.empty() ? "" : ";") + email;
        }
        auto& ids = kept->properties["hs_merged_object_ids"];
        ids += (ids.empty() ? "" : ";") + number_text(one->id);
        if (const auto older = one->properties.find("hs_merged_object_ids"); older != one->properties.end())
            ids += ";" + older->second;
        for (const auto& [name, value] : one->properties)
            if (!kept->properties.count(name)) kept->properties[name] = value;
        one->merged_into = kept->id;
    }
    note(*kept);
    kept->updated_ms = now_ms;
    kept->properties["lastmodifieddate"] = utc_time(now_ms);
    return kept->id;
}

std::optional<HubSpotProperties> HubSpotPortal::read(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    HubSpotProperties out;
    for (const auto& [name, one] : value.get_object()) {
        if (one.is_string())
            out[name] = std::string(one.get_string());
        else if (one.is_bool() || one.is_int64() || one.is_uint64())
            out[name] = json::serialize(one);
        else if (one.is_double())
            out[name] = std::to_string(one.get_double());
        else
            return std::nullopt;
    }
    return out;
}

}  // namespace crosswalk::doubles
