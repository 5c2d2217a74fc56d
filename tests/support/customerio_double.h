// tests/support/customerio_double.h - Customer.io's two APIs as its fact sheet describes them, at one address: writes
// that are answered by nothing and may be rejected in silence, people who are looked up by address, and webhooks that
// are signed over time and body. How a person is shown is from memory.
#pragma once

#include <map>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class CustomerIoDouble final : public VendorDouble {
public:
    struct Person {
        std::string id{}, cio_id{};  // id: the account's own; may be empty
        boost::json::object attributes{};
        bool unsubscribed{};
    };

    CustomerIoDouble(std::string app_key, std::string site_id, std::string track_key, int port = 0);
    ~CustomerIoDouble() override;

    // Story; somebody in the tool, or the person, does it.
    void add_person(const std::string& id, const boost::json::object& attributes);
    void delete_person(const std::string& id);
    void unsubscribe(const std::string& id);
    void report(const std::string& id, const std::string& metric, boost::json::object more = {});  // of mail
    // A campaign's webhook tells an attribute.
    void run_campaign(const std::string& id, const std::string& attribute);
    void ignore(std::string attribute);  // "Attribute Update Failure", which nobody is told

    std::optional<Person> person(const std::string& id_or_email) const;
    std::size_t person_count() const;

    // Reports are signed; what a campaign sends carries the secret that its author put into a header.
    void send_webhooks_to(std::string url, std::string signing_key, std::string campaign_secret);
    const HookSender& webhooks() const { return webhooks_; }

private:
    Answer answer(const Call&) override;
    Answer app_calls(const Call&, const std::vector<std::string>& parts) const;
    Answer identify(const Call&, const std::string& who);
    Person* find(const std::string& who);
    void tell(boost::json::object body);

    const std::string app_key_, track_login_;
    std::map<std::string, Person> people_{};  // by cio_id
    std::string ignored_{}, hook_url_{}, hook_key_{}, campaign_secret_{};
    std::int64_t next_{1};
    HookSender webhooks_{3};
};

}  // namespace crosswalk::doubles
