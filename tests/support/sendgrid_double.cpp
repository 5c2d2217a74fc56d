#include "tests/support/sendgrid_double.h"

#include <algorithm>
#include <regex>

#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::pair<const char*, const char*> kCustom[] = {{"e1_N", "lead_score"}, {"e2_T", "lifecycle"}};
constexpr std::size_t kMostShown = 50;

Answer sendgrid_says(int status, const std::string& message) {
    return said(status, {{"errors", json::array{json::object{{"field", nullptr}, {"message", message}}}}});
}

json::object body_of(const Call& call) {
    const auto parsed = parse_json(call.body);
    return parsed && parsed->is_object() ? parsed->get_object() : json::object{};
}

json::array list_in(const json::object& body, std::string_view name) {
    const auto* found = member(body, name);
    return found && found->is_array() ? found->get_array() : json::array{};
}

}  // namespace

SendGridDouble::SendGridDouble(std::string key, int port) : key_(std::move(key)) { start(port); }

SendGridDouble::~SendGridDouble() {
    webhooks_.stop();
    stop();
}

json::object SendGridDouble::shown(const Contact& one) const {
    json::object out{
        {"id", one.id}, {"email", one.email}, {"custom_fields", one.custom}, {"updated_at", utc_time(one.updated_ms)}};
    for (const auto& [name, value] : one.fields) out[name] = value;
    return out;
}

Answer SendGridDouble::answer(const Call& call) {
    if (call.header("Authorization") != "Bearer " + key_) return sendgrid_says(401, "authorization required");
    const auto parts = path_parts(call.path);
    if (parts.size() < 3 || parts[0] != "v3") return unplanned();
    if (parts[2] == "contacts") return contact_calls(call, {parts.begin() + 3, parts.end()});
    if (parts[2] == "field_definitions") {
        json::array rows;
        for (const auto& [id, name] : kCustom)
            rows.push_back(json::object{
                {"id", id}, {"name", name}, {"field_type", std::string(id).ends_with("N") ? "Number" : "Text"}});
        return said(200, {{"custom_fields", std::move(rows)}, {"reserved_fields", json::array{}}});
    }
    return consent_calls(call, parts);
}

Answer SendGridDouble::contact_calls(const Call& call, const std::vector<std::string>& parts) {
    if (parts.empty()) return call.method == "PUT" ? upsert(call) : unplanned();
    if (parts[0] == "search") return parts.size() == 2 ? search_emails(call) : search(call);
    if (parts[0] != "imports" || parts.size() != 2) return unplanned();
    const auto at = static_cast<std::size_t>(std::stoul(parts[1].substr(parts[1].find('-') + 1)));
    if (at >= jobs_.size()) return sendgrid_says(404, "not found");
    const auto count = static_cast<std::int64_t>(jobs_[at].contacts.size());
    return said(
        200,
        {{"id", parts[1]},
         {"status", jobs_[at].done ? "completed" : "pending"},
         {"job_type", "upsert"},
         {"results", {{"requested_count", count}, {"errored_count", 0}}}}
    );
}

// What it reads of a query are its moments.
Answer SendGridDouble::search(const Call& call) const {
    const auto query = text_of(body_of(call), "query");
    static const std::regex kMoment(R"((>=|<) TIMESTAMP '([^']*)')");
    json::array rows;
    std::int64_t count = 0;
    for (const auto& [email, one] : people_) {
        bool fits = true;
        for (std::sregex_iterator it(query.begin(), query.end(), kMoment), end; it != end; ++it) {
            const auto moment = parse_time((*it)[2].str()).value_or(0);
            fits = fits && ((*it)[1] == "<" ? one.updated_ms < moment : one.updated_ms >= moment);
        }
        if (!fits) continue;
        if (static_cast<std::size_t>(count++) < kMostShown) rows.push_back(shown(one));
    }
    return said(200, {{"result", std::move(rows)}, {"contact_count", count}});
}

Answer SendGridDouble::search_emails(const Call& call) const {
    json::object result;
    bool any_found = false;
    for (const auto& one : list_in(body_of(call), "emails")) {
        const auto email = lower(std::string(one.as_string()));
        const auto found = people_.find(email);
        any_found = any_found || found != people_.end();
        result[email] = found == people_.end() ? json::object{{"error", "contact not found"}}
                                               : json::object{{"contact", shown(found->second)}};
    }
    return any_found ? said(200, {{"result", std::move(result)}}) : sendgrid_says(404, "not found");
}

