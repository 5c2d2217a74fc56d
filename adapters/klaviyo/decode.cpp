#include "adapters/klaviyo/internal.h"

#include <algorithm>

namespace crosswalk::klaviyo {
namespace {

namespace json = boost::json;

Fault not_an_event() {
    return {
        "klaviyo.not_an_event",
        "This is no event of Klaviyo, or it does not name its profile.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

// What a topic means beside the engagement that it is. Of the others nothing follows.
enum class Follows { nothing, opt_out, opt_in, reading };
struct Meaning {
    std::string_view topic{}, engagement{};
    Follows follows = Follows::nothing;
};
constexpr Meaning kMeanings[] = {
    {"received_email", "delivered"},
    {"opened_email", "opened"},
    {"clicked_email", "clicked"},
    {"bounced_email", "bounced", Follows::reading},  // hard or soft: the suppression tells
    {"dropped_email", "dropped", Follows::reading},
    {"marked_email_as_spam", "complained", Follows::opt_out},
    {"unsubscribed_from_email_marketing", "unsubscribed", Follows::opt_out},
    {"manually_suppressed_from_email_marketing", "suppressed", Follows::opt_out},
    {"manually_unsuppressed_from_email_marketing", "", Follows::reading},
    {"updated_email_preferences", "", Follows::reading},
    {"subscribed_to_email_marketing", "subscribed", Follows::opt_in}};

constexpr std::string_view kOwnTopics = "event:klaviyo.", kApiTopics = "event:api.";

struct Event {
    const json::value& row;
    std::string_view topic = text_at(row, "/topic");
    std::string profile = scalar_at(row, "/payload/data/relationships/profile/data/id");
    std::optional<When> at = time_at(row, "/payload/data/attributes/timestamp", TimeForm::epoch_seconds);

    std::string key(std::string_view what) const {
        const auto id = scalar_at(row, "/external_id");
        return id.empty() ? std::string() : std::string(what) + ":" + std::string(topic) + ":" + id;
    }
};

Change change_of(const Event& event, Follows follows) {
    Change out{
        .kind = {"profile"},
        .id = {event.profile},
        .event_key = event.key("profile"),
        .occurred_at = event.at,
        .completeness = Completeness::read_the_rest};
    if (follows == Follows::reading) return out;
    // The address is told now and then; with it an opt-out of somebody unknown finds its lead.
    if (const auto email = text_at(event.row, "/payload/data/attributes/event_properties/email_address");
        !email.empty())
        out.fields[std::string(kEmail)] = json::string(email);
    out.fields[std::string(kOptOut)] = false;
    if (follows != Follows::opt_out) return out;
    set_moved(out, std::string(kOptOut), true);
    out.completeness = Completeness::shown;
    return out;
}

void add_news(const json::value& row, std::vector<InboundEvent>& out) {
    const Event event{.row = row};
    const bool of_api = event.topic.starts_with(kApiTopics);
    const auto name =
        event.topic.substr(std::min((of_api ? kApiTopics : kOwnTopics).size(), event.topic.size()));
    const auto* known = std::ranges::find(kMeanings, name, &Meaning::topic);
    // What an API tells as an event of its own (a score that changed) stands in a property as well.
    const Meaning meaning = of_api                         ? Meaning{name, name, Follows::reading}
                            : known != std::end(kMeanings) ? *known
                                                           : Meaning{};
    if (event.topic.empty() || (!meaning.topic.empty() && event.profile.empty())) {
        out.emplace_back(Unreadable{.why = not_an_event(), .kind = {"profile"}, .id = {event.profile}});
        return;
    }
    if (meaning.topic.empty()) {
        out.emplace_back(Handshake{std::string(event.topic)});
        return;
    }
    if (meaning.follows != Follows::nothing) {
        Change change = change_of(event, meaning.follows);
        if (meaning.follows != Follows::reading)
            change.consent = ConsentProof{
                .kind = std::string(meaning.engagement), .opted_in = meaning.follows == Follows::opt_in};
        out.emplace_back(std::move(change));
    }
    if (meaning.engagement.empty()) return;
    Engagement done{.kind = {"profile"}, .id = {event.profile}, .what = std::string(meaning.engagement)};
    done.event_key = event.key(done.what);
    done.occurred_at = event.at;
    constexpr std::string_view kProperties = "/payload/data/attributes/event_properties/";
    done.link = text_at(event.row, std::string(kProperties).append("URL"));
    done.campaign = text_at(event.row, std::string(kProperties).append("Campaign Name"));
    out.emplace_back(std::move(done));
}

// The body of a flow's webhook is the admin's own: the profile by its id, and values by their names.
Result<std::vector<InboundEvent>> of_flow(const json::value& body) {
    Change out{.kind = {"profile"}, .id = {scalar_at(body, "/profile_id")}};
    out.completeness = Completeness::changed_fields_only;
    if (out.id.text.empty()) return not_an_event();
    for (const auto& [name, value] : body.get_object())
        if (name != "profile_id" && value.is_primitive()) out.fields[std::string(name)] = value;
    return std::vector<InboundEvent>{std::move(out)};
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    const auto* list = value_at(*body, "/data");
    if (list == nullptr && body->is_object()) return of_flow(*body);
    std::vector<InboundEvent> out;
    for (const json::value& row : items_at(*body, "/data")) add_news(row, out);
    if (out.empty()) return not_an_event();
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::klaviyo
