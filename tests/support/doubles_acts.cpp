#include "tests/support/doubles_acts.h"

#include "tests/support/hubspot_answers.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

bool yes(const json::object& what, std::string_view key, bool otherwise = false) {
    const auto* value = member(what, key);
    return value && value->is_bool() ? value->get_bool() : otherwise;
}

std::int64_t number(const json::object& what, std::string_view key, std::int64_t otherwise = 0) {
    const auto* value = member(what, key);
    if (value && value->is_string()) return hubspot_id(std::string(value->get_string()));
    return value && value->is_int64() ? value->get_int64() : otherwise;
}

int small(const json::object& what, std::string_view key) { return static_cast<int>(number(what, key)); }

std::string kind_of(const json::object& what) {
    const auto kind = text_of(what, "kind");
    return kind.empty() ? "Lead" : kind;
}

json::object fields_of(const json::object& what) {
    const auto* given = member(what, "fields");
    return given && given->is_object() ? given->get_object() : json::object{};
}

// The three tools' ways of doing the same; each is null where the tool has no such thing.
using SalesforceAct = Act (*)(SalesforceDouble&, const json::object&);
using HubSpotAct = Act (*)(HubSpotDouble&, const json::object&);
using ActiveCampaignAct = Act (*)(ActiveCampaignDouble&, const json::object&);
struct Row {
    const char* name{};
    SalesforceAct salesforce{};
    HubSpotAct hubspot{};
    ActiveCampaignAct activecampaign{};
};

// ---- Salesforce
// ----------------------------------------------------------------------------------------------

std::string who(const SalesforceDouble& tool, const json::object& what) {
    if (const auto id = text_of(what, "id"); !id.empty()) return id;
    const auto email = text_of(what, "email");
    if (!email.empty())
        for (const auto& row : tool.records(kind_of(what)))
            if (same_text(text_of(row, "Email"), email)) return text_of(row, "Id");
    return {};
}

bool is_person(const json::object& what) { return kind_of(what) == "Lead" || kind_of(what) == "Contact"; }

Act sf_create(SalesforceDouble& tool, const json::object& what) {
    if (!is_person(what)) return {};
    return {
        true, kind_of(what) == "Lead" ? tool.add_lead(fields_of(what)) : tool.add_contact(fields_of(what))};
}
Act sf_edit(SalesforceDouble& tool, const json::object& what) {
    return {
        is_person(what) && tool.edit(kind_of(what), who(tool, what), fields_of(what), text_of(what, "user"))};
}
Act sf_delete(SalesforceDouble& tool, const json::object& what) {
    return {is_person(what) && tool.remove(kind_of(what), who(tool, what))};
}
Act sf_restore(SalesforceDouble& tool, const json::object& what) {
    return {is_person(what) && tool.undelete(kind_of(what), text_of(what, "id"))};
}
Act sf_merge(SalesforceDouble& tool, const json::object& what) {
    const auto winner = text_of(what, "winner");
    return {
        is_person(what) && tool.merge(kind_of(what), winner, text_of(what, "loser"), fields_of(what)),
        winner};
}
Act sf_convert(SalesforceDouble& tool, const json::object& what) {
    const auto contact = tool.convert_lead(
        who(tool, what),
        {.map_custom_fields = yes(what, "custom_fields", true),
         .opportunity = text_of(what, "opportunity"),
         .into_contact = text_of(what, "into")}
    );
    return {!contact.empty(), contact};
}
Act sf_opt(SalesforceDouble& tool, const json::object& what, bool out) {
    return {is_person(what) && tool.edit(kind_of(what), who(tool, what), {{"HasOptedOutOfEmail", out}})};
}
Act sf_opt_out(SalesforceDouble& tool, const json::object& what) { return sf_opt(tool, what, true); }
Act sf_opt_in(SalesforceDouble& tool, const json::object& what) { return sf_opt(tool, what, false); }
Act sf_hide(SalesforceDouble& tool, const json::object& what) {
    return {tool.hide_field(kind_of(what), text_of(what, "field"))};
}
Act sf_show(SalesforceDouble& tool, const json::object& what) {
    return {tool.show_field(kind_of(what), text_of(what, "field"))};
}
Act sf_field(SalesforceDouble& tool, const json::object& what) {
    SalesforceField field;
    field.name = field.label = text_of(what, "name");
    if (const auto label = text_of(what, "label"); !label.empty()) field.label = label;
    field.type = text_of(what, "type").empty() ? "string" : text_of(what, "type");
    field.length = small(what, "length");
    field.precision = small(what, "precision");
    field.scale = small(what, "scale");
    field.digits = small(what, "digits");
    field.unique = yes(what, "unique");
    field.picklist = hubspot_texts(what, "options");
    field.restricted = yes(what, "restricted");
    field.defaulted = field.type == "boolean";
    field.nillable = !field.defaulted;
    if (field.name.empty() || !is_person(what)) return {};
    tool.add_field(kind_of(what), std::move(field));
    return {true};
}
Act sf_refuse(SalesforceDouble& tool, const json::object& what) {
    SalesforceRule rule;
    rule.type = kind_of(what);
    rule.field = text_of(what, "field");
    rule.holds = text_of(what, "holds");
    rule.message = text_of(what, "message");
    if (const auto code = text_of(what, "code"); !code.empty()) rule.code = code;
    rule.fields = hubspot_texts(what, "fields");
    if (rule.field.empty())
        tool.refuse_no_more();
    else
        tool.refuse(std::move(rule));
    return {true};
}
Act sf_send(SalesforceDouble& tool, const json::object& what) {
    tool.send_body(text_of(what, "body"));
    return {true};
}

