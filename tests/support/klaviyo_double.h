// tests/support/klaviyo_double.h - Klaviyo's API as its fact sheet describes it: profiles that are imported
// or patched, consent that only jobs change (and later), lists that are no consent, and system webhooks
// signed over body and time.
#pragma once

#include <map>
#include <set>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class KlaviyoDouble final : public VendorDouble {
public:
    struct Profile {
        std::string id{}, email{}, consent{"NEVER_SUBSCRIBED"}, suppression{};  // the reason
        boost::json::object attributes{}, properties{};
        std::set<std::string> lists{};
        std::int64_t updated_ms{};
    };

    explicit KlaviyoDouble(std::string key, int port = 0);
    ~KlaviyoDouble() override;

    // Story; a person in the tool, or the profile's owner, does it.
    std::string add_profile(const std::string& email, const boost::json::object& properties);  // its id
    void edit_profile(
        const std::string& id, const boost::json::object& properties
    );  // no webhook tells of it
    void subscribe(const std::string& id);
    void unsubscribe(const std::string& id);
    // "HARD_BOUNCE", "SPAM_COMPLAINT", "USER_SUPPRESSED"
    void suppress(const std::string& id, const std::string& reason);
    void open_email(const std::string& id);
    void change_email(const std::string& id, const std::string& to);
    void delete_profile(const std::string& id);
    // From now on a job of consent is done only when this is called.
    void hold_jobs();
    void do_jobs();

    std::optional<Profile> profile(const std::string& id_or_email) const;
    std::vector<Profile> profiles() const;

    void send_webhooks_to(std::string url, std::string secret);
    const HookSender& webhooks() const { return webhooks_; }

private:
    Answer answer(const Call&) override;
    Answer list(const Call&) const;
    Answer import_profile(const Call&);
    Answer patch(const Call&, Profile&);
    Answer unsubscribe_job(const Call&);
    Answer list_calls(const Call&, const std::string& list);
    std::optional<Answer> take(const boost::json::object& attributes, Profile&);
    Profile* find(const std::string& id_or_email);
    Profile& make(const std::string& email);
    boost::json::object shown(const Profile&, bool with_consent) const;
    void tell(const Profile&, const std::string& topic, boost::json::object more = {});

    const std::string key_;
    std::map<std::string, Profile> people_{};  // by id
    std::vector<std::string> waiting_{};       // addresses that a job unsubscribes
    bool held_{};
    std::int64_t next_{1};
    std::string hook_url_{}, hook_secret_{};
    HookSender webhooks_{3};
};

}  // namespace crosswalk::doubles
