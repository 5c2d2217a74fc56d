// tests/support/salesforce_org.h - the rows of a Salesforce org and the rules its database keeps. No HTTP;
// one thread.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::doubles {

struct SalesforceField {
    std::string name{};
    std::string label{};
    std::string type{};  // describe's word: string, email, double, ...
    int length{};
    int precision{};
    int scale{};
    int digits{};
    bool nillable{true};
    bool createable{true};
    bool updateable{true};
    bool defaulted{};
    bool external_id{};
    bool unique{};
    bool restricted{};
    std::vector<std::string> picklist{};
    std::vector<std::string> reference_to{};
};

struct SalesforceError {
    std::string code{};
    std::string message{};
    std::vector<std::string> fields{};
    int status{400};
};

struct SalesforceRow {
    std::string id{};              // 18 characters
    boost::json::object fields{};  // never null values; a blank field is absent
};

// One row's fate; `id` is empty when nothing was written.
struct RowResult {
    std::string id{};
    bool created{};
    std::optional<SalesforceError> error{};
    bool ok() const { return !error; }
};

// A validation rule (or, with another code, a trigger or flow) of the org's own: it looks at the row as it
// would be after the write and refuses it in the admin's words. It names a field only when told to.
struct SalesforceRule {
    std::string type{};
    std::string field{};
    std::string holds{};  // the text in that field that it refuses, case aside; empty: any value
    std::string message{};
    std::string code{"FIELD_CUSTOM_VALIDATION_EXCEPTION"};
    std::vector<std::string> fields{};
};

struct Writer {
    std::string user{};
    bool assign{};            // the active assignment rule runs
    bool allow_duplicates{};  // Sforce-Duplicate-Rule-Header: allowSave=true
    std::int64_t now_ms{};
    bool by_hand{};  // a page in a browser saves the whole record: its numbers are rounded as the page shows
                     // them
};

// How a salesperson converts a lead.
struct SalesforceConversion {
    bool map_custom_fields{true};  // false: the admin mapped none, so own id and score stay behind
    std::string opportunity{};     // its name; empty: none is made
    std::string into_contact{};    // a contact that is there already; only its blank fields are filled
};

class SalesforceOrg {
public:
    using Rows = std::map<std::string, SalesforceRow>;  // by the first 15 characters

    // Lead, Contact, User, Group, LeadStatus, Account and Opportunity, with the fields the fact sheet lists.
    SalesforceOrg();

    bool has_type(const std::string& type) const { return schema_.count(type) != 0; }
    const std::vector<SalesforceField>& fields(const std::string& type) const { return schema_.at(type); }
    const SalesforceField* field(const std::string& type, std::string_view name)
        const;  // case aside; null: no such
    void add_field(const std::string& type, SalesforceField);
    // Takes a field from our user's field-level security, or gives it back; the values stay. False: no such
    // field.
    bool hide_field(const std::string& type, const std::string& name);
    bool show_field(const std::string& type, const std::string& name);
    boost::json::object describe(const std::string& type) const;

    const Rows& rows(const std::string& type) const { return rows_.at(type); }
    SalesforceRow* find(
        const std::string& type, std::string_view id
    );  // 15 or 18 characters, deleted ones too
    std::vector<SalesforceRow*> find_by(
        const std::string& type, const std::string& field, std::string_view value
    );

    // Without rules: for stories.
    std::string put(
        const std::string& type, boost::json::object fields, std::int64_t now_ms, const std::string& user
    );

    RowResult create(const std::string& type, const boost::json::object& values, const Writer&);
    RowResult
    update(const std::string& type, std::string_view id, const boost::json::object& values, const Writer&);
    RowResult
    upsert(const std::string& type, const std::string& key, const boost::json::object& values, const Writer&);

    // A deleted or merged row stays, as in the recycle bin. False: the row is not in a state to do so.
    bool remove(const std::string& type, std::string_view id, const Writer&);
    bool undelete(const std::string& type, std::string_view id, const Writer&);  // of a merge's loser too
    // The loser's own id is not moved. `chosen` are the values that somebody picked for the winner.
    bool
    merge(const std::string& type, std::string_view winner, std::string_view loser, const boost::json::object& chosen, const Writer&);
    // The contact's id; nothing when the lead is gone or converted already.
    std::optional<std::string> convert(std::string_view lead, const SalesforceConversion&, const Writer&);

    // Set a JSON type a field cannot hold: the whole request is unreadable.
    std::optional<SalesforceError> unreadable(const std::string& type, const boost::json::object& values)
        const;

    void use_assignment_rule(std::string owner) { rule_owner_ = std::move(owner); }
    void use_duplicate_rule(bool on) { duplicate_rule_ = on; }
    void add_rule(SalesforceRule rule) { rules_.push_back(std::move(rule)); }
    void drop_rules() { rules_.clear(); }
    void lock_row(std::string_view id, int times) { locks_[std::string(id.substr(0, 15))] = times; }

    // Everything at once, for allOrNone.
    std::map<std::string, Rows> copy() const { return rows_; }
    void restore(std::map<std::string, Rows> rows) { rows_ = std::move(rows); }

    static std::string key_prefix(const std::string& type);

private:
    std::optional<SalesforceError>
    refused(const std::string& type, const boost::json::object& values, const SalesforceRow* existing, const Writer&)
        const;
    std::optional<SalesforceError> refused_value(const SalesforceField&, const boost::json::value&) const;
    std::optional<SalesforceError> refused_owner(std::string_view id) const;
    std::optional<SalesforceError> refused_by_rule(
        const std::string& type, const boost::json::object& values, const SalesforceRow* existing
    ) const;
    std::optional<SalesforceError> refused_duplicate(
        const std::string& type, const boost::json::object& values, const SalesforceRow* existing
    ) const;
    void write(SalesforceRow&, const std::string& type, const boost::json::object& values, const Writer&);
    static void stamp(SalesforceRow&, const Writer&);
    std::string new_id(const std::string& type);

    std::map<std::string, std::vector<SalesforceField>> schema_;
    std::map<std::string, std::vector<SalesforceField>> hidden_;
    std::vector<SalesforceRule> rules_;
    std::map<std::string, Rows> rows_;
    std::map<std::string, int> locks_;
    std::string rule_owner_;
    bool duplicate_rule_{};
    int next_id_{1};
};

// The 18 characters of a 15-character id: three more say which letters are upper case.
std::string full_id(std::string_view id15);

}  // namespace crosswalk::doubles
