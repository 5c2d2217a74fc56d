// What people do in Mailchimp, and the audience webhooks that tell of it.
#include <openssl/evp.h>

#include "connector/crypto/crypto.h"
#include "tests/support/mailchimp_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

std::string MailchimpDouble::id_of(const std::string& email) {
    const auto text = lower(email);
    std::string digest(16, '\0');
    EVP_Digest(
        text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_md5(), nullptr
    );
    return crypto::hex(digest);
}

MailchimpDouble::Member& MailchimpDouble::make(const std::string& email, const char* status) {
    const auto number = std::to_string(next_++);
    auto& one = people_[id_of(email)];
    one = {
        .email = email,
        .contact_id = std::string(32 - number.size(), 'c') + number,
        .unique_id = std::string(10 - number.size(), '8') + number,
        .status = status,
        .signup_ms = now_ms(),
        .changed_ms = now_ms()};
    return one;
}

std::string MailchimpDouble::add_member(const std::string& email, const Merges& merges) {
    const std::scoped_lock lock(mutex_);
    auto& one = make(email, "subscribed");
    one.merges = merges;
    tell("subscribe", one);
    return id_of(email);
}

void MailchimpDouble::edit_member(const std::string& email, const Merges& merges) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id_of(email));
    for (const auto& [tag, value] : merges) one.merges[tag] = value;
    one.changed_ms = now_ms();
    tell("profile", one);
}

void MailchimpDouble::subscribe(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    erased_.erase(id_of(email));
    Member* known = find(email);
    auto& one = known == nullptr ? make(email, "subscribed") : *known;
    one.status = "subscribed";
    one.changed_ms = now_ms();
    tell("subscribe", one, {{"data[ip_signup]", "198.51.100.7"}});
}

void MailchimpDouble::unsubscribe(const std::string& email, bool complains) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id_of(email));
    one.status = "unsubscribed";
    one.changed_ms = now_ms();
    tell(
        "unsubscribe",
        one,
        {{"data[action]", "unsub"},
         {"data[reason]", complains ? "abuse" : "manual"},
         {"data[campaign_id]", "cb398d21d2"}}
    );
}

void MailchimpDouble::clean(const std::string& email, bool complained) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id_of(email));
    one.status = "cleaned";
    one.changed_ms = now_ms();
    send(
        {{"type", "cleaned"},
         {"data[list_id]", audience_},
         {"data[campaign_id]", "4fjk2ma9xd"},
         {"data[reason]", complained ? "abuse" : "hard"},
         {"data[email]", one.email}},
        false
    );
}

void MailchimpDouble::archive(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id_of(email));
    one.status = "archived";
    one.changed_ms = now_ms();
    tell("unsubscribe", one, {{"data[action]", "delete"}, {"data[reason]", "manual"}});
}

void MailchimpDouble::erase(const std::string& email) {
    const std::scoped_lock lock(mutex_);
    people_.erase(id_of(email));
    erased_.insert(id_of(email));
}

void MailchimpDouble::change_email(const std::string& from, const std::string& to) {
    const std::scoped_lock lock(mutex_);
    Member& one = people_.at(id_of(from));
    one.changed_ms = now_ms();
    move(one, to, false);
    tell("profile", *find(to));
}

// The contact stays who they are; both their other ids move with the address.
void MailchimpDouble::move(Member& one, const std::string& to, bool by_api) {
    const auto from = one.email;
    auto node = people_.extract(id_of(from));
    node.key() = id_of(to);
    node.mapped().email = to;
    const auto number = std::to_string(next_++);
    node.mapped().unique_id = std::string(10 - number.size(), '9') + number;
    const auto id = node.mapped().unique_id;
    people_.insert(std::move(node));
    send(
        {{"type", "upemail"},
         {"data[list_id]", audience_},
         {"data[new_id]", id},
         {"data[new_email]", to},
         {"data[old_email]", from}},
        by_api
    );
}

void MailchimpDouble::set_tag(const std::string& email, const std::string& tag, bool has) {
    const std::scoped_lock lock(mutex_);
    auto& one = people_.at(id_of(email));
    if (has)
        one.tags.insert(tag);
    else
        one.tags.erase(tag);
    one.changed_ms = now_ms();
}

void MailchimpDouble::add_merge_field(const std::string& tag, MergeField field) {
    const std::scoped_lock lock(mutex_);
    merge_fields_[tag] = std::move(field);
}

std::optional<MailchimpDouble::Member> MailchimpDouble::member_of(const std::string& email) const {
    for (const auto& one : members())
        if (same_text(one.email, email)) return one;
    return std::nullopt;
}

std::vector<MailchimpDouble::Member> MailchimpDouble::members() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Member> out;
    for (const auto& [id, one] : people_) out.push_back(one);
    return out;
}

void MailchimpDouble::send_webhooks_to(std::string url, std::string secret, bool api_changes) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
    hook_secret_ = std::move(secret);
    api_changes_ = api_changes;
    off_ = false;
}

void MailchimpDouble::tell(const char* type, const Member& one, Pairs more, bool by_api) {
    Pairs form{
        {"type", type},
        {"data[id]", one.unique_id},
        {"data[list_id]", audience_},
        {"data[email]", one.email},
        {"data[email_type]", "html"},
        {"data[merges][EMAIL]", one.email}};
    for (const auto& [tag, field] : merge_fields_) {
        const auto it = one.merges.find(tag);
        const auto value = it == one.merges.end() ? json::value("") : it->second;
        form.emplace_back(
            "data[merges][" + tag + "]",
            value.is_string() ? std::string(value.get_string()) : json::serialize(value)
        );
    }
    form.insert(form.end(), more.begin(), more.end());
    send(std::move(form), by_api);
}

// A webhook made before signing came has no secret. The body is the same at every attempt, the time of
// signing is not.
void MailchimpDouble::send(Pairs form, bool by_api) {
    if (hook_url_.empty() || off_ || (by_api && !api_changes_)) return;
    auto fired = utc_time(now_ms()).substr(0, 19);
    fired[10] = ' ';
    form.insert(form.begin() + 1, {"fired_at", fired});
    webhooks_.send([this, url = hook_url_, secret = hook_secret_, body = form_body(form)](int) {
        Hook hook{.url = url, .content_type = "application/x-www-form-urlencoded", .body = body};
        const auto t = std::to_string(now_ms() / 1000);
        if (!secret.empty())
            hook.headers = {
                {"X-Mailchimp-Signature",
                 "t=" + t + ",v1=" + crypto::hex(crypto::hmac_sha256(secret, t + "." + body))}};
        return hook;
    });
}

}  // namespace crosswalk::doubles
