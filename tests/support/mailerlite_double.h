// tests/support/mailerlite_double.h - MailerLite's connect API as its fact sheet describes it: a token, 120
// calls a minute, subscribers found by id or address, fields, groups that are only joined, and webhooks
// signed over their body.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class MailerLiteDouble final : public VendorDouble {
public:
    struct Subscriber {
        std::string id{}, email{}, status{"active"}, source{"api"};
        std::map<std::string, boost::json::value> fields{};  // the account's fields; what is missing is blank
        std::set<std::string> groups{};
        std::int64_t subscribed_ms{}, unsubscribed_ms{}, created_ms{}, updated_ms{};
    };
    using Fields = std::map<std::string, boost::json::value>;

    // Knows the text fields name, last_name, company, city and phone.
    explicit MailerLiteDouble(std::string token, int port = 0);
    ~MailerLiteDouble() override;

    // Story; a person in the tool, or the subscriber, does it. `id` empty: the next free one.
    std::string add_subscriber(const std::string& email, const Fields&, std::string id = {});
    void edit_subscriber(const std::string& id, const Fields&);
    void set_status(const std::string& id, const std::string& status);  // unsubscribed, bounced, junk, active
    void delete_subscriber(const std::string& id);
    void put_into_group(const std::string& id, const std::string& group);
    void take_out_of_group(const std::string& id, const std::string& group);
    void add_field(const std::string& key, const std::string& type = "text");
    std::string add_group(const std::string& name);

    std::optional<Subscriber> subscriber(const std::string& id_or_email) const;
    std::vector<Subscriber> subscribers() const;

    // Events go to `url`, one to a delivery, or all of them in envelopes: only then deletions are told, too.
    void send_webhooks_to(std::string url, std::string secret, bool batched = false);
    const HookSender& webhooks() const { return webhooks_; }
    void limit_calls(std::size_t a_minute);  // 120 unless told; 0 is no limit

private:
    Answer answer(const Call&) override;
    Answer subscriber_calls(const Call&, const std::vector<std::string>& parts);
    Answer list(const Call&) const;
    Answer write(const Call&, Subscriber* known);
    Subscriber* find(const std::string& id_or_email);
    boost::json::object shown(const Subscriber&) const;
    boost::json::array groups_of(const Subscriber&) const;
    std::string time_text(std::int64_t ms) const;
    void tell(const char* event, const Subscriber&);
    void tell_group(const char* type, const Subscriber&, const std::string& group);
    void send(boost::json::object event);

    const std::string token_;
    std::map<std::string, Subscriber> people_{};                   // by id
    std::map<std::string, std::string> field_types_{}, groups_{};  // by key; by id: its name
    std::int64_t next_id_{165968862226941797};
    std::size_t limit_{120};
    std::deque<std::int64_t> recent_{};
    std::string hook_url_{}, hook_secret_{};
    bool batched_{};
    HookSender webhooks_{4};  // the first and three more
};

}  // namespace crosswalk::doubles
