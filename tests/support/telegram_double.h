// tests/support/telegram_double.h - Telegram's Bot API as its fact sheet describes it: chats the bot is in, messages that
// can be edited, groups that moved, and a tap as the update it makes.
#pragma once

#include "tests/support/vendor_double.h"

#include <map>

namespace crosswalk::doubles {

class TelegramDouble final : public VendorDouble {
public:
    explicit TelegramDouble(std::string token);
    ~TelegramDouble() override;

    void add_chat(std::int64_t id);
    void block(std::int64_t id);                       // the person blocked the bot
    void move_chat(std::int64_t from, std::int64_t to);  // the group became a supergroup
    // What stands in a message now; null when there is none.
    boost::json::value message(std::int64_t chat, std::int64_t id) const;
    // The update that a tap on the button makes; empty when the message has no such button.
    std::string tap(std::int64_t chat, std::int64_t id, const std::string& words) const;

private:
    Answer answer(const Call&) override;

    const std::string token_;
    std::map<std::int64_t, std::string> chats_{};  // and what is wrong with them
    std::map<std::int64_t, std::int64_t> moved_{};
    std::map<std::pair<std::int64_t, std::int64_t>, boost::json::object> messages_{};
    std::int64_t next_ = 42;
};

}  // namespace crosswalk::doubles
