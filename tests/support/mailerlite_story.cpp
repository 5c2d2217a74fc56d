// What people do in MailerLite, and the webhooks that tell of it.
#include "connector/crypto/crypto.h"
#include "tests/support/mailerlite_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

std::string MailerLiteDouble::add_subscriber(const std::string& email, const Fields& fields, std::string id) {
    const std::scoped_lock lock(mutex_);
    if (id.empty()) id = std::to_string(next_id_++);
    const auto now = now_ms();
    people_[id] = {
        .id = id,
        .email = email,
        .source = "manual",
        .fields = fields,
        .subscribed_ms = now,
        .created_ms = now,
        .updated_ms = now};
    tell("subscriber.created", people_[id]);
    return id;
}

void MailerLiteDouble::edit_subscriber(const std::string& id, const Fields& fields) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id);
    for (const auto& [key, value] : fields) one.fields[key] = value;
    one.updated_ms = now_ms();
    tell("subscriber.updated", one);
}

void MailerLiteDouble::set_status(const std::string& id, const std::string& status) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id);
    one.status = status;
    one.updated_ms = now_ms();
    if (status == "unsubscribed") one.unsubscribed_ms = now_ms();
    const std::map<std::string, const char*> events{
        {"unsubscribed", "subscriber.unsubscribed"},
        {"bounced", "subscriber.bounced"},
        {"junk", "subscriber.spam_reported"},
        {"active", "subscriber.active"}};
    if (const auto it = events.find(status); it != events.end()) tell(it->second, one);
}

void MailerLiteDouble::delete_subscriber(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    const auto one = people_.at(id);
    people_.erase(id);
    if (batched_) tell("subscriber.deleted", one);
}

void MailerLiteDouble::put_into_group(const std::string& id, const std::string& group) {
    const std::scoped_lock lock(mutex_);
    people_.at(id).groups.insert(group);
    tell_group("subscriber.added_to_group", people_.at(id), group);
}

void MailerLiteDouble::take_out_of_group(const std::string& id, const std::string& group) {
    const std::scoped_lock lock(mutex_);
    people_.at(id).groups.erase(group);
    tell_group("subscriber.removed_from_group", people_.at(id), group);
}

void MailerLiteDouble::add_field(const std::string& key, const std::string& type) {
    const std::scoped_lock lock(mutex_);
    field_types_[key] = type;
}

std::string MailerLiteDouble::add_group(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    const auto id = std::to_string(next_id_++);
    groups_[id] = name;
    return id;
}

std::optional<MailerLiteDouble::Subscriber> MailerLiteDouble::subscriber(const std::string& id_or_email
) const {
    for (const auto& one : subscribers())
        if (one.id == id_or_email || same_text(one.email, id_or_email)) return one;
    return std::nullopt;
}

std::vector<MailerLiteDouble::Subscriber> MailerLiteDouble::subscribers() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Subscriber> out;
    for (const auto& [id, one] : people_) out.push_back(one);
    return out;
}

void MailerLiteDouble::send_webhooks_to(std::string url, std::string secret, bool batched) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    hook_secret_ = std::move(secret);
    batched_ = batched;
}

void MailerLiteDouble::limit_calls(std::size_t a_minute) {
    const std::scoped_lock lock(mutex_);
    limit_ = a_minute;
}

void MailerLiteDouble::tell(const char* event, const Subscriber& one) {
    auto body = shown(one);
    body["event"] = event;
    body["account_id"] = 83510;
    send(std::move(body));
}

void MailerLiteDouble::tell_group(const char* type, const Subscriber& one, const std::string& group) {
    send(
        {{"type", type},
         {"subscriber", {{"id", one.id}, {"email", one.email}, {"status", one.status}}},
         {"group", {{"id", group}, {"name", groups_[group]}}},
         {"account_id", 83510}}
    );
}

// The very same bytes at every attempt.
void MailerLiteDouble::send(json::object event) {
    if (hook_url_.empty()) return;
    if (batched_) event = {{"events", json::array{event}}, {"total", 1}};
    Hook hook{.url = hook_url_, .body = json::serialize(event)};
    hook.headers = {{"Signature", crypto::hex(crypto::hmac_sha256(hook_secret_, hook.body))}};
    webhooks_.send([hook](int) { return hook; });
}

}  // namespace crosswalk::doubles
