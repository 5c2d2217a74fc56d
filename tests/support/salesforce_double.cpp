#include "tests/support/salesforce_double.h"

#include <ctime>

#include "tests/support/salesforce_answers.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr int kMessageAttempts = 10;

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
    : login_(std::move(login)),
      consent_({login_.client_id, login_.client_secret.empty() ? kAppSecret : login_.client_secret}), messages_(kMessageAttempts, std::chrono::milliseconds(200), acknowledged) {
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
        if (parts[2] == "authorize") return consent_.authorize(call, now_ms());
        if (parts[2] == "revoke") return revoke(form_value(form_pairs(call.body), "token"));
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

Answer SalesforceDouble::rest(const Call& call, const std::vector<std::string>& parts) {
    if (parts[1] == "oauth2" && parts.size() == 3 && parts[2] == "userinfo") {
        return salesforce_json(
            200,
            json::object{
                {"sub", url() + "/id/" + organization_ + "/" + api_user_},
                {"user_id", api_user_},
                {"organization_id", organization_},
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
