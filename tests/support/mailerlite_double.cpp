#include "tests/support/mailerlite_double.h"

#include <algorithm>

#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::size_t kDefaultSubscribers = 25;

Answer message(int status, const char* text) { return said(status, {{"message", text}}); }

Answer not_found() {
    return message(404, "No query results for model [App\\Models\\Subscriber\\Subscriber].");
}

Answer bad_email() {
    return said(
        422,
        {{"message", "The given data was invalid."},
         {"errors", json::object{{"email", json::array{"The email must be a valid email address."}}}}}
    );
}

}  // namespace

MailerLiteDouble::MailerLiteDouble(std::string token, int port) : token_(std::move(token)) {
    for (const char* key : {"name", "last_name", "company", "city", "phone"}) field_types_[key] = "text";
    start(port);
}

MailerLiteDouble::~MailerLiteDouble() {
    webhooks_.stop();
    stop();
}

// "2026-03-02 09:00:00", UTC; "" for never.
std::string MailerLiteDouble::time_text(std::int64_t ms) const {
    if (ms == 0) return {};
    auto text = utc_time(ms).substr(0, 19);
    text[10] = ' ';
    return text;
}

MailerLiteDouble::Subscriber* MailerLiteDouble::find(const std::string& id_or_email) {
    const auto it = std::ranges::find_if(people_, [&](const auto& one) {
        return one.first == id_or_email || same_text(one.second.email, id_or_email);
    });
    return it == people_.end() ? nullptr : &it->second;
}

json::object MailerLiteDouble::shown(const Subscriber& one) const {
    const auto time = [&](std::int64_t ms) { return ms == 0 ? json::value() : json::value(time_text(ms)); };
    json::object fields;
    for (const auto& [key, type] : field_types_) {
        const auto it = one.fields.find(key);
        fields[key] = it == one.fields.end() ? json::value() : it->second;
    }
    return {
        {"id", one.id},
        {"email", one.email},
        {"status", one.status},
        {"source", one.source},
        {"sent", 0},
        {"opens_count", 0},
        {"clicks_count", 0},
        {"subscribed_at", time(one.subscribed_ms)},
        {"unsubscribed_at", time(one.unsubscribed_ms)},
        {"created_at", time(one.created_ms)},
        {"updated_at", time(one.updated_ms)},
        {"fields", std::move(fields)}};
}

Answer MailerLiteDouble::answer(const Call& call) {
    if (call.header("Authorization") != "Bearer " + token_) return message(401, "Unauthenticated.");
    while (!recent_.empty() && recent_.front() <= now_ms() - kMinuteMs) recent_.pop_front();
    if (limit_ > 0 && recent_.size() >= limit_) {
        auto out = message(429, "Too Many Attempts.");
        out.headers = {{"Retry-After", "60"}, {"X-RateLimit-Remaining", "0"}};
        return out;
    }
    recent_.push_back(now_ms());
    const auto parts = path_parts(call.path);
    Answer out = unplanned();
    if (parts.size() < 2 || parts[0] != "api")
        out = message(404, "The route could not be found.");
    else if (parts[1] == "subscribers")
        out = subscriber_calls(call, {parts.begin() + 2, parts.end()});
    else if (call.method == "GET" && parts.size() == 2 && (parts[1] == "fields" || parts[1] == "groups")) {
        json::array rows;
        std::int64_t number = 0;
        for (const auto& [key, type] : field_types_)
            if (parts[1] == "fields")
                rows.push_back({{"id", std::to_string(++number)}, {"name", key}, {"key", key}, {"type", type}}
                );
        for (const auto& [id, name] : groups_)
            if (parts[1] == "groups") rows.push_back({{"id", id}, {"name", name}});
        out = said(200, {{"data", std::move(rows)}});
    }
    if (limit_ > 0) {
        out.headers.emplace_back("X-RateLimit-Limit", std::to_string(limit_));
        out.headers.emplace_back("X-RateLimit-Remaining", std::to_string(limit_ - recent_.size()));
    }
    return out;
}

Answer MailerLiteDouble::subscriber_calls(const Call& call, const std::vector<std::string>& parts) {
    if (parts.empty()) return call.method == "POST" ? write(call, nullptr) : list(call);
    Subscriber* one = find(parts[0]);
    if (parts.size() > 1) return unplanned();
    if (one == nullptr) return not_found();
    if (call.method == "PUT") return write(call, one);
    if (call.method == "DELETE") {
        people_.erase(one->id);
        return {.status = 204};
    }
    auto data = shown(*one);
    data["groups"] = groups_of(*one);
    return said(200, {{"data", std::move(data)}});
}

json::array MailerLiteDouble::groups_of(const Subscriber& one) const {
    json::array out;
    for (const auto& id : one.groups) {
        const auto known = groups_.find(id);
        out.push_back({{"id", id}, {"name", known == groups_.end() ? "" : known->second}});
    }
    return out;
}

Answer MailerLiteDouble::list(const Call& call) const {
    const auto limit = call.asked("limit"), status = call.asked("filter[status]");
    const auto rows = limit ? std::stoul(*limit) : kDefaultSubscribers;
    json::array data;
    std::string last;
    json::value next;
    for (auto it = people_.upper_bound(call.asked("cursor").value_or("")); it != people_.end(); ++it) {
        if (status && it->second.status != *status) continue;
        if (data.size() == rows) {
            next = last;
            break;
        }
        auto row = shown(it->second);
        row["groups"] = call.asked("include") == "groups" ? groups_of(it->second) : json::array{};
        data.push_back(std::move(row));
        last = it->first;
    }
    return said(200, {{"data", std::move(data)}, {"meta", json::object{{"next_cursor", next}}}});
}

// An upsert, or of one who is known already. Fields that the account has not are not kept.
Answer MailerLiteDouble::write(const Call& call, Subscriber* known) {
    const auto parsed = parse_json(call.body);
    const auto body = parsed && parsed->is_object() ? parsed->get_object() : json::object{};
    const auto email = text_of(body, "email");
    if (known == nullptr || body.contains("email")) {
        if (!may_be_address(email)) return bad_email();
        if (known == nullptr) known = find(email);
    }
    const bool is_new = known == nullptr;
    const auto before = is_new ? "active" : known->status;
    if (is_new) {
        known = &people_[std::to_string(next_id_)];
        known->id = std::to_string(next_id_++);
        known->created_ms = known->subscribed_ms = now_ms();
    }
    if (!email.empty()) known->email = email;
    if (const auto status = text_of(body, "status"); !status.empty()) known->status = status;
    if (known->status == "unsubscribed" && before != "unsubscribed") known->unsubscribed_ms = now_ms();
    if (const auto* fields = member(body, "fields"); fields != nullptr && fields->is_object())
        for (const auto& [key, value] : fields->get_object())
            if (field_types_.contains(std::string(key))) known->fields[std::string(key)] = value;
    if (const auto* groups = member(body, "groups"); groups != nullptr && groups->is_array())
        for (const auto& id : groups->get_array())
            if (id.is_string()) known->groups.insert(std::string(id.get_string()));
    known->updated_ms = now_ms();
    tell(is_new ? "subscriber.created" : "subscriber.updated", *known);
    auto data = shown(*known);
    data["groups"] = json::array{};  // as it was recorded of a call that named one
    return said(is_new ? 201 : 200, {{"data", std::move(data)}});
}

}  // namespace crosswalk::doubles
