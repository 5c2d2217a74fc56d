#include "tests/support/mailgun_double.h"

#include <algorithm>

#include "connector/crypto/crypto.h"
#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostOfAPage = 1000;

json::object mailgun_row(const std::string& email, const std::set<std::string>& tags) {
    return {
        {"address", email},
        {"tags", json::array(tags.begin(), tags.end())},
        {"created_at", "Mon, 02 Mar 2026 09:00:00 UTC"}};
}

}  // namespace

// 200 is yes and 406 is no; everything else comes again.
MailgunDouble::MailgunDouble(std::string key, int port)
    : login_("Basic " + crypto::base64("api:" + key)),
      webhooks_(8, std::chrono::milliseconds(200), [](int status, const std::string&) {
          return status == 200 || status == 406;
      }) {
    start(port);
}

MailgunDouble::~MailgunDouble() {
    webhooks_.stop();
    stop();
}

Answer MailgunDouble::answer(const Call& call) {
    if (call.header("Authorization") != login_) return said(401, {{"message", "Forbidden"}});
    const auto parts = path_parts(call.path);
    if (parts.size() < 3 || parts[0] != "v3") return unplanned();
    if (parts[1] != "mg.example.com") return said(404, {{"message", "Domain not found: " + parts[1]}});
    const bool complaints = parts[2] == "complaints";
    if (!complaints && parts[2] != "unsubscribes") return unplanned();
    const List& list = complaints ? complaints_ : unsubscribes_;
    if (parts.size() == 3) {
        if (call.method == "POST") return complaints ? unplanned() : add(call);
        return page(call, parts[2], list);
    }
    const auto one = list.find(lower(parts[3]));
    if (call.method != "GET") return unplanned();
    if (one != list.end()) return said(200, mailgun_row(one->first, one->second));
    return said(
        404,
        {{"message",
          complaints ? "No spam complaints found for this address" : "Address not found in unsubscribers table"}}
    );
}

// The link to a next page is always there; behind the last page it shows nobody.
Answer MailgunDouble::page(const Call& call, const std::string& name, const List& list) const {
    const auto limit = std::min(asked_number(call, "limit", 100), kMostOfAPage);
    const auto behind = call.asked("address").value_or("");
    json::array rows;
    std::string last = behind;
    for (auto it = list.upper_bound(behind); it != list.end() && rows.size() < limit; ++it) {
        rows.push_back(mailgun_row(it->first, it->second));
        last = it->first;
    }
    const auto next = "https://api.mailgun.net/v3/mg.example.com/" + name + "?limit=" + std::to_string(limit) +
                      "&page=next&address=" + last;
    return said(200, {{"items", std::move(rows)}, {"paging", {{"next", next}}}});
}

Answer MailgunDouble::add(const Call& call) {
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_array() || parsed->get_array().size() > kMostOfAPage)
        return said(400, {{"message", "Invalid JSON"}});
    for (const auto& one : parsed->get_array())
        if (!may_be_address(text_of(one.as_object(), "address")))
            return said(400, {{"message", "'" + text_of(one.as_object(), "address") + "' is not a valid address"}});
    for (const auto& one : parsed->get_array()) {
        const auto* tags = member(one.as_object(), "tags");
        auto& held = unsubscribes_[lower(text_of(one.as_object(), "address"))];
        if (tags == nullptr) held.insert("*");
        else
            for (const auto& tag : tags->as_array()) held.insert(std::string(tag.as_string()));
    }
    const auto count = std::to_string(parsed->get_array().size());
    return said(200, {{"message", count + " addresses have been added to the unsubscribes table"}});
}

void MailgunDouble::unsubscribe(const std::string& email, const std::string& tag) {
    const std::scoped_lock lock(mutex_);
    unsubscribes_[lower(email)].insert(tag);
    report(email, {{"event", "unsubscribed"}});
}

void MailgunDouble::complain(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    complaints_[lower(email)];
    report(email, {{"event", "complained"}});
}

void MailgunDouble::report(const std::string& email, json::object event) {
    const std::scoped_lock lock(mutex_);
    if (hook_url_.empty()) return;
    event["id"] = "hTWCTD81RtiDN-" + std::to_string(next_++);
    event["recipient"] = email;
    event["timestamp"] = static_cast<double>(now_ms()) / 1000;
    const auto time = std::to_string(now_ms() / 1000);
    auto token = std::to_string(next_++);
    token.insert(0, 50 - token.size(), '6');
    const json::object body{
        {"signature",
         {{"timestamp", time},
          {"token", token},
          {"signature", crypto::hex(crypto::hmac_sha256(hook_key_, time + token))}}},
        {"event-data", event}};
    const Hook hook{.url = hook_url_, .body = json::serialize(body)};
    webhooks_.send([hook](int) { return hook; });
}

bool MailgunDouble::unsubscribed(const std::string& email) const {
    const std::scoped_lock lock(mutex_);
    const auto one = unsubscribes_.find(lower(email));
    return one != unsubscribes_.end() && one->second.contains("*");
}

void MailgunDouble::send_webhooks_to(std::string url, std::string signing_key) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    hook_key_ = std::move(signing_key);
}

}  // namespace crosswalk::doubles
