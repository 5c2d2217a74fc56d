#include "tests/support/slack_double.h"

#include "connector/crypto/crypto.h"
#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

Answer slack_refuses(const char* error) { return said(200, {{"ok", false}, {"error", error}}); }

bool has_blocks_that_fit(const json::object& body) {
    const auto* blocks = member(body, "blocks");
    if (blocks == nullptr || !blocks->is_array() || blocks->get_array().size() > 50) return false;
    for (const auto& block : blocks->get_array())
        if (const auto* text = member(block.as_object(), "text"))
            if (text_of(text->as_object(), "text").empty()) return false;
    return true;
}

}  // namespace

SlackDouble::SlackDouble(std::string token, std::set<std::string> channels, int port)
    : token_(std::move(token)), channels_(std::move(channels)) {
    start(port);
}

SlackDouble::~SlackDouble() { stop(); }

std::vector<SlackDouble::Message> SlackDouble::messages() const {
    const std::lock_guard lock(mutex_);
    std::vector<Message> out;
    for (const auto& [ts, one] : messages_) out.push_back(one);
    return out;
}

Answer SlackDouble::answer(const Call& call) {
    const bool update = call.path == "/api/chat.update";
    if (call.method != "POST" || (!update && call.path != "/api/chat.postMessage")) return unplanned();
    if (call.header("Authorization") != "Bearer " + token_) return slack_refuses("invalid_auth");
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_object()) return slack_refuses("invalid_json");
    const auto& body = parsed->get_object();
    const auto channel = text_of(body, "channel");
    if (!channels_.contains(channel)) return slack_refuses("channel_not_found");
    if (text_of(body, "text").empty()) return slack_refuses("no_text");
    if (!has_blocks_that_fit(body)) return slack_refuses("invalid_blocks");
    const auto ts = update ? text_of(body, "ts") : "1772442000.000" + std::to_string(next_++);
    if (update && !messages_.contains(ts)) return slack_refuses("message_not_found");
    messages_[ts] = {channel, ts, body};
    return said(200, {{"ok", true}, {"channel", channel}, {"ts", ts}});
}

std::string SlackDouble::click(
    const std::string& ts, const std::string& action_id, const std::string& option, const std::string& user
) const {
    const std::lock_guard lock(mutex_);
    const auto found = messages_.find(ts);
    if (found == messages_.end()) return {};
    for (const auto& block : found->second.said.at("blocks").as_array()) {
        const auto* elements = member(block.as_object(), "elements");
        if (elements == nullptr) continue;
        for (const auto& element : elements->as_array()) {
            if (text_of(element.as_object(), "action_id") != action_id) continue;
            json::object action{
                {"action_id", action_id},
                {"block_id", text_of(block.as_object(), "block_id")},
                {"action_ts", "1772442065.19" + std::to_string(4939 + clicks_++)}};
            if (!option.empty()) action["selected_option"] = {{"value", option}};
            const json::object payload{
                {"type", "block_actions"},
                {"user", {{"id", user}, {"name", "lan.nguyen"}}},
                {"container", {{"type", "message"}, {"message_ts", ts}, {"channel_id", found->second.channel}}},
                {"actions", json::array{action}}};
            return form_body({{"payload", json::serialize(payload)}});
        }
    }
    return {};
}

Pairs slack_signature(const std::string& secret, const std::string& body, std::int64_t now_s) {
    const auto stamp = std::to_string(now_s);
    return {
        {"X-Slack-Signature", "v0=" + crypto::hex(crypto::hmac_sha256(secret, "v0:" + stamp + ":" + body))},
        {"X-Slack-Request-Timestamp", stamp}};
}

}  // namespace crosswalk::doubles
