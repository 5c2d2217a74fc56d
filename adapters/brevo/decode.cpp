#include "adapters/brevo/internal.h"
#include "connector/contract/mail_news.h"

namespace crosswalk::brevo {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "brevo.not_an_event",
        "This is no event of Brevo, or it does not name its contact.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

// Some are spelled in two ways (sheet, section 4).
constexpr MailMeaning kMeanings[] = {
    {"delivered", "delivered"},
    {"opened", "opened"},
    {"proxy_open", "opened_by_machine"},
    {"click", "clicked"},
    {"soft_bounce", "soft_bounced"},
    {"hard_bounce", "bounced", true},
    {"spam", "complained", true},
    {"complaint", "complained", true},
    {"unsubscribe", "unsubscribed", true},
    {"unsubscribed", "unsubscribed", true}};

// Every other time of an event is off by a zone now and then; this one stands there in two names and two
// units.
std::optional<When> occurred_at(const json::value& event) {
    for (const std::string_view at : {"/ts_epoch", "/s_epoch"})
        if (const auto told = time_at(event, at, TimeForm::epoch)) return told;
    return std::nullopt;
}

// `id` is the webhook's, not the event's, so the event is named by all that tells it from others.
std::string distinct(const json::value& event) {
    std::string all = scalar_at(event, "/event");
    for (const char* part :
         {"/email", "/message-id", "/camp_id", "/ts_epoch", "/s_epoch", "/ts_event", "/link", "/URL"})
        all += "|" + scalar_at(event, part);
    return all;
}

Change change_of(const json::value& event, const Connection& connection) {
    const auto email = scalar_at(event, "/email"), who = scalar_at(event, "/api_key_name");
    Change out{
        .kind = {"contact"},
        .id = {id_of(email)},
        .occurred_at = occurred_at(event),
        .completeness = Completeness::shown,
        .fields = {{std::string(kEmail), json::value(email)}}};
    const bool ours = !who.empty() && who == connection.setting("api_key_name");
    if (ours) out.origin = Origin::ourselves;
    if (!ours) out.who = who;
    return out;
}

MailEvent about_mail(const json::value& event, const Connection& connection, bool opts_out) {
    MailEvent out{
        .about = change_of(event, connection), .closes = std::string(kOptOut), .distinct = distinct(event)};
    out.link = text_at(event, "/URL");  // of marketing mail; of transactional mail it is a `link`
    if (out.link.empty()) out.link = text_at(event, "/link");
    out.campaign = text_at(event, "/campaign name");
    if (out.campaign.empty()) out.campaign = text_at(event, "/tags/0");
    for (const json::value& list : items_at(event, "/list_id"))
        if (const auto id = scalar_at(list, ""); opts_out && !id.empty())
            set_moved(out.about, std::string(kListPrefix) + id, true);
    return out;
}

void add_news(const json::value& event, const Connection& connection, std::vector<InboundEvent>& out) {
    const auto name = text_at(event, "/event");
    const bool about_contact = name.starts_with("contact_") || name == "list_addition";
    const MailMeaning* meaning = meaning_of(kMeanings, name);
    const bool known = about_contact || meaning != nullptr;
    if (name.empty() || (known && text_at(event, "/email").find('@') == std::string_view::npos)) {
        out.emplace_back(Unreadable{.why = not_an_event(), .kind = {"contact"}});
    } else if (about_contact) {
        // They tell that something changed, and no value that holds.
        Change change = change_of(event, connection);
        change.deleted = name == "contact_deleted";
        change.completeness = change.deleted ? Completeness::whole : Completeness::read_the_rest;
        out.emplace_back(std::move(change));
    } else if (known) {
        add_mail_news(*meaning, about_mail(event, connection, meaning->opts_out), out);
    } else {
        out.emplace_back(Handshake{std::string(name)});
    }
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection& connection) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    std::vector<InboundEvent> out;
    if (body->is_array())
        for (const json::value& event : body->get_array()) add_news(event, connection, out);
    else
        add_news(*body, connection, out);
    if (out.empty()) return not_an_event();
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::brevo
