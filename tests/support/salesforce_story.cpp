// What people do in the Salesforce org.
#include "tests/support/salesforce_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

std::string SalesforceDouble::add_user(const std::string& name, const std::string& email, bool active) {
    const std::scoped_lock lock(mutex_);
    return org_.put(
        "User", {{"Name", name}, {"Username", email}, {"Email", email}, {"IsActive", active}}, now_ms(), ""
    );
}

std::string SalesforceDouble::add_queue(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return org_.put(
        "Group", {{"Name", name}, {"DeveloperName", name}, {"Type", "Queue"}}, now_ms(), sales_user_
    );
}

std::string SalesforceDouble::add_lead(json::object fields) {
    const std::scoped_lock lock(mutex_);
    if (!fields.contains("OwnerId")) fields["OwnerId"] = sales_user_;
    const auto id = org_.put("Lead", std::move(fields), now_ms(), sales_user_);
    changed("Lead", id, false);
    return id;
}

std::string SalesforceDouble::add_contact(json::object fields) {
    const std::scoped_lock lock(mutex_);
    if (!fields.contains("OwnerId")) fields["OwnerId"] = sales_user_;
    const auto id = org_.put("Contact", std::move(fields), now_ms(), sales_user_);
    changed("Contact", id, false);
    return id;
}

Writer SalesforceDouble::by_hand(const std::string& user) const {
    Writer out;
    out.user = user.empty() ? sales_user_ : user;
    out.now_ms = now_ms();
    out.by_hand = true;
    return out;
}

bool SalesforceDouble::edit(
    const std::string& type, const std::string& id, const json::object& fields, const std::string& user
) {
    const std::scoped_lock lock(mutex_);
    const bool done = org_.update(type, id, fields, by_hand(user)).ok();
    if (done) changed(type, id, false);
    return done;
}

bool SalesforceDouble::remove(const std::string& type, const std::string& id) {
    const std::scoped_lock lock(mutex_);
    return org_.remove(type, id, by_hand());
}

bool SalesforceDouble::undelete(const std::string& type, const std::string& id) {
    const std::scoped_lock lock(mutex_);
    return org_.undelete(type, id, by_hand());
}

bool SalesforceDouble::merge(
    const std::string& type, const std::string& winner, const std::string& loser, const json::object& chosen
) {
    const std::scoped_lock lock(mutex_);
    const bool done = org_.merge(type, winner, loser, chosen, by_hand());
    if (done) changed(type, winner, false);
    return done;
}

std::string SalesforceDouble::convert_lead(const std::string& lead, const SalesforceConversion& how) {
    const std::scoped_lock lock(mutex_);
    const auto contact = org_.convert(lead, how, by_hand());
    if (!contact) return {};
    changed("Contact", *contact, false);
    changed("Lead", lead, false);
    return *contact;
}

std::optional<json::object> SalesforceDouble::record(const std::string& type, const std::string& id) const {
    const std::scoped_lock lock(mutex_);
    const auto& rows = org_.rows(type);
    const auto found = rows.find(id.substr(0, 15));
    return found == rows.end() ? std::nullopt : std::optional(found->second.fields);
}

std::vector<json::object> SalesforceDouble::records(const std::string& type) const {
    const std::scoped_lock lock(mutex_);
    std::vector<json::object> out;
    for (const auto& [id, row] : org_.rows(type)) out.push_back(row.fields);
    return out;
}

void SalesforceDouble::lock_row(const std::string& id, int times) {
    const std::scoped_lock lock(mutex_);
    org_.lock_row(id, times);
}

void SalesforceDouble::use_duplicate_rule(bool on) {
    const std::scoped_lock lock(mutex_);
    org_.use_duplicate_rule(on);
}

void SalesforceDouble::refuse(SalesforceRule rule) {
    const std::scoped_lock lock(mutex_);
    org_.add_rule(std::move(rule));
}

void SalesforceDouble::refuse_no_more() {
    const std::scoped_lock lock(mutex_);
    org_.drop_rules();
}

bool SalesforceDouble::hide_field(const std::string& type, const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return org_.hide_field(type, name);
}

bool SalesforceDouble::show_field(const std::string& type, const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return org_.show_field(type, name);
}

void SalesforceDouble::add_field(const std::string& type, SalesforceField field) {
    const std::scoped_lock lock(mutex_);
    org_.add_field(type, std::move(field));
}

void SalesforceDouble::limit_daily_calls(int calls) {
    const std::scoped_lock lock(mutex_);
    daily_limit_ = calls;
}

void SalesforceDouble::page_queries_by(std::size_t rows) {
    const std::scoped_lock lock(mutex_);
    page_size_ = rows;
}

void SalesforceDouble::expire_sessions() {
    const std::scoped_lock lock(mutex_);
    tokens_.clear();
}

std::size_t SalesforceDouble::tokens_issued() const {
    const std::scoped_lock lock(mutex_);
    return tokens_issued_;
}

}  // namespace crosswalk::doubles
