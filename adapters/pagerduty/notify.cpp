#include "adapters/pagerduty/internal.h"
#include "connector/contract/json_read.h"
#include "connector/contract/notice_shape.h"
#include "connector/contract/notice_text.h"

namespace crosswalk::pagerduty {
namespace {

namespace json = boost::json;

// The lengths are from memory; those of details only bound the whole, which may have 512 KB.
constexpr std::size_t kSummary = 1'024, kKey = 255, kDetail = 2'000, kFacts = 50;

json::object event(std::string_view action, std::string_view key) {
    return {{"event_action", action}, {"dedup_key", key}};
}

HttpRequest enqueue(const json::object& body) { return send_json("POST", "/v2/enqueue", body); }

// The same notice has the same key, so one that is sent again opens no second alert.
HttpRequest post(const NoticeMessage& message, const Connection&) {
    json::object details;
    if (!message.body.empty()) details["details"] = cut_text(message.body, kDetail);
    for (std::size_t i = 0; i < message.facts.size() && i < kFacts; ++i)
        details[cut_text(message.facts[i].label, kKey)] = cut_text(message.facts[i].value, kDetail);
    json::object body = event("trigger", cut_text("crosswalk/" + message.id, kKey, TextUnit::bytes));
    body["payload"] = {
        {"summary", cut_text(one_line(message.subject.empty() ? message.body : message.subject), kSummary)},
        {"source", "crosswalk"},
        {"severity", "error"},
        {"custom_details", std::move(details)}};
    body["client"] = "Crosswalk";
    if (!message.link.empty()) {
        body["client_url"] = message.link;
        body["links"] = json::array{{{"href", message.link}, {"text", button_words(message.language).open}}};
    }
    return enqueue(body);
}

// What follows an alert is its all-clear.
HttpRequest resolve(const NoticeMessage& message, const Connection&) {
    return enqueue(event("resolve", message.replaces));
}

std::string id_in(const NoticeMessage&, const Answer& answer) {
    if (text_at(answer.body, "/status") != "success") return {};
    return std::string(text_at(answer.body, "/dedup_key"));
}

const NoticeShape kNotices{.post = post, .replace = resolve, .id_in = id_in};

}  // namespace

Operation<NoticeBatch, WriteReport> notify_operation() { return {build_notices<kNotices>, parse_notice<kNotices>}; }

}  // namespace crosswalk::pagerduty