// ---- HubSpot
// -------------------------------------------------------------------------------------------------

std::int64_t who(const HubSpotDouble& tool, const json::object& what) {
    const auto email = text_of(what, "email");
    const auto found = email.empty() ? tool.contact(number(what, "id")) : tool.contact(email);
    return found ? found->id : 0;
}

Act hs_create(HubSpotDouble& tool, const json::object& what) {
    const auto texts = HubSpotPortal::read(fields_of(what));
    if (!texts) return {};
    return {true, std::to_string(tool.add_contact(*texts, number(what, "id")))};
}
Act hs_edit(HubSpotDouble& tool, const json::object& what) {
    const auto texts = HubSpotPortal::read(fields_of(what));
    const auto id = who(tool, what);
    if (!texts || !id) return {};
    const auto user = text_of(what, "user");
    tool.edit_contact(id, *texts, yes(what, "silent"), user.empty() ? HubSpotDouble::kPerson : user);
    return {true};
}
Act hs_delete(HubSpotDouble& tool, const json::object& what) {
    const auto id = who(tool, what);
    if (id) tool.delete_contact(id);
    return {id != 0};
}
Act hs_restore(HubSpotDouble& tool, const json::object& what) {
    const auto id = who(tool, what);
    if (id) tool.restore_contact(id);
    return {id != 0};
}
Act hs_erase(HubSpotDouble& tool, const json::object& what) {
    const auto id = who(tool, what);
    if (id) tool.erase_contact(id);
    return {id != 0};
}
Act hs_merge(HubSpotDouble& tool, const json::object& what) {
    const auto survivor = tool.merge_contacts(
        number(what, "winner"), number(what, "loser"), yes(what, "new_record"), yes(what, "silent")
    );
    return {survivor != 0, std::to_string(survivor)};
}
Act hs_opt_out(HubSpotDouble& tool, const json::object& what) {
    const auto id = who(tool, what);
    if (id) tool.unsubscribe(id, number(what, "list"), yes(what, "silent"));
    return {id != 0};
}
Act hs_opt_in(HubSpotDouble& tool, const json::object& what) {
    const auto id = who(tool, what);
    if (id) tool.resubscribe(id, number(what, "list"), yes(what, "silent"));
    return {id != 0};
}
Act hs_hide(HubSpotDouble& tool, const json::object& what) {
    return {tool.archive_property(text_of(what, "field"))};
}
Act hs_show(HubSpotDouble& tool, const json::object& what) {
    return {tool.restore_property(text_of(what, "field"))};
}
Act hs_field(HubSpotDouble& tool, const json::object& what) {
    HubSpotProperty property;
    property.name = property.label = text_of(what, "name");
    if (const auto label = text_of(what, "label"); !label.empty()) property.label = label;
    if (const auto type = text_of(what, "type"); !type.empty()) property.type = type;
    if (const auto shown = text_of(what, "field_type"); !shown.empty()) property.field_type = shown;
    property.unique = yes(what, "unique");
    property.own = true;
    property.options = hubspot_texts(what, "options");
    if (property.name.empty()) return {};
    tool.add_property(std::move(property));
    return {true};
}
Act hs_send(HubSpotDouble& tool, const json::object& what) {
    tool.send_body(text_of(what, "body"));
    return {true};
}

// ---- ActiveCampaign
// ------------------------------------------------------------------------------------------

int who(const ActiveCampaignDouble& tool, const json::object& what) {
    const auto email = text_of(what, "email");
    const auto found = email.empty() ? tool.contact(small(what, "id")) : tool.contact(email);
    return found ? found->id : 0;
}

