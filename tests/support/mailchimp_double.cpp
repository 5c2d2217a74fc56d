#include "tests/support/mailchimp_double.h"

#include <algorithm>

#include "connector/crypto/crypto.h"
#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kDefaultMembers = 10, kMostMembers = 1000;

Answer problem(int status, const char* title, json::array errors = {}) {
    json::object body{
        {"type", "https://mailchimp.com/developer/marketing/docs/errors/"},
        {"title", title},
        {"status", status},
        {"detail", "The double says no."},
        {"instance", "00000000-0000-0000-0000-000000000000"}};
    if (!errors.empty()) body["errors"] = std::move(errors);
    Answer out = said(status, body);
    out.content_type = "application/problem+json; charset=utf-8";
    return out;
}

Answer invalid(const std::string& field, const char* message) {
    return problem(400, "Invalid Resource", {{{"field", field}, {"message", message}}});
}

const json::object* object_in(const json::object& in, std::string_view key) {
    const auto* found = member(in, key);
    return found && found->is_object() ? &found->get_object() : nullptr;
}

bool is_number(const json::value& value) {
    if (value.is_number()) return true;
    if (!value.is_string()) return false;
    const std::string text(value.get_string());
    return text.find_first_not_of("0123456789.-") == std::string::npos;
}

}  // namespace

MailchimpDouble::MailchimpDouble(std::string key, std::string audience, int port)
    : key_(std::move(key)),
      audience_(std::move(audience)),
      webhooks_(4, std::chrono::milliseconds(200), [this](int status, const std::string&) {
          if (status == 410) off_ = true;
          return status == 410 || (status >= 200 && status < 300);
      }) {
    for (const char* tag : {"FNAME", "LNAME", "COMPANY"}) merge_fields_[tag] = {};
    merge_fields_["LEADSCORE"] = {.type = "number"};
    start(port);
}

MailchimpDouble::~MailchimpDouble() {
    webhooks_.stop();
    stop();
}

std::string MailchimpDouble::audience_url() const { return url() + "/3.0/lists/" + audience_; }

bool MailchimpDouble::signed_in(const Call& call) const {
    const auto proof = call.header("Authorization");
    if (proof.starts_with("Bearer ")) return proof.substr(7) == key_;
    if (!proof.starts_with("Basic ")) return false;
    const auto login = crypto::from_base64(proof.substr(6)).value_or("");
    return login.substr(std::min(login.find(':') + 1, login.size())) == key_;
}

// Beside its id, an address or the contact's lasting id does as well.
MailchimpDouble::Member* MailchimpDouble::find(const std::string& id) {
    const auto it = std::ranges::find_if(people_, [&](const auto& one) {
        return one.first == id || one.second.contact_id == id || same_text(one.second.email, id);
    });
    return it == people_.end() ? nullptr : &it->second;
}

json::object MailchimpDouble::shown(const Member& one) const {
    json::object merges, interests;
    for (const auto& [tag, field] : merge_fields_) {
        const auto it = one.merges.find(tag);
        merges[tag] = it == one.merges.end() ? json::value("") : it->second;
    }
    for (const auto& [id, in] : one.interests) interests[id] = in;
    json::array tags;
    for (const auto& tag : one.tags)
        tags.push_back({{"id", 1000 + static_cast<int>(tag.size())}, {"name", tag}});
    const auto time = [](std::int64_t ms) { return ms == 0 ? "" : utc_time(ms).substr(0, 19) + "+00:00"; };
    return {
        {"id", id_of(one.email)},
        {"email_address", one.email},
        {"unique_email_id", one.unique_id},
        {"contact_id", one.contact_id},
        {"status", one.status},
        {"merge_fields", std::move(merges)},
        {"interests", std::move(interests)},
        {"member_rating", 2},
        {"vip", one.vip},
        {"language", one.language},
        {"timestamp_signup", time(one.signup_ms)},
        {"timestamp_opt", time(one.signup_ms)},
        {"last_changed", time(one.changed_ms)},
        {"tags_count", static_cast<std::int64_t>(one.tags.size())},
        {"tags", std::move(tags)},
        {"list_id", audience_}};
}

