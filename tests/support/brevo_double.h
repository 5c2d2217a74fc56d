// tests/support/brevo_double.h - Brevo's API as its fact sheet describes it: contacts found by address,
// attributes that must exist and take their own type only, lists and who left them, writes that are answered
// by nothing, and unsigned webhooks that name people by their address.
#pragma once

#include <map>
#include <set>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class BrevoDouble final : public VendorDouble {
public:
    using Attributes = std::map<std::string, boost::json::value>;
    struct Contact {
        std::int64_t id{};
        std::string email{};
        bool blocklisted{};
        Attributes attributes{};  // what is missing is blank
        std::set<std::int64_t> lists{}, left{};
        std::int64_t created_ms{}, modified_ms{};
    };

    // Knows the attributes FNAME, LNAME, COMPANY and the number LEAD_SCORE.
    explicit BrevoDouble(std::string key, int port = 0);
    ~BrevoDouble() override;

    // Story; a person in the tool, or the contact, does it.
    std::string add_contact(
        const std::string& email, const Attributes&, std::set<std::int64_t> lists = {}
    );  // its id
    void edit_contact(const std::string& email, const Attributes&);
    void unsubscribe(const std::string& email, std::int64_t from_list = 0);
    void report(const std::string& email, const std::string& event);  // "hard_bounce", "spam", "opened", ...
    void delete_contact(const std::string& email);
    void add_attribute(const std::string& name, const std::string& type);

    std::optional<Contact> contact(const std::string& email) const;
    std::vector<Contact> contacts() const;

    void send_webhooks_to(std::string url, std::string token, bool batched = false);
    const HookSender& webhooks() const { return webhooks_; }
    void limit_calls(std::size_t a_second);  // of contacts; 0, unless told, is no limit

private:
    Answer answer(const Call&) override;
    Answer contact_calls(const Call&, const std::vector<std::string>& parts);
    Answer list(const Call&) const;
    Answer create(const Call&);
    Answer update(const Call&, Contact&);
    std::optional<Answer> take(const boost::json::object& body, Contact&);
    Contact* find(const std::string& email);
    boost::json::object shown(const Contact&) const;
    void tell(const Contact&, const std::string& event, boost::json::object more = {}, bool by_api = false);

    const std::string key_;
    std::map<std::int64_t, Contact> people_{};
    std::map<std::string, std::string> types_{};  // of attributes
    std::int64_t next_{21};
    std::size_t limit_{};
    std::int64_t second_{};
    std::size_t in_second_{};
    std::string hook_url_{}, hook_token_{};
    bool batched_{};
    HookSender webhooks_;
};

}  // namespace crosswalk::doubles
