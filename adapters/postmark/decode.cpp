#include "adapters/postmark/internal.h"
#include "connector/contract/mail_news.h"

namespace crosswalk::postmark {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "postmark.not_an_event",
        "This is no event of Postmark, or it does not name its recipient.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

// By the record's type; a bounce by its own. The codes beside the types contradict each other (sheet, Webhooks).
constexpr MailMeaning kMeanings[] = {
    {"Delivery", "delivered"},
    {"Open", "opened"},
    {"Click", "clicked"},
    {"SpamComplaint", "complained", true},
    {"HardBounce", "bounced"},
    {"BadEmailAddress", "bounced"},
    {"SoftBounce", "soft_bounced"},
    {"Transient", "soft_bounced"},
    {"DnsError", "soft_bounced"},
    {"Blocked", "soft_bounced"},
    {"SpamNotification", "soft_bounced"},
    {"DMARCPolicy", "soft_bounced"},
    {"Unsubscribe", "unsubscribed", true},
    {"ManualSuppression", "unsubscribed", true}};
// By the sender or an admin: nobody did anything, but no more mail is sent.
constexpr MailMeaning kTakenDown{"ManualSuppression", "", true};
constexpr std::string_view kTimes[] = {"/DeliveredAt", "/BouncedAt", "/ReceivedAt", "/ChangedAt"};

std::string address_in(const json::value& event) {
    const auto email = text_at(event, "/Email");
    return id_of(email.empty() ? text_at(event, "/Recipient") : email);
}

// Bounces and complaints have a number, the others nothing of their own.
std::string distinct(const json::value& event) {
    std::string all = scalar_at(event, "/RecordType") + "|" + scalar_at(event, "/ID");
    for (const char* part : {"/MessageID", "/Recipient", "/OriginalLink"}) all += "|" + scalar_at(event, part);
    for (const std::string_view at : kTimes) all += "|" + scalar_at(event, at);
    return all;
}

// What the connection is about closes everything; another stream is one thing somebody may leave.
std::string closed_by(const json::value& event, const Connection& connection) {
    const auto stream = text_at(event, "/MessageStream"), ours = connection.setting(kStreamSetting);
    const bool is_ours = stream.empty() || stream == (ours.empty() ? kDefaultStream : ours);
    return is_ours ? std::string(kOptOut) : std::string(kStreamPrefix).append(stream);
}

MailEvent mail_event(const json::value& event, const Connection& connection) {
    const auto email = address_in(event);
    MailEvent out{
        .about =
            {.kind = {std::string(kKind)},
             .id = {email},
             .completeness = Completeness::shown,  // the address says who it is, not what it became
             .fields = {{std::string(kEmail), json::value(email)}}},
        .closes = closed_by(event, connection),
        .distinct = distinct(event)};
    out.link = text_at(event, "/OriginalLink");
    out.campaign = text_at(event, "/Tag");
    for (const std::string_view at : kTimes)
        if (!out.about.occurred_at) out.about.occurred_at = time_at(event, at, TimeForm::iso);
    return out;
}

// A complaint is about all mail of the sender. It is told twice, by a record of its own and by the list that it puts
// somebody on; what both have is the mail.
void add_complaint(const json::value& event, const Connection& connection, std::vector<InboundEvent>& out) {
    MailEvent told = mail_event(event, connection);
    told.closes = kOptOut;
    if (const auto mail = text_at(event, "/MessageID"); !mail.empty())
        told.distinct = std::string("SpamComplaint|").append(mail).append("|").append(told.about.id.text);
    add_mail_news(*meaning_of(kMeanings, "SpamComplaint"), told, out);
}

void add_subscription(const json::value& event, const Connection& connection, std::vector<InboundEvent>& out) {
    const auto reason = text_at(event, "/SuppressionReason");
    const auto* suppressed = value_at(event, "/SuppressSending");
    MailEvent told = mail_event(event, connection);
    if (reason == "SpamComplaint") return add_complaint(event, connection, out);
    if (told.closes == kOptOut)
        set_moved(told.about, std::string(kReason), reason.empty() ? json::value() : json::value(reason));
    if (suppressed != nullptr && *suppressed == json::value(true)) {
        const bool by_others = text_at(event, "/Origin") == "Customer" || text_at(event, "/Origin") == "Admin";
        if (const auto* meaning = meaning_of(kMeanings, reason); meaning != nullptr && meaning->opts_out)
            return add_mail_news(by_others ? kTakenDown : *meaning, told, out);
    } else if (suppressed != nullptr && *suppressed == json::value(false)) {
        set_moved(told.about, told.closes, false);
        // Their own word counts, where the admin lists it; that we or an admin took them off proves nothing.
        if (text_at(event, "/Origin") == "Recipient")
            told.about.consent = ConsentProof{.kind = "resubscribed", .opted_in = true};
    }
    out.emplace_back(std::move(told.about));
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection& connection) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    const auto record = text_at(*body, "/RecordType"), type = text_at(*body, "/Type");
    const MailMeaning* meaning = meaning_of(kMeanings, record == "Bounce" ? type : record);
    const bool changes = record == "SubscriptionChange";
    std::vector<InboundEvent> out;
    if (record.empty()) return not_an_event();
    if (meaning == nullptr && !changes)
        out.emplace_back(Handshake{std::string(record)});
    else if (address_in(*body).find('@') == std::string::npos)
        return not_an_event();
    else if (changes)
        add_subscription(*body, connection, out);
    else if (meaning->engagement == "complained")
        add_complaint(*body, connection, out);
    else
        add_mail_news(*meaning, mail_event(*body, connection), out);
    return out;
}

}  // namespace crosswalk::postmark
