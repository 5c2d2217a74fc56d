#include "tests/support/activecampaign_double.h"

#include <algorithm>

#include "tests/support/activecampaign_answers.h"

namespace crosswalk::doubles {

namespace json = boost::json;
using namespace activecampaign;

namespace {

constexpr std::size_t kCallsPerSecond = 5;

}  // namespace

ActiveCampaignDouble::ActiveCampaignDouble(std::string api_token, int port) : token_(std::move(api_token)) {
    fields_.push_back({1, "LEAD_SOURCE", "Lead source"});
    start(port);
}

ActiveCampaignDouble::~ActiveCampaignDouble() {
    hooks_.stop();
    stop();
}

bool ActiveCampaignDouble::over_limit() {
    const auto now = now_ms();
    while (!recent_.empty() && recent_.front() <= now - 1000) recent_.pop_front();
    if (limited_ && recent_.size() >= kCallsPerSecond) return true;
    recent_.push_back(now);
    return false;
}

Answer ActiveCampaignDouble::answer(const Call& call) {
    if (call.header("Api-Token") != token_)
        return reply(403, {{"message", "You are not authorized to perform this request."}});
    if (over_limit()) {
        Answer out;
        out.status = 429;
        out.headers = {{"RateLimit-Limit", "5"}, {"RateLimit-Remaining", "0"}, {"Retry-After", "1"}};
        return out;
    }
    const auto parts = path_parts(call.path);
    if (parts.size() < 3 || parts[0] != "api" || parts[1] != "3") return unplanned();
    Answer out = route(call, {parts.begin() + 2, parts.end()});
    const auto left = kCallsPerSecond - std::min(recent_.size(), kCallsPerSecond);
    out.headers.insert(
        out.headers.end(), {{"RateLimit-Limit", "5"}, {"RateLimit-Remaining", std::to_string(left)}}
    );
    return out;
}

Answer ActiveCampaignDouble::route(const Call& call, const std::vector<std::string>& parts) {
    if (call.method != "GET") return write_calls(call, parts);
    if (parts[0] == "contacts") return contact_calls(call, parts);
    if (parts.size() == 2 && parts[0] == "users" && parts[1] == "me") {
        return reply(200, {{"user", {{"id", "1"}, {"username", "admin"}, {"email", "admin@example.com"}}}});
    }
    if (parts.size() != 1) return unplanned();
    if (parts[0] == "contactLists") return memberships(call);
    return catalogue(call, parts[0]);
}

Answer ActiveCampaignDouble::contact_calls(const Call& call, const std::vector<std::string>& parts) {
    if (parts.size() == 1) return list(call);
    const Contact* found = find(to_int(parts[1]));
    if (!found) return no_result("Subscriber", parts[1]);
    if (parts.size() == 2) return one(*found);
    if (parts[2] == "scoreValues") return reply(200, {{"scoreValues", score_values(*found)}});
    if (parts[2] == "fieldValues") return reply(200, {{"fieldValues", field_values(*found)}});
    return one_more_of_contact(*found, parts[2]);
}

std::vector<const ActiveCampaignDouble::Contact*> ActiveCampaignDouble::matching(const Call& call) const {
    std::vector<const Contact*> out;
    const auto time_of = [&](const char* name) {
        const auto text = call.asked(name);
        return text ? std::optional(parse_time(*text).value_or(0)) : std::nullopt;
    };
    const auto wanted = call.asked("email"), like = call.asked("email_like");
    const auto updated = time_of("filters[updated_after]"), created = time_of("filters[created_after]");
    const auto before = time_of("filters[updated_before]");
    const int above = to_int(call.asked("id_greater").value_or("0"));
    for (auto at = contacts_.upper_bound(above); at != contacts_.end(); ++at) {
        const auto& contact = at->second;
        const auto found = contact.fields.find("email");
        const std::string_view email = found == contact.fields.end() ? "" : std::string_view(found->second);
        if (wanted && !same_text(*wanted, email)) continue;
        if (like && lower(email).find(lower(*like)) == std::string::npos) continue;
        if (before && contact.updated_ms >= *before) continue;
        if (updated && contact.updated_ms <= *updated) continue;
        if (created && contact.created_ms <= *created) continue;
        out.push_back(&contact);
    }
    if (call.asked("orders[id]").value_or("ASC") == "DESC") std::reverse(out.begin(), out.end());
    return out;
}

Answer ActiveCampaignDouble::list(const Call& call) const {
    const auto found = matching(call);
    const auto include = call.asked("include").value_or("");
    const auto limit =
        static_cast<std::size_t>(std::clamp(to_int(call.asked("limit").value_or("20")), 1, 100));
    const auto offset = static_cast<std::size_t>(std::max(0, to_int(call.asked("offset").value_or("0"))));
    json::array contacts, scores, values, lists, tags;
    for (std::size_t i = offset; i < found.size() && i < offset + limit; ++i) {
        contacts.push_back(to_json(*found[i]));
        if (sideloads_ && include.find("scoreValues") != std::string::npos) {
            for (auto& row : score_values(*found[i])) {
                contacts.back().get_object()["scoreValues"].get_array().push_back(row.get_object()["id"]);
                scores.push_back(std::move(row));
            }
        }
        if (include.find("fieldValues") != std::string::npos) {
            for (auto& row : field_values(*found[i])) values.push_back(std::move(row));
        }
        for (auto& row : contact_lists(*found[i])) lists.push_back(std::move(row));
        for (auto& row : contact_tags(*found[i])) tags.push_back(std::move(row));
    }
    json::object body{{"scoreValues", std::move(scores)}, {"contacts", std::move(contacts)}};
    if (!values.empty()) body["fieldValues"] = std::move(values);
    const auto beside = [&](const char* name, json::array& rows) {
        if (sideloads_beside_ && include.find(name) != std::string::npos) body[name] = std::move(rows);
    };
    beside("contactLists", lists);
    beside("contactTags", tags);
    body["meta"] = {
        {"total", std::to_string(found.size())}, {"page_input", {{"limit", limit}, {"offset", offset}}}};
    return reply(200, std::move(body));
}

Answer ActiveCampaignDouble::one(const Contact& contact) const {
    return reply(
        200,
        {{"contact", to_json(contact)},
         {"scoreValues", score_values(contact)},
         {"fieldValues", field_values(contact)},
         {"contactLists", contact_lists(contact)}}
    );
}

ActiveCampaignDouble::Contact* ActiveCampaignDouble::find(int id) {
    const auto found = contacts_.find(id);
    return found == contacts_.end() ? nullptr : &found->second;
}

ActiveCampaignDouble::Contact* ActiveCampaignDouble::find_email(std::string_view email) {
    for (auto& [id, contact] : contacts_) {
        if (!email.empty() && same_text(contact.fields["email"], email)) return &contact;
    }
    return nullptr;
}

ActiveCampaignDouble::Contact& ActiveCampaignDouble::insert(int id) {
    Contact contact;
    contact.id = id ? id : next_contact_++;
    contact.created_ms = contact.updated_ms = now_ms();
    next_contact_ = std::max(next_contact_, contact.id + 1);
    return contacts_[contact.id] = std::move(contact);
}

json::object ActiveCampaignDouble::to_json(const Contact& contact) const {
    const auto field = [&](const char* name) {
        const auto found = contact.fields.find(name);
        return found == contact.fields.end() ? std::string() : found->second;
    };
    return {
        {"cdate", offset_time(contact.created_ms)},
        {"email", field("email")},
        {"phone", field("phone")},
        {"firstName", field("firstName")},
        {"lastName", field("lastName")},
        {"orgid", "0"},
        {"orgname", field("orgname")},
        {"bounced_date", "0000-00-00"},
        {"ip", "0"},
        {"deleted", "0"},
        {"anonymized", "0"},
        {"udate", offset_time(contact.updated_ms)},
        {"deleted_at", "0000-00-00 00:00:00"},
        {"scoreValues", json::array{}},
        {"id", std::to_string(contact.id)},
        {"email_empty", field("email").empty()}};
}

json::array ActiveCampaignDouble::score_values(const Contact& contact) const {
    json::array out;
    for (const auto& [score, value] : contact.scores) {
        out.push_back(
            {{"score", std::to_string(score)},
             {"contact", std::to_string(contact.id)},
             {"deal", nullptr},
             {"cdate", offset_time(contact.created_ms)},
             {"mdate", offset_time(value.changed_ms)},
             {"scoreValue", value.value},
             {"links", json::object{}},
             {"id", std::to_string(value.row)}}
        );
    }
    return out;
}

json::array ActiveCampaignDouble::field_values(const Contact& contact) const {
    json::array out;
    for (const auto& [field, value] : contact.custom) {
        out.push_back(
            {{"contact", std::to_string(contact.id)},
             {"field", std::to_string(field)},
             {"value", value},
             {"udate", offset_time(contact.updated_ms)},
             {"id", std::to_string(contact.id * 100 + field)}}
        );
    }
    return out;
}

}  // namespace crosswalk::doubles
