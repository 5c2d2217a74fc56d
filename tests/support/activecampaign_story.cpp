// What people do in ActiveCampaign, and the webhooks that follow.
#include <algorithm>

#include "tests/support/activecampaign_double.h"

namespace crosswalk::doubles {

int ActiveCampaignDouble::add_contact(const Pairs& fields, int id) {
    const std::scoped_lock lock(mutex_);
    Contact& contact = insert(id);
    set_named(contact, fields);
    return contact.id;
}

std::optional<ActiveCampaignDouble::Contact> ActiveCampaignDouble::contact(int id) const {
    const std::scoped_lock lock(mutex_);
    const auto found = contacts_.find(id);
    return found == contacts_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ActiveCampaignDouble::Contact> ActiveCampaignDouble::contact(std::string_view email) const {
    for (auto& one : contacts()) {
        if (same_text(one.fields["email"], email)) return one;
    }
    return std::nullopt;
}

std::vector<ActiveCampaignDouble::Contact> ActiveCampaignDouble::contacts() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Contact> out;
    for (const auto& [id, contact] : contacts_) out.push_back(contact);
    return out;
}

void ActiveCampaignDouble::edit_contact(int id, const Pairs& fields) {
    const std::scoped_lock lock(mutex_);
    Contact* contact = find(id);
    if (!contact) return;
    set_named(*contact, fields);
    contact->updated_ms = now_ms();
    fire(*contact, "update", "admin");
}

void ActiveCampaignDouble::delete_contact(int id) {
    const std::scoped_lock lock(mutex_);
    contacts_.erase(id);
}

int ActiveCampaignDouble::add_field(const std::string& perstag, const std::string& title) {
    const std::scoped_lock lock(mutex_);
    fields_.push_back({fields_.empty() ? 1 : fields_.back().id + 1, perstag, title});
    return fields_.back().id;
}

bool ActiveCampaignDouble::rename_score(const std::string& name, const std::string& to) {
    const std::scoped_lock lock(mutex_);
    const auto named = [&](const std::string& wanted) {
        return std::find_if(scores_.begin(), scores_.end(), [&](const auto& one) {
            return one.second == wanted;
        });
    };
    const auto found = named(name);
    if (found == scores_.end() || named(to) != scores_.end()) return false;
    found->second = to;
    return true;
}

bool ActiveCampaignDouble::remove_field(const std::string& perstag) {
    const std::scoped_lock lock(mutex_);
    const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const Field& one) {
        return same_text(one.perstag, perstag);
    });
    if (found == fields_.end()) return false;
    for (auto& [id, contact] : contacts_) contact.custom.erase(found->id);
    fields_.erase(found);
    return true;
}

void ActiveCampaignDouble::set_named(Contact& contact, const Pairs& fields) {
    constexpr std::string_view kCustom = "field/";
    for (const auto& [name, value] : fields) {
        if (name.rfind(kCustom, 0) != 0) {
            contact.fields[name] = value;
            continue;
        }
        for (const auto& field : fields_) {
            if (same_text(field.perstag, name.substr(kCustom.size()))) contact.custom[field.id] = value;
        }
    }
}

void ActiveCampaignDouble::set_score(int id, int value, int score) {
    const std::scoped_lock lock(mutex_);
    Contact* contact = find(id);
    if (!contact) return;
    Score& row = contact->scores[score];
    const int before = row.value.empty() ? 0 : std::stoi(row.value);
    if (!row.row) row.row = next_row_++;
    row.value = std::to_string(value);
    row.changed_ms = now_ms();
    if (scores_touch_udate_) contact->updated_ms = row.changed_ms;
    const bool crossed = std::any_of(thresholds_.begin(), thresholds_.end(), [&](int threshold) {
        return before < threshold && value >= threshold;
    });
    if (crossed) fire_automation(id);
}

void ActiveCampaignDouble::send_automations_to(std::string url, std::vector<int> thresholds) {
    const std::scoped_lock lock(mutex_);
    automation_url_ = std::move(url);
    thresholds_ = std::move(thresholds);
}

void ActiveCampaignDouble::fire_automation(int id, int series) {
    const std::scoped_lock lock(mutex_);
    const Contact* contact = find(id);
    if (!contact || automation_url_.empty()) return;
    Pairs pairs = webhook_pairs(*contact, "contact[ip4]");
    pairs.emplace_back("seriesid", std::to_string(series));
    post({automation_url_, {}, "application/x-www-form-urlencoded", form_body(pairs)});
}

void ActiveCampaignDouble::limit_calls(bool on) {
    const std::scoped_lock lock(mutex_);
    limited_ = on;
}

void ActiveCampaignDouble::sideload_scores(bool on) {
    const std::scoped_lock lock(mutex_);
    sideloads_ = on;
}

void ActiveCampaignDouble::let_scores_touch_udate(bool on) {
    const std::scoped_lock lock(mutex_);
    scores_touch_udate_ = on;
}

void ActiveCampaignDouble::sideload_lists_and_tags(bool on) {
    const std::scoped_lock lock(mutex_);
    sideloads_beside_ = on;
}

void ActiveCampaignDouble::let_lists_touch_udate(bool on) {
    const std::scoped_lock lock(mutex_);
    lists_touch_udate_ = on;
}

}  // namespace crosswalk::doubles
