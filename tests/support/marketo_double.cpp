#include "tests/support/marketo_double.h"

#include <algorithm>

#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostLeadsACall = 300;
constexpr const char* kLeadFields[] = {
    "id", "email", "firstName", "lastName", "company", "leadScore", "unsubscribed", "emailInvalid", "updatedAt"};

Answer marketo_says(json::object body) {
    body["requestId"] = "e42b#14272d07d78";
    body["success"] = true;
    return said(200, body);
}

Answer marketo_refuses(const std::string& code, const std::string& message) {
    return said(
        200,
        {{"requestId", "e42b#14272d07d78"},
         {"success", false},
         {"errors", json::array{json::object{{"code", code}, {"message", message}}}}}
    );
}

json::object skipped(const char* code, const char* message) {
    return {
        {"status", "skipped"}, {"reasons", json::array{json::object{{"code", code}, {"message", message}}}}};
}

std::vector<std::string> parts_at_commas(const std::string& text) {
    std::vector<std::string> out(1);
    for (const char c : text)
        if (c == ',')
            out.emplace_back();
        else
            out.back() += c;
    return out;
}

bool is_field(const std::string& name) {
    return std::ranges::any_of(kLeadFields, [&](const char* one) { return name == one; });
}

std::optional<std::string> unknown_among(const std::vector<std::string>& names) {
    const auto bad = std::ranges::find_if_not(names, is_field);
    return bad == names.end() ? std::nullopt : std::optional(*bad);
}

std::string as_text(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : value.is_null() ? "" : json::serialize(value);
}

// "...+0000", as recorded.
std::string activity_time(std::int64_t ms) { return utc_time(ms).substr(0, 19) + "+0000"; }

std::string page_token(std::size_t at) { return "GIYDA" + std::to_string(at) + "Q==="; }
std::size_t place_in(const std::string& token) {
    return token.starts_with("GIYDA") ? static_cast<std::size_t>(std::stoul(token.substr(5))) : 0;
}

}  // namespace

MarketoDouble::MarketoDouble(std::string client_id, std::string client_secret, int port)
    : client_id_(std::move(client_id)), client_secret_(std::move(client_secret)) {
    start(port);
}

MarketoDouble::~MarketoDouble() {
    webhooks_.stop();
    stop();
}

bool MarketoDouble::Lead::unsubscribed() const {
    const auto* told = member(fields, "unsubscribed");
    return told != nullptr && *told == json::value(true);
}

MarketoDouble::Lead* MarketoDouble::find_lead(const std::string& id_or_email) {
    for (auto& [id, one] : leads_)
        if (std::to_string(id) == id_or_email || same_text(text_of(one.fields, "email"), id_or_email)) return &one;
    return nullptr;
}

Answer MarketoDouble::answer(const Call& call) {
    if (call.path == "/identity/oauth/token") return token(call);
    if (call.header("Authorization") != "Bearer token-" + std::to_string(tokens_) + ":int")
        return marketo_refuses(call.header("Authorization").empty() ? "600" : "602", "Access token expired");
    if (auto [code, message] = std::exchange(refusal_, {}); !code.empty()) return marketo_refuses(code, message);
    const auto parts = path_parts(call.path);
    if (parts.size() < 3 || parts[0] != "rest" || parts[1] != "v1") return unplanned();
    const std::string rest = call.path.substr(std::string("/rest/v1").size());
    if (rest == "/leads/describe.json") return described();
    if (rest == "/leads.json") return call.method == "POST" ? upsert(call) : find(call);
    if (rest == "/lists.json")
        return marketo_says({{"result", json::array{json::object{{"id", 1001}, {"name", "MQL"}}}}});
    if (parts[2] == "lists" && parts.size() == 5) return list_calls(call, parts[3]);
    if (rest == "/activities/pagingtoken.json") {
        const auto since = parse_time(call.asked("sinceDatetime").value_or(""));
        if (!since) return marketo_refuses("1003", "Invalid date");
        const auto at = std::ranges::find_if(log_, [&](const Activity& one) { return one.at_ms >= *since; });
        return marketo_says({{"nextPageToken", page_token(static_cast<std::size_t>(at - log_.begin()))}});
    }
    if (rest == "/activities/leadchanges.json") return activities(call, true);
    return rest == "/activities.json" ? activities(call, false) : unplanned();
}

Answer MarketoDouble::token(const Call& call) {
    const auto form = form_pairs(call.body);
    const auto holds = [&](const std::string& name, const std::string& value) {
        return std::ranges::count(form, std::pair(name, value)) == 1;
    };
    if (!holds("grant_type", "client_credentials") || !holds("client_id", client_id_) ||
        !holds("client_secret", client_secret_))
        return said(401, {{"error", "unauthorized"}, {"error_description", "Bad client credentials"}});
    return said(
        200,
        {{"access_token", "token-" + std::to_string(tokens_) + ":int"},
         {"token_type", "bearer"},
         {"expires_in", 3599},
         {"scope", "apis@example.com"}}
    );
}

Answer MarketoDouble::described() const {
    json::array rows;
    for (const std::string name : kLeadFields) {
        const bool fixed = name == "id" || name == "updatedAt";
        const char* type = name == "leadScore"                               ? "score"
                           : name == "unsubscribed" || name == "emailInvalid" ? "boolean"
                           : name == "id"                                     ? "integer"
                                                                              : "string";
        rows.push_back(json::object{
            {"displayName", name}, {"dataType", type}, {"rest", {{"name", name}, {"readOnly", fixed}}}});
    }
    rows.push_back(json::object{{"displayName", "Of the old API"}, {"soap", {{"name", "Old"}}}});
    return marketo_says({{"result", std::move(rows)}});
}

