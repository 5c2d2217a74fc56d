// What calls change in ActiveCampaign.
#include "tests/support/activecampaign_answers.h"
#include "tests/support/activecampaign_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;
using namespace activecampaign;

Answer ActiveCampaignDouble::write_calls(const Call& call, const std::vector<std::string>& parts) {
    const std::string what = call.method + " " + parts[0] + (parts.size() > 1 ? "/" + parts[1] : "");
    if (what == "POST contact/sync") return sync(call);
    if (what == "POST contacts") return create(call);
    if (what == "POST fieldValues") return set_field_value(call);
    if (what == "POST contactTags") return tag_contact(call);
    if (what == "POST tags") return create_tag(call);
    if (what == "POST contactLists") return set_membership(call);
    if (call.method == "DELETE" && parts[0] == "contactTags" && parts.size() == 2)
        return untag_contact(parts[1]);
    if (parts[0] != "contacts" || parts.size() != 2) return unplanned();
    Contact* found = find(to_int(parts[1]));
    if (!found) return no_result("Subscriber", parts[1]);
    if (call.method == "PUT") return update(call, *found);
    if (call.method != "DELETE") return unplanned();
    contacts_.erase(found->id);
    return reply(200, {});
}

Answer ActiveCampaignDouble::sync(const Call& call) {
    const auto fields = wrapped(call, "contact");
    if (!fields) return reply(400, {});
    const auto email = text_of(*fields, "email");
    if (email.find('@') == std::string::npos) return reply(400, {});
    Contact* found = find_email(email);
    const bool is_new = !found;
    if (is_new) found = &insert(0);
    apply(*found, *fields);
    fire(*found, "update", "api");
    return reply(is_new ? 201 : 200, {{"fieldValues", field_values(*found)}, {"contact", to_json(*found)}});
}

Answer ActiveCampaignDouble::create(const Call& call) {
    const auto fields = wrapped(call, "contact");
    if (!fields) return missing_attribute("/data/attributes/contact");
    if (find_email(text_of(*fields, "email"))) return duplicate_email();
    Contact& contact = insert(0);
    apply(contact, *fields);
    return reply(201, {{"fieldValues", field_values(contact)}, {"contact", to_json(contact)}});
}

Answer ActiveCampaignDouble::update(const Call& call, Contact& contact) {
    const auto fields = wrapped(call, "contact");
    if (!fields) return missing_attribute("/data/attributes/contact");
    if (const Contact* other = find_email(text_of(*fields, "email")); other && other->id != contact.id) {
        return duplicate_email();
    }
    apply(contact, *fields);
    fire(contact, "update", "api");
    return reply(200, {{"fieldValues", field_values(contact)}, {"contact", to_json(contact)}});
}

Answer ActiveCampaignDouble::set_field_value(const Call& call) {
    const auto value = wrapped(call, "fieldValue");
    const auto* contact_id = value ? member(*value, "contact") : nullptr;
    const auto* field = value ? member(*value, "field") : nullptr;
    const auto* text = value ? member(*value, "value") : nullptr;
    if (!contact_id || !field || !text) return missing_attribute("/data/attributes/fieldValue");
    Contact* contact = find(to_int(loose_text(*contact_id)));
    if (!contact) return no_result("Subscriber", loose_text(*contact_id));
    contact->custom[to_int(loose_text(*field))] = loose_text(*text);
    contact->updated_ms = now_ms();
    return reply(201, {{"fieldValue", {{"contact", *contact_id}, {"field", *field}, {"value", *text}}}});
}

void ActiveCampaignDouble::apply(Contact& contact, const json::object& fields) {
    for (const char* name : {"email", "firstName", "lastName", "phone"}) {
        if (const auto* value = member(fields, name)) contact.fields[name] = loose_text(*value);
    }
    if (const auto* values = member(fields, "fieldValues"); values && values->is_array()) {
        for (const auto& row : values->get_array()) {
            const auto* id = row.is_object() ? member(row.get_object(), "field") : nullptr;
            const auto* value = row.is_object() ? member(row.get_object(), "value") : nullptr;
            if (id && value) contact.custom[to_int(loose_text(*id))] = loose_text(*value);
        }
    }
    contact.updated_ms = now_ms();
}

}  // namespace crosswalk::doubles
