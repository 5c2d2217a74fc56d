#include "tests/support/amazon_ses_double.h"

#include <algorithm>

#include "connector/crypto/crypto.h"
#include "tests/support/email_tool.h"
#include "tests/support/keys.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr char kCertificate[] = "/SimpleNotificationService-0001.pem";
constexpr char kKeyId[] = "AKIDEXAMPLE";

Answer ses_says(int status, const std::string& message) { return said(status, {{"message", message}}); }

// The path once more percent-encoded, as it is hashed.
std::string path_hashed(const std::string& path) {
    std::string out;
    for (const char c : path) out += c == '%' ? std::string("%25") : std::string{c};
    return out;
}

std::string query_hashed(const std::string& query) {
    auto pairs = form_pairs(query);
    std::ranges::sort(pairs);
    std::string out;
    for (const auto& [name, value] : pairs) out += (out.empty() ? "" : "&") + encode_form(name) + "=" + encode_form(value);
    return out;
}

json::object suppression_row(const std::string& email, const AmazonSesDouble::Suppression& one) {
    return {
        {"EmailAddress", email},
        {"Reason", one.reason},
        {"LastUpdateTime", static_cast<double>(one.updated_ms) / 1000.0}};
}

}  // namespace

AmazonSesDouble::AmazonSesDouble(std::string secret_access_key, int port) : secret_(std::move(secret_access_key)) {
    start(port);
}

AmazonSesDouble::~AmazonSesDouble() {
    webhooks_.stop();
    stop();
}

// Built from what arrived, by the rules of the signature and not by our own signer.
bool AmazonSesDouble::is_signed(const Call& call) const {
    const auto date = call.header("X-Amz-Date");
    if (date.size() != 16) return false;
    const std::string day = date.substr(0, 8), scope = day + "/eu-west-1/ses/aws4_request";
    const auto query = call.target.find('?') == std::string::npos ? "" : call.target.substr(call.target.find('?') + 1);
    const std::string canonical = call.method + "\n" + path_hashed(call.path) + "\n" + query_hashed(query) +
                                  "\nhost:" + call.header("Host") + "\nx-amz-date:" + date +
                                  "\n\nhost;x-amz-date\n" + crypto::hex(crypto::sha256(call.body));
    std::string key = "AWS4" + secret_;
    for (const std::string& part : {day, std::string("eu-west-1"), std::string("ses"), std::string("aws4_request")})
        key = crypto::hmac_sha256(key, part);
    const std::string to_sign =
        "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + crypto::hex(crypto::sha256(canonical));
    return call.header("Authorization") == "AWS4-HMAC-SHA256 Credential=" + std::string(kKeyId) + "/" + scope +
                                               ", SignedHeaders=host;x-amz-date, Signature=" +
                                               crypto::hex(crypto::hmac_sha256(key, to_sign));
}

Answer AmazonSesDouble::answer(const Call& call) {
    if (call.path == kCertificate) return {.body = test_keys().public_pem, .content_type = "text/plain"};
    if (call.path == "/") return confirm(call);
    if (!is_signed(call))
        return ses_says(403, "The request signature we calculated does not match the signature you provided.");
    const auto parts = path_parts(call.path);
    if (parts.size() < 4 || parts[2] != "suppression" || parts[3] != "addresses") return unplanned();
    if (parts.size() == 5) {
        const auto one = suppressed_.find(lower(parts[4]));
        if (one == suppressed_.end())
            return ses_says(404, "Email address " + parts[4] + " does not exist on your suppression list.");
        return said(200, {{"SuppressedDestination", suppression_row(one->first, one->second)}});
    }
    if (call.method == "GET") return list(call);
    const auto parsed = parse_json(call.body);
    if (call.method != "PUT" || !parsed) return unplanned();
    const auto email = text_of(parsed->get_object(), "EmailAddress"), reason = text_of(parsed->get_object(), "Reason");
    if (!may_be_address(email) || (reason != "COMPLAINT" && reason != "BOUNCE"))
        return ses_says(400, "Invalid email address or reason.");
    suppressed_[lower(email)] = {.reason = reason, .updated_ms = now_ms()};
    return said(200, {});
}

Answer AmazonSesDouble::list(const Call& call) const {
    const auto since = parse_time(call.asked("StartDate").value_or("")).value_or(0);
    const auto rows = asked_number(call, "PageSize", 100), first = asked_number(call, "NextToken", 0);
    json::array shown;
    std::size_t at = 0;
    for (const auto& [email, one] : suppressed_)
        if (one.updated_ms >= since && at++ >= first && shown.size() < rows) shown.push_back(suppression_row(email, one));
    json::object body{{"SuppressedDestinationSummaries", std::move(shown)}};
    if (first + rows < at) body["NextToken"] = std::to_string(first + rows);
    return said(200, body);
}