Answer MarketoDouble::find(const Call& call) const {
    const auto by = call.asked("filterType").value_or("");
    const auto wanted = parts_at_commas(call.asked("filterValues").value_or(""));
    const auto fields = parts_at_commas(call.asked("fields").value_or("id,email,updatedAt"));
    if (wanted.size() > kMostLeadsACall) return marketo_refuses("1003", "Too many values");
    if (const auto bad = unknown_among(fields)) return marketo_refuses("1006", "Field '" + *bad + "' not found");
    json::array rows;
    for (const auto& [id, one] : leads_) {
        const auto held = by == "id" ? std::to_string(id) : text_of(one.fields, by);
        if (std::ranges::none_of(wanted, [&](const std::string& value) { return same_text(value, held); })) continue;
        json::object row;
        for (const std::string& field : fields)
            if (const auto* value = member(one.fields, field)) row[field] = *value;
            else row[field] = nullptr;
        row["id"] = id;
        row["updatedAt"] = utc_time(one.updated_ms);
        rows.push_back(std::move(row));
    }
    return rows.empty() ? marketo_says({}) : marketo_says({{"result", std::move(rows)}});
}

Answer MarketoDouble::upsert(const Call& call) {
    const auto parsed = parse_json(call.body);
    const auto* input = parsed && parsed->is_object() ? member(parsed->get_object(), "input") : nullptr;
    if (input == nullptr || !input->is_array()) return marketo_refuses("609", "Invalid JSON");
    if (input->get_array().size() > kMostLeadsACall) return marketo_refuses("1080", "Too many leads");
    for (const json::value& told : input->get_array())
        for (const auto& [name, value] : told.get_object())
            if (!is_field(name)) return marketo_refuses("1006", "Field '" + std::string(name) + "' not found");
    const bool by_id = text_of(parsed->get_object(), "action") == "updateOnly";
    json::array rows;
    for (const json::value& told : input->get_array()) rows.push_back(take(told.get_object(), by_id));
    return marketo_says({{"result", std::move(rows)}});
}

json::object MarketoDouble::take(const json::object& told, bool by_id) {
    const auto email = text_of(told, "email");
    if (told.contains("email") && !may_be_address(email)) return skipped("1003", "Invalid value for field 'email'");
    Lead* one = find_lead(by_id ? as_text(told.at("id")) : email);
    if (one == nullptr && by_id) return skipped("1004", "Lead not found");
    const bool is_new = one == nullptr;
    if (is_new) {
        one = &leads_[next_];
        one->id = next_++;
        one->fields["unsubscribed"] = false;
        log(12, one->id, {});
    }
    for (const auto& [name, value] : told)
        if (name != "id") set(*one, name, value);
    if (left_.contains(lower(text_of(one->fields, "email")))) one->fields["unsubscribed"] = true;
    return {{"id", one->id}, {"status", is_new ? "created" : "updated"}};
}

Answer MarketoDouble::list_calls(const Call& call, const std::string& list) {
    if (list != "1001") return marketo_refuses("1013", "List not found");
    const auto parsed = parse_json(call.body);
    json::array rows;
    for (const json::value& told : parsed->get_object().at("input").get_array()) {
        Lead* one = find_lead(as_text(told.get_object().at("id")));
        const bool joins = call.method == "POST";
        if (one == nullptr) {
            rows.push_back(skipped("1004", "Lead not found"));
            continue;
        }
        if (!joins && !one->lists.contains(list)) {
            rows.push_back(skipped("1015", "Lead not in list"));
            continue;
        }
        if (joins)
            one->lists.insert(list);
        else
            one->lists.erase(list);
        rows.push_back(json::object{{"id", one->id}, {"status", joins ? "added" : "removed"}});
    }
    return marketo_says({{"result", std::move(rows)}});
}

// A page looks at so many rows, and may show none of them.
Answer MarketoDouble::activities(const Call& call, bool value_changes) const {
    const auto wanted = parts_at_commas(call.asked(value_changes ? "fields" : "activityTypeIds").value_or(""));
    if (value_changes)
        if (const auto bad = unknown_among(wanted)) return marketo_refuses("1006", "Field '" + *bad + "' not found");
    const auto first = place_in(call.asked("nextPageToken").value_or(""));
    const auto last = std::min(first + page_rows_, log_.size());
    json::array rows;
    for (std::size_t i = first; i < last; ++i) {
        const Activity& one = log_[i];
        const auto* fields = member(one.row, "fields");
        const bool fits = value_changes
                              ? one.type == 12 || (fields != nullptr && std::ranges::count(wanted, text_of(fields->get_array()[0].get_object(), "name")) > 0)
                              : std::ranges::count(wanted, std::to_string(one.type)) > 0;
        if (!fits) continue;
        json::object row = one.row;
        row["id"] = static_cast<std::int64_t>(i);
        row["marketoGUID"] = std::to_string(i);
        row["leadId"] = one.lead;
        row["activityDate"] = activity_time(one.at_ms);
        row["activityTypeId"] = one.type;
        rows.push_back(std::move(row));
    }
    json::object body{{"nextPageToken", page_token(last)}, {"moreResult", last < log_.size()}};
    if (!rows.empty()) body["result"] = std::move(rows);
    return marketo_says(std::move(body));
}

}  // namespace crosswalk::doubles
