#include "adapters/slack/internal.h"
#include "connector/contract/notice_shape.h"
#include "connector/contract/text.h"

namespace crosswalk::slack {
namespace {

namespace json = boost::json;

Fault not_a_click(std::string what) {
    return {
        "slack.not_a_click",
        "Slack sent something that is no click on a notice: " + std::move(what) + ".",
        "Check that the app's interactivity URL alone points here; drop this."};
}

// The one field of the form.
Result<json::value> payload_of(const Delivery& delivery) {
    const auto form = parse_form(delivery.body);
    if (!form) return not_a_click(form.error().what);
    for (const auto& [name, text] : *form)
        if (name == "payload") {
            auto payload = parse_json(text);
            if (!payload) return not_a_click(payload.error().what);
            return payload;
        }
    return not_a_click("its form has no payload");
}

InboundEvent event_of(const json::value& payload, const json::value& action) {
    const std::string_view id = text_at(action, "/action_id"), block = text_at(action, "/block_id");
    if (id == kOpen) return Handshake{.what = "link opened"};
    Decision out{
        .verb = id == kAccept ? "accept" : "reject",
        .reason = std::string(text_at(action, "/selected_option/value")),
        .by = std::string(text_at(payload, "/user/id")),
        .name = std::string(text_at(payload, "/user/name")),
        .message =
            message_id(text_at(payload, "/container/channel_id"), text_at(payload, "/container/message_ts"))};
    if ((id != kAccept && id != kReject) || !block.starts_with(kBlockPrefix) || out.by.empty())
        return Unreadable{.why = not_a_click("an action of another kind")};
    out.token = block.substr(kBlockPrefix.size());
    out.event_key = out.by + "/" + std::string(text_at(action, "/action_ts")) + "/" + std::string(id);
    if (out.token.empty()) return Unreadable{.why = not_a_click("a button without a token")};
    return out;
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto payload = payload_of(delivery);
    if (!payload) return payload.error();
    if (text_at(*payload, "/type") != "block_actions") return not_a_click("it is no click on a button");
    std::vector<InboundEvent> out;
    for (const json::value& action : items_at(*payload, "/actions")) out.push_back(event_of(*payload, action));
    if (out.empty()) return not_a_click("it names no action");
    return readable_or_fault(std::move(out));
}

}  // namespace crosswalk::slack
