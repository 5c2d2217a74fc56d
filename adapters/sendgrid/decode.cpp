#include "adapters/sendgrid/internal.h"
#include "connector/contract/mail_news.h"

namespace crosswalk::sendgrid {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "sendgrid.not_an_event",
        "This is no event of SendGrid, or it does not name its recipient.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

// Words of the body, and those that a second word of the event tells apart.
constexpr MailMeaning kMeanings[] = {
    {"delivered", "delivered"},
    {"open", "opened"},
    {"open by machine", "opened_by_machine"},
    {"click", "clicked"},
    {"bounce", "bounced"},
    {"bounce blocked", "soft_bounced"},
    {"dropped", "dropped"},
    {"dropped Unsubscribed Address", "dropped", true, true},
    {"dropped Spam Reporting Address", "dropped", true, true},
    {"spamreport", "complained", true},
    {"unsubscribe", "unsubscribed", true},
    {"group_unsubscribe", "unsubscribed", true}};

std::string word_of(const json::value& event) {
    const std::string name(text_at(event, "/event"));
    const auto* machine = value_at(event, "/sg_machine_open");
    if (name == "open" && machine != nullptr && *machine == json::value(true)) return name + " by machine";
    const auto second = text_at(event, name == "bounce" ? "/type" : name == "dropped" ? "/reason" : "/none");
    const std::string whole = name + " " + std::string(second);
    return meaning_of(kMeanings, whole) != nullptr ? whole : name;
}

std::string distinct(const json::value& event) {
    auto out = scalar_at(event, "/sg_event_id");
    if (!out.empty()) return out;
    for (const char* part : {"/event", "/email", "/timestamp", "/sg_message_id", "/url"}) out += "|" + scalar_at(event, part);
    return out;
}

MailEvent mail_event(const json::value& event) {
    const auto email = id_of(text_at(event, "/email")), group = scalar_at(event, "/asm_group_id");
    const bool of_group = text_at(event, "/event").starts_with("group_") && !group.empty();
    // A single send has a name; other mail may have categories.
    auto campaign = text_at(event, "/singlesend_name");
    for (const std::string_view at : {"/category/0", "/category"})
        if (campaign.empty()) campaign = text_at(event, at);
    return {
        .about =
            {.kind = {std::string(kKind)},
             .id = {email},
             .occurred_at = time_at(event, "/timestamp", TimeForm::epoch),
             .completeness = Completeness::changed_fields_only,
             .fields = {{std::string(kEmail), json::value(email)}}},
        .closes = of_group ? std::string(kGroupPrefix) + group : std::string(kOptOut),
        .distinct = distinct(event),
        .link = std::string(text_at(event, "/url")),
        .campaign = std::string(campaign)};
}

// Their own click, which opens one group and nothing else.
Change back_in_group(const json::value& event) {
    MailEvent told = mail_event(event);
    told.about.fields[told.closes] = false;
    const auto scope = told.closes.substr(kGroupPrefix.size());
    told.about.consent = ConsentProof{.kind = "resubscribed", .scope = scope, .opted_in = true};
    return std::move(told.about);
}

void add_news(const json::value& event, std::vector<InboundEvent>& out) {
    const auto name = text_at(event, "/event");
    const MailMeaning* meaning = meaning_of(kMeanings, word_of(event));
    const bool returns = name == "group_resubscribe" && !scalar_at(event, "/asm_group_id").empty();
    const bool known = meaning != nullptr || returns;
    if (name.empty() || (known && text_at(event, "/email").find('@') == std::string_view::npos))
        out.emplace_back(Unreadable{.why = not_an_event(), .kind = {std::string(kKind)}});
    else if (returns)
        out.emplace_back(back_in_group(event));
    else if (known)
        add_mail_news(*meaning, mail_event(event), out);
    else
        out.emplace_back(Handshake{std::string(name)});
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto parts = split_json_array(delivery.body);
    if (!parts) return parse_json(delivery.body) ? Result<std::vector<InboundEvent>>(not_an_event()) : parts.error();
    std::vector<InboundEvent> out;
    for (const auto part : *parts)
        if (const auto event = parse_json(part))
            add_news(*event, out);
        else
            out.emplace_back(Unreadable{.why = event.error(), .kind = {std::string(kKind)}});
    if (out.empty()) return not_an_event();
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::sendgrid
