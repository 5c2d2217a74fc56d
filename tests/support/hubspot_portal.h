// tests/support/hubspot_portal.h - the contacts of a HubSpot account and the rules its properties keep. No
// HTTP; one thread.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::doubles {

struct HubSpotProperty {
    std::string name{};
    std::string label{};
    std::string type{"string"};  // bool date datetime enumeration number phone_number string
    std::string field_type{"text"};
    bool read_only{};
    bool unique{};
    bool calculated{};
    bool own{};  // made by us, not by HubSpot
    std::vector<std::string> options{};
};

struct HubSpotContact {
    std::int64_t id{};
    std::map<std::string, std::string> properties{};  // absent: never set; "" is cleared
    std::int64_t created_ms{};
    std::int64_t updated_ms{};
    bool archived{};
    std::int64_t merged_into{};
};

// A refusal as HubSpot words it; `status` is that of a single call.
struct HubSpotError {
    int status{400};
    std::string category{"VALIDATION_ERROR"};
    std::string message{};
    std::vector<std::string> codes{};
};

struct HubSpotChange {
    std::int64_t id{};
    bool created{};
    std::vector<std::string> properties{};  // those whose value changed
};

using HubSpotProperties = std::map<std::string, std::string>;

// A kind of e-mail one can leave; 0 stands for all of them.
struct HubSpotSubscription {
    std::int64_t id{};
    std::string name{};
};

class HubSpotPortal {
public:
    static constexpr std::int64_t kPortal = 146425426;

    // The contact properties of the fact sheet, `crosswalk_id` (unique), `crosswalk_lead_score`,
    // `crosswalk_reject_reason`.
    HubSpotPortal();

    const std::vector<HubSpotProperty>& properties() const { return schema_; }
    const HubSpotProperty* property(std::string_view name) const;
    void add_property(HubSpotProperty);
    // Archives a property: no call knows it any more; the values stay. Restoring brings it back. False: no
    // such one.
    bool archive_property(const std::string& name);
    bool restore_property(const std::string& name);
    boost::json::object describe(const HubSpotProperty&) const;

    const std::map<std::int64_t, HubSpotContact>& contacts() const { return contacts_; }
    HubSpotContact* find(std::int64_t id);        // follows merges; archived ones too
    HubSpotContact* find_exact(std::int64_t id);  // as batches do
    HubSpotContact* find_by(
        const std::string& property, std::string_view value
    );  // live ones, e-mails case aside

    // What would be refused; `id` 0 is a creation.
    std::optional<HubSpotError> refused(std::int64_t id, const HubSpotProperties&) const;
    HubSpotChange create(const HubSpotProperties&, std::int64_t now_ms, std::int64_t id = 0);
    HubSpotChange update(HubSpotContact&, const HubSpotProperties&, std::int64_t now_ms);
    void archive(std::int64_t id);
    bool restore(std::int64_t id);  // an archived one comes back, with all it had
    void erase(std::int64_t id);    // for good, opt-outs too
    // The survivor's id: the winner's, or that of a new record that takes both over.
    std::int64_t merge(std::int64_t winner, std::int64_t loser, std::int64_t now_ms, bool new_record = false);

    // Consent is kept by address and outlives the contact; contacts show it. News and Events exist.
    static const std::vector<HubSpotSubscription>& subscriptions();
    static std::string opt_out_property(std::int64_t subscription);
    // `by_person`: only the person can take it back.
    HubSpotChange opt_out(
        const std::string& email, std::int64_t subscription, bool by_person, std::int64_t now_ms
    );
    HubSpotChange opt_in(const std::string& email, std::int64_t subscription, std::int64_t now_ms);
    bool is_out(const std::string& email, std::int64_t subscription) const;
    bool is_out_by_person(const std::string& email) const;

    // Strings as they are, numbers and booleans spelled; nothing for null, arrays and objects.
    // As the account keeps it: a date as 2026-03-31, a moment in ISO 8601, choices in their options' order.
    static std::string kept(const HubSpotProperty&, const std::string& value, const std::string& before = {});
    // As a webhook tells it: dates and moments in milliseconds.
    static std::string told(const HubSpotProperty&, const std::string& value);

    static std::optional<HubSpotProperties> read(const boost::json::value&);

private:
    std::optional<HubSpotError> refused_value(const HubSpotProperty&, const std::string& value) const;
    bool goes_back(const HubSpotContact&, const std::string& stage) const;
    HubSpotChange show_consent(const std::string& email, std::int64_t now_ms);
    HubSpotProperties consent_of(const std::string& email) const;
    void
    keep_consent(HubSpotContact&, const HubSpotProperties&);  // an opt-out set by hand is one of the address

    void note(const HubSpotContact&);
    bool has(const HubSpotContact&, const std::string& property, std::string_view value) const;

    std::vector<HubSpotProperty> schema_, archived_;
    std::map<std::int64_t, HubSpotContact> contacts_;
    std::map<std::string, std::set<std::int64_t>> holders_;     // by unique value: whoever had it, ever
    std::map<std::string, std::map<std::int64_t, bool>> left_;  // by address: subscription -> by the person
    std::int64_t next_id_{126514278121};                        // over 2^31, as real ones are
};

}  // namespace crosswalk::doubles
