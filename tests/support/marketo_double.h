// tests/support/marketo_double.h - Marketo's REST API as its fact sheet describes it: refusals within a 200, rows that
// are skipped each with a reason, activities behind paging tokens, static lists, and a campaign's unsigned webhook.
#pragma once

#include <map>
#include <set>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class MarketoDouble final : public VendorDouble {
public:
    struct Lead {
        std::int64_t id{};
        boost::json::object fields{};
        std::set<std::string> lists{};
        std::int64_t updated_ms{};

        bool unsubscribed() const;
    };

    MarketoDouble(std::string client_id, std::string client_secret, int port = 0);
    ~MarketoDouble() override;

    // Story; a person in the tool, or the lead, does it.
    std::string add_lead(const std::string& email, const boost::json::object& fields);  // its id
    void edit_lead(const std::string& id, const boost::json::object& fields);
    void log_same_score(const std::string& id);  // "changed" from what it is to what it is
    void unsubscribe(const std::string& id);
    void merge(const std::string& winner, const std::string& loser);
    void delete_lead(const std::string& id);
    void run_campaign(const std::string& id);  // which calls our webhook
    void end_token();                          // it is turned away from now on, and a new one is given
    void refuse_next(std::string code, std::string message);  // the next call, within a 200
    void hold_rows(std::size_t rows);                         // of activities that a page looks at

    std::optional<Lead> lead(const std::string& id_or_email) const;
    std::size_t leads() const;

    void send_webhooks_to(std::string url, std::string header_secret);
    const HookSender& webhooks() const { return webhooks_; }

private:
    struct Activity {
        int type{};
        std::int64_t lead{}, at_ms{};
        boost::json::object row{};
    };
    Answer answer(const Call&) override;
    Answer token(const Call&);
    Answer find(const Call&) const;
    Answer upsert(const Call&);
    boost::json::object take(const boost::json::object& told, bool by_id);
    Answer list_calls(const Call&, const std::string& list);
    Answer activities(const Call&, bool value_changes) const;
    Answer described() const;
    Lead* find_lead(const std::string& id_or_email);
    void log(int type, std::int64_t lead, boost::json::object row);
    void set(Lead&, const std::string& field, const boost::json::value&);

    const std::string client_id_, client_secret_;
    std::map<std::int64_t, Lead> leads_{};
    std::vector<Activity> log_{};
    std::set<std::string> left_{};  // addresses that unsubscribed once stay so
    std::pair<std::string, std::string> refusal_{};
    std::int64_t next_{775};
    int tokens_{1};
    std::size_t page_rows_{300};
    std::string hook_url_{}, hook_secret_{};
    HookSender webhooks_{1};
};

}  // namespace crosswalk::doubles
