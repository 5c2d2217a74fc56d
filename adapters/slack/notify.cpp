#include "adapters/slack/error_table.h"
#include "adapters/slack/internal.h"
#include "connector/contract/notice_shape.h"
#include "connector/contract/notice_text.h"

namespace crosswalk::slack {
namespace {

namespace json = boost::json;

// Sheet, limits; those of fields and options are from memory.
constexpr std::size_t kHeader = 150, kSection = 3'000, kField = 2'000, kButton = 75, kBlockId = 255, kUrl = 3'000;
constexpr std::size_t kFieldsInSection = 10, kSections = 3, kOptions = 100;
constexpr std::size_t kFallback = 600;  // characters of the text without blocks; each is five at most when escaped

// Shown as it stands: no markup, no :emoji: and no mentions.
json::object plain(std::string_view text, std::size_t most) {
    return {{"type", "plain_text"}, {"text", cut_text(text, most)}, {"emoji", false}};
}

json::object button(std::string_view action, std::string_view words) {
    return {{"type", "button"}, {"action_id", action}, {"text", plain(words, kButton)}};
}

json::object reasons_menu(const NoticeMessage& message, const ButtonWords& words) {
    json::array options;
    for (const NoticeReason& reason : message.reasons)
        if (options.size() < kOptions && !reason.code.empty() && reason.code.size() <= kButton)
            options.push_back(
                {{"text", plain(reason.label.empty() ? reason.code : reason.label, kButton)}, {"value", reason.code}}
            );
    if (options.empty()) return button(kReject, words.reject);
    return {
        {"type", "static_select"},
        {"action_id", kReject},
        {"placeholder", plain(words.reason, kButton)},
        {"options", std::move(options)}};
}

json::object actions(const NoticeMessage& message) {
    const ButtonWords& words = button_words(message.language);
    json::object block{{"type", "actions"}};
    json::array elements;
    const std::string id = std::string(kBlockPrefix) + message.token;
    if (!message.token.empty() && id.size() <= kBlockId) {
        block["block_id"] = id;
        json::object accept = button(kAccept, words.accept);
        accept["style"] = "primary";
        elements.push_back(std::move(accept));
        elements.push_back(reasons_menu(message, words));
    }
    if (!message.link.empty() && message.link.size() <= kUrl) {
        json::object open = button(kOpen, words.open);
        open["url"] = message.link;
        elements.push_back(std::move(open));
    }
    block["elements"] = std::move(elements);
    return block;
}

json::array blocks(const NoticeMessage& message) {
    json::array out;
    if (!message.subject.empty())
        out.push_back({{"type", "header"}, {"text", plain(one_line(message.subject), kHeader)}});
    if (!message.body.empty()) out.push_back({{"type", "section"}, {"text", plain(message.body, kSection)}});
    json::array fields;
    for (std::size_t i = 0; i < message.facts.size() && i < kSections * kFieldsInSection; ++i) {
        fields.push_back(plain(message.facts[i].label + "\n" + message.facts[i].value, kField));
        if (fields.size() == kFieldsInSection || i + 1 == message.facts.size())
            out.push_back({{"type", "section"}, {"fields", std::exchange(fields, {})}});
    }
    json::object last = actions(message);
    if (!last.at("elements").as_array().empty()) out.push_back(std::move(last));
    return out;
}

json::object message_of(const NoticeMessage& message, std::string_view channel) {
    return {
        {"channel", channel},
        {"text", html_escaped(cut_text(plain_text(message, LinkIn::button), kFallback))},
        {"blocks", blocks(message)},
        {"mrkdwn", false},
        {"parse", "none"},
        {"unfurl_links", false},
        {"unfurl_media", false}};
}

HttpRequest post(const NoticeMessage& message, const Connection&) {
    return send_json("POST", "/api/chat.postMessage", message_of(message, message.address));
}

HttpRequest replace(const NoticeMessage& message, const Connection&) {
    const MessagePlace place = place_of_message(message.replaces);
    json::object body = message_of(message, place.receiver);
    body["ts"] = place.message;
    return send_json("POST", "/api/chat.update", body);
}

// A direct message is answered with a channel of its own, under which alone it can be updated.
std::string id_in(const NoticeMessage&, const Answer& answer) {
    const auto* ok = value_at(answer.body, "/ok");
    const std::string_view channel = text_at(answer.body, "/channel");
    if (ok == nullptr || *ok != json::value(true) || channel.empty()) return {};
    return message_id(channel, text_at(answer.body, "/ts"));
}

bool says_no(const Answer& answer) {
    const auto* ok = value_at(answer.body, "/ok");
    return ok != nullptr && *ok == json::value(false);
}

constexpr std::string_view kCodeAt = "/error";
const NoticeShape kNotices{
    .post = post,
    .replace = replace,
    .id_in = id_in,
    .says_no = says_no,
    .errors = {.code_at = {kCodeAt}},
    .error_rules = kErrorRules};

}  // namespace

Operation<NoticeBatch, WriteReport> notify_operation() { return {build_notices<kNotices>, parse_notice<kNotices>}; }

}  // namespace crosswalk::slack