Answer MailchimpDouble::answer(const Call& call) {
    if (!signed_in(call)) return problem(401, "API Key Invalid");
    const auto parts = path_parts(call.path);
    if (parts.empty() || parts[0] != "3.0") return problem(404, "Resource Not Found");
    if (parts.size() == 1) return said(200, {{"account_id", "acc1"}, {"account_name", "Example Corp"}});
    if (parts.size() < 3 || parts[1] != "lists" || parts[2] != audience_)
        return problem(404, "Resource Not Found");
    if (parts.size() == 4 && parts[3] == "merge-fields" && call.method == "GET") return merge_fields();
    if (parts.size() >= 4 && parts[3] == "members")
        return member_calls(call, {parts.begin() + 4, parts.end()});
    return unplanned();
}

Answer MailchimpDouble::merge_fields() const {
    json::array rows;
    std::int64_t number = 0;
    for (const auto& [tag, field] : merge_fields_)
        rows.push_back(
            {{"merge_id", ++number},
             {"tag", tag},
             {"name", tag},
             {"type", field.type},
             {"required", field.required}}
        );
    return said(200, {{"merge_fields", std::move(rows)}, {"total_items", number}});
}

Answer MailchimpDouble::member_calls(const Call& call, const std::vector<std::string>& parts) {
    if (parts.empty()) return call.method == "GET" ? list(call) : unplanned();
    if (call.method == "PUT" && parts.size() == 1) return write(call, parts[0]);
    Member* one = find(parts[0]);
    if (one == nullptr) return problem(404, "Resource Not Found");
    if (parts.size() == 2 && parts[1] == "tags") {
        if (call.method == "POST") return set_tags(call, *one);
        const auto tags = shown(*one)["tags"];
        return said(200, {{"tags", tags}, {"total_items", static_cast<std::int64_t>(one->tags.size())}});
    }
    if (parts.size() > 1) return unplanned();
    if (call.method == "PATCH") return write(call, parts[0]);
    if (call.method == "DELETE") {
        one->status = "archived";
        return {.status = 204};
    }
    return call.method == "GET" ? said(200, shown(*one)) : unplanned();
}

// Who was archived stands in no list.
Answer MailchimpDouble::list(const Call& call) const {
    const auto since = parse_time(call.asked("since_last_changed").value_or(""));
    std::vector<const Member*> all;
    for (const auto& [id, one] : people_)
        if (one.status != "archived" && (!since || one.changed_ms > *since)) all.push_back(&one);
    if (call.asked("sort_field") == "last_changed") {
        std::ranges::stable_sort(all, {}, &Member::changed_ms);
        if (call.asked("sort_dir") == "DESC") std::ranges::reverse(all);
    }
    const auto offset = asked_number(call, "offset", 0);
    const auto count = std::min(asked_number(call, "count", kDefaultMembers), kMostMembers);
    json::array rows;
    for (std::size_t i = offset; i < all.size() && rows.size() < count; ++i) rows.push_back(shown(*all[i]));
    return said(
        200,
        {{"members", std::move(rows)},
         {"list_id", audience_},
         {"total_items", static_cast<std::int64_t>(all.size())}}
    );
}

std::optional<Answer> MailchimpDouble::merge_refusal(const json::object& merges) const {
    for (const auto& [tag, value] : merges) {
        const auto field = merge_fields_.find(std::string(tag));
        if (field == merge_fields_.end()) continue;  // ignored, and nothing is said
        if (value.is_null()) return invalid(std::string(tag), "Schema describes string, NULL found instead");
        if (field->second.type == "number" && !is_number(value))
            return invalid(std::string(tag), "Please enter a number");
    }
    return std::nullopt;
}

