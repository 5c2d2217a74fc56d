#include "adapters/mailerlite/internal.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::mailerlite {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "mailerlite.not_an_event",
        "This is no event of MailerLite, or it does not name its subscriber.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

std::optional<When> changed_at(const json::value& person) {
    return time_at(person, "/updated_at", TimeForm::iso_without_zone);
}

// An event as it is told: some name the person inside, others are the person.
struct Event {
    std::string_view name{}, of{}, what{};  // of whom, and what: the name has a point between
    const json::value& whole;
    const json::value& person;
    std::string id{};
};

Event event_in(const json::value& in) {
    const auto flat = text_at(in, "/event"), nested = text_at(in, "/type");
    const auto* inside = value_at(in, "/subscriber");
    const bool is_inside = inside != nullptr && inside->is_object();
    Event out{.name = flat.empty() ? nested : flat, .whole = in, .person = is_inside ? *inside : in};
    const auto dot = std::min(out.name.find('.'), out.name.size());
    out.of = out.name.substr(0, dot);
    out.what = out.name.substr(std::min(dot + 1, out.name.size()));
    out.id = scalar_at(out.person, "/id");
    if (out.id.size() > 20 || out.id.find_first_not_of("0123456789") != std::string::npos) out.id.clear();
    return out;
}

Fields fields_of(const Event& event) {
    Fields out;
    if (const auto* fields = value_at(event.person, "/fields"); fields != nullptr && fields->is_object())
        for (const auto& [name, value] : fields->get_object()) out[std::string(name)] = value;
    for (const char* own : {"email", "status", "source", "subscribed_at", "unsubscribed_at"})
        if (const auto* value = value_at(event.person, "/" + std::string(own))) out[own] = *value;
    for (const std::string_view name : kTimes)
        if (const auto when = time_at(event.person, "/" + std::string(name), TimeForm::iso_without_zone))
            out[std::string(name)] = json::value(iso_text(when->at));
    if (const auto group = scalar_at(event.whole, "/group/id"); !group.empty()) {
        // It carries no time, so a late repetition must not speak of consent.
        out[std::string(kGroupPrefix) + group] = event.what == "added_to_group";
        out.erase("status");
    } else if (const auto left = opted_out(text_at(event.person, "/status"))) {
        out[std::string(kOptOut)] = *left;
    }
    return out;
}

// Active by an opt-in of that moment only: that somebody's status moved is no word of theirs (sheet, Webhooks).
std::optional<ConsentProof> proof_of(const Event& event) {
    if (event.what == "unsubscribed" || event.what == "spam_reported")
        return ConsentProof{.kind = std::string(event.what)};
    const auto since = text_at(event.person, "/opted_in_at");
    if (event.what != "active" || since.empty() || since != text_at(event.person, "/updated_at"))
        return std::nullopt;
    return ConsentProof{.kind = "confirmed", .opted_in = true};
}

Change change_of(const Event& event) {
    Change out{
        .kind = {"subscriber"},
        .id = {event.id},
        .occurred_at = changed_at(event.person),
        .completeness = Completeness::shown,
        .fields = fields_of(event),
        .consent = proof_of(event)};
    // Somebody new may have come with groups, which the event does not tell.
    if (event.what == "created") out.completeness = Completeness::read_the_rest;
    // Whatever the status says, which a bounce or a later event may have moved.
    if (event.what == "spam_reported" || event.what == "unsubscribed") set_moved(out, std::string(kOptOut), true);
    if (event.what != "deleted") return out;
    out.deleted = true;
    out.completeness = Completeness::whole;
    // To be forgotten is to hear from no other tool either.
    if (!text_at(event.person, "/forget_at").empty()) out.fields[std::string(kOptOut)] = true;
    return out;
}

Engagement engagement_of(const Event& event, std::string what) {
    Engagement out{.kind = {"subscriber"}, .id = {event.id}, .what = std::move(what)};
    out.occurred_at = changed_at(event.person);
    if (out.occurred_at) out.event_key = out.what + ":" + event.id + ":" + iso_text(out.occurred_at->at);
    return out;
}

// How an opened or a clicked campaign names the person was not seen.
InboundEvent about_campaign(const Event& event) {
    const bool names_person = &event.person != &event.whole && !event.id.empty();
    if (names_person && event.what == "open") return engagement_of(event, "opened");
    if (names_person && event.what == "click") return engagement_of(event, "clicked");
    return Handshake{std::string(event.name)};
}

void add_news(const json::value& in, std::vector<InboundEvent>& out) {
    const auto event = event_in(in);
    constexpr std::string_view kChanges[] = {
        "created",
        "updated",
        "unsubscribed",
        "added_to_group",
        "removed_from_group",
        "bounced",
        "spam_reported",
        "deleted",
        "active"};
    const bool person = event.of == "subscriber" && std::ranges::count(kChanges, event.what) > 0;
    if (event.name.empty() || (person && event.id.empty())) {
        out.emplace_back(Unreadable{.why = not_an_event(), .kind = {"subscriber"}, .id = {event.id}});
    } else if (!person) {
        out.push_back(about_campaign(event));
    } else {
        out.emplace_back(change_of(event));
        if (event.what == "bounced") out.emplace_back(engagement_of(event, "bounced"));
    }
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    const auto* list = value_at(*body, "/events");
    std::vector<InboundEvent> out;
    if (list == nullptr)
        add_news(*body, out);
    else
        for (const json::value& event : items_at(*list, "")) add_news(event, out);
    if (out.empty()) return not_an_event();
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::mailerlite
