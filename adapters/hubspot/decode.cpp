#include "adapters/hubspot/preferences.h"

#include <algorithm>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxEvents = 100;
constexpr std::string_view kContactType = "0-1";

// A HubSpot id: digits, beyond 32 bits; empty when there is none.
std::string id_at(const json::value& event, std::string_view pointer) {
    auto id = scalar_at(event, pointer);
    const bool sound = id.find_first_not_of("0123456789") == std::string::npos && id.size() <= 19;
    return sound ? id : std::string();
}

std::string type_of(const json::value& event) {
    auto type = scalar_at(event, "/subscriptionType");
    return type.empty() ? scalar_at(event, "/eventType") : type;  // the guide's sample says eventType
}

std::optional<When> when_of(const json::value& event) {
    const auto* at = value_at(event, "/occurredAt");
    // Up to the year 9999; beyond that it is no time.
    if (at == nullptr || !at->is_int64() || at->get_int64() < 0 || at->get_int64() > 253'402'300'799'999)
        return std::nullopt;
    return When{Millis{std::chrono::milliseconds{at->get_int64()}}, Precision::milliseconds};
}

// attemptNumber is left out, since a repeated delivery raises it; eventId alone is not unique (sheet,
// section 2.1).
std::string key_of(const json::value& event) {
    if (id_at(event, "/eventId").empty()) return {};
    std::string out;
    for (const char* part :
         {"/portalId", "/subscriptionId", "/eventId", "/objectId", "/propertyName", "/occurredAt"})
        out += (out.empty() ? "" : ":") + scalar_at(event, part);
    return out;
}

Origin origin_of(const json::value& event) {
    const auto source = text_at(event, "/changeSource");
    const auto app = scalar_at(event, "/appId");
    if (source == "INTEGRATION" && !app.empty() && scalar_at(event, "/sourceId") == app)
        return Origin::ourselves;
    if (source == "IMPORT") return Origin::import;
    if (source.starts_with("CRM_UI") || source == "FORM") return Origin::person;
    if (source == "INTEGRATION" || source == "API" || source.starts_with("AUTOMATION"))
        return Origin::automation;
    return Origin::unknown;
}

// A person of the account, by id, or what acted in nobody's name: an import, a form, another app. That
// somebody in the tool did it, without an id, says no more than the origin does.
std::string who_of(const json::value& event, Origin origin) {
    auto id = scalar_at(event, "/sourceId");
    if (id.starts_with("userId:")) return id;
    const auto source = text_at(event, "/changeSource");
    if (origin == Origin::ourselves || source.starts_with("CRM")) return {};
    return source == "INTEGRATION" && !id.empty() ? "INTEGRATION " + id : std::string(source);
}

Fault no_id(std::string_view type) {
    return {
        "hubspot.no_object_id",
        "A HubSpot event of type '" + std::string(type) + "' does not name its contact.",
        std::string(kCompareThenDrop)};
}

Change change_of(const json::value& event, std::string id) {
    const auto origin = origin_of(event);
    return {
        .kind = {"contact"},
        .id = {std::move(id)},
        .event_key = key_of(event),
        .occurred_at = when_of(event),
        .completeness = Completeness::id_only,
        .origin = origin,
        .who = who_of(event, origin)};
}

// The survivor keeps the primary's id, or gets a new one: then the primary is a loser too.
Result<InboundEvent> merge_of(const json::value& event, std::string_view type) {
    auto primary = id_at(event, "/primaryObjectId");
    if (primary.empty()) primary = id_at(event, "/objectId");
    auto winner = id_at(event, "/newObjectId");
    if (winner.empty()) winner = primary;
    if (winner.empty()) return no_id(type);
    Merge out{
        .kind = {"contact"}, .winner = {winner}, .event_key = key_of(event), .occurred_at = when_of(event)};
    const auto add = [&](std::string id) {
        if (!id.empty() && id != winner && std::ranges::count(out.losers, VendorId{id}) == 0)
            out.losers.push_back({std::move(id)});
    };
    add(primary);
    for (const auto& merged : items_at(event, "/mergedObjectIds")) add(id_at(merged, ""));
    if (out.losers.empty()) return InboundEvent{change_of(event, std::move(winner))};  // who was lost is not told
    return InboundEvent{std::move(out)};
}

