#include "adapters/marketo/activities.h"
#include "connector/contract/mail_news.h"
#include "connector/contract/text.h"

namespace crosswalk::marketo {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "marketo.not_an_event",
        "This is no event of Marketo, or it does not name its lead.",
        "Compare the body of the webhook in Marketo with the one that README.md shows. " +
            std::string(kCompareThenDrop)};
}

constexpr std::string_view kStream = "com.adobe.platform.marketo.";

// By the number of their type.
constexpr MailMeaning kMeanings[] = {
    {"7", "delivered"},
    {"8", "bounced"},
    {"9", "unsubscribed", true},
    {"10", "opened"},
    {"11", "clicked"},
    {"27", "soft_bounced"}};

Change about(const Activity& activity, Completeness completeness) {
    return {
        .kind = {std::string(kKind)},
        .id = {activity.lead},
        .event_key = activity.key.empty() ? "" : "lead:" + activity.key,
        .occurred_at = activity.at,
        .completeness = completeness};
}

// A field goes by the name on the screen here, so what changed is read.
void add_activity(const Activity& activity, std::vector<InboundEvent>& out) {
    if (const auto* mail = meaning_of(kMeanings, std::to_string(static_cast<int>(activity.type))))
        return add_mail_news(
            *mail,
            {.about = about(activity, Completeness::changed_fields_only),
             .closes = std::string(kOptOut),
             .distinct = activity.key,
             .link = activity.attribute("Link"),
             .campaign = std::string(text_at(activity.row, "/primaryAttributeValue"))},  // the mail (from memory)
            out
        );
    switch (activity.type) {
        case ActivityType::deleted:
            out.emplace_back(deletion_of(activity));
            return;
        case ActivityType::merged:
            if (auto merge = merge_of(activity)) out.emplace_back(std::move(*merge));
            out.emplace_back(about(activity, Completeness::id_only));
            return;
        case ActivityType::created:
        case ActivityType::value_changed:
        case ActivityType::score_changed:
            if (is_no_change(activity))
                out.emplace_back(Handshake{"a value that stayed as it was"});
            else
                out.emplace_back(about(activity, Completeness::id_only));
            return;
        default:
            out.emplace_back(Handshake{std::string(text_at(activity.row, "/activityType"))});
    }
}

void add_event(const json::value& event, std::vector<InboundEvent>& out) {
    const auto* data = value_at(event, "/data");
    const bool ours = text_at(event, "/type").starts_with(kStream) && data != nullptr;
    const Activity activity = activity_in(ours ? *data : event);
    if (ours && !activity.lead.empty())
        add_activity(activity, out);
    else
        out.emplace_back(Unreadable{.why = not_an_event(), .kind = {std::string(kKind)}});
}

bool says_yes(std::string_view word) { return word == "1" || same_but_for_case(word, "true"); }

// The body of a campaign's webhook is the admin's own: the lead by its id, and values by their names. That somebody
// is subscribed is shown, and was nobody's word just now.
Result<std::vector<InboundEvent>> of_campaign(const json::object& body) {
    Change out{.kind = {std::string(kKind)}, .completeness = Completeness::changed_fields_only};
    for (const auto& [name, value] : body) {
        if (name == "lead_id") {
            out.id.text = scalar_at(value, "");
        } else if (name == kUnsubscribed) {
            out.completeness = Completeness::shown;
            out.fields[std::string(kOptOut)] = says_yes(scalar_at(value, ""));
        } else if (value.is_primitive()) {
            out.fields[name == "score" ? std::string("leadScore") : std::string(name)] = value;
        }
    }
    if (out.id.text.empty() || out.id.text.find_first_not_of("0123456789") != std::string::npos) return not_an_event();
    return std::vector<InboundEvent>{std::move(out)};
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    if (body->is_object() && !body->get_object().contains("type")) return of_campaign(body->get_object());
    std::vector<InboundEvent> out;
    if (body->is_array())
        for (const json::value& event : items_at(*body, "")) add_event(event, out);
    else
        add_event(*body, out);
    if (out.empty()) return not_an_event();
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::marketo
