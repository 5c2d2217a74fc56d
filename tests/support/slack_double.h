// tests/support/slack_double.h - Slack's chat methods as its fact sheet describes them: 200 for yes and no, channels the
// bot is in, messages that can be written over, and a click as its signed form.
#pragma once

#include "tests/support/vendor_double.h"

#include <map>
#include <set>

namespace crosswalk::doubles {

class SlackDouble final : public VendorDouble {
public:
    struct Message {
        std::string channel{}, ts{};
        boost::json::object said{};  // the last that was said in it
    };

    static constexpr char kUser[] = "U0SALES01";  // who clicks where nobody else is named

    SlackDouble(std::string token, std::set<std::string> channels, int port = 0);
    ~SlackDouble() override;

    std::vector<Message> messages() const;
    // The body of the request that a click on the element of a message makes; empty when it has none.
    std::string click(
        const std::string& ts,
        const std::string& action_id,
        const std::string& option = {},
        const std::string& user = kUser
    ) const;

private:
    Answer answer(const Call&) override;

    const std::string token_;
    const std::set<std::string> channels_;
    std::map<std::string, Message> messages_{};  // by ts
    int next_ = 100;
    mutable int clicks_ = 0;
};

// What Slack adds to a request with this body at this time.
Pairs slack_signature(const std::string& secret, const std::string& body, std::int64_t now_s);

}  // namespace crosswalk::doubles
