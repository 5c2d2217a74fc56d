// tests/support/amazon_ses_double.h - Amazon SES and SNS as their fact sheet describes them: an account's suppression
// list behind signed requests, and a topic that sends nothing before its subscription is confirmed.
#pragma once

#include <map>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class AmazonSesDouble final : public VendorDouble {
public:
    struct Suppression {
        std::string reason{};
        std::int64_t updated_ms{};
    };
    static constexpr char kTopic[] = "arn:aws:sns:eu-west-1:123456789012:crosswalk-ses-events";

    // The key's id is "AKIDEXAMPLE", the region eu-west-1.
    explicit AmazonSesDouble(std::string secret_access_key, int port = 0);
    ~AmazonSesDouble() override;

    // Story; a recipient does it, or their mail server.
    void complain(const std::string& email);
    void bounce(const std::string& email);
    void leave_contact_list(const std::string& email);
    void open(const std::string& email);
    void suppress(const std::string& email, const std::string& reason);  // an admin does; no message tells of it

    std::optional<Suppression> suppression(const std::string& email) const;

    // Asks the address to confirm; what happens before it did is told nobody.
    void subscribe(std::string url, std::string topic = kTopic);
    bool confirmed() const;
    void end_subscription();  // somebody in the console does
    const HookSender& webhooks() const { return webhooks_; }

private:
    Answer answer(const Call&) override;
    Answer list(const Call&) const;
    Answer confirm(const Call&);
    bool is_signed(const Call&) const;
    void tell(const std::string& event, boost::json::object own, const std::string& email);
    void send(boost::json::object message);

    const std::string secret_;
    std::map<std::string, Suppression> suppressed_{};
    std::string hook_url_{}, topic_{}, token_{};
    bool confirmed_{};
    std::int64_t next_{1};
    // A 4xx counts as delivered.
    HookSender webhooks_{20, std::chrono::milliseconds(200), [](int status, const std::string&) {
                             return status >= 200 && status < 500;
                         }};
};

}  // namespace crosswalk::doubles
