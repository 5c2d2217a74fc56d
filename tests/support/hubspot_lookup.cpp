// Who holds a unique value in the HubSpot double, among as many contacts as a story has.
#include <sstream>

#include "tests/support/hubspot_portal.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace {

std::string key_of(const std::string& property, std::string_view value) {
    return property + "\n" + (property == "email" ? lower(value) : std::string(value));
}

}  // namespace

void HubSpotPortal::note(const HubSpotContact& contact) {
    for (const auto& [name, value] : contact.properties) {
        const auto* known = property(name);
        if (name == "email" || (known && known->unique)) holders_[key_of(name, value)].insert(contact.id);
        if (name != "hs_additional_emails") continue;
        std::istringstream all(value);
        for (std::string one; std::getline(all, one, ';');) holders_[key_of("email", one)].insert(contact.id);
    }
}

bool HubSpotPortal::has(const HubSpotContact& contact, const std::string& name, std::string_view value)
    const {
    if (contact.archived || contact.merged_into) return false;
    const auto found = contact.properties.find(name);
    if (found != contact.properties.end() &&
        (name == "email" ? same_text(found->second, value) : found->second == value))
        return true;
    const auto more = contact.properties.find("hs_additional_emails");
    return name == "email" && more != contact.properties.end() &&
           (";" + lower(more->second) + ";").find(";" + lower(value) + ";") != std::string::npos;
}

HubSpotContact* HubSpotPortal::find_by(const std::string& name, std::string_view value) {
    if (value.empty()) return nullptr;
    const auto* known = property(name);
    if (name != "email" && !(known && known->unique)) {
        for (auto& [id, contact] : contacts_)
            if (has(contact, name, value)) return &contact;
        return nullptr;
    }
    const auto holders = holders_.find(key_of(name, value));
    if (holders == holders_.end()) return nullptr;
    for (const auto id : holders->second)
        if (HubSpotContact* contact = find_exact(id); contact && has(*contact, name, value)) return contact;
    return nullptr;
}

}  // namespace crosswalk::doubles
