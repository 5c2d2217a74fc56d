#include "tests/support/brevo_double.h"

#include <algorithm>

#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kDefaultContacts = 50, kMostContacts = 1000;

Answer brevo_says(int status, const char* code, const char* message) {
    return said(status, {{"code", code}, {"message", message}});
}

// A value of another type is ignored, and nothing is said.
bool fits(const std::string& type, const json::value& value) {
    if (value == json::value("")) return true;
    if (type == "float") return value.is_number();
    if (type == "boolean") return value.is_bool();
    return value.is_string();
}

std::set<std::int64_t> ids_in(const json::object& body, std::string_view key) {
    std::set<std::int64_t> out;
    if (const auto* found = member(body, key); found && found->is_array())
        for (const auto& one : found->get_array())
            if (one.is_int64()) out.insert(one.get_int64());
    return out;
}

}  // namespace

// The first attempt and four more; nothing but 429 and silence is worth another one.
BrevoDouble::BrevoDouble(std::string key, int port)
    : key_(std::move(key)), webhooks_(5, std::chrono::milliseconds(200), [](int status, const std::string&) {
          return status != 429 && status != 0;
      }) {
    for (const char* name : {"FNAME", "LNAME", "COMPANY"}) types_[name] = "text";
    types_["LEAD_SCORE"] = "float";
    start(port);
}

BrevoDouble::~BrevoDouble() {
    webhooks_.stop();
    stop();
}

BrevoDouble::Contact* BrevoDouble::find(const std::string& email) {
    const auto it =
        std::ranges::find_if(people_, [&](const auto& one) { return same_text(one.second.email, email); });
    return it == people_.end() ? nullptr : &it->second;
}

json::object BrevoDouble::shown(const Contact& one) const {
    json::object attributes;
    for (const auto& [name, value] : one.attributes)
        if (value != json::value("")) attributes[name] = value;
    return {
        {"email", one.email},
        {"id", one.id},
        {"emailBlacklisted", one.blocklisted},
        {"smsBlacklisted", false},
        {"createdAt", utc_time(one.created_ms)},
        {"modifiedAt", utc_time(one.modified_ms)},
        {"listIds", json::array(one.lists.begin(), one.lists.end())},
        {"listUnsubscribed",
         one.left.empty() ? json::value() : json::value(json::array(one.left.begin(), one.left.end()))},
        {"attributes", std::move(attributes)},
        {"statistics", json::object{}}};
}

Answer BrevoDouble::answer(const Call& call) {
    if (call.header("api-key") != key_) return brevo_says(401, "unauthorized", "Key not found");
    const auto parts = path_parts(call.path);
    if (parts.size() == 2 && parts[1] == "account") return said(200, {{"email", "owner@example.com"}});
    if (parts.size() < 2 || parts[0] != "v3" || parts[1] != "contacts") return unplanned();
    if (now_ms() / 1000 != second_) in_second_ = 0;
    second_ = now_ms() / 1000;
    if (limit_ > 0 && ++in_second_ > limit_) {
        Answer out{.status = 429};
        out.headers = {{"x-sib-ratelimit-remaining", "0"}, {"x-sib-ratelimit-reset", "1"}};
        return out;
    }
    return contact_calls(call, {parts.begin() + 2, parts.end()});
}

Answer BrevoDouble::contact_calls(const Call& call, const std::vector<std::string>& parts) {
    if (parts.empty()) return call.method == "POST" ? create(call) : list(call);
    if (parts[0] == "attributes" && call.method == "GET") {
        json::array rows;
        for (const auto& [name, type] : types_)
            rows.push_back({{"name", name}, {"category", "normal"}, {"type", type}});
        return said(200, {{"attributes", std::move(rows)}});
    }
    if (parts.size() > 1) return unplanned();
    if (call.asked("identifierType") != "email_id")
        return brevo_says(400, "invalid_parameter", "Say what names the contact");
    Contact* one = find(parts[0]);
    if (one == nullptr) return brevo_says(404, "document_not_found", "Contact does not exist");
    if (call.method == "PUT") return update(call, *one);
    if (call.method == "DELETE") {
        people_.erase(one->id);
        return {.status = 204};
    }
    return said(200, shown(*one));
}

// In the order in which they were made.
Answer BrevoDouble::list(const Call& call) const {
    const auto since = parse_time(call.asked("modifiedSince").value_or(""));
    std::vector<const Contact*> all;
    for (const auto& [id, one] : people_)
        if (!since || one.modified_ms >= *since) all.push_back(&one);
    if (call.asked("sort").value_or("desc") == "desc") std::ranges::reverse(all);
    const auto offset = asked_number(call, "offset", 0);
    const auto limit = std::min(asked_number(call, "limit", kDefaultContacts), kMostContacts);
    json::array rows;
    for (std::size_t i = offset; i < all.size() && rows.size() < limit; ++i) rows.push_back(shown(*all[i]));
    return said(200, {{"contacts", std::move(rows)}, {"count", static_cast<std::int64_t>(all.size())}});
}

std::optional<Answer> BrevoDouble::take(const json::object& body, Contact& one) {
    const auto* attributes = member(body, "attributes");
    if (attributes && attributes->is_object())
        for (const auto& [name, value] : attributes->get_object()) {
            if (name == "EMAIL") {
                const std::string email = value.is_string() ? std::string(value.get_string()) : "";
                if (!may_be_address(email)) return brevo_says(400, "invalid_parameter", "Invalid email address");
                if (const auto* other = find(email); other && other->id != one.id)
                    return brevo_says(400, "duplicate_parameter", "email is already associated with another Contact");
                one.email = email;
            } else if (const auto type = types_.find(std::string(name));
                       type != types_.end() && fits(type->second, value)) {
                one.attributes[std::string(name)] = value;
            }
        }
    if (const auto* out = member(body, "emailBlacklisted"); out && out->is_bool())
        one.blocklisted = out->get_bool();
    for (const auto id : ids_in(body, "listIds")) {
        one.lists.insert(id);
        one.left.erase(id);  // to be listed is to be written to again
    }
    for (const auto id : ids_in(body, "unlinkListIds")) one.lists.erase(id);
    one.modified_ms = now_ms();
    return std::nullopt;
}

// An upsert only where it is asked to be one.
Answer BrevoDouble::create(const Call& call) {
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_object()) return brevo_says(400, "bad_request", "Input must be a valid JSON object");
    const auto& body = parsed->get_object();
    const auto email = text_of(body, "email");
    if (!may_be_address(email)) return brevo_says(400, "invalid_parameter", "Invalid email address");
    const auto* updates = member(body, "updateEnabled");
    Contact* known = find(email);
    if (known != nullptr) {
        if (!updates || *updates != json::value(true))
            return brevo_says(400, "duplicate_parameter", "Contact already exist");
        return update(call, *known);
    }
    auto& one = people_[next_];
    one = {.id = next_++, .email = email, .created_ms = now_ms()};
    if (auto refusal = take(body, one)) return *refusal;
    return said(201, {{"id", one.id}});
}

Answer BrevoDouble::update(const Call& call, Contact& one) {
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_object()) return brevo_says(400, "bad_request", "Input must be a valid JSON object");
    if (auto refusal = take(parsed->get_object(), one)) return *refusal;
    tell(one, "contact_updated", {{"content", json::array{}}}, true);
    return {.status = 204};
}

}  // namespace crosswalk::doubles
