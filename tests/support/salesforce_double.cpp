#include "tests/support/salesforce_double.h"

#include <ctime>

#include "connector/crypto/crypto.h"
#include "tests/support/salesforce_answers.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kLongestAssertion = 5 * 60;  // "about 3 minutes ahead", and a skewed clock
constexpr int kMessageAttempts = 10;

std::string form_value(const Pairs& form, std::string_view name) {
    for (const auto& [key, value] : form) {
        if (key == name) return value;
    }
    return {};
}

bool acknowledged(int status, const std::string& body) {
    return status == 200 && body.find("notificationsResponse") != std::string::npos &&
           body.find("Ack>true<") != std::string::npos;
}

// The form of HTTP's Date header.
std::string http_date(std::int64_t ms) {
    const std::time_t seconds = ms / 1000;
    std::tm parts{};
    char text[40];
    gmtime_r(&seconds, &parts);
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return text;
}

// json/11: the labels that a connector looks at.
json::object limits(int most, int used) {
    return {
        {"DailyApiRequests", {{"Max", most}, {"Remaining", most - used}}},
        {"DailyBulkApiBatches", {{"Max", 15000}, {"Remaining", 15000}}}};
}

}  // namespace

SalesforceDouble::SalesforceDouble(Login login, int port)
    : login_(std::move(login)), messages_(kMessageAttempts, std::chrono::milliseconds(200), acknowledged) {
    api_user_ = add_user("Crosswalk Integration", "crosswalk@example.com");
    sales_user_ = add_user("Sam Sales", "sam.sales@example.com");
    rule_owner_ = add_user("Rita Rule", "rita.rule@example.com");
    org_.use_assignment_rule(rule_owner_);
    start(port);
}

SalesforceDouble::~SalesforceDouble() {
    messages_.stop();
    stop();
}

Answer SalesforceDouble::answer(const Call& call) {
    const auto parts = path_parts(call.path);
    if (parts.size() < 2 || parts[0] != "services") return unplanned();
    if (parts[1] == "oauth2" && parts.size() == 3) {
        if (parts[2] == "token") return token(call);
        if (parts[2] == "revoke") {
            const bool known = tokens_.erase(form_value(form_pairs(call.body), "token")) > 0;
            return known ? Answer{} : salesforce_json(400, json::object{{"error", "invalid_token"}});
        }
    }
    if (parts[1] == "data" && parts.size() == 2) {
        json::array versions;
        for (const char* version : {"66.0", "67.0", "68.0"}) {
            const std::string number = version;
            versions.push_back(
                {{"version", number}, {"label", "Release " + number}, {"url", "/services/data/v" + number}}
            );
        }
        return salesforce_json(200, versions);
    }
    const std::string authorization = call.header("Authorization");
    const auto blank = authorization.find(' ');
    const std::string scheme = authorization.substr(0, blank);
    if (authorization.empty() || blank == std::string::npos || (scheme != "Bearer" && scheme != "OAuth")) {
        return salesforce_error(401, {"INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", {}});
    }
    if (!tokens_.count(authorization.substr(blank + 1))) {
        return salesforce_error(401, {"INVALID_SESSION_ID", "Session expired or invalid", {}});
    }
    if (calls_today_ >= daily_limit_) {
        return salesforce_error(403, {"REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", {}});
    }
    ++calls_today_;
    const auto began = http_date(now_ms());
    Answer out = rest(call, parts);
    out.headers.emplace_back("Date", began);
    out.headers.emplace_back(
        "Sforce-Limit-Info", "api-usage=" + std::to_string(calls_today_) + "/" + std::to_string(daily_limit_)
    );
    return out;
}

Answer SalesforceDouble::token(const Call& call) {
    if (call.method != "POST") return unplanned();
    const auto form = form_pairs(call.body);
    const auto grant = form_value(form, "grant_type");
    if (grant == "urn:ietf:params:oauth:grant-type:jwt-bearer")
        return jwt_bearer(form_value(form, "assertion"));
    if (grant == "client_credentials") return client_credentials(call, form);
    return oauth_error("unsupported_grant_type", "grant type not supported");
}

