// tests/support/activecampaign_double.h - ActiveCampaign API v3 as its fact sheet describes it: Api-Token, 5
// calls a second, contacts, scores, custom fields, tags, and automation webhooks that are sent once and never
// again.
#pragma once

#include <deque>
#include <map>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class ActiveCampaignDouble final : public VendorDouble {
public:
    struct Score {
        std::string value{};
        std::int64_t changed_ms{};
        int row{};
    };
    struct Contact {
        int id{};
        // email firstName lastName phone orgname ip
        std::map<std::string, std::string> fields{};
        std::map<int, std::string> custom{};  // by field id
        std::vector<std::string> tags{};
        std::map<int, Score> scores{};  // by score id
        std::int64_t created_ms{};
        std::int64_t updated_ms{};
    };

    // Knows the score "Engagement" (id 2, contacts), "Fit" (id 9, deals) and the custom field LEAD_SOURCE (id
    // 1).
    explicit ActiveCampaignDouble(std::string api_token, int port = 0);
    ~ActiveCampaignDouble() override;

    // Story. Fields as the API names them (email firstName lastName phone orgname), custom ones
    // "field/PERSTAG".
    int add_contact(const Pairs& fields, int id = 0);
    std::optional<Contact> contact(int id) const;
    std::optional<Contact> contact(std::string_view email) const;
    std::vector<Contact> contacts() const;
    void edit_contact(int id, const Pairs& fields);  // by a person in the tool: fires the `update` webhook
    void delete_contact(int id);
    void add_tag(int id, const std::string& tag);
    int add_field(const std::string& perstag, const std::string& title);
    // Fires the automation when a threshold is crossed upwards.
    void set_score(int contact, int value, int score = 2);

    // Where the automation's step "Webhook" posts to, query and all, and which thresholds start it.
    void send_automations_to(std::string url, std::vector<int> thresholds = {20, 40, 60, 80});
    void send_updates_to(std::string url);
    void fire_automation(int contact, int series = 13);
    const HookSender& hooks() const { return hooks_; }

    void limit_calls(bool on);  // 5 a second; on unless switched off
    // Whether ?include=scoreValues fills the list (from memory in the sheet), and whether a new score moves
    // `udate` (not seen). Defaults: yes and no.
    void sideload_scores(bool on);
    void let_scores_touch_udate(bool on);

private:
    struct Field {
        int id{};
        std::string perstag{};
        std::string title{};
    };
    Answer answer(const Call&) override;
    Answer route(const Call&, const std::vector<std::string>& parts);
    Answer contact_calls(const Call&, const std::vector<std::string>& parts);
    Answer write_calls(const Call&, const std::vector<std::string>& parts);
    Answer list(const Call&) const;
    Answer one(const Contact&) const;
    Answer sync(const Call&);
    Answer create(const Call&);
    Answer update(const Call&, Contact&);
    Answer set_field_value(const Call&);
    Answer tag_contact(const Call&);
    bool over_limit();
    void apply(Contact&, const boost::json::object& fields);
    Contact* find(int id);
    Contact* find_email(std::string_view email);
    std::vector<const Contact*> matching(const Call&) const;
    Contact& insert(int id);
    void set_named(Contact&, const Pairs& fields);
    boost::json::object to_json(const Contact&) const;
    boost::json::array score_values(const Contact&) const;
    boost::json::array field_values(const Contact&) const;
    Pairs webhook_pairs(const Contact&, const char* ip_key) const;

    const std::string token_;
    std::map<int, Contact> contacts_;
    std::vector<Field> fields_;
    std::map<int, std::string> tags_;
    int next_contact_{100};
    int next_row_{1};
    std::deque<std::int64_t> recent_;
    bool limited_{true};
    bool sideloads_{true};
    bool scores_touch_udate_{false};
    std::string automation_url_;
    std::string update_url_;
    std::vector<int> thresholds_;
    HookSender hooks_{1};
};

}  // namespace crosswalk::doubles