// In whose compliance state nobody but they themselves may bring them back.
std::optional<Answer> MailchimpDouble::refusal(const json::object& body, const Member* known, bool lenient)
    const {
    const auto email = text_of(body, "email_address"), status = text_of(body, "status");
    if ((known == nullptr || body.contains("email_address")) && !may_be_address(email))
        return invalid("email_address", "This is no address.");
    if (known == nullptr && erased_.contains(id_of(email)))
        return problem(400, "Forgotten Email Not Subscribed");
    if (known == nullptr && status.empty() && text_of(body, "status_if_new").empty())
        return invalid("status", "Data did not match any of the schemas.");
    const bool left = known != nullptr && (known->status == "unsubscribed" || known->status == "cleaned");
    if (left && status == "subscribed") return problem(400, "Member In Compliance State");
    if (known != nullptr && known->status == "cleaned" && !status.empty())
        return problem(400, "Member In Compliance State");
    if (known != nullptr && !email.empty() && !same_text(email, known->email) &&
        people_.contains(id_of(email)))
        return problem(400, "Member Exists");
    const auto* merges = object_in(body, "merge_fields");
    if (!lenient)
        for (const auto& [tag, field] : merge_fields_)
            if (field.required && known == nullptr && (merges == nullptr || !merges->contains(tag)))
                return invalid(tag, "Please enter a value");
    return merges == nullptr ? std::nullopt : merge_refusal(*merges);
}

void MailchimpDouble::take(const json::object& body, Member& one) {
    if (const auto status = text_of(body, "status"); !status.empty()) one.status = status;
    if (const auto language = text_of(body, "language"); !language.empty()) one.language = language;
    if (const auto* vip = member(body, "vip"); vip && vip->is_bool()) one.vip = vip->get_bool();
    if (const auto* merges = object_in(body, "merge_fields"))
        for (const auto& [tag, value] : *merges)
            if (merge_fields_.contains(std::string(tag))) one.merges[std::string(tag)] = value;
    if (const auto* interests = object_in(body, "interests"))
        for (const auto& [id, in] : *interests) one.interests[std::string(id)] = in == json::value(true);
    one.changed_ms = now_ms();
}

Answer MailchimpDouble::write(const Call& call, const std::string& id) {
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_object()) return problem(400, "JSON Parse Exception");
    const auto& body = parsed->get_object();
    Member* known = find(id);
    if (known != nullptr && known->status == "archived" && call.method == "PUT")
        known->status = text_of(body, "status_if_new");
    if (auto no = refusal(body, known, call.asked("skip_merge_validation") == "true")) return *no;
    const auto email = text_of(body, "email_address");
    const bool is_new = known == nullptr;
    if (is_new) {
        if (id_of(email) != id) return invalid("email_address", "The address does not fit the path.");
        known = &make(email, text_of(body, "status_if_new").c_str());
    }
    const auto before = known->status;
    take(body, *known);
    if (!email.empty() && !same_text(email, known->email)) {
        move(*known, email, true);
        known = find(email);
    }
    if (before != known->status && known->status == "unsubscribed")
        tell("unsubscribe", *known, {{"data[action]", "unsub"}, {"data[reason]", "manual"}}, true);
    else
        tell("profile", *known, {}, true);
    return said(200, shown(*known));
}

Answer MailchimpDouble::set_tags(const Call& call, Member& one) {
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_object()) return problem(400, "JSON Parse Exception");
    const auto* tags = member(parsed->get_object(), "tags");
    if (tags == nullptr || !tags->is_array()) return problem(400, "Invalid Resource");
    for (const auto& tag : tags->get_array()) {
        const auto name = text_of(tag.as_object(), "name");
        if (text_of(tag.as_object(), "status") == "active")
            one.tags.insert(name);
        else
            one.tags.erase(name);
    }
    one.changed_ms = now_ms();
    return {.status = 204};
}

}  // namespace crosswalk::doubles
