#include "tests/support/postmark_double.h"

#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostAddresses = 50;

Answer postmark_says(int status, int code, const char* message) {
    return said(status, {{"ErrorCode", code}, {"Message", message}});
}

}  // namespace

PostmarkDouble::PostmarkDouble(std::string server_token, int port) : token_(std::move(server_token)) { start(port); }

PostmarkDouble::~PostmarkDouble() {
    webhooks_.stop();
    stop();
}

Answer PostmarkDouble::answer(const Call& call) {
    if (call.header("X-Postmark-Server-Token") != token_)
        return postmark_says(401, 10, "No Account or Server API tokens were supplied in the HTTP headers.");
    const auto parts = path_parts(call.path);
    if (parts.size() < 3 || parts[0] != "message-streams" || parts[2] != "suppressions") return unplanned();
    if (parts[1] != "broadcast") return postmark_says(422, 1226, "The message stream was not found.");
    if (parts.size() == 4 && parts[3] == "dump" && call.method == "GET") return dump(call);
    return parts.size() == 3 && call.method == "POST" ? suppress(call) : unplanned();
}

Answer PostmarkDouble::dump(const Call& call) const {
    const auto wanted = call.asked("EmailAddress");
    const auto since = parse_time(call.asked("fromdate").value_or("1970-01-01") + "T00:00:00Z");
    json::array rows;
    for (const auto& [email, one] : suppressed_)
        if ((!wanted || same_text(*wanted, email)) && one.created_ms >= since.value_or(0))
            rows.push_back(json::object{
                {"EmailAddress", email},
                {"SuppressionReason", one.reason},
                {"Origin", one.origin},
                {"CreatedAt", utc_time(one.created_ms)}});
    return said(200, {{"Suppressions", std::move(rows)}});
}

Answer PostmarkDouble::suppress(const Call& call) {
    const auto parsed = parse_json(call.body);
    const auto* asked = parsed && parsed->is_object() ? member(parsed->get_object(), "Suppressions") : nullptr;
    if (asked == nullptr || !asked->is_array()) return postmark_says(422, 402, "Invalid JSON");
    if (asked->get_array().size() > kMostAddresses) return postmark_says(422, 410, "Too many addresses.");
    json::array rows;
    for (const auto& one : asked->get_array()) {
        const auto email = text_of(one.get_object(), "EmailAddress");
        const bool sound = may_be_address(email) && !same_text(email, refused_);
        if (sound && !suppression(email)) close(email, "ManualSuppression", "Customer");
        rows.push_back(json::object{
            {"EmailAddress", email},
            {"Status", sound ? "Suppressed" : "Failed"},
            {"Message", sound ? json::value() : json::value("An invalid email address was provided.")}});
    }
    return said(200, {{"Suppressions", std::move(rows)}});
}

void PostmarkDouble::close(const std::string& email, const std::string& reason, const std::string& origin) {
    suppressed_[lower(email)] = {.reason = reason, .origin = origin, .created_ms = now_ms()};
    tell("SubscriptionChange",
         {{"Recipient", email},
          {"ChangedAt", utc_time(now_ms())},
          {"Origin", origin},
          {"SuppressSending", true},
          {"SuppressionReason", reason}});
}

void PostmarkDouble::unsubscribe(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    close(email, "ManualSuppression", "Recipient");
}

void PostmarkDouble::complain(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    tell("SpamComplaint",
         {{"ID", next_++}, {"Type", "SpamComplaint"}, {"Email", email}, {"BouncedAt", utc_time(now_ms())}});
    close(email, "SpamComplaint", "Recipient");
}

void PostmarkDouble::bounce(const std::string& email, bool hard) {
    const std::scoped_lock lock(mutex_);
    tell("Bounce",
         {{"ID", next_++},
          {"Type", hard ? "HardBounce" : "SoftBounce"},
          {"Email", email},
          {"BouncedAt", utc_time(now_ms())},
          {"Inactive", hard}});
    if (hard) close(email, "HardBounce", "Recipient");
}

// A complaint stays.
void PostmarkDouble::resubscribe(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    const auto one = suppressed_.find(lower(email));
    if (one == suppressed_.end() || one->second.reason == "SpamComplaint") return;
    suppressed_.erase(one);
    tell("SubscriptionChange",
         {{"Recipient", email},
          {"ChangedAt", utc_time(now_ms())},
          {"Origin", "Recipient"},
          {"SuppressSending", false},
          {"SuppressionReason", nullptr}});
}

void PostmarkDouble::open(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    tell("Open", {{"Recipient", email}, {"FirstOpen", true}, {"ReceivedAt", utc_time(now_ms())}});
}

void PostmarkDouble::refuse(std::string email) {
    const std::scoped_lock lock(mutex_);
    refused_ = std::move(email);
}

std::optional<PostmarkDouble::Suppression> PostmarkDouble::suppression(const std::string& email) const {
    const std::scoped_lock lock(mutex_);
    const auto one = suppressed_.find(lower(email));
    return one == suppressed_.end() ? std::nullopt : std::optional(one->second);
}

void PostmarkDouble::send_webhooks_to(std::string url, std::string header_secret) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    hook_secret_ = std::move(header_secret);
}

void PostmarkDouble::tell(const std::string& type, json::object more) {
    if (hook_url_.empty()) return;
    json::object body{
        {"RecordType", type}, {"MessageStream", "broadcast"}, {"MessageID", "883953f4-6105-42a2-a16a-77a8eac79483"}};
    for (auto& [name, value] : more) body[name] = value;
    Hook hook{.url = hook_url_, .body = json::serialize(body)};
    hook.headers = {{"X-Crosswalk-Secret", hook_secret_}};
    webhooks_.send([hook](int) { return hook; });
}

}  // namespace crosswalk::doubles
