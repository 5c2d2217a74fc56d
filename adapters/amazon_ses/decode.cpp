#include "adapters/amazon_ses/internal.h"
#include "connector/contract/mail_news.h"

#include <algorithm>

namespace crosswalk::amazon_ses {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "amazon_ses.not_an_event",
        "This is no message of a topic, or no event of Amazon SES within one.",
        "Let the configuration set of Amazon SES alone publish to this topic. " + std::string(kCompareThenDrop)};
}

Fault unsubscribed() {
    return {
        "amazon_ses.topic_left",
        "The topic does not send here any more: somebody has ended its subscription.",
        "Subscribe the webhook's address to the topic again. " + std::string(kCompareThenDrop)};
}

// By the event; a bounce by its type, a complaint by what it is about.
constexpr MailMeaning kMeanings[] = {
    {"Delivery", "delivered"},
    {"Open", "opened"},
    {"Click", "clicked"},
    {"Permanent", "bounced"},
    {"Transient", "soft_bounced"},
    {"Undetermined", "soft_bounced"},
    {"DeliveryDelay", "soft_bounced"},
    {"Complaint", "complained", true},
    {"Unsubscribe", "unsubscribed", true}};

// Where an event keeps its own, and whom it is about; where it does not say that, it is about whom the mail went to.
struct EventPlace {
    std::string_view event{}, own{}, recipients{};
};
constexpr EventPlace kPlaces[] = {
    {"Delivery", "/delivery", "/delivery/recipients"},
    {"Open", "/open"},
    {"Click", "/click"},
    {"Bounce", "/bounce", "/bounce/bouncedRecipients"},
    {"Complaint", "/complaint", "/complaint/complainedRecipients"},
    {"DeliveryDelay", "/deliveryDelay", "/deliveryDelay/delayedRecipients"},
    {"Subscription", "/subscription"}};

// "Ann <ann@example.com>" as well.
std::string address_in(std::string_view text) {
    const auto open = text.rfind('<'), close = text.rfind('>');
    if (open != std::string_view::npos && close != std::string_view::npos && close > open)
        text = text.substr(open + 1, close - open - 1);
    return text.find('@') == std::string_view::npos ? std::string() : id_of(text);
}

std::vector<std::string> addresses_at(const json::value& event, std::string_view list) {
    std::vector<std::string> out;
    for (const json::value& one : items_at(event, list))
        if (auto email = address_in(scalar_at(one, one.is_object() ? "/emailAddress" : "")); !email.empty())
            out.push_back(std::move(email));
    return out;
}

std::string text_within(const json::value& event, const EventPlace& place, std::string_view name) {
    return scalar_at(event, std::string(place.own) + std::string(name));
}

MailEvent mail_event(const json::value& event, const EventPlace& place, const std::string& email) {
    MailEvent out{
        .about =
            {.kind = {std::string(kKind)},
             .id = {email},
             .occurred_at = time_at(event, std::string(place.own) + "/timestamp", TimeForm::iso),
             .completeness = Completeness::changed_fields_only,
             .fields = {{std::string(kEmail), json::value(email)}}},
        .closes = std::string(kOptOut)};
    out.distinct = scalar_at(event, "/mail/messageId") + "|" + std::string(place.event) + "|" + email;
    for (const std::string_view part : {"/timestamp", "/feedbackId", "/link"})
        out.distinct += "|" + text_within(event, place, part);
    out.link = text_within(event, place, "/link");
    out.campaign = text_at(event, "/mail/tags/campaign/0");  // a tag of the sender's own
    return out;
}

// By topic; nothing where the event does not show them.
std::map<std::string, bool> topics_left(const json::value& event, std::string_view preferences) {
    std::map<std::string, bool> out;
    if (const auto* shown = value_at(event, preferences))
        for (const json::value& topic : items_at(*shown, "/topicSubscriptionStatus"))
            if (const auto name = text_at(topic, "/topicName"); !name.empty())
                out[std::string(name)] = text_at(topic, "/subscriptionStatus") == "OptOut";
    return out;
}

bool has_left_all(const json::value& event, std::string_view preferences) {
    const auto* all = value_at(event, std::string(preferences).append("/unsubscribeAll"));
    return all != nullptr && *all == json::value(true);
}

