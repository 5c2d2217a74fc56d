// tests/support/sendgrid_double.h - SendGrid as its fact sheet describes it: contacts that are written by jobs and found
// by address, whose other identifiers must be repeated, custom fields by id, a global unsubscribe list, and an event
// webhook that is signed with ECDSA.
#pragma once

#include <map>
#include <set>

#include "tests/support/ec_signer.h"
#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class SendGridDouble final : public VendorDouble {
public:
    struct Contact {
        std::string id{}, email{};
        boost::json::object fields{}, custom{};  // custom: by name
        std::int64_t updated_ms{};
    };

    // Knows the custom fields "lead_score" (e1_N) and "lifecycle" (e2_T).
    explicit SendGridDouble(std::string key, int port = 0);
    ~SendGridDouble() override;

    // Story; somebody in the tool, or a recipient, does it.
    void add_contact(const std::string& email, const boost::json::object& fields, const boost::json::object& custom = {});
    void edit_contact(const std::string& email, const boost::json::object& custom);  // no webhook tells of it
    void unsubscribe(const std::string& email);
    void report(const std::string& email, boost::json::object event);  // {"event":"open","sg_machine_open":true}
    // From now on a job is done only when this is called.
    void hold_jobs();
    void do_jobs();

    std::optional<Contact> contact(const std::string& email) const;
    std::size_t contact_count() const;
    bool suppressed(const std::string& email) const;

    // The public key that signs, as the tool shows it.
    std::string public_key() const { return signer_.public_key(); }
    void send_webhooks_to(std::string url);
    const HookSender& webhooks() const { return webhooks_; }

private:
    struct Job {
        boost::json::array contacts{};
        bool done{};
    };
    Answer answer(const Call&) override;
    Answer contact_calls(const Call&, const std::vector<std::string>& parts);
    Answer search(const Call&) const;
    Answer search_emails(const Call&) const;
    Answer upsert(const Call&);
    Answer consent_calls(const Call&, const std::vector<std::string>& parts);
    void run(Job&);
    boost::json::object shown(const Contact&) const;

    const std::string key_;
    std::map<std::string, Contact> people_{};           // by address
    std::map<std::string, std::int64_t> suppressed_{};  // when
    std::vector<Job> jobs_{};
    bool held_{};
    std::int64_t next_{1};
    std::string hook_url_{};
    EcSigner signer_{};
    HookSender webhooks_{3};
};

}  // namespace crosswalk::doubles