// "Send test" in the app's settings makes up a contact 123 (sheet, section 2.3).
bool is_test(const json::value& event, std::string_view id) {
    return id == "123" && text_at(event, "/changeSource") == "CRM" && value_at(event, "/sourceId") == nullptr;
}

Result<InboundEvent> about_contact(const json::value& event, std::string_view type, std::string_view what) {
    if (what == "merge") return merge_of(event, type);
    const bool known = what == "propertyChange" || what == "creation" || what == "deletion" ||
                       what == "privacyDeletion" || what == "restore";
    if (!known) return InboundEvent{Handshake{std::string(type)}};
    auto id = id_at(event, "/objectId");
    if (id.empty()) return no_id(type);
    if (is_test(event, id)) return InboundEvent{Handshake{"test"}};
    auto change = change_of(event, std::move(id));
    if (what == "deletion" || what == "privacyDeletion") {
        change.deleted = true;
        change.completeness = Completeness::whole;
    }
    // Whoever asks to be forgotten is not written to by another tool; HubSpot forgets the opt-outs with the
    // contact.
    if (what == "privacyDeletion") change.fields[std::string(kAllPreferences)] = true;
    const auto name = text_at(event, "/propertyName");
    const auto* value = value_at(event, "/propertyValue");
    // The value of a sensitive property is told as "REDACTED": it must be read.
    const bool told = value != nullptr && (value->is_string() || value->is_null()) &&
                      text_at(event, "/propertyValue") != "REDACTED";
    if (what == "propertyChange" && !name.empty() && told) {
        change.completeness = Completeness::changed_fields_only;
        const auto text = text_at(event, "/propertyValue");
        change.fields[std::string(name)] = text.empty() ? json::value(nullptr) : json::value(text);
        if (const auto preference = preference_of(name)) change.fields[*preference] = text == "true";
    }
    return InboundEvent{std::move(change)};
}

Result<InboundEvent> news_of(const json::value& event) {
    const auto type = type_of(event);
    const auto dot = type.find('.');
    if (!event.is_object() || dot == std::string::npos)
        return Fault{
            "hubspot.not_an_event",
            "An element of the list is no HubSpot event.",
            std::string(kCompareThenDrop)};
    const auto subject = std::string_view(type).substr(0, dot), what = std::string_view(type).substr(dot + 1);
    const bool contact =
        subject == "contact" || (subject == "object" && text_at(event, "/objectTypeId") == kContactType);
    if (!contact) return InboundEvent{Handshake{type}};
    return about_contact(event, type, what);
}

Fault not_a_list() {
    return {
        "hubspot.not_a_list",
        "HubSpot sends a list of 1 to 100 events; this is something else.",
        "Check what sends to this address. " + std::string(kCompareThenDrop)};
}

Fault wrong_account(const std::string& theirs, std::string_view ours) {
    return {
        "hubspot.wrong_account",
        "The events come from the HubSpot account " + theirs + ", not from " + std::string(ours) + ".",
        "Correct portal_id of the connection and replay; or correct the target URL of the other account's "
        "app, and "
        "drop this."};
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection& connection) {
    const auto parts = split_json_array(delivery.body);
    if (!parts) return parse_json(delivery.body) ? not_a_list() : parts.error();
    if (parts->empty() || parts->size() > kMaxEvents) return not_a_list();
    std::vector<Result<json::value>> events;
    for (const auto part : *parts) events.push_back(parse_json(part));
    const auto portal = connection.setting("portal_id");
    const auto foreign = [&](const Result<json::value>& event) {
        return event && !portal.empty() && scalar_at(*event, "/portalId") != portal;
    };
    if (std::ranges::all_of(events, foreign))
        return wrong_account(scalar_at(*events.front(), "/portalId"), portal);
    std::vector<InboundEvent> out;
    for (const auto& event : events) {
        // Accounts that installed the same app share one address.
        auto news = foreign(event) ? Result<InboundEvent>(InboundEvent{Handshake{"event of another account"}})
                    : event        ? news_of(*event)
                                   : Result<InboundEvent>(event.error());
        if (news)
            out.push_back(std::move(*news));
        else
            out.emplace_back(Unreadable{.why = news.error(), .id = {event ? id_at(*event, "/objectId") : ""}}
            );
    }
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::hubspot
