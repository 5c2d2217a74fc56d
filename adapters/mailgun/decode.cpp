#include "adapters/mailgun/internal.h"
#include "connector/contract/mail_news.h"

namespace crosswalk::mailgun {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "mailgun.not_an_event",
        "This is no event of Mailgun, or it does not name its recipient.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

// A failure means what its severity or its reason says.
constexpr MailMeaning kMeanings[] = {
    {"delivered", "delivered"},
    {"opened", "opened"},
    {"opened by machine", "opened_by_machine"},
    {"clicked", "clicked"},
    {"clicked by machine", "clicked_by_machine"},
    {"unsubscribed", "unsubscribed", true},
    {"complained", "complained", true},
    {"failed permanent", "bounced"},
    {"failed temporary", "soft_bounced"},
    {"failed suppress-bounce", "dropped"},
    {"failed suppress-unsubscribe", "dropped", true, true},
    {"failed suppress-complaint", "dropped", true, true}};

std::string word_of(const json::value& event) {
    const std::string name(text_at(event, "/event"));
    if (name == "failed") {
        const auto reason = name + " " + std::string(text_at(event, "/reason"));
        return meaning_of(kMeanings, reason) != nullptr ? reason : name + " " + std::string(text_at(event, "/severity"));
    }
    const bool machine = !text_at(event, "/client-info/bot").empty();
    return machine && (name == "opened" || name == "clicked") ? name + " by machine" : name;
}

// The token is new for each delivery, and the same event may be delivered twice; its id is its own for a day only.
std::string distinct(const json::value& event) {
    return scalar_at(event, "/event") + "|" + scalar_at(event, "/id") + "|" + scalar_at(event, "/timestamp");
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    const auto* event = value_at(*body, "/event-data");
    if (event == nullptr || text_at(*event, "/event").empty()) return not_an_event();
    const MailMeaning* meaning = meaning_of(kMeanings, word_of(*event));
    if (meaning == nullptr) return std::vector<InboundEvent>{Handshake{std::string(text_at(*event, "/event"))}};
    const auto email = id_of(text_at(*event, "/recipient"));
    if (email.find('@') == std::string::npos) return not_an_event();
    std::vector<InboundEvent> out;
    const Change about{
        .kind = {std::string(kKind)},
        .id = {email},
        .occurred_at = time_at(*event, "/timestamp", TimeForm::epoch),
        .completeness = Completeness::changed_fields_only,
        .fields = {{std::string(kEmail), json::value(email)}}};
    MailEvent told{about, std::string(kOptOut), distinct(*event)};
    told.link = text_at(*event, "/url");
    told.campaign = text_at(*event, "/tags/0");
    add_mail_news(*meaning, told, out);
    return out;
}

}  // namespace crosswalk::mailgun
