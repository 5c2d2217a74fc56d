#include "connector/mapping/tools/tool_decode.h"

#include "connector/contract/digest.h"
#include "connector/contract/json_read.h"
#include "connector/contract/text.h"
#include "connector/mapping/tools/tool_rows.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

namespace json = boost::json;

Fault not_an_event(const Tool& tool) {
    return {
        "tool.not_an_event",
        "This is no event of " + std::string(tool.manifest.title) + ", or it does not name its person.",
        "Compare it with 'webhook' of the tool's declaration, correct that, restart, then replay."};
}

// A key that stands there several times holds a list.
Result<json::value> form_in(std::string_view body) {
    const auto pairs = parse_form(body);
    if (!pairs) return pairs.error();
    json::object out;
    for (const auto& [name, value] : *pairs) {
        const auto [at, is_new] = out.emplace(name, value);
        if (is_new) continue;
        if (!at->value().is_array()) at->value() = json::array{at->value()};
        at->value().get_array().emplace_back(value);
    }
    return json::value(std::move(out));
}

// One event of a delivery, as far as it says whom it is about.
struct Event {
    const json::value& whole;
    Change about{};
    std::string distinct{};  // what tells it from all others; empty: every delivery is new
};

Event event_in(const Tool& tool, const WebhookPlan& hook, const json::value& whole) {
    Event out{.whole = whole, .about = {.kind = {tool.person.kind}}};
    const auto* person = value_at(whole, hook.person);
    Row row = person != nullptr ? row_of(tool.person, *person) : Row{};
    if (!hook.id.empty()) row.id = spelled(tool.person, scalar_at(whole, hook.id));
    for (const auto& [name, place] : hook.fields)
        if (const auto* value = value_at(whole, place))
            if (auto plain = plain_value(*value)) row.fields[name] = std::move(*plain);
    out.about.id.text = std::move(row.id);
    out.about.fields = std::move(row.fields);
    out.about.occurred_at = hook.time.at.empty() ? row.changed : time_at(whole, hook.time.at, hook.time.form);
    out.about.completeness = Completeness::shown;
    if (const auto key = scalar_at(whole, hook.key); !hook.key.empty() && !key.empty())
        out.distinct = "key:" + key;
    else if (out.about.occurred_at)
        out.distinct = json::serialize(whole);
    return out;
}

std::string key_of(const Event& event, std::string_view word) {
    return event.distinct.empty() ? std::string() : std::string(word) + ":" + md5_hex(event.distinct);
}

void add_news(const WebhookPlan& hook, const Event& event, const News& news, std::vector<InboundEvent>& out) {
    if (news.kind == News::Kind::nothing) return;
    if (news.kind == News::Kind::mail) {
        MailEvent mail{.about = event.about, .closes = std::string(kOptOut), .distinct = event.distinct};
        if (!hook.link.empty()) mail.link = scalar_at(event.whole, hook.link);
        if (!hook.campaign.empty()) mail.campaign = scalar_at(event.whole, hook.campaign);
        add_mail_news(news.mail, mail, out);
        return;
    }
    Change change = event.about;
    change.event_key = key_of(event, news.word);
    if (news.kind == News::Kind::read) change.completeness = Completeness::read_the_rest;
    if (news.kind == News::Kind::confirmed) {
        set_moved(change, std::string(kOptOut), false);
        change.consent = ConsentProof{.kind = "confirmed", .opted_in = true};
    }
    if (news.kind == News::Kind::deleted) {
        change.deleted = true;
        change.completeness = Completeness::whole;
    }
    out.emplace_back(std::move(change));
}

void add_event(const Tool& tool, const json::value& whole, std::vector<InboundEvent>& out) {
    const WebhookPlan& hook = *tool.webhook;
    const auto unreadable = [&](std::string id) {
        out.emplace_back(Unreadable{.why = not_an_event(tool), .kind = {tool.person.kind}, .id = {std::move(id)}});
    };
    const std::string type = hook.type.empty() ? std::string() : scalar_at(whole, hook.type);
    if (!whole.is_object() || (!hook.type.empty() && type.empty())) return unreadable({});
    const auto known = hook.types.find(type);
    const auto& means = known == hook.types.end() ? hook.otherwise : known->second;
    if (std::ranges::all_of(means, [](const News* one) { return one->kind == News::Kind::nothing; })) {
        out.emplace_back(Handshake{type});
        return;
    }
    const Event event = event_in(tool, hook, whole);
    if (event.about.id.text.empty()) return unreadable({});
    for (const News* one : means) add_news(hook, event, *one, out);
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Tool& tool, const Delivery& delivery) {
    if (!tool.webhook)
        return Fault{
            "tool.no_webhook",
            std::string(tool.manifest.title) + " is declared without a webhook.",
            "Add 'webhook' to the tool's declaration, restart, then replay."};
    const auto body = tool.webhook->form ? form_in(delivery.body) : parse_json(delivery.body);
    if (!body) return body.error();
    const auto* list = value_at(*body, tool.webhook->events);
    if (list == nullptr) return not_an_event(tool);
    std::vector<InboundEvent> out;
    if (list->is_array())
        for (const json::value& event : list->get_array()) add_event(tool, event, out);
    else
        add_event(tool, *list, out);
    if (out.empty()) return not_an_event(tool);
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::tools
