#include "adapters/teams/internal.h"
#include "connector/contract/notice_shape.h"
#include "connector/contract/notice_text.h"

namespace crosswalk::teams {
namespace {

namespace json = boost::json;

constexpr std::size_t kMessageBytes = 27'000;  // sheet: refused behind about 28 KB
constexpr std::size_t kFacts = 30, kSubject = 200;

json::object run(std::string_view text, bool bold) {
    json::object out{{"type", "TextRun"}, {"text", text}};
    if (bold) out["weight"] = "Bolder";
    return out;
}

// Text blocks and fact sets read Markdown, rich ones take text as it stands.
json::object rich(json::array runs) { return {{"type", "RichTextBlock"}, {"inlines", std::move(runs)}}; }

json::array body_of(const NoticeMessage& message, std::size_t part) {
    json::array out;
    if (!message.subject.empty()) {
        json::object title = run(cut_text(one_line(message.subject), std::min(part, kSubject)), true);
        title["size"] = "Medium";
        out.push_back(rich({std::move(title)}));
    }
    if (!message.body.empty()) out.push_back(rich({run(cut_text(message.body, part), false)}));
    for (std::size_t i = 0; i < message.facts.size() && i < kFacts; ++i) {
        const auto& [label, value] = message.facts[i];
        out.push_back(rich({run(cut_text(label, part) + ": ", true), run(cut_text(value, part), false)}));
    }
    return out;
}

// A card here cannot tell who pressed a button, so a decision is made behind the link.
json::array actions_of(const NoticeMessage& message) {
    const ButtonWords& words = button_words(message.language);
    if (message.link.empty()) return {};
    std::string title(words.open);
    if (!message.token.empty()) title = std::string(words.accept) + " / " + std::string(words.reject);
    return {{{"type", "Action.OpenUrl"}, {"title", title}, {"url", message.link}}};
}

std::string card(const NoticeMessage& message, std::size_t part) {
    const json::object content{
        {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
        {"type", "AdaptiveCard"},
        {"version", "1.4"},
        {"msteams", {{"width", "Full"}}},
        {"body", body_of(message, part)},
        {"actions", actions_of(message)}};
    const json::object attachment{
        {"contentType", "application/vnd.microsoft.card.adaptive"}, {"contentUrl", nullptr}, {"content", content}};
    return json::serialize(json::object{{"type", "message"}, {"attachments", json::array{attachment}}});
}

HttpRequest post(const NoticeMessage& message, const Connection&) {
    HttpRequest out{.method = "POST", .path = "/", .headers = {{"Content-Type", "application/json"}}};
    out.body = within_bytes(kMessageBytes, [&](std::size_t part) { return card(message, part); });
    return out;
}

// "Accepted" is all it says: the flow is queued, and its messages have no id for us.
std::string id_in(const NoticeMessage& message, const Answer& answer) {
    constexpr int kAccepted = 202;
    return answer.status == kAccepted ? message.id : std::string();
}

const NoticeShape kNotices{.post = post, .id_in = id_in};

}  // namespace

Operation<NoticeBatch, WriteReport> notify_operation() { return {build_notices<kNotices>, parse_notice<kNotices>}; }

}  // namespace crosswalk::teams