Answer SalesforceDouble::jwt_bearer(const std::string& assertion) {
    const auto first = assertion.find('.');
    const auto second = assertion.find('.', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) return oauth_error("invalid_grant", "invalid assertion");
    const auto header = crypto::from_base64url(assertion.substr(0, first));
    const auto claims_text = crypto::from_base64url(assertion.substr(first + 1, second - first - 1));
    const auto signature = crypto::from_base64url(assertion.substr(second + 1));
    const auto head = header ? parse_json(*header) : std::nullopt;
    const auto body = claims_text ? parse_json(*claims_text) : std::nullopt;
    if (!signature || !head || !head->is_object() || !body || !body->is_object()) {
        return oauth_error("invalid_grant", "invalid assertion");
    }
    const auto& claims = body->get_object();
    if (text_of(head->get_object(), "alg") != "RS256")
        return oauth_error("invalid_grant", "invalid assertion");
    if (text_of(claims, "iss") != login_.client_id)
        return oauth_error("invalid_client_id", "client identifier invalid");
    if (login_.public_key.empty() ||
        !crypto::verify_rs256(login_.public_key, assertion.substr(0, second), *signature)) {
        return oauth_error("invalid_grant", "invalid assertion");
    }
    const auto audience = text_of(claims, "aud");
    const bool fits = login_.audience.empty()
                          ? audience == url() || audience == "https://login.salesforce.com"
                          : audience == login_.audience;
    if (!fits) return oauth_error("invalid_grant", "audience is invalid");
    const auto* expires = member(claims, "exp");
    const std::int64_t now = now_ms() / 1000;
    if (!expires || !expires->is_int64()) return oauth_error("invalid_grant", "invalid assertion");
    if (expires->get_int64() <= now || expires->get_int64() > now + kLongestAssertion) {
        return oauth_error("invalid_grant", "assertion is expired or its exp lies too far ahead");
    }
    if (text_of(claims, "sub") != login_.username) {
        return oauth_error("invalid_grant", "user hasn't approved this consumer");
    }
    return issue_token(false);
}

Answer SalesforceDouble::client_credentials(const Call& call, const Pairs& form) {
    std::string id = form_value(form, "client_id"), secret = form_value(form, "client_secret");
    if (const auto basic = call.header("Authorization"); basic.rfind("Basic ", 0) == 0) {
        const auto plain = crypto::from_base64(basic.substr(6)).value_or("");
        const auto colon = plain.find(':');
        id = plain.substr(0, colon);
        secret = colon == std::string::npos ? "" : plain.substr(colon + 1);
    }
    if (id != login_.client_id) return oauth_error("invalid_client_id", "client identifier invalid");
    if (login_.client_secret.empty())
        return oauth_error("invalid_grant", "no client credentials user enabled");
    if (secret != login_.client_secret) return oauth_error("invalid_client", "invalid client credentials");
    return issue_token(true);
}

Answer SalesforceDouble::issue_token(bool with_signature) {
    const std::string token = std::string("00DKa00000CW1aB!AQEAQ.") + std::to_string(++tokens_issued_) + "." +
                              crypto::hex(crypto::random_bytes(12));
    tokens_.insert(token);
    json::object body{
        {"access_token", token},
        {"scope", "id api"},
        {"instance_url", url()},
        {"id", url() + "/id/" + kOrganization + "/" + api_user_},
        {"token_type", "Bearer"}};
    if (with_signature) {
        const auto issued = std::to_string(now_ms());
        body["issued_at"] = issued;
        body["signature"] =
            crypto::base64(crypto::hmac_sha256(login_.client_secret, text_of(body, "id") + issued));
    }
    return salesforce_json(200, body);
}

Answer SalesforceDouble::rest(const Call& call, const std::vector<std::string>& parts) {
    if (parts[1] == "oauth2" && parts.size() == 3 && parts[2] == "userinfo") {
        return salesforce_json(
            200,
            json::object{
                {"sub", url() + "/id/" + kOrganization + "/" + api_user_},
                {"user_id", api_user_},
                {"organization_id", kOrganization},
                {"preferred_username", login_.username},
                {"active", true},
                {"user_type", "STANDARD"}}
        );
    }
    if (parts[1] != "data" || parts.size() < 3) return unplanned();
    if (parts[2].size() < 2 || parts[2][0] != 'v' || parts[2] < "v58.0" || parts[2] > "v68.0")
        return salesforce_not_found();
    if (parts.size() == 3) return salesforce_json(200, json::object{{"sobjects", call.path + "sobjects"}});
    const bool writes = call.method == "POST" || call.method == "PATCH";
    if (writes && call.header("Content-Type").rfind("application/json", 0) != 0) {
        return salesforce_error(415, {"UNSUPPORTED_MEDIA_TYPE", "Content-Type is not supported", {}});
    }
    const std::vector<std::string> rest(parts.begin() + 3, parts.end());
    if (rest[0] == "sobjects" && rest.size() >= 2) return sobject(call, rest);
    if (rest[0] == "composite" && rest.size() >= 2 && rest[1] == "sobjects") return collections(call, rest);
    if (rest[0] == "query" && rest.size() == 2) return more(rest[1]);
    if (rest[0] == "query" || rest[0] == "queryAll") return query(call, rest[0] == "queryAll");
    if (rest[0] == "limits") return salesforce_json(200, limits(daily_limit_, calls_today_));
    return unplanned();
}

Writer SalesforceDouble::writer(const Call& call) const {
    Writer out;
    out.user = api_user_;
    out.assign = lower(call.header("Sforce-Auto-Assign")) != "false";
    out.allow_duplicates =
        lower(call.header("Sforce-Duplicate-Rule-Header")).find("allowsave=true") != std::string::npos;
    out.now_ms = now_ms();
    return out;
}

}  // namespace crosswalk::doubles
