// Lists and tags of ActiveCampaign: what calls and people do with them.
#include <algorithm>

#include "tests/support/activecampaign_answers.h"
#include "tests/support/activecampaign_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;
using namespace activecampaign;

namespace {

constexpr int kLinksAContact = 1000;  // the id of a link tells whose it is

std::size_t number(const Call& call, const char* name, int otherwise) {
    const auto text = call.asked(name);
    return static_cast<std::size_t>(std::max(0, text ? to_int(*text) : otherwise));
}

// Rows of a list call: `limit` (20 unless asked, 100 at most) and `offset`.
Answer page_of(const Call& call, const char* name, const json::array& rows) {
    const auto limit = std::clamp<std::size_t>(number(call, "limit", 20), 1, 100);
    json::array out;
    for (std::size_t i = number(call, "offset", 0); i < rows.size() && out.size() < limit; ++i)
        out.push_back(rows[i]);
    return reply(200, {{name, std::move(out)}, {"meta", {{"total", std::to_string(rows.size())}}}});
}

}  // namespace

Answer ActiveCampaignDouble::catalogue(const Call& call, const std::string& what) const {
    json::array rows;
    if (what == "scores") {
        for (const auto& [id, name] : scores_)
            rows.push_back(
                {{"id", std::to_string(id)},
                 {"name", name},
                 {"reltype", id == 9 ? "deal" : "contact"},
                 {"status", "1"}}
            );
    } else if (what == "fields") {
        for (const auto& field : fields_) {
            const auto wanted = call.asked("filters[perstag]");
            if (wanted && !same_text(*wanted, field.perstag)) continue;
            rows.push_back(
                {{"id", std::to_string(field.id)},
                 {"title", field.title},
                 {"type", "text"},
                 {"perstag", field.perstag}}
            );
        }
    } else if (what == "lists") {
        for (const auto& [id, name] : lists_) rows.push_back({{"id", std::to_string(id)}, {"name", name}});
    } else if (what == "tags") {
        for (const auto& [id, tag] : tags_) {
            const auto wanted = call.asked("filters[search][eq]");
            if (wanted && !same_text(*wanted, tag)) continue;
            rows.push_back({{"id", std::to_string(id)}, {"tag", tag}, {"tagType", "contact"}});
        }
    } else {
        return unplanned();
    }
    return page_of(call, what.c_str(), rows);
}

Answer ActiveCampaignDouble::one_more_of_contact(const Contact& contact, const std::string& what) const {
    if (what == "contactLists") return reply(200, {{"contactLists", contact_lists(contact)}});
    if (what == "contactTags") return reply(200, {{"contactTags", contact_tags(contact)}});
    return unplanned();
}

Answer ActiveCampaignDouble::memberships(const Call& call) const {
    json::array rows;
    const auto status = call.asked("filters[status]");
    for (const auto& [id, contact] : contacts_)
        for (auto& row : contact_lists(contact))
            if (!status || row.at("status").as_string() == *status) rows.push_back(std::move(row));
    return page_of(call, "contactLists", rows);
}

json::array ActiveCampaignDouble::contact_lists(const Contact& contact) const {
    json::array out;
    for (const auto& [list, membership] : contact.lists)
        out.push_back(
            {{"contact", std::to_string(contact.id)},
             {"list", std::to_string(list)},
             {"form", nullptr},
             {"sdate", offset_time(contact.created_ms)},
             {"udate", offset_time(membership.changed_ms)},
             {"status", std::to_string(membership.status)},
             {"unsubreason", nullptr},
             {"id", std::to_string(contact.id * kLinksAContact + list)}}
        );
    return out;
}

json::array ActiveCampaignDouble::contact_tags(const Contact& contact) const {
    json::array out;
    for (const auto& [id, tag] : tags_) {
        if (std::find(contact.tags.begin(), contact.tags.end(), tag) == contact.tags.end()) continue;
        out.push_back(
            {{"id", std::to_string(contact.id * kLinksAContact + id)},
             {"contact", std::to_string(contact.id)},
             {"tag", std::to_string(id)},
             {"cdate", offset_time(contact.updated_ms)}}
        );
    }
    return out;
}

Answer ActiveCampaignDouble::set_membership(const Call& call) {
    const auto wish = wrapped(call, "contactList");
    const auto value = [&](const char* name) {
        const auto* found = wish ? member(*wish, name) : nullptr;
        return found ? loose_text(*found) : std::string();
    };
    const int list = to_int(value("list")), status = to_int(value("status"));
    if (status != 1 && status != 2) return missing_attribute("/data/attributes/status");
    Contact* contact = find(to_int(value("contact")));
    if (!contact) return no_result("Subscriber", value("contact"));
    if (!lists_.contains(list)) return no_result("List", value("list"));
    const auto known = contact->lists.find(list);
    const int before = known == contact->lists.end() ? 0 : known->second.status;
    if (before == 2 && status == 1 && value("sourceid") != "4") return reply(400, {});
    if (before != status) {
        set_status(*contact, list, status);
        fire_list(*contact, list, status == 1, "api");
    }
    const json::object row{
        {"contact", std::to_string(contact->id)},
        {"list", std::to_string(list)},
        {"udate", offset_time(contact->lists[list].changed_ms)},
        {"status", status}};  // a number here, a text everywhere else
    return reply(200, {{"contacts", json::array{to_json(*contact)}}, {"contactList", row}});
}

