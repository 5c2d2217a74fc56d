// What people do in Brevo, and the webhooks that tell of it.
#include "tests/support/brevo_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

std::string BrevoDouble::add_contact(
    const std::string& email, const Attributes& attributes, std::set<std::int64_t> lists
) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_[next_];
    one = {
        .id = next_++,
        .email = email,
        .attributes = attributes,
        .lists = std::move(lists),
        .created_ms = now_ms(),
        .modified_ms = now_ms()};
    if (!one.lists.empty())
        tell(one, "list_addition", {{"list_id", json::array(one.lists.begin(), one.lists.end())}});
    return lower(email);
}

void BrevoDouble::edit_contact(const std::string& email, const Attributes& attributes) {
    const std::scoped_lock lock(mutex_);
    auto& one = *find(email);
    for (const auto& [name, value] : attributes) one.attributes[name] = value;
    one.modified_ms = now_ms();
    tell(one, "contact_updated", {{"content", json::array{}}});
}

void BrevoDouble::unsubscribe(const std::string& email, std::int64_t from_list) {
    const std::scoped_lock lock(mutex_);
    auto& one = *find(email);
    one.blocklisted = true;
    json::array lists;
    if (from_list != 0) {
        one.left.insert(from_list);
        one.lists.erase(from_list);
        lists.emplace_back(from_list);
    }
    one.modified_ms = now_ms();
    tell(
        one, "unsubscribe", {{"camp_id", 31}, {"campaign name", "March news"}, {"list_id", std::move(lists)}}
    );
}

void BrevoDouble::report(const std::string& email, const std::string& event) {
    const std::scoped_lock lock(mutex_);
    auto& one = *find(email);
    if (event == "hard_bounce" || event == "spam") one.blocklisted = true;
    tell(one, event, {{"message-id", "<1@example.com>"}, {"ts_epoch", now_ms()}});
}

void BrevoDouble::delete_contact(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    const auto one = *find(email);
    people_.erase(one.id);
    tell(one, "contact_deleted");
}

void BrevoDouble::add_attribute(const std::string& name, const std::string& type) {
    const std::scoped_lock lock(mutex_);
    types_[name] = type;
}

std::optional<BrevoDouble::Contact> BrevoDouble::contact(const std::string& email) const {
    for (const auto& one : contacts())
        if (same_text(one.email, email)) return one;
    return std::nullopt;
}

std::vector<BrevoDouble::Contact> BrevoDouble::contacts() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Contact> out;
    for (const auto& [id, one] : people_) out.push_back(one);
    return out;
}

void BrevoDouble::send_webhooks_to(std::string url, std::string token, bool batched) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    hook_token_ = std::move(token);
    batched_ = batched;
}

void BrevoDouble::limit_calls(std::size_t a_second) {
    const std::scoped_lock lock(mutex_);
    limit_ = a_second;
}

// The id is the webhook's own. Whose key made a change by the API, its events say.
void BrevoDouble::tell(const Contact& one, const std::string& event, json::object more, bool by_api) {
    if (hook_url_.empty()) return;
    json::object body{{"id", 95781}, {"email", one.email}, {"event", event}, {"ts", now_ms() / 1000}};
    if (event.starts_with("contact_") || event == "list_addition")
        body["api_key_name"] = by_api ? "crosswalk" : "";
    for (auto& [name, value] : more) body[name] = value;
    const json::value sent = batched_ ? json::value(json::array{body}) : json::value(body);
    Hook hook{.url = hook_url_, .body = json::serialize(sent)};
    hook.headers = {{"Authorization", "Bearer " + hook_token_}};
    webhooks_.send([hook](int) { return hook; });
}

}  // namespace crosswalk::doubles
