#include "adapters/salesforce/internal.h"
#include "connector/contract/text.h"

#include <pugixml.hpp>

namespace crosswalk::salesforce {
namespace {

constexpr std::string_view kOutbound = "http://soap.sforce.com/2005/09/outbound";
constexpr std::string_view kSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
constexpr std::size_t kMaxNotifications = 100;

std::string_view local(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The namespace a prefix stands for at this place.
std::string_view space_of(pugi::xml_node at, std::string_view prefix) {
    const std::string declares = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
    for (; at.type() == pugi::node_element; at = at.parent())
        if (const auto attribute = at.attribute(declares.c_str())) return attribute.value();
    return {};
}

std::string_view space_of(pugi::xml_node at) {
    const std::string_view name = at.name();
    const auto colon = name.find(':');
    return space_of(at, colon == std::string_view::npos ? std::string_view() : name.substr(0, colon));
}

// The first child of that local name; prefixes may vary.
pugi::xml_node child(pugi::xml_node of, std::string_view name) {
    for (const auto node : of.children())
        if (node.type() == pugi::node_element && local(node.name()) == name) return node;
    return {};
}

std::string_view text_in(pugi::xml_node node) { return node.text().get(); }

// An attribute of XML Schema's instance namespace: xsi:nil, xsi:type.
std::string_view instance_attribute(pugi::xml_node node, std::string_view name) {
    for (const auto attribute : node.attributes()) {
        const std::string_view full = attribute.name();
        const auto colon = full.find(':');
        if (colon == std::string_view::npos || full.substr(colon + 1) != name) continue;
        if (space_of(node, full.substr(0, colon)) == kSchemaInstance) return attribute.value();
    }
    return {};
}

boost::json::value value_of(pugi::xml_node field) {
    const auto nil = instance_attribute(field, "nil");
    if (nil == "true" || nil == "1") return nullptr;
    return boost::json::value(text_in(field));
}

Fault unreadable(std::string what) {
    return {
        "salesforce.not_an_outbound_message",
        std::move(what),
        "Check what sends to this address. " + std::string(kCompareThenDrop)};
}

// Declarations are how XML attacks its reader, and no outbound message has any (fault case 110).
bool declares_something(std::string_view body) {
    for (auto at = body.find("<!"); at != std::string_view::npos; at = body.find("<!", at + 2)) {
        const auto rest = body.substr(at + 2);
        if (!rest.starts_with("--") && !rest.starts_with("[CDATA[")) return true;
    }
    return false;
}

Change change_of(pugi::xml_node notification, pugi::xml_node object, const Connection& connection) {
    Change out{
        .kind = {std::string(local(instance_attribute(object, "type")))},
        .event_key = full_id(text_in(child(notification, "Id"))),
        .completeness = Completeness::shown};  // all of the record that is not blank
    for (const auto field : object.children()) {
        if (field.type() != pugi::node_element) continue;
        const auto name = local(field.name());
        if (name == "Id")
            out.id.text = full_id(text_in(field));
        else
            out.fields[std::string(name)] = is_reference(name) ? spelled(value_of(field)) : value_of(field);
    }
    const auto stamped = [&](std::string_view name) { return parse_iso(text_in(child(object, name))); };
    auto when = stamped("SystemModstamp");
    if (!when) when = stamped("LastModifiedDate");
    if (when) out.occurred_at = When{when->at, Precision::seconds};
    name_toucher(out, text_in(child(object, "LastModifiedById")), connection);
    return out;
}

// The change is told first: it is the last word of the lead's own record.
void add_news(std::vector<InboundEvent>& news, Change change) {
    const auto told = [&](std::string_view field) {
        const auto it = change.fields.find(field);
        const auto* text = it == change.fields.end() ? nullptr : it->second.if_string();
        return text == nullptr ? std::string() : std::string(*text);
    };
    std::optional<Merge> merge;
    if (auto contact = told("ConvertedContactId");
        change.kind.text == "Lead" && told("IsConverted") == "true" && !contact.empty())
        merge = conversion(change.id, {std::move(contact)}, change.occurred_at);
    news.emplace_back(std::move(change));
    if (merge) news.emplace_back(std::move(*merge));
}

// A character reference such as &#xD800; becomes bytes that are no UTF-8.
bool all_text(const Change& change) {
    for (const auto& [name, value] : change.fields)
        if (!is_utf8(name) || (value.is_string() && !is_utf8(value.get_string()))) return false;
    return is_utf8(change.id.text) && is_utf8(change.kind.text) && is_utf8(change.event_key);
}

// One notification that cannot be read takes nothing from the others of its message.
std::optional<Unreadable> what_is_wrong(const Change& change) {
    if (!all_text(change))
        return Unreadable{.why = unreadable("A value of a notification holds bytes that are no text.")};
    if (change.id.text.empty() || change.kind.text.empty() || change.event_key.empty())
        return Unreadable{
            .why = unreadable("A notification lacks its id, or its record's id or type."), .id = change.id};
    return std::nullopt;
}

Result<pugi::xml_node> notifications_in(const pugi::xml_document& document, const Connection& connection) {
    const auto root = child(child(document, "Envelope"), "Body");
    const auto list = child(root, "notifications");
    if (!list || space_of(list) != kOutbound)
        return unreadable("This is XML, but no outbound message of Salesforce.");
    const auto expected = connection.setting("organization_id");
    auto told = text_in(child(list, "OrganizationId"));
    if (!is_utf8(told)) told = {};
    if (expected.empty())
        return Fault{
            "salesforce.organization_not_set",
            "Outbound messages come without a signature, and this connection does "
            "not say which Salesforce org may send them.",
            "Set organization_id of the connection to " + std::string(told.substr(0, 18)) +
                " if that is your org (Setup, Company Information), then replay."};
    if (!same_id(told, expected))
        return Fault{
            "salesforce.wrong_organization",
            "The message comes from the Salesforce org '" + std::string(told.substr(0, 18)) +
                "', not from '" + std::string(expected) + "'.",
            "Correct organization_id of the connection, or take the outbound message out of the other org."};
    return list;
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection& connection) {
    const std::string_view body = delivery.body;
    if (body.find('\0') != std::string_view::npos) return unreadable("The message is not text.");
    if (declares_something(body))
        return unreadable("The message declares a document type or entities, which no outbound message does."
        );
    pugi::xml_document document;
    const auto parsed = document.load_buffer(
        body.data(), body.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8
    );
    if (!parsed) return unreadable("The message is not XML: " + std::string(parsed.description()) + ".");
    const auto list = notifications_in(document, connection);
    if (!list) return list.error();
    std::vector<InboundEvent> out;
    std::size_t notifications = 0;
    for (const auto node : list->children()) {
        if (node.type() != pugi::node_element || local(node.name()) != "Notification") continue;
        const auto object = child(node, "sObject");
        auto change = change_of(node, object, connection);
        if (++notifications > kMaxNotifications)
            return unreadable("The message holds more than 100 notifications.");
        if (auto bad = what_is_wrong(change))
            out.emplace_back(std::move(*bad));
        else
            add_news(out, std::move(change));
    }
    if (out.empty()) return unreadable("The message holds no notification.");
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::salesforce
