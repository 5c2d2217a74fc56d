// The webhooks ActiveCampaign sends, and how they go astray.
#include <algorithm>

#include "tests/support/activecampaign_double.h"

namespace crosswalk::doubles {

void ActiveCampaignDouble::send_updates_to(std::string url) {
    const std::scoped_lock lock(mutex_);
    update_url_ = std::move(url);
}

void ActiveCampaignDouble::send_events_to(std::string url, bool api_too) {
    const std::scoped_lock lock(mutex_);
    event_url_ = std::move(url);
    api_events_ = api_too;
}

void ActiveCampaignDouble::lose_hooks(int next) {
    const std::scoped_lock lock(mutex_);
    to_lose_ = next;
}

void ActiveCampaignDouble::repeat_hooks(int next) {
    const std::scoped_lock lock(mutex_);
    to_repeat_ = next;
}

void ActiveCampaignDouble::hold_hooks() {
    const std::scoped_lock lock(mutex_);
    holding_ = true;
}

void ActiveCampaignDouble::release_hooks(bool reversed) {
    const std::scoped_lock lock(mutex_);
    holding_ = false;
    if (reversed) std::reverse(held_.begin(), held_.end());
    for (const Hook& hook : held_) hooks_.send([hook](int) { return hook; });
    held_.clear();
}

void ActiveCampaignDouble::send_body(std::string form) {
    const std::scoped_lock lock(mutex_);
    const auto& url = event_url_.empty() ? automation_url_ : event_url_;
    hooks_.send([hook = Hook{url, {}, "application/x-www-form-urlencoded", std::move(form)}](int) {
        return hook;
    });
}

void ActiveCampaignDouble::post(Hook hook) {
    if (to_lose_ > 0) {
        --to_lose_;
        return;
    }
    const int copies = to_repeat_ > 0 ? 2 : 1;
    if (to_repeat_ > 0) --to_repeat_;
    for (int i = 0; i < copies; ++i) {
        if (holding_)
            held_.push_back(hook);
        else
            hooks_.send([hook](int) { return hook; });
    }
}

void ActiveCampaignDouble::fire(
    const Contact& contact, const char* type, const std::string& from, const Pairs& extra
) {
    const bool update = std::string_view(type) == "update";
    std::string url = update && !update_url_.empty() ? update_url_ : event_url_;
    if (url.empty() || (from == "api" && !api_events_)) return;
    const auto listed =
        std::find_if(extra.begin(), extra.end(), [](const auto& pair) { return pair.first == "list"; });
    Pairs pairs{
        {"type", type},
        {"date_time", offset_time(now_ms())},
        {"initiated_from", from},
        {"initiated_by", from == "public" ? "subscriber" : from},
        {"list", listed == extra.end() ? "0" : listed->second}};
    for (auto& pair : webhook_pairs(contact, "contact[ip]")) pairs.push_back(std::move(pair));
    for (const auto& pair : extra)
        if (pair.first != "list") pairs.push_back(pair);
    post({std::move(url), {}, "application/x-www-form-urlencoded", form_body(pairs)});
}

void ActiveCampaignDouble::fire_list(
    const Contact& contact, int list, bool joined, const std::string& from, int form
) {
    Pairs extra{{"list", std::to_string(list)}};
    if (!joined) extra.emplace_back("list[][id]", std::to_string(list));
    extra.emplace_back("form[id]", std::to_string(form));
    if (!joined) {
        extra.emplace_back("unsubscribe[reason]", "");
        int still = 0;
        for (const auto& [other, membership] : contact.lists)
            if (membership.status == 1)
                extra.emplace_back(
                    "active_subscriptions[" + std::to_string(still++) + "]", std::to_string(other)
                );
    }
    fire(contact, joined ? "subscribe" : "unsubscribe", from, extra);
}

Pairs ActiveCampaignDouble::webhook_pairs(const Contact& contact, const char* ip_key) const {
    const auto field = [&](const char* name) {
        const auto found = contact.fields.find(name);
        return found == contact.fields.end() ? std::string() : found->second;
    };
    std::string tags;
    for (const auto& tag : contact.tags) tags += (tags.empty() ? "" : ", ") + tag;
    Pairs out{
        {"contact[id]", std::to_string(contact.id)},
        {"contact[email]", field("email")},
        {"contact[first_name]", field("firstName")},
        {"contact[last_name]", field("lastName")},
        {"contact[phone]", field("phone")},
        {"contact[orgname]", field("orgname")},
        {"contact[customer_acct_name]", ""},
        {"contact[tags]", tags},
        {ip_key, field("ip")}};
    for (const auto& known : fields_) {
        if (const auto value = contact.custom.find(known.id); value != contact.custom.end()) {
            out.emplace_back("contact[fields][" + lower(known.perstag) + "]", value->second);
        }
    }
    return out;
}

}  // namespace crosswalk::doubles
