// tests/support/hubspot_double.h - HubSpot's contacts API as its fact sheet describes it, under its v3 and
// its dated paths, and its webhooks, signed v1 and v3, which also report what came in through the API.
#pragma once

#include <deque>
#include <set>

#include "tests/support/consent_page.h"
#include "tests/support/hook_sender.h"
#include "tests/support/hubspot_portal.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class HubSpotDouble final : public VendorDouble {
public:
    static constexpr std::int64_t kApp = 39522895;
    static constexpr char kClient[] = "0c2f5a1e-demo", kAppSecret[] = "an-app-secret";  // that people let in
    static constexpr char kPerson[] = "userId:47812075";  // does whatever names no other user

    explicit HubSpotDouble(std::string token, int port = 0);
    ~HubSpotDouble() override;

    // Story; a person in the tool does it, so webhooks say CRM_UI.
    std::int64_t add_contact(const HubSpotProperties&, std::int64_t id = 0);
    // `silent`: no webhook. `user` is what webhooks call a user of the account.
    void edit_contact(
        std::int64_t id, const HubSpotProperties&, bool silent = false, const std::string& user = kPerson
    );
    void delete_contact(std::int64_t id);
    void restore_contact(std::int64_t id);
    void erase_contact(std::int64_t id
    );  // on the person's wish: privacyDeletion, and a plain deletion behind
    // The survivor's id: the winner's, or that of a new record, which the event then tells beside it.
    // `silent`: no webhook tells it.
    std::int64_t merge_contacts(
        std::int64_t winner, std::int64_t loser, bool new_record = false, bool silent = false
    );
    // An admin imports a file: who is known by e-mail is updated, others are added.
    void import_csv(const std::vector<HubSpotProperties>& rows);
    // The person leaves or rejoins a kind of e-mail (News 39644612, Events 39644613), or all of them (0).
    void unsubscribe(std::int64_t id, std::int64_t subscription = 0, bool silent = false);
    void resubscribe(std::int64_t id, std::int64_t subscription = 0, bool silent = false);
    void add_property(HubSpotProperty);
    // A property vanishes from the account, and comes back; the values stay. False: no such property.
    bool archive_property(const std::string& name);
    bool restore_property(const std::string& name);

    std::optional<HubSpotContact> contact(std::int64_t id) const;  // follows merges
    std::optional<HubSpotContact> contact(const std::string& email) const;
    std::vector<HubSpotContact> contacts() const;

    // Webhooks of contact.creation, propertyChange (all properties unless named), deletion, privacyDeletion,
    // restore and merge go to `url`. HubSpot signs the address it knows: `signed_url` when the service stands
    // behind another name.
    void send_webhooks_to(
        std::string url,
        std::string client_secret,
        std::string signed_url = {},
        std::set<std::string> properties = {}
    );
    // Sends any array of events, signed. Deliveries hold at most 100 events.
    void send_events(const boost::json::array& events);
    // Posts a body of one's own, signed.
    void send_body(std::string body);
    const HookSender& webhooks() const { return webhooks_; }
    // Deliveries go astray, come twice, or wait and come in reverse.
    void lose_hooks(int next);
    void repeat_hooks(int next);
    void hold_hooks();
    void release_hooks(bool reversed = true);

    // Its refresh tokens stay the same and end by themselves never; access tokens live for half an hour.
    ConsentPage& consent() { return consent_; }
    void uninstall();
    void answer_as_portal(std::int64_t portal);

    void limit_calls(std::size_t in_ten_seconds);  // 190 unless told; 0 is no limit
    void limit_searches(std::size_t a_second);     // 5 unless told; 0 is no limit
    void let_search_lag(std::int64_t ms);          // search shows the records as they were that long ago
    void let_privacy_settings(bool on);            // consent wants a legal basis then; off unless told
    void let_results_shuffle(bool on);  // batch answers in another order than the inputs; on unless told

private:
    struct Item {
        std::string id{};
        std::string id_property{};
        std::string trace{};
        HubSpotProperties properties{};
    };
    struct Outcome {
        std::optional<HubSpotError> error{};
        std::int64_t id{};
        bool is_new{};
        bool silent{};  // neither a result nor an error
    };
    Answer answer(const Call&) override;
    std::optional<Answer> sign_in(const Call&);
    Answer token(const Pairs& form);
    bool is_let_in(const std::string& authorization) const;
    std::optional<Answer> over_limit(bool search);
    Answer objects(const Call&, const std::vector<std::string>& parts);
    Answer property_calls(const Call&, const std::vector<std::string>& parts);
    Answer create_one(const Call&);
    Answer single(const Call&, const std::string& id);
    Answer list(const Call&);
    Answer batch(const Call&, const std::string& operation);
    Answer batch_read(const boost::json::object& body);
    Answer batch_write(const std::string& operation, const std::vector<Item>& items);
    Answer merge_call(const Call&);
    Answer consent_calls(const Call&, const std::vector<std::string>& parts);
    Answer unsubscribe_all(const Call&, const std::string& email);
    Answer set_status(const Call&, const std::string& email);
    Answer search(const Call&);
    HubSpotContact* target(const std::string& operation, const Item&);
    Outcome would(const std::string& operation, const Item&);
    Outcome perform(const std::string& operation, const Item&);
    std::vector<HubSpotContact> as_search_sees() const;
    boost::json::object shown(const HubSpotContact&, const std::vector<std::string>& properties) const;
    void remember_past(std::int64_t id);
    void announce(const HubSpotChange&, const char* source, const std::string& source_id);
    void announce_plain(const char* type, std::int64_t id, boost::json::object more);
    void post_events(boost::json::array events);
    Hook signed_hook(std::string body) const;
    boost::json::object event(
        const char* type, std::int64_t id, const char* source, const std::string& source_id
    );

    struct Past {
        std::int64_t until_ms{};
        HubSpotContact contact{};
    };
    const std::string token_;
    ConsentPage consent_{{kClient, kAppSecret}};
    std::map<std::string, std::int64_t> access_;  // tokens, and until when they are good
    std::int64_t portal_id_{HubSpotPortal::kPortal};
    int tokens_issued_{};
    HubSpotPortal portal_;
    std::deque<std::int64_t> recent_, recent_searches_;
    std::size_t burst_{190}, search_rate_{5};
    std::int64_t search_lag_ms_{};
    std::vector<Past> past_;
    bool shuffles_{true}, needs_legal_basis_{false};
    int to_lose_{0}, to_repeat_{0};
    bool holding_{false};
    std::vector<boost::json::array> held_;
    std::string hook_url_, hook_secret_, signed_url_;
    std::set<std::string> subscribed_;
    std::int64_t next_event_{2219945481};
    HookSender webhooks_{11};
};

}  // namespace crosswalk::doubles
