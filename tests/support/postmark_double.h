// tests/support/postmark_double.h - Postmark's suppressions and webhooks as its fact sheet describes them: a list for
// each message stream that is dumped whole, rows that say yes or no each, complaints that stay, unsigned webhooks.
#pragma once

#include <map>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class PostmarkDouble final : public VendorDouble {
public:
    struct Suppression {
        std::string reason{}, origin{};
        std::int64_t created_ms{};
    };

    explicit PostmarkDouble(std::string server_token, int port = 0);
    ~PostmarkDouble() override;

    // Story; a recipient does it.
    void unsubscribe(const std::string& email);
    void complain(const std::string& email);
    void bounce(const std::string& email, bool hard = true);
    void resubscribe(const std::string& email);
    void open(const std::string& email);
    void refuse(std::string email);  // to suppress this one

    std::optional<Suppression> suppression(const std::string& email) const;
    std::string stream_url() const { return url() + "/message-streams/broadcast"; }

    void send_webhooks_to(std::string url, std::string header_secret);
    const HookSender& webhooks() const { return webhooks_; }

private:
    Answer answer(const Call&) override;
    Answer dump(const Call&) const;
    Answer suppress(const Call&);
    void close(const std::string& email, const std::string& reason, const std::string& origin);
    void tell(const std::string& type, boost::json::object more);

    const std::string token_;
    std::map<std::string, Suppression> suppressed_{};  // of the stream "broadcast"
    std::string refused_{}, hook_url_{}, hook_secret_{};
    std::int64_t next_{901542550};
    HookSender webhooks_{4};
};

}  // namespace crosswalk::doubles
