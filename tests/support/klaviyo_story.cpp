// What people do in Klaviyo, and the system webhooks that tell of it.
#include "connector/crypto/crypto.h"
#include "tests/support/klaviyo_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

// "Thu, 04 Jan 2024 18:05:25 GMT"
std::string http_date(std::int64_t ms) {
    constexpr const char* kDays[] = {
        "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // the first day was one
    constexpr const char* kMonths[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto iso = utc_time(ms);
    const auto day = static_cast<std::size_t>(ms / 86'400'000 % 7);
    const auto month = static_cast<std::size_t>(std::stoi(iso.substr(5, 2)) - 1);
    return std::string(kDays[day]) + ", " + iso.substr(8, 2) + " " + kMonths[month] + " " + iso.substr(0, 4) +
           " " + iso.substr(11, 8) + " GMT";
}

}  // namespace

std::string KlaviyoDouble::add_profile(const std::string& email, const json::object& properties) {
    const std::scoped_lock lock(mutex_);
    auto& one = make(email);
    one.properties = properties;
    return one.id;
}

void KlaviyoDouble::edit_profile(const std::string& id, const json::object& properties) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id);
    for (const auto& [name, value] : properties) one.properties[name] = value;
    one.updated_ms = now_ms();
}

void KlaviyoDouble::subscribe(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id);
    one.consent = "SUBSCRIBED";
    one.suppression.clear();
    one.updated_ms = now_ms();
    tell(one, "subscribed_to_email_marketing", {{"email_address", one.email}});
}

void KlaviyoDouble::unsubscribe(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id);
    one.consent = "UNSUBSCRIBED";
    one.updated_ms = now_ms();
    tell(one, "unsubscribed_from_email_marketing", {{"email_address", one.email}});
}

void KlaviyoDouble::suppress(const std::string& id, const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id);
    one.suppression = reason;
    one.updated_ms = now_ms();
    tell(
        one,
        reason == "HARD_BOUNCE"      ? "bounced_email"
        : reason == "SPAM_COMPLAINT" ? "marked_email_as_spam"
                                     : "manually_suppressed_from_email_marketing"
    );
}

void KlaviyoDouble::open_email(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    tell(people_.at(id), "opened_email", {{"Campaign Name", "March"}});
}

void KlaviyoDouble::change_email(const std::string& id, const std::string& to) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id);
    one.email = to;
    one.updated_ms = now_ms();
}

void KlaviyoDouble::delete_profile(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    people_.erase(id);
}

void KlaviyoDouble::hold_jobs() {
    const std::scoped_lock lock(mutex_);
    held_ = true;
}

void KlaviyoDouble::do_jobs() {
    const std::scoped_lock lock(mutex_);
    held_ = false;
    for (const auto& email : std::exchange(waiting_, {}))
        if (Profile* one = find(email)) unsubscribe(one->id);
}

std::optional<KlaviyoDouble::Profile> KlaviyoDouble::profile(const std::string& id_or_email) const {
    for (const auto& one : profiles())
        if (one.id == id_or_email || same_text(one.email, id_or_email)) return one;
    return std::nullopt;
}

std::vector<KlaviyoDouble::Profile> KlaviyoDouble::profiles() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Profile> out;
    for (const auto& [id, one] : people_) out.push_back(one);
    return out;
}

void KlaviyoDouble::send_webhooks_to(std::string url, std::string secret) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    hook_secret_ = std::move(secret);
}

// The body is the same at every attempt, the time of signing is not.
void KlaviyoDouble::tell(const Profile& one, const std::string& topic, json::object more) {
    if (hook_url_.empty()) return;
    const auto id = "4L3c" + std::to_string(next_++);
    const json::object attributes{{"timestamp", now_ms() / 1000}, {"event_properties", std::move(more)}};
    const json::object event{
        {"type", "event"},
        {"id", id},
        {"attributes", attributes},
        {"relationships", {{"profile", {{"data", {{"type", "profile"}, {"id", one.id}}}}}}}};
    const json::object row{
        {"external_id", id}, {"topic", "event:klaviyo." + topic}, {"payload", {{"data", event}}}};
    const json::object whole{{"data", json::array{row}}, {"meta", {{"klaviyo_webhook_id", "wh1"}}}};
    webhooks_.send([this, url = hook_url_, secret = hook_secret_, body = json::serialize(whole)](int) {
        const auto date = http_date(now_ms());
        Hook hook{.url = url, .body = body};
        hook.headers = {
            {"Klaviyo-Signature", crypto::hex(crypto::hmac_sha256(secret, body + date))},
            {"Klaviyo-Timestamp", date},
            {"Klaviyo-Webhook-Id", "wh1"}};
        return hook;
    });
}

}  // namespace crosswalk::doubles
