// tests/support/mailchimp_double.h - Mailchimp's Marketing API as its fact sheet describes it: one audience,
// members found by the digest of their address, tags apart, the compliance state, erased addresses, and
// audience webhooks as signed forms.
#pragma once

#include <atomic>
#include <map>
#include <set>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class MailchimpDouble final : public VendorDouble {
public:
    using Merges = std::map<std::string, boost::json::value>;
    struct Member {
        std::string email{}, contact_id{}, unique_id{}, status{"subscribed"}, language{"en"};
        bool vip{};
        Merges merges{};  // what is missing is blank
        std::set<std::string> tags{};
        std::map<std::string, bool> interests{};
        std::int64_t signup_ms{}, changed_ms{};
    };
    struct MergeField {
        std::string type{"text"};
        bool required{};
    };

    // Knows the merge fields FNAME, LNAME, COMPANY and the number LEADSCORE.
    MailchimpDouble(std::string key, std::string audience, int port = 0);
    ~MailchimpDouble() override;
    // Where a connection to the audience calls.
    std::string audience_url() const;

    // Story; a person in the tool, or the member, does it.
    std::string add_member(const std::string& email, const Merges&);  // its id
    void edit_member(const std::string& email, const Merges&);
    void subscribe(const std::string& email);  // by the audience's form
    void unsubscribe(const std::string& email, bool complains = false);
    void clean(const std::string& email, bool complained = false);
    void archive(const std::string& email);
    void erase(const std::string& email);  // for good: the address comes back by the form only
    void change_email(const std::string& from, const std::string& to);
    void set_tag(const std::string& email, const std::string& tag, bool has);
    void add_merge_field(const std::string& tag, MergeField);

    std::optional<Member> member_of(const std::string& email) const;
    std::vector<Member> members() const;
    static std::string id_of(const std::string& email);

    // `api_changes`: what the API did is told as well. A 410 switches the webhook off.
    void send_webhooks_to(std::string url, std::string secret, bool api_changes = false);
    const HookSender& webhooks() const { return webhooks_; }
    bool switched_off() const { return off_; }

private:
    Answer answer(const Call&) override;
    Answer member_calls(const Call&, const std::vector<std::string>& parts);
    Answer list(const Call&) const;
    Answer merge_fields() const;
    Answer write(const Call&, const std::string& id);
    std::optional<Answer> refusal(const boost::json::object& body, const Member* known, bool lenient) const;
    std::optional<Answer> merge_refusal(const boost::json::object& merges) const;
    void take(const boost::json::object& body, Member&);
    Answer set_tags(const Call&, Member&);
    Member* find(const std::string& id);
    Member& make(const std::string& email, const char* status);
    void move(Member&, const std::string& to, bool by_api);
    boost::json::object shown(const Member&) const;
    bool signed_in(const Call&) const;
    void tell(const char* type, const Member&, Pairs more = {}, bool by_api = false);
    void send(Pairs form, bool by_api);

    const std::string key_, audience_;
    std::map<std::string, Member> people_{};  // by id
    std::set<std::string> erased_{};          // ids
    std::map<std::string, MergeField> merge_fields_{};
    std::int64_t next_{1};
    std::string hook_url_{}, hook_secret_{};
    bool api_changes_{};
    std::atomic<bool> off_{};
    HookSender webhooks_;
};

}  // namespace crosswalk::doubles
