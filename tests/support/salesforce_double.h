// tests/support/salesforce_double.h - Salesforce's token endpoint and REST API as its fact sheet describes
// them, and its outbound messages. A Lead write without `Sforce-Auto-Assign: FALSE` gives the lead to the
// assignment rule's owner.
#pragma once

#include <set>

#include "tests/support/consent_page.h"
#include "tests/support/hook_sender.h"
#include "tests/support/salesforce_org.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class SalesforceDouble final : public VendorDouble {
public:
    struct Login {
        std::string client_id{"3MVG9.crosswalk"};
        std::string username{"integration@example.com"};
        std::string client_secret{};  // empty: client credentials are not set up
        std::string public_key{};     // PEM; empty: no certificate, so no JWT bearer
        std::string audience{};       // empty: this double's own URL, or https://login.salesforce.com
    };
    static constexpr char kOrganization[] = "00DKa00000CW1aBMAT";
    static constexpr char kAppSecret[] = "an-app-secret";  // of the app that people let in, unless Login has one

    explicit SalesforceDouble(Login, int port = 0);
    ~SalesforceDouble() override;

    // Story. Ids are 18 characters.
    std::string add_user(const std::string& name, const std::string& email, bool active = true);
    std::string add_queue(const std::string& name);
    std::string add_lead(boost::json::object fields);  // by Sales; OwnerId defaults to the first Sales user
    std::string add_contact(boost::json::object fields);
    // By hand; `user` is an id of add_user, or the first Sales user. False: Salesforce would refuse.
    bool edit(
        const std::string& type,
        const std::string& id,
        const boost::json::object& fields,
        const std::string& user = {}
    );
    bool remove(const std::string& type, const std::string& id);
    bool undelete(const std::string& type, const std::string& id);
    // `chosen` are the values that somebody picked for the winner.
    bool merge(
        const std::string& type,
        const std::string& winner,
        const std::string& loser,
        const boost::json::object& chosen = {}
    );
    // The contact's id; empty when the lead is gone or converted already.
    std::string convert_lead(const std::string& lead, const SalesforceConversion& = {});

    std::optional<boost::json::object> record(const std::string& type, const std::string& id) const;
    std::vector<boost::json::object> records(const std::string& type) const;
    std::string api_user() const { return api_user_; }
    std::string rule_owner() const { return rule_owner_; }

    // Rules and limits of the org.
    void lock_row(const std::string& id, int times);
    void use_duplicate_rule(bool on);
    void refuse(SalesforceRule);  // a rule or trigger of the org's own, from now on
    void refuse_no_more();
    bool hide_field(const std::string& type, const std::string& name);  // from our user; false: no such field
    bool show_field(const std::string& type, const std::string& name);
    void add_field(const std::string& type, SalesforceField);
    void limit_daily_calls(int calls);
    void page_queries_by(std::size_t rows);  // 2,000 unless told
    void expire_sessions();
    std::size_t tokens_issued() const;
    // An admin ends all that people let in; who signs in next is of another organization.
    void take_the_app_out();
    void answer_as_organization(std::string id);
    ConsentPage& consent() { return consent_; }

    // A record-triggered flow that sends these fields of a changed lead or contact (all set ones when empty)
    // to `url`. Our own writes fire it too, unless its entry condition keeps our user out. Deletions fire
    // nothing.
    void send_messages_to(std::string url, std::vector<std::string> fields = {}, bool skip_api_user = false);
    void lose_messages(int count);    // the next ones never come
    void repeat_messages(int count);  // the next ones come twice, with one notification id
    void hold_messages();             // until released, the newest first
    void release_messages();
    // Posts a body of one's own to where messages go.
    void send_body(std::string body);
    const HookSender& messages() const { return messages_; }

private:
    Answer answer(const Call&) override;
    Answer token(const Call&);
    Answer jwt_bearer(const std::string& assertion);
    Answer client_credentials(const Call&, const Pairs& form);
    Answer by_a_person(const Pairs& form);
    Answer revoke(const std::string& token);
    void end_grants(const std::vector<int>& over);
    Answer issue_token(bool with_signature);
    Answer rest(const Call&, const std::vector<std::string>& parts);
    Answer sobject(const Call&, const std::vector<std::string>& parts);
    Answer single_row(const Call&, const std::string& type, SalesforceRow*);
    Answer by_external_id(
        const Call&, const std::string& type, const std::string& field, const std::string& value
    );
    Answer collections(const Call&, const std::vector<std::string>& parts);
    Answer write_all(
        const Call&, const boost::json::object& body, const std::string& upsert_type, const std::string& key
    );
    RowResult write_one(
        const Call&, const boost::json::object& record, const std::string& upsert_type, const std::string& key
    );
    Answer read_many(
        const std::string& type, const std::vector<std::string>& ids, const std::vector<std::string>& fields
    );
    Answer delete_many(const Call&);
    Answer query(const Call&, bool deleted_too);
    Answer more(const std::string& cursor);
    Answer page(boost::json::array records, std::size_t at, const std::string& cursor, std::size_t size);
    boost::json::object shown(
        const std::string& type, const SalesforceRow&, const std::vector<std::string>& fields
    );
    Writer writer(const Call&) const;
    void changed(const std::string& type, const std::string& id, bool by_api);
    Writer by_hand(const std::string& user = {}) const;
    Hook message(const std::string& type, const std::string& record, const std::string& notification) const;

    const Login login_;
    ConsentPage consent_;
    std::map<std::string, int> granted_;  // access tokens that a person's grant stands behind
    std::string organization_{kOrganization};
    SalesforceOrg org_;
    std::set<std::string> tokens_;
    std::size_t tokens_issued_{};
    std::string api_user_, sales_user_, rule_owner_;
    int daily_limit_{15000};
    int calls_today_{};
    std::size_t page_size_{2000};
    std::map<std::string, boost::json::array> cursors_;
    std::string message_url_;
    std::vector<std::string> message_fields_;
    bool skip_api_user_{};
    int next_message_{1}, lose_{}, repeat_{};
    bool holding_{};
    std::vector<HookSender::Build> held_;
    HookSender messages_;
};

}  // namespace crosswalk::doubles