// Without a credential, as the address in the message is called.
Answer AmazonSesDouble::confirm(const Call& call) {
    const bool ours = call.asked("Action") == "ConfirmSubscription" && call.asked("TopicArn") == topic_ &&
                      call.asked("Token") == token_ && call.header("Authorization").empty();
    if (!ours) return {.status = 400, .body = "<ErrorResponse/>", .content_type = "text/xml"};
    confirmed_ = true;
    return {.body = "<ConfirmSubscriptionResponse/>", .content_type = "text/xml"};
}

void AmazonSesDouble::subscribe(std::string url, std::string topic) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    topic_ = std::move(topic);
    token_ = "2336412f37" + std::to_string(next_);
    confirmed_ = false;
    send(
        {{"Type", "SubscriptionConfirmation"},
         {"Token", token_},
         {"Message", "You have chosen to subscribe to the topic " + topic_ + "."},
         {"SubscribeURL", "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=" + token_}}
    );
}

void AmazonSesDouble::end_subscription() {
    const std::scoped_lock lock(mutex_);
    send(
        {{"Type", "UnsubscribeConfirmation"},
         {"Token", token_},
         {"Message", "You have chosen to deactivate the subscription."},
         {"SubscribeURL", "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=" + token_}}
    );
    confirmed_ = false;
}

void AmazonSesDouble::complain(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    suppressed_[lower(email)] = {.reason = "COMPLAINT", .updated_ms = now_ms()};
    const json::array people{json::object{{"emailAddress", email}}};
    tell("Complaint", {{"complainedRecipients", people}, {"complaintFeedbackType", "abuse"}}, email);
}

void AmazonSesDouble::bounce(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    suppressed_[lower(email)] = {.reason = "BOUNCE", .updated_ms = now_ms()};
    const json::array people{json::object{{"emailAddress", email}}};
    tell("Bounce", {{"bounceType", "Permanent"}, {"bouncedRecipients", people}}, email);
}

void AmazonSesDouble::leave_contact_list(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    tell("Subscription", {{"newTopicPreferences", {{"unsubscribeAll", true}}}}, email);
}

void AmazonSesDouble::open(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    tell("Open", {{"userAgent", "Mozilla/5.0"}}, email);
}

void AmazonSesDouble::suppress(const std::string& email, const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    suppressed_[lower(email)] = {.reason = reason, .updated_ms = now_ms()};
}

std::optional<AmazonSesDouble::Suppression> AmazonSesDouble::suppression(const std::string& email) const {
    const std::scoped_lock lock(mutex_);
    const auto one = suppressed_.find(lower(email));
    return one == suppressed_.end() ? std::nullopt : std::optional(one->second);
}

bool AmazonSesDouble::confirmed() const {
    const std::scoped_lock lock(mutex_);
    return confirmed_;
}

void AmazonSesDouble::tell(const std::string& event, json::object own, const std::string& email) {
    if (!confirmed_) return;
    own["timestamp"] = utc_time(now_ms());
    const json::object mail{
        {"messageId", "0100018e-" + std::to_string(next_)}, {"destination", json::array{json::value(email)}}};
    const json::object told{{"eventType", event}, {lower(event), std::move(own)}, {"mail", mail}};
    send(
        {{"Type", "Notification"},
         {"Subject", "Amazon SES Email Event Notification"},
         {"Message", json::serialize(told)}}
    );
}

void AmazonSesDouble::send(json::object message) {
    if (hook_url_.empty()) return;
    message["MessageId"] = "22b80b92-fdea-4c2c-8f9d-" + std::to_string(next_++);
    message["TopicArn"] = topic_;
    message["Timestamp"] = utc_time(now_ms());
    std::string to_sign;
    for (const char* key : {"Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"})
        if (message.contains(key)) to_sign += std::string(key) + "\n" + text_of(message, key) + "\n";
    message["SignatureVersion"] = "2";
    message["SigningCertURL"] = "https://sns.eu-west-1.amazonaws.com" + std::string(kCertificate);
    message["Signature"] = crypto::base64(*crypto::sign_rs256(test_keys().private_pem, to_sign));
    Hook hook{.url = hook_url_, .content_type = "text/plain; charset=UTF-8", .body = json::serialize(message)};
    hook.headers = {{"x-amz-sns-message-type", text_of(message, "Type")}};
    webhooks_.send([hook](int) { return hook; });
}

}  // namespace crosswalk::doubles