// One bad address fails all; what is wrong otherwise, only the job would tell.
Answer SendGridDouble::upsert(const Call& call) {
    auto contacts = list_in(body_of(call), "contacts");
    if (contacts.empty()) return sendgrid_says(400, "contacts: at least one is needed");
    for (const auto& one : contacts)
        if (const auto email = text_of(one.as_object(), "email"); !may_be_address(email))
            return sendgrid_says(400, "email '" + email + "' is not valid");
    jobs_.push_back({.contacts = std::move(contacts)});
    if (!held_) run(jobs_.back());
    return said(202, {{"job_id", "job-" + std::to_string(jobs_.size() - 1)}});
}

// Without an identifier that somebody has, somebody new is made.
void SendGridDouble::run(Job& job) {
    for (const auto& row : job.contacts) {
        const auto& sent = row.as_object();
        auto email = lower(text_of(sent, "email"));
        const auto known = people_.find(email);
        if (known != people_.end() && text_of(known->second.fields, "external_id") != text_of(sent, "external_id"))
            email = "another." + email;
        auto& one = people_[email];
        if (one.id.empty()) one = {.id = "id-" + std::to_string(next_++), .email = email};
        for (const auto& [name, value] : sent)
            if (name == "custom_fields")
                for (const auto& [id, name_of_it] : kCustom) {
                    if (const auto* custom = member(value.as_object(), id)) one.custom[name_of_it] = *custom;
                }
            else if (name != "email")
                one.fields[name] = value;
        one.updated_ms = now_ms();
    }
    job.done = true;
}

Answer SendGridDouble::consent_calls(const Call& call, const std::vector<std::string>& parts) {
    if (parts[1] == "suppression") {
        json::array rows;
        const auto since = static_cast<std::int64_t>(asked_number(call, "start_time", 0));
        for (const auto& [email, at] : suppressed_)
            if (at / 1000 >= since) rows.push_back(json::object{{"created", at / 1000}, {"email", email}});
        return {.body = json::serialize(rows)};
    }
    if (parts.size() < 4 || parts[1] != "asm" || parts[3] != "global") return unplanned();
    if (call.method == "POST") {
        const auto emails = list_in(body_of(call), "recipient_emails");
        for (const auto& one : emails) suppressed_[lower(std::string(one.as_string()))] = now_ms();
        return said(201, {{"recipient_emails", emails}});
    }
    if (parts.size() != 5 || call.method != "GET") return unplanned();
    return said(200, suppressed_.contains(lower(parts[4])) ? json::object{{"recipient_email", parts[4]}} : json::object{});
}

void SendGridDouble::add_contact(const std::string& email, const json::object& fields, const json::object& custom) {
    const std::scoped_lock lock(mutex_);
    people_[lower(email)] = {
        .id = "id-" + std::to_string(next_++),
        .email = lower(email),
        .fields = fields,
        .custom = custom,
        .updated_ms = now_ms()};
}

void SendGridDouble::edit_contact(const std::string& email, const json::object& custom) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(lower(email));
    for (const auto& [name, value] : custom) one.custom[name] = value;
    one.updated_ms = now_ms();
}

void SendGridDouble::unsubscribe(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    suppressed_[lower(email)] = now_ms();
    report(email, {{"event", "unsubscribe"}});
}

void SendGridDouble::report(const std::string& email, json::object event) {
    const std::scoped_lock lock(mutex_);
    if (hook_url_.empty()) return;
    event["email"] = email;
    event["timestamp"] = now_ms() / 1000;
    event["sg_event_id"] = "evt-" + std::to_string(next_++);
    const auto body = json::serialize(json::array{event}) + "\r\n";
    webhooks_.send([this, body, url = hook_url_](int) {
        const auto time = std::to_string(now_ms() / 1000);
        Hook hook{.url = url, .body = body};
        hook.headers = {
            {"X-Twilio-Email-Event-Webhook-Signature", signer_.sign(time + body)},
            {"X-Twilio-Email-Event-Webhook-Timestamp", time}};
        return hook;
    });
}

void SendGridDouble::hold_jobs() {
    const std::scoped_lock lock(mutex_);
    held_ = true;
}

void SendGridDouble::do_jobs() {
    const std::scoped_lock lock(mutex_);
    for (Job& job : jobs_)
        if (!job.done) run(job);
}

std::optional<SendGridDouble::Contact> SendGridDouble::contact(const std::string& email) const {
    const std::scoped_lock lock(mutex_);
    const auto one = people_.find(lower(email));
    return one == people_.end() ? std::nullopt : std::optional(one->second);
}

std::size_t SendGridDouble::contact_count() const {
    const std::scoped_lock lock(mutex_);
    return people_.size();
}

bool SendGridDouble::suppressed(const std::string& email) const {
    const std::scoped_lock lock(mutex_);
    return suppressed_.contains(lower(email));
}

void SendGridDouble::send_webhooks_to(std::string url) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
}

}  // namespace crosswalk::doubles
