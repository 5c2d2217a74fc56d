// What people do in Marketo, the activities that tell of it, and the webhook of a campaign.
#include "tests/support/marketo_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

json::object field_change(const std::string& name, const json::value& before, const json::value& after) {
    const auto text = [](const json::value& value) {
        return value.is_string() ? std::string(value.get_string()) : value.is_null() ? "" : json::serialize(value);
    };
    const json::object field{{"name", name}, {"oldValue", text(before)}, {"newValue", text(after)}};
    return {{"fields", json::array{field}}, {"attributes", json::array{}}};
}

}  // namespace

void MarketoDouble::log(int type, std::int64_t lead, json::object row) {
    log_.push_back({.type = type, .lead = lead, .at_ms = now_ms(), .row = std::move(row)});
}

void MarketoDouble::set(Lead& one, const std::string& field, const json::value& value) {
    const auto* before = member(one.fields, field);
    const json::value was = before == nullptr ? json::value() : *before;
    one.fields[field] = value;
    one.updated_ms = now_ms();
    if (was != value) log(13, one.id, field_change(field, was, value));
}

std::string MarketoDouble::add_lead(const std::string& email, const json::object& fields) {
    const std::scoped_lock lock(mutex_);
    Lead& one = leads_[next_];
    one = {.id = next_++, .fields = fields, .updated_ms = now_ms()};
    one.fields["email"] = email;
    if (!one.fields.contains("unsubscribed")) one.fields["unsubscribed"] = false;
    log(12, one.id, {});
    return std::to_string(one.id);
}

void MarketoDouble::edit_lead(const std::string& id, const json::object& fields) {
    const std::scoped_lock lock(mutex_);
    for (const auto& [name, value] : fields) set(*find_lead(id), name, value);
}

void MarketoDouble::log_same_score(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    const auto& score = find_lead(id)->fields["leadScore"];
    log(13, find_lead(id)->id, field_change("leadScore", score, score));
}

void MarketoDouble::unsubscribe(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    Lead& one = *find_lead(id);
    left_.insert(lower(text_of(one.fields, "email")));
    log(9, one.id, {{"primaryAttributeValue", "March news"}, {"attributes", json::array{}}});
    set(one, "unsubscribed", true);
}

void MarketoDouble::merge(const std::string& winner, const std::string& loser) {
    const std::scoped_lock lock(mutex_);
    leads_.erase(std::stoll(loser));
    const json::object ids{{"name", "Merge IDs"}, {"value", "[" + loser + "]"}};
    log(32, std::stoll(winner), {{"attributes", json::array{ids}}});
}

void MarketoDouble::delete_lead(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    leads_.erase(std::stoll(id));
    log(37, std::stoll(id), {{"attributes", json::array{}}});
}

void MarketoDouble::run_campaign(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    const Lead& one = *find_lead(id);
    const auto* score = member(one.fields, "leadScore");
    const json::object body{
        {"lead_id", id},
        {"email", text_of(one.fields, "email")},
        {"leadScore", score == nullptr ? json::value("") : json::value(json::serialize(*score))},
        {"unsubscribed", one.unsubscribed() ? "1" : "0"}};
    Hook hook{.url = hook_url_, .body = json::serialize(body)};
    hook.headers = {{"X-Crosswalk-Secret", hook_secret_}};
    webhooks_.send([hook](int) { return hook; });
}

void MarketoDouble::end_token() {
    const std::scoped_lock lock(mutex_);
    ++tokens_;
}

void MarketoDouble::refuse_next(std::string code, std::string message) {
    const std::scoped_lock lock(mutex_);
    refusal_ = {std::move(code), std::move(message)};
}

void MarketoDouble::hold_rows(std::size_t rows) {
    const std::scoped_lock lock(mutex_);
    page_rows_ = rows;
}

std::optional<MarketoDouble::Lead> MarketoDouble::lead(const std::string& id_or_email) const {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, one] : leads_)
        if (std::to_string(id) == id_or_email || same_text(text_of(one.fields, "email"), id_or_email)) return one;
    return std::nullopt;
}

std::size_t MarketoDouble::leads() const {
    const std::scoped_lock lock(mutex_);
    return leads_.size();
}

void MarketoDouble::send_webhooks_to(std::string url, std::string header_secret) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    hook_secret_ = std::move(header_secret);
}

}  // namespace crosswalk::doubles
