#include "adapters/customerio/internal.h"
#include "connector/contract/mail_news.h"

namespace crosswalk::customerio {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "customerio.not_an_event",
        "This is no event of Customer.io, or it does not name its person.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

// Of mail. Opens that are inferred from a click are told by that click (sheet, Reporting webhooks).
constexpr MailMeaning kMeanings[] = {
    {"delivered", "delivered"},
    {"opened", "opened"},
    {"opened by machine", "opened_by_machine"},
    {"clicked", "clicked"},
    {"clicked by machine", "clicked_by_machine"},
    {"bounced", "bounced"},
    {"dropped", "dropped"},
    {"spammed", "complained", true},
    {"unsubscribed", "unsubscribed", true}};

bool says_yes(const json::value& data, std::string_view at) {
    const auto* told = value_at(data, at);
    return told != nullptr && *told == json::value(true);
}

std::string word_of(std::string_view metric, const json::value& data) {
    std::string out(metric);
    if (metric == "opened" && says_yes(data, "/synthetic")) return "opened by inference";
    const bool machine = metric == "opened" ? says_yes(data, "/prefetched") : says_yes(data, "/machine");
    return machine ? out + " by machine" : out;
}

std::string person_in(const json::value& data) {
    auto id = scalar_at(data, "/customer_id");
    if (id.empty()) id = scalar_at(data, "/identifiers/id");
    return id_in(id, scalar_at(data, "/identifiers/cio_id"));
}

Change change_of(const json::value& data, const json::value& event) {
    Change out{
        .kind = {std::string(kKind)},
        .id = {person_in(data)},
        .occurred_at = time_at(event, "/timestamp", TimeForm::epoch),
        .completeness = Completeness::changed_fields_only};
    // Not where the mail went to: that may be an address which the person has left since.
    for (const char* at : {"/identifiers/email", "/email_address"})
        if (const auto email = text_at(data, at); !out.fields.contains(kEmail) && email.find('@') != std::string_view::npos)
            out.fields[std::string(kEmail)] = email;
    return out;
}

// The content is a text that holds JSON, where the admin lets it be sent. It shows all topics, and which of them was
// changed just now it does not say.
InboundEvent topics_in(const json::value& data, Change change) {
    const auto content = parse_json(text_at(data, "/content"));
    const auto* topics = content ? value_at(*content, "/topics") : nullptr;
    change.completeness = Completeness::shown;
    if (topics != nullptr && topics->is_object())
        for (const auto& [topic, wanted] : topics->get_object())
            if (wanted.is_bool()) change.fields[std::string(kTopicPrefix).append(topic)] = !wanted.get_bool();
    return change;
}

// A campaign's own webhook, of the admin's making: who it is, and attributes of theirs.
Result<std::vector<InboundEvent>> from_campaign(const json::value& body) {
    Change change = change_of(body, body);
    if (change.id.text.empty()) return not_an_event();
    for (const auto& [name, value] : body.get_object())
        if (name != "customer_id" && name != "identifiers" && name != "timestamp" && value.is_primitive() &&
            !is_kept_beside_fields(name))
            change.fields[name] = value;
    return std::vector<InboundEvent>{std::move(change)};
}

void add_news(const json::value& event, const json::value& data, std::vector<InboundEvent>& out) {
    const auto metric = text_at(event, "/metric");
    Change change = change_of(data, event);
    const MailMeaning* meaning = meaning_of(kMeanings, word_of(metric, data));
    const bool mail = text_at(event, "/object_type") == "email" || (meaning != nullptr && meaning->opts_out);
    if (metric == "cio_subscription_preferences_changed") {
        change.event_key = scalar_at(event, "/event_id");
        out.push_back(topics_in(data, std::move(change)));
    } else if (metric == "subscribed") {
        change.event_key = scalar_at(event, "/event_id");
        change.fields[std::string(kOptOut)] = false;
        change.consent = ConsentProof{.kind = "subscribed", .opted_in = true};
        out.emplace_back(std::move(change));
    } else if (meaning != nullptr && mail) {
        // The mail tells of the same unsubscription as the person does (sheet, Consent).
        const bool twice = meaning->engagement == "unsubscribed";
        auto distinct = twice ? change.id.text + "|" + scalar_at(event, "/timestamp") : scalar_at(event, "/event_id");
        MailEvent told{std::move(change), std::string(kOptOut), std::move(distinct), std::string(text_at(data, "/href"))};
        for (const std::string_view id : {"/campaign_id", "/broadcast_id", "/newsletter_id"})
            if (told.campaign.empty()) told.campaign = scalar_at(data, id);
        add_mail_news(*meaning, told, out);
    } else {
        out.emplace_back(Handshake{std::string(metric)});
    }
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    if (!body->is_object()) return not_an_event();
    if (text_at(*body, "/metric").empty()) return from_campaign(*body);
    const auto* data = value_at(*body, "/data");
    if (data == nullptr || person_in(*data).empty()) return not_an_event();
    std::vector<InboundEvent> out;
    add_news(*body, *data, out);
    return out;
}

}  // namespace crosswalk::customerio