Answer ActiveCampaignDouble::create_tag(const Call& call) {
    const auto tag = wrapped(call, "tag");
    if (!tag || text_of(*tag, "tag").empty()) return missing_attribute("/data/attributes/tag");
    const auto name = text_of(*tag, "tag");
    return reply(201, {{"tag", {{"id", std::to_string(tag_id(name))}, {"tag", name}}}});
}

Answer ActiveCampaignDouble::tag_contact(const Call& call) {
    const auto link = wrapped(call, "contactTag");
    const auto* contact_id = link ? member(*link, "contact") : nullptr;
    const auto* tag = link ? member(*link, "tag") : nullptr;
    if (!contact_id || !tag) return missing_attribute("/data/attributes/contactTag");
    Contact* contact = find(to_int(loose_text(*contact_id)));
    const auto known = tags_.find(to_int(loose_text(*tag)));
    if (!contact || known == tags_.end()) return no_result("Subscriber", loose_text(*contact_id));
    if (std::find(contact->tags.begin(), contact->tags.end(), known->second) == contact->tags.end()) {
        contact->tags.push_back(known->second);
        touch(*contact);
        fire(*contact, "contact_tag_added", "api", {{"tag", known->second}});
    }
    const auto id = std::to_string(contact->id * kLinksAContact + known->first);
    return reply(201, {{"contactTag", {{"id", id}, {"contact", *contact_id}, {"tag", *tag}}}});
}

Answer ActiveCampaignDouble::untag_contact(const std::string& link) {
    Contact* contact = find(to_int(link) / kLinksAContact);
    const auto tag = tags_.find(to_int(link) % kLinksAContact);
    if (!contact || tag == tags_.end() || std::erase(contact->tags, tag->second) == 0)
        return no_result("SubscriberTag", link);
    touch(*contact);
    fire(*contact, "contact_tag_removed", "api", {{"tag", tag->second}});
    return reply(200, {});
}

int ActiveCampaignDouble::tag_id(const std::string& tag) {
    for (const auto& [id, name] : tags_)
        if (same_text(name, tag)) return id;
    const int id = static_cast<int>(tags_.size()) + 1;
    tags_[id] = tag;
    return id;
}

void ActiveCampaignDouble::set_status(Contact& contact, int list, int status) {
    contact.lists[list] = {status, now_ms()};
    touch(contact);
}

void ActiveCampaignDouble::touch(Contact& contact) {
    if (lists_touch_udate_) contact.updated_ms = now_ms();
}

void ActiveCampaignDouble::add_tag(int id, const std::string& tag) {
    const std::scoped_lock lock(mutex_);
    const auto& name = tags_[tag_id(tag)];
    Contact* contact = find(id);
    if (!contact || std::find(contact->tags.begin(), contact->tags.end(), name) != contact->tags.end())
        return;
    contact->tags.push_back(name);
    touch(*contact);
    fire(*contact, "contact_tag_added", "admin", {{"tag", name}});
}

void ActiveCampaignDouble::remove_tag(int id, const std::string& tag) {
    const std::scoped_lock lock(mutex_);
    Contact* contact = find(id);
    if (!contact || std::erase(contact->tags, tag) == 0) return;
    touch(*contact);
    fire(*contact, "contact_tag_removed", "admin", {{"tag", tag}});
}

int ActiveCampaignDouble::add_list(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    const int id = lists_.rbegin()->first + 1;
    lists_[id] = name;
    return id;
}

void ActiveCampaignDouble::unsubscribe(int id, int list, const std::string& from) {
    const std::scoped_lock lock(mutex_);
    Contact* contact = find(id);
    if (!contact) return;
    std::vector<int> leaves;
    for (const auto& [one, membership] : contact->lists)
        if ((list == 0 || one == list) && membership.status != 2) leaves.push_back(one);
    for (const int one : leaves) {
        set_status(*contact, one, 2);
        fire_list(*contact, one, false, from);
    }
}

void ActiveCampaignDouble::subscribe(int id, int list, int form, const std::string& from) {
    const std::scoped_lock lock(mutex_);
    Contact* contact = find(id);
    if (!contact) return;
    set_status(*contact, list, 1);
    fire_list(*contact, list, true, from, form);
}

void ActiveCampaignDouble::bounce(int id) {
    const std::scoped_lock lock(mutex_);
    Contact* contact = find(id);
    if (!contact) return;
    for (auto& [list, membership] : contact->lists) {
        if (membership.status != 1) continue;
        membership = {3, now_ms()};
        fire(*contact, "bounce", "system", {{"list", std::to_string(list)}, {"bounce[type]", "hard"}});
    }
}

void ActiveCampaignDouble::import_csv(const std::vector<std::string>& emails, int list) {
    const std::scoped_lock lock(mutex_);
    for (const auto& email : emails) {
        Contact* contact = find_email(email);
        if (!contact) {
            contact = &insert(0);
            contact->fields["email"] = email;
        }
        if (!contact->lists.contains(list)) contact->lists[list] = {1, now_ms()};
    }
}

void ActiveCampaignDouble::merge_contacts(int winner, int loser) {
    const std::scoped_lock lock(mutex_);
    Contact* stays = find(winner);
    const Contact* goes = find(loser);
    if (!stays || !goes || stays == goes) return;
    for (const auto& [list, membership] : goes->lists) {
        auto& own = stays->lists[list];
        if (membership.status == 2 || own.changed_ms == 0) own = membership;
    }
    for (const auto& tag : goes->tags)
        if (std::find(stays->tags.begin(), stays->tags.end(), tag) == stays->tags.end())
            stays->tags.push_back(tag);
    stays->updated_ms = now_ms();
    contacts_.erase(loser);
}

}  // namespace crosswalk::doubles
