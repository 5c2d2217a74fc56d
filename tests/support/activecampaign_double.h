// tests/support/activecampaign_double.h - ActiveCampaign API v3 as its fact sheet describes it: Api-Token, 5
// calls a second, contacts, scores, custom fields, tags, lists, and webhooks that are sent once and never
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
    struct Membership {
        int status{};  // 0 unconfirmed, 1 on the list, 2 left it, 3 bounced
        std::int64_t changed_ms{};
    };
    struct Contact {
        int id{};
        // email firstName lastName phone orgname ip
        std::map<std::string, std::string> fields{};
        std::map<int, std::string> custom{};  // by field id
        std::vector<std::string> tags{};
        std::map<int, Score> scores{};      // by score id
        std::map<int, Membership> lists{};  // by list id
        std::int64_t created_ms{};
        std::int64_t updated_ms{};
    };

    // Knows the score "Engagement" (id 2, contacts), "Fit" (id 9, deals), the custom field LEAD_SOURCE (id 1)
    // and the lists "News" (id 1) and "Events" (id 2).
    explicit ActiveCampaignDouble(std::string api_token, int port = 0);
    ~ActiveCampaignDouble() override;

    // Story. Fields as the API names them (email firstName lastName phone orgname), custom ones
    // "field/PERSTAG".
    int add_contact(const Pairs& fields, int id = 0);
    std::optional<Contact> contact(int id) const;
    std::optional<Contact> contact(std::string_view email) const;
    std::vector<Contact> contacts() const;
    void edit_contact(int id, const Pairs& fields);  // by a person in the tool: fires the `update` webhook
    void delete_contact(int id);                     // no webhook tells it
    // By a person in the tool: the loser's lists and tags go to the winner, the loser is gone. No webhook.
    void merge_contacts(int winner, int loser);
    void add_tag(int id, const std::string& tag);  // by hand; fires contact_tag_added
    void remove_tag(int id, const std::string& tag);
    int add_list(const std::string& name);
    // The person leaves one list, or each (0): a webhook for each.
    void unsubscribe(int id, int list = 0, const std::string& from = "public");
    // The person comes (back) to a list. `form`: through that form; which forms ask for a confirmation nobody
    // tells, not even the webhook.
    void subscribe(int id, int list, int form = 0, const std::string& from = "public");
    void bounce(int id);  // hard, on every list they are on: an engagement, no word of theirs
    // An admin imports a file of addresses onto a list: new people are added, who left stays away, and no
    // webhook tells any of it.
    void import_csv(const std::vector<std::string>& emails, int list);
    int add_field(const std::string& perstag, const std::string& title);
    // False: no such score, field or name already taken.
    bool rename_score(const std::string& name, const std::string& to);
    bool remove_field(const std::string& perstag);  // the values go with it
    // Fires the automation when a threshold is crossed upwards.
    void set_score(int contact, int value, int score = 2);

    // Where the automation's step "Webhook" posts to, query and all, and which thresholds start it.
    void send_automations_to(std::string url, std::vector<int> thresholds = {20, 40, 60, 80});
    void send_updates_to(std::string url);
    void fire_automation(int contact, int series = 13);
    // All other events. `api_too`: also of what calls did (the source "api" of the webhook).
    void send_events_to(std::string url, bool api_too = false);
    // Webhooks go astray, come twice, or wait and come in reverse.
    void lose_hooks(int next);
    void repeat_hooks(int next);
    void hold_hooks();
    void release_hooks(bool reversed = true);
    // Posts a body of one's own to where events go, or else to where automations post.
    void send_body(std::string form);
    const HookSender& hooks() const { return hooks_; }

    void limit_calls(bool on);  // 5 a second; on unless switched off
    // Whether ?include=scoreValues fills the list (from memory in the sheet), and whether a new score moves
    // `udate` (not seen). Defaults: yes and no.
    void sideload_scores(bool on);
    void let_scores_touch_udate(bool on);
    // The same of lists and tags (?include=contactLists,contactTags). Defaults: yes and no.
    void sideload_lists_and_tags(bool on);
    void let_lists_touch_udate(bool on);

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
    Answer one_more_of_contact(const Contact&, const std::string& what) const;
    Answer catalogue(const Call&, const std::string& what) const;  // scores, fields, lists, tags
    Answer memberships(const Call&) const;
    Answer set_membership(const Call&);
    Answer create_tag(const Call&);
    Answer tag_contact(const Call&);
    Answer untag_contact(const std::string& link);
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
    boost::json::array contact_lists(const Contact&) const;
    boost::json::array contact_tags(const Contact&) const;
    int tag_id(const std::string& tag);  // a new one where there is none
    void set_status(Contact&, int list, int status);
    void touch(Contact&);
    void post(Hook);
    void fire(const Contact&, const char* type, const std::string& from, const Pairs& extra = {});
    void fire_list(const Contact&, int list, bool joined, const std::string& from, int form = 0);
    Pairs webhook_pairs(const Contact&, const char* ip_key) const;

    const std::string token_;
    std::map<int, Contact> contacts_;
    std::vector<Field> fields_;
    std::map<int, std::string> tags_;
    std::map<int, std::string> lists_{{1, "News"}, {2, "Events"}};
    std::map<int, std::string> scores_{{2, "Engagement"}, {9, "Fit"}};  // 9 is one of deals
    int next_contact_{100};
    int next_row_{1};
    std::deque<std::int64_t> recent_;
    bool limited_{true};
    bool sideloads_{true};
    bool scores_touch_udate_{false};
    std::string automation_url_;
    bool sideloads_beside_{true};
    bool lists_touch_udate_{false};
    std::string update_url_;
    std::string event_url_;
    bool api_events_{false};
    int to_lose_{0};
    int to_repeat_{0};
    bool holding_{false};
    std::vector<Hook> held_;
    std::vector<int> thresholds_;
    HookSender hooks_{1};
};

}  // namespace crosswalk::doubles
