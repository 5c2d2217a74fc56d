#include "tests/support/klaviyo_double.h"

#include <algorithm>

#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kDefaultProfiles = 20, kMostProfiles = 100;
constexpr const char* kOwn[] = {
    "email", "phone_number", "external_id", "first_name", "last_name", "organization", "title", "locale"};

Answer klaviyo_says(int status, const char* code, const char* detail, const char* pointer = "/data") {
    json::object error{
        {"id", "67ed6dbf-1653-499b-a11d-30310aa01ff7"},
        {"status", status},
        {"code", code},
        {"title", "No."},
        {"detail", detail},
        {"source", {{"pointer", pointer}}}};
    return said(status, {{"errors", json::array{std::move(error)}}});
}

const json::object* object_at(const json::value& in, const char* pointer) {
    json::error_code ec;
    const auto* found = in.find_pointer(pointer, ec);
    return found && found->is_object() ? &found->get_object() : nullptr;
}

// Or it is not told.
bool asks_for_consent(const Call& call) {
    return call.asked("additional-fields[profile]") == "subscriptions";
}

// What stands between the quotes, or behind the comma.
std::string operand_of(const std::string& filter) {
    const auto from = filter.find(',') + 1;
    auto out = filter.substr(from, filter.rfind(')') - from);
    std::erase(out, '"');
    return out;
}

}  // namespace

KlaviyoDouble::KlaviyoDouble(std::string key, int port) : key_(std::move(key)) { start(port); }

KlaviyoDouble::~KlaviyoDouble() {
    webhooks_.stop();
    stop();
}

KlaviyoDouble::Profile* KlaviyoDouble::find(const std::string& id_or_email) {
    const auto it = std::ranges::find_if(people_, [&](const auto& one) {
        return one.first == id_or_email || same_text(one.second.email, id_or_email);
    });
    return it == people_.end() ? nullptr : &it->second;
}

KlaviyoDouble::Profile& KlaviyoDouble::make(const std::string& email) {
    const auto number = std::to_string(next_++);
    const auto id = "01HM" + std::string(22 - number.size(), 'Z') + number;
    auto& one = people_[id];
    one = {.id = id, .email = email, .updated_ms = now_ms()};
    return one;
}

json::object KlaviyoDouble::shown(const Profile& one, bool with_consent) const {
    json::object attributes = one.attributes;
    for (const char* name : kOwn)
        if (!attributes.contains(name)) attributes[name] = nullptr;
    attributes["email"] = one.email;
    attributes["updated"] = utc_time(one.updated_ms);
    attributes["properties"] = one.properties;
    if (with_consent) {
        json::array suppression;
        if (!one.suppression.empty()) suppression.push_back(json::object{{"reason", one.suppression}});
        const bool reachable = one.suppression.empty() && one.consent != "UNSUBSCRIBED";
        const json::object marketing{
            {"can_receive_email_marketing", reachable},
            {"consent", one.consent},
            {"suppression", std::move(suppression)}};
        attributes["subscriptions"] = {{"email", {{"marketing", marketing}}}};
    }
    return {{"type", "profile"}, {"id", one.id}, {"attributes", std::move(attributes)}};
}

Answer KlaviyoDouble::answer(const Call& call) {
    if (call.header("Authorization") != "Klaviyo-API-Key " + key_)
        return klaviyo_says(401, "not_authenticated", "Missing or invalid authorization.");
    if (call.header("revision").empty())
        return klaviyo_says(400, "invalid", "A revision is required.", "/data");
    const auto parts = path_parts(call.path);
    if (parts.size() < 2 || parts[0] != "api") return unplanned();
    if (parts[1] == "profile-import" && call.method == "POST") return import_profile(call);
    if (parts[1] == "profile-subscription-bulk-delete-jobs" && call.method == "POST")
        return unsubscribe_job(call);
    if (parts[1] == "lists" && parts.size() == 5) return list_calls(call, parts[2]);
    if (parts[1] != "profiles") return unplanned();
    if (parts.size() == 2) return list(call);
    Profile* one = find(parts[2]);
    if (one == nullptr) return klaviyo_says(404, "not_found", "A profile with this id does not exist.");
    if (parts.size() == 4 && parts[3] == "lists") {
        json::array lists;
        for (const auto& id : one->lists) lists.push_back({{"type", "list"}, {"id", id}});
        return said(200, {{"data", std::move(lists)}});
    }
    if (call.method == "PATCH") return patch(call, *one);
    return said(200, {{"data", shown(*one, asks_for_consent(call))}});
}

