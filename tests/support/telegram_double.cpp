#include "tests/support/telegram_double.h"

#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

Answer bot_refuses(int code, const std::string& description, json::object parameters = {}) {
    json::object out{{"ok", false}, {"error_code", code}, {"description", description}};
    if (!parameters.empty()) out["parameters"] = std::move(parameters);
    return said(code, out);
}

std::int64_t number_of(const json::object& body, std::string_view key) {
    const auto* found = member(body, key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

}  // namespace

TelegramDouble::TelegramDouble(std::string token) : token_(std::move(token)) { start(); }
TelegramDouble::~TelegramDouble() { stop(); }

void TelegramDouble::add_chat(std::int64_t id) {
    const std::lock_guard lock(mutex_);
    chats_[id] = "";
}
void TelegramDouble::block(std::int64_t id) {
    const std::lock_guard lock(mutex_);
    chats_[id] = "Forbidden: bot was blocked by the user";
}
void TelegramDouble::move_chat(std::int64_t from, std::int64_t to) {
    const std::lock_guard lock(mutex_);
    chats_[to] = "";
    moved_[from] = to;
}

json::value TelegramDouble::message(std::int64_t chat, std::int64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto found = messages_.find({chat, id});
    return found == messages_.end() ? json::value() : json::value(found->second);
}

Answer TelegramDouble::answer(const Call& call) {
    const bool edit = call.path.ends_with("/editMessageText");
    if (call.path != "/bot" + token_ + (edit ? "/editMessageText" : "/sendMessage"))
        return bot_refuses(401, "Unauthorized");
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_object()) return bot_refuses(400, "Bad Request: can't parse the request");
    const auto& body = parsed->get_object();
    const auto chat = number_of(body, "chat_id");
    if (const auto to = moved_.find(chat); to != moved_.end())
        return bot_refuses(
            400, "Bad Request: group chat was upgraded to a supergroup chat", {{"migrate_to_chat_id", to->second}}
        );
    const auto known = chats_.find(chat);
    if (known == chats_.end()) return bot_refuses(400, "Bad Request: chat not found");
    if (!known->second.empty()) return bot_refuses(403, known->second);
    const auto id = edit ? number_of(body, "message_id") : next_++;
    if (edit && !messages_.contains({chat, id})) return bot_refuses(400, "Bad Request: message to edit not found");
    json::object content = body;
    content.erase("message_id");
    if (edit && messages_.at({chat, id}) == content) return bot_refuses(400, "Bad Request: message is not modified");
    messages_[{chat, id}] = content;
    return said(200, {{"ok", true}, {"result", {{"message_id", id}, {"chat", {{"id", chat}}}}}});
}

std::string TelegramDouble::tap(std::int64_t chat, std::int64_t id, const std::string& words) const {
    const auto shown = message(chat, id);
    if (shown.is_null()) return {};
    for (const auto& row : shown.at("reply_markup").at("inline_keyboard").as_array())
        for (const auto& button : row.as_array())
            if (text_of(button.as_object(), "text") == words && button.as_object().contains("callback_data"))
                return json::serialize(json::object{
                    {"update_id", 10'000},
                    {"callback_query",
                     {{"id", "4382bfdwdsb323b2d9"},
                      {"from", {{"id", 1'111'111}, {"first_name", "Lan"}}},
                      {"message", {{"message_id", id}, {"chat", {{"id", chat}}}}},
                      {"data", button.at("callback_data")}}}});
    return {};
}

}  // namespace crosswalk::doubles
