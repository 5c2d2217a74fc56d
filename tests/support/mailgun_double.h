// tests/support/mailgun_double.h - Mailgun's suppressions and webhooks as its fact sheet describes them: lists of one
// domain in the order of the alphabet, page by page, an address not found for a 404, and webhooks that are signed in
// their body over a time and a token.
#pragma once

#include <map>
#include <set>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class MailgunDouble final : public VendorDouble {
public:
    explicit MailgunDouble(std::string key, int port = 0);
    ~MailgunDouble() override;

    // Story; a recipient does it.
    void unsubscribe(const std::string& email, const std::string& tag = "*");
    void complain(const std::string& email);
    void report(const std::string& email, boost::json::object event);  // {"event":"opened"}

    bool unsubscribed(const std::string& email) const;  // from all mail

    std::string domain_url() const { return url() + "/v3/mg.example.com"; }
    void send_webhooks_to(std::string url, std::string signing_key);
    const HookSender& webhooks() const { return webhooks_; }

private:
    using List = std::map<std::string, std::set<std::string>>;  // address -> tags
    Answer answer(const Call&) override;
    Answer page(const Call&, const std::string& name, const List&) const;
    Answer add(const Call&);

    const std::string login_;
    List unsubscribes_{}, complaints_{};
    std::int64_t next_{1};
    std::string hook_url_{}, hook_key_{};
    HookSender webhooks_;
};

}  // namespace crosswalk::doubles