Answer KlaviyoDouble::list(const Call& call) const {
    const auto filter = call.asked("filter").value_or("");
    const auto wanted = filter.empty() ? std::string() : operand_of(filter);
    const auto since = filter.starts_with("greater-than") ? parse_time(wanted) : std::nullopt;
    std::vector<const Profile*> all;
    for (const auto& [id, one] : people_) {
        const bool fits =
            filter.starts_with("equals") ? same_text(one.email, wanted) : !since || one.updated_ms > *since;
        if (fits) all.push_back(&one);
    }
    if (call.asked("sort") == "updated") std::ranges::stable_sort(all, {}, &Profile::updated_ms);
    const auto rows = std::min(asked_number(call, "page[size]", kDefaultProfiles), kMostProfiles);
    const auto first = asked_number(call, "page[cursor]", 0);
    json::array data;
    for (std::size_t i = first; i < all.size() && data.size() < rows; ++i)
        data.push_back(shown(*all[i], asks_for_consent(call)));
    json::value next;
    if (first + rows < all.size()) {
        auto target = call.target.substr(0, call.target.find("&page%5Bcursor%5D"));
        next = url() + target + "&page%5Bcursor%5D=" + std::to_string(first + rows);
    }
    return said(200, {{"data", std::move(data)}, {"links", {{"next", next}}}});
}

// Null clears; what is left out stays; consent is none of it.
std::optional<Answer> KlaviyoDouble::take(const json::object& attributes, Profile& one) {
    if (attributes.contains("email")) {
        const auto email = text_of(attributes, "email");
        if (!may_be_address(email))
            return klaviyo_says(400, "invalid", "Invalid email address", "/data/attributes/email");
        if (const auto* other = find(email); other && other->id != one.id)
            return klaviyo_says(
                409, "duplicate_profile", "A profile already exists with one of these identifiers."
            );
        one.email = email;
    }
    for (const char* name : kOwn)
        if (const auto* value = member(attributes, name)) one.attributes[name] = *value;
    const auto* properties = member(attributes, "properties");
    if (properties && properties->is_object()) {
        for (const auto& [name, value] : properties->get_object()) {
            one.properties[name] = value;
            if (value.is_null()) one.properties.erase(name);
        }
    }
    one.updated_ms = now_ms();
    return std::nullopt;
}

Answer KlaviyoDouble::import_profile(const Call& call) {
    const auto parsed = parse_json(call.body);
    const auto* attributes = parsed ? object_at(*parsed, "/data/attributes") : nullptr;
    if (attributes == nullptr) return klaviyo_says(400, "invalid", "There is no profile.");
    const auto email = text_of(*attributes, "email");
    if (!may_be_address(email))
        return klaviyo_says(400, "invalid", "Invalid email address", "/data/attributes/email");
    Profile* known = find(email);
    const bool is_new = known == nullptr;
    auto& one = is_new ? make(email) : *known;
    if (auto refusal = take(*attributes, one)) return *refusal;
    return said(is_new ? 201 : 200, {{"data", shown(one, asks_for_consent(call))}});
}

Answer KlaviyoDouble::patch(const Call& call, Profile& one) {
    const auto parsed = parse_json(call.body);
    const auto* attributes = parsed ? object_at(*parsed, "/data/attributes") : nullptr;
    if (attributes == nullptr) return klaviyo_says(400, "invalid", "There is no profile.");
    if (auto refusal = take(*attributes, one)) return *refusal;
    return said(200, {{"data", shown(one, asks_for_consent(call))}});
}

Answer KlaviyoDouble::unsubscribe_job(const Call& call) {
    const auto parsed = parse_json(call.body);
    const auto* profiles = parsed ? object_at(*parsed, "/data/attributes/profiles") : nullptr;
    const auto* data = profiles ? member(*profiles, "data") : nullptr;
    if (data == nullptr || !data->is_array() || data->get_array().size() > 100)
        return klaviyo_says(400, "invalid", "At most a hundred profiles.");
    for (const auto& one : data->get_array())
        waiting_.push_back(text_of(*object_at(one, "/attributes"), "email"));
    if (!held_) do_jobs();
    return {.status = 202};
}

Answer KlaviyoDouble::list_calls(const Call& call, const std::string& list) {
    const auto parsed = parse_json(call.body);
    const auto* data = parsed && parsed->is_object() ? member(parsed->get_object(), "data") : nullptr;
    if (data == nullptr || !data->is_array()) return klaviyo_says(400, "invalid", "There is no profile.");
    for (const auto& row : data->get_array()) {
        Profile* one = find(text_of(row.as_object(), "id"));
        if (one == nullptr) return klaviyo_says(404, "not_found", "A profile with this id does not exist.");
        if (call.method == "POST")
            one->lists.insert(list);
        else
            one->lists.erase(list);
    }
    return {.status = 204};
}

}  // namespace crosswalk::doubles
