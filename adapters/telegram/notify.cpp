#include "adapters/telegram/error_table.h"
#include "adapters/telegram/internal.h"
#include "connector/contract/notice_shape.h"
#include "connector/contract/notice_text.h"

#include <charconv>

namespace crosswalk::telegram {
namespace {

namespace json = boost::json;

// Sheet, sendMessage and inline keyboard; of buttons' words no limit is published.
constexpr std::size_t kText = 4'096, kCallbackData = 64, kButton = 64, kReasons = 20;

// An id of a chat is a number, a public name a text.
json::value chat(std::string_view address) {
    std::int64_t id = 0;
    const char* end = address.data() + address.size();
    const auto [at, bad] = std::from_chars(address.data(), end, id);
    return bad == std::errc{} && at == end ? json::value(id) : json::value(address);
}

// What does not fit into a button is decided behind the link.
void add_button(json::array& rows, const NoticeMessage& message, std::string_view words, const std::string& data) {
    json::object button{{"text", cut_text(words, kButton)}};
    if (data.size() <= kCallbackData)
        button["callback_data"] = data;
    else if (!message.link.empty())
        button["url"] = message.link;
    else
        return;
    rows.push_back(json::array{std::move(button)});
}

json::array keyboard(const NoticeMessage& message) {
    const ButtonWords& words = button_words(message.language);
    json::array rows;
    if (!message.token.empty()) {
        const std::string reject = std::string(kReject) + message.token;
        add_button(rows, message, words.accept, std::string(kAccept) + message.token);
        for (std::size_t i = 0; i < message.reasons.size() && i < kReasons; ++i) {
            const NoticeReason& reason = message.reasons[i];
            const std::string label = std::string(words.reject) + ": " + reason.label;
            add_button(rows, message, label, reject + kBetween + reason.code);
        }
        if (message.reasons.empty()) add_button(rows, message, words.reject, reject);
    }
    if (!message.link.empty()) rows.push_back(json::array{{{"text", words.open}, {"url", message.link}}});
    return rows;
}

// Without a parse mode nothing in the text is markup; what is bold is said beside it.
json::object message_to(std::string_view receiver, const NoticeMessage& message) {
    const std::string text = cut_text(plain_text(message, LinkIn::button), kText, TextUnit::utf16);
    json::object out{
        {"chat_id", chat(receiver)},
        {"text", text},
        {"link_preview_options", {{"is_disabled", true}}},
        {"reply_markup", {{"inline_keyboard", keyboard(message)}}}};
    const auto bold = std::min(text_length(message.subject, TextUnit::utf16), text_length(text, TextUnit::utf16));
    if (bold > 0) out["entities"] = json::array{{{"type", "bold"}, {"offset", 0}, {"length", bold}}};
    return out;
}

HttpRequest post(const NoticeMessage& message, const Connection&) {
    return send_json("POST", "/sendMessage", message_to(message.address, message));
}

HttpRequest replace(const NoticeMessage& message, const Connection&) {
    const MessagePlace place = place_of_message(message.replaces);
    json::object body = message_to(place.receiver, message);
    body["message_id"] = chat(place.message);
    return send_json("POST", "/editMessageText", body);
}

std::string id_in(const NoticeMessage& message, const Answer& answer) {
    const auto* ok = value_at(answer.body, "/ok");
    if (ok == nullptr || *ok != json::value(true)) return {};
    const auto id = message_id(
        scalar_at(answer.body, "/result/chat/id"), scalar_at(answer.body, "/result/message_id")
    );
    return id.empty() ? message.replaces : id;
}

const NoticeShape kNotices{.post = post, .replace = replace, .id_in = id_in};

// A group that became another one is told where it lives now, and is written to there.
Result<Calls> parse(
    const NoticeBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    read_report(kNotices, batch, call, answer, report);
    if (answer.ok() || call.rows.size() != 1) return Calls{};
    const std::size_t row = call.rows.front();
    const NoticeMessage& message = batch.messages[row];
    const std::string moved = scalar_at(answer.body, "/parameters/migrate_to_chat_id");
    if (!moved.empty() && message.replaces.empty() && !call.state.has_value()) {
        Call again{.request = send_json("POST", "/sendMessage", message_to(moved, message)), .rows = {row}};
        again.state = true;
        return Calls{std::move(again)};
    }
    if (!message.replaces.empty() && report[row].vendor_says.find(kUnchanged) != std::string::npos)
        report[row] = {.verdict = Verdict::applied, .id = VendorId{message.replaces}};
    return Calls{};
}

}  // namespace

Operation<NoticeBatch, WriteReport> notify_operation() { return {build_notices<kNotices>, parse}; }

}  // namespace crosswalk::telegram