// What the contact list says now: all of it, or one topic after the other. What was so before is shown, and was nobody's
// word just now. Whoever comes back did so by their own hand only where the mail's own link was used.
void add_subscription(const json::value& event, const MailEvent& told, std::vector<InboundEvent>& out) {
    constexpr std::string_view kNow = "/subscription/newTopicPreferences", kBefore = "/subscription/oldTopicPreferences";
    const bool left_all = has_left_all(event, kNow);
    if (left_all && !has_left_all(event, kBefore))
        return add_mail_news(*meaning_of(kMeanings, "Unsubscribe"), told, out);
    Change change = told.about;
    change.completeness = Completeness::shown;
    change.event_key = "";
    if (left_all) change.fields[std::string(kOptOut)] = true;
    const auto before = topics_left(event, kBefore);
    for (const auto& [topic, left] : topics_left(event, kNow)) {
        const auto was = before.find(topic);
        const auto field = std::string(kTopicPrefix).append(topic);
        if (was != before.end() && was->second == left)
            change.fields[field] = left;
        else
            set_moved(change, field, left);
    }
    out.emplace_back(std::move(change));
}

// Null where nothing follows from it. Of a complaint that names several, each is only somebody at that provider
// (sheet, SES event JSON).
const MailMeaning* meaning_in(const json::value& event, const EventPlace& place, std::size_t recipients) {
    if (place.event == "Bounce") return meaning_of(kMeanings, text_at(event, "/bounce/bounceType"));
    const bool uncertain =
        recipients > 1 || text_at(event, "/complaint/complaintFeedbackType") == "not-spam";
    if (place.event == "Complaint" && uncertain) return nullptr;
    return meaning_of(kMeanings, place.event);
}

void add_event(const json::value& event, std::vector<InboundEvent>& out) {
    auto type = text_at(event, "/eventType");
    if (type.empty()) type = text_at(event, "/notificationType");
    const auto* place = std::ranges::find(kPlaces, type, &EventPlace::event);
    if (type.empty()) return;
    if (place == std::end(kPlaces)) {
        out.emplace_back(Handshake{std::string(type)});
        return;
    }
    auto people = addresses_at(event, place->recipients);
    const bool of_the_mail = place->recipients.empty();
    if (of_the_mail) people = addresses_at(event, "/mail/destination");
    const auto* meaning = meaning_in(event, *place, people.size());
    const bool unclear = of_the_mail && people.size() > 1;  // which of them it was is not told
    if (people.empty() && meaning != nullptr) {
        out.emplace_back(Unreadable{.why = not_an_event(), .kind = {std::string(kKind)}});
    } else if (unclear || (meaning == nullptr && type != "Subscription")) {
        out.emplace_back(Handshake{std::string(type)});
    } else {
        for (const std::string& email : people) {
            const auto told = mail_event(event, *place, email);
            if (type == "Subscription")
                add_subscription(event, told, out);
            else
                add_mail_news(*meaning, told, out);
        }
    }
}

// Only the topics of the connection are verified; that the vendor's own host is called is the manifest's word.
Handshake confirmation(const json::value& message) {
    const std::string path = "/?Action=ConfirmSubscription&TopicArn=" + percent_encode(text_at(message, "/TopicArn")) +
                             "&Token=" + percent_encode(text_at(message, "/Token"));
    return {.what = "SubscriptionConfirmation", .confirm = HttpRequest{.path = path, .host = std::string(kNotifications)}};
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto message = parse_json(delivery.body);
    if (!message) return message.error();
    const auto type = text_at(*message, "/Type");
    if (type == "SubscriptionConfirmation" && !text_at(*message, "/Token").empty())
        return std::vector<InboundEvent>{confirmation(*message)};
    if (type == "UnsubscribeConfirmation") return unsubscribed();
    if (type != "Notification") return not_an_event();
    // The first message of a configuration set is a sentence.
    const auto text = text_at(*message, "/Message");
    if (!text.starts_with('{')) return std::vector<InboundEvent>{Handshake{"a message in words"}};
    const auto event = parse_json(text);
    if (!event) return event.error();
    std::vector<InboundEvent> out;
    add_event(*event, out);
    if (out.empty()) return not_an_event();
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::amazon_ses
