#include "adapters/mailchimp/internal.h"
#include "connector/contract/digest.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::mailchimp {
namespace {

namespace json = boost::json;

constexpr std::string_view kMerges = "data[merges][";

Fault not_an_event() {
    return {
        "mailchimp.not_an_event",
        "This is no event of a Mailchimp audience, or it does not name its member.",
        "Find out who posts to the webhook address. " + std::string(kCompareThenDrop)};
}

// One delivery: one event, as a form.
struct Event {
    json::object form{};
    std::string body_digest{};

    std::string text(std::string_view name) const {
        const auto* value = form.if_contains(name);
        return value == nullptr ? std::string() : scalar_at(*value, "");
    }
    std::string data(std::string_view name) const { return text("data[" + std::string(name) + "]"); }
    std::string type() const { return text("type"); }
    std::optional<When> fired_at() const { return time_at(form, "/fired_at", TimeForm::iso_without_zone); }
    // No delivery has an id, and two edits of one second differ in their bodies only (sheet, section 4).
    std::string key(std::string_view what) const {
        return std::string(what) + ":" + text("fired_at") + ":" + body_digest;
    }
};

bool is_address(std::string_view text) { return text.size() > 2 && text.find('@') != std::string_view::npos; }

Change change_of(const Event& event, const std::string& email) {
    Change out{
        .kind = {"member"},
        .id = {id_of(email)},
        .event_key = event.key(event.type()),
        .occurred_at = event.fired_at(),
        .completeness = Completeness::shown,
        .fields = {{std::string(kEmail), json::value(email)}}};
    for (const auto& [name, value] : event.form) {
        // What is nested (an address, groupings) has no value of its own.
        if (!name.starts_with(kMerges) || !name.ends_with(']')) continue;
        const std::string_view tag =
            std::string_view(name).substr(kMerges.size(), name.size() - kMerges.size() - 1);
        if (!tag.empty() && tag.find(']') == std::string_view::npos) out.fields[std::string(tag)] = value;
    }
    return out;
}

Engagement engagement_of(const Event& event, const std::string& email, std::string what) {
    Engagement out{
        .kind = {"member"}, .id = {id_of(email)}, .what = std::move(what), .occurred_at = event.fired_at()};
    out.event_key = event.key(out.what);
    return out;
}

// Whether Mailchimp asks for a confirmation is a setting of the audience, which no event tells.
ConsentProof opt_in_of(const Event& event, const Connection& connection) {
    const bool by_form = !event.data("ip_signup").empty();
    const bool confirmed = by_form && connection.setting("double_opt_in") == "true";
    return {.kind = confirmed ? "confirmed" : by_form ? "form" : "added", .opted_in = true};
}

// Somebody left: by themselves, by a complaint, by an address that bounces for good; or a user took them
// away, which is no word of theirs.
std::vector<InboundEvent> left(const Event& event, const std::string& email) {
    const auto reason = event.data("reason");
    const bool cleaned = event.type() == "cleaned", complained = reason == "abuse";
    const bool taken_away = !cleaned && !complained && event.data("action") == "delete";
    Change out = change_of(event, email);
    out.deleted = event.data("action") == "delete";
    if (taken_away) return {std::move(out)};
    const std::string what = complained ? "complained" : cleaned ? "bounced" : "unsubscribed";
    set_moved(out, std::string(kOptOut), true);
    out.consent = ConsentProof{.kind = what};
    return {std::move(out), engagement_of(event, email, what)};
}

// The id follows the address, so the member of the old one lives on as another.
std::vector<InboundEvent> moved(const Event& event, const std::string& from, const std::string& to) {
    Change out = change_of(event, to);
    out.completeness = Completeness::read_the_rest;
    if (!is_address(from) || id_of(from) == id_of(to)) return {std::move(out)};
    Merge merge{
        .kind = {"member"}, .winner = out.id, .losers = {{id_of(from)}}, .occurred_at = event.fired_at()};
    merge.event_key = event.key("moved");
    return {std::move(merge), std::move(out)};
}

std::vector<InboundEvent> news_of(const Event& event, const Connection& connection) {
    const auto type = event.type(), list = event.data("list_id"),
               ours = std::string(connection.setting("audience_id"));
    constexpr std::string_view kAboutMembers[] = {
        "subscribe", "unsubscribe", "profile", "upemail", "cleaned"};
    const bool of_another_audience = !ours.empty() && !list.empty() && list != ours;
    if (std::ranges::count(kAboutMembers, type) == 0 || of_another_audience) return {Handshake{type}};
    const auto email = event.data(type == "upemail" ? "new_email" : "email");
    if (!is_address(email)) return {};
    if (type == "upemail") return moved(event, event.data("old_email"), email);
    if (type == "unsubscribe" || type == "cleaned") return left(event, email);
    Change out = change_of(event, email);
    if (type == "subscribe") {
        out.completeness = Completeness::read_the_rest;  // tags and interests are not told
        out.fields[std::string(kOptOut)] = false;
        out.consent = opt_in_of(event, connection);
    }
    return {std::move(out)};
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection& connection) {
    const auto pairs = parse_form(delivery.body);
    if (!pairs) return pairs.error();
    Event event{.body_digest = md5_hex(delivery.body)};
    for (const auto& [name, value] : *pairs) event.form[name] = value;
    if (event.type().empty()) return not_an_event();
    auto out = news_of(event, connection);
    if (out.empty()) return not_an_event();
    return out;
}

}  // namespace crosswalk::mailchimp