Act ac_create(ActiveCampaignDouble& tool, const json::object& what) {
    const auto texts = HubSpotPortal::read(fields_of(what));
    if (!texts) return {};
    return {true, std::to_string(tool.add_contact(Pairs(texts->begin(), texts->end()), small(what, "id")))};
}
Act ac_edit(ActiveCampaignDouble& tool, const json::object& what) {
    const auto texts = HubSpotPortal::read(fields_of(what));
    const int id = who(tool, what);
    if (!texts || !id) return {};
    tool.edit_contact(id, Pairs(texts->begin(), texts->end()));
    return {true};
}
Act ac_delete(ActiveCampaignDouble& tool, const json::object& what) {
    const int id = who(tool, what);
    tool.delete_contact(id);
    return {id != 0};
}
Act ac_merge(ActiveCampaignDouble& tool, const json::object& what) {
    const int winner = small(what, "winner"), loser = small(what, "loser");
    if (!tool.contact(winner) || !tool.contact(loser) || winner == loser) return {};
    tool.merge_contacts(winner, loser);
    return {true, std::to_string(winner)};
}
Act ac_opt_out(ActiveCampaignDouble& tool, const json::object& what) {
    const int id = who(tool, what);
    if (id) tool.unsubscribe(id, small(what, "list"));
    return {id != 0};
}
Act ac_opt_in(ActiveCampaignDouble& tool, const json::object& what) {
    const int id = who(tool, what);
    if (id) tool.subscribe(id, static_cast<int>(number(what, "list", 1)), small(what, "form"));
    return {id != 0};
}
Act ac_score(ActiveCampaignDouble& tool, const json::object& what) {
    const int id = who(tool, what);
    if (!id || !member(what, "value")) return {};
    tool.set_score(id, small(what, "value"));
    if (yes(what, "fire")) tool.fire_automation(id);
    return {true};
}
Act ac_rename(ActiveCampaignDouble& tool, const json::object& what) {
    return {tool.rename_score(text_of(what, "score"), text_of(what, "to"))};
}
Act ac_field(ActiveCampaignDouble& tool, const json::object& what) {
    const auto name = text_of(what, "name"), label = text_of(what, "label");
    if (name.empty()) return {};
    return {true, std::to_string(tool.add_field(name, label.empty() ? name : label))};
}
Act ac_hide(ActiveCampaignDouble& tool, const json::object& what) {
    return {tool.remove_field(text_of(what, "field"))};
}
Act ac_send(ActiveCampaignDouble& tool, const json::object& what) {
    tool.send_body(text_of(what, "body"));
    return {true};
}

constexpr Row kActs[] = {
    {"create", sf_create, hs_create, ac_create},
    {"edit", sf_edit, hs_edit, ac_edit},
    {"delete", sf_delete, hs_delete, ac_delete},
    {"restore", sf_restore, hs_restore, nullptr},
    {"erase", nullptr, hs_erase, nullptr},
    {"merge", sf_merge, hs_merge, ac_merge},
    {"convert", sf_convert, nullptr, nullptr},
    {"opt_out", sf_opt_out, hs_opt_out, ac_opt_out},
    {"opt_in", sf_opt_in, hs_opt_in, ac_opt_in},
    {"hide", sf_hide, hs_hide, ac_hide},
    {"show", sf_show, hs_show, nullptr},
    {"field", sf_field, hs_field, ac_field},
    {"rename", nullptr, nullptr, ac_rename},
    {"refuse", sf_refuse, nullptr, nullptr},
    {"send", sf_send, hs_send, ac_send},
    {"score", nullptr, nullptr, ac_score},
};

// The tools that only one act is about need not be named.
std::string vendor_of(const Row& act, const json::object& what) {
    if (const auto named = text_of(what, "vendor"); !named.empty()) return named;
    if (act.salesforce && !act.hubspot && !act.activecampaign) return "salesforce";
    return act.activecampaign && !act.salesforce && !act.hubspot ? "activecampaign" : "";
}

}  // namespace

std::optional<Act> do_act(const Tools& tools, const std::string& name, const json::object& what) {
    for (const auto& act : kActs) {
        if (name != act.name) continue;
        const auto vendor = vendor_of(act, what);
        if (vendor == "salesforce" && act.salesforce) return act.salesforce(tools.salesforce, what);
        if (vendor == "hubspot" && act.hubspot) return act.hubspot(tools.hubspot, what);
        if (vendor == "activecampaign" && act.activecampaign)
            return act.activecampaign(tools.activecampaign, what);
        return Act{};
    }
    return std::nullopt;
}

}  // namespace crosswalk::doubles
