#include "connector/app/admin/own_people.h"

#include "connector/app/admin/accounts.h"
#include "connector/app/admin/admin_people.h"
#include "connector/app/admin/audit.h"
#include "connector/console/access/mask.h"
#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

using access::Role;

bool is_personal(const FieldPlan& field) {
    return field.type == FieldType::email || field.type == FieldType::phone || field.type == FieldType::person_name;
}

// The names that personal fields have here and in the tools.
std::set<std::string, std::less<>> personal_fields(const Mapping& mapping) {
    std::set<std::string, std::less<>> out;
    for (const FieldPlan& field : mapping.fields) {
        if (!is_personal(field)) continue;
        out.insert(field.name);
        for (const Binding& binding : field.bindings) out.insert(binding.vendor_field);
    }
    return out;
}

Fault no_handoff() {
    return {"handoff.unknown", "There is no such hand-off.", "GET /api/v1/handoffs lists yours."};
}
Fault no_lead() {
    return {"lead.unknown", "Nobody is known here by this.", "GET /api/v1/leads lists your people."};
}

}  // namespace

Result<bool> is_lead_of(Transaction& tx, const LeadId& lead, std::string_view member) {
    const auto all = tx.handoffs.of(lead);
    if (!all) return all.error();
    return std::ranges::any_of(*all, [&](const KeptHandoff& one) { return one.owner == member; });
}

Result<void> keep_to_own(AdminService& admin, CommandRequest& request) {
    if (request.caller.role != Role::rep) return {};
    request.args["owner"] = request.author;
    request.args["by"] = request.author;
    const std::string id = request.text("id"), who = request.text("who");
    const auto mapping = admin.engine.mapping();
    return admin.store.read([&](Transaction& tx) -> Result<void> {
        if (!id.empty()) {
            const auto kept = tx.handoffs.load(id);
            if (!kept) return kept.error();
            if (!*kept || (*kept)->owner != request.author) return no_handoff();
        }
        if (who.empty()) return {};
        const auto lead = find_lead(tx, *mapping, who);
        if (!lead) return lead.error().code == "lead.several" ? no_lead() : lead.error();
        const auto own = is_lead_of(tx, lead->id, request.author);
        if (!own) return own.error();
        return *own ? Result<void>{} : no_lead();
    });
}

void show_people(AdminService& admin, const CommandRequest& request, boost::json::value& answer) {
    if (request.caller.role == Role::viewer) {
        const auto personal = personal_fields(*admin.engine.mapping());
        access::mask_people(answer, [&](std::string_view name) { return personal.contains(name); });
        return;
    }
    if (request.command != "lead show" || request.caller.session.empty() || text_at(answer, "/id").empty()) return;
    note(
        admin,
        {.who = request.author,
         .what = request.command,
         .about = std::string(text_at(answer, "/id")),
         .origin = request.caller.origin}
    );
}

Result<bool> wants_touch(AdminService& admin, const std::string& user, Millis touched) {
    if (access::is_touched_lately({.touched = touched}, admin.clock.now())) return false;
    bool has_passkey = false;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto some = tx.accounts.of(kPasskey, user, "", 1);
        if (!some) return some.error();
        has_passkey = !some->empty();
        return {};
    });
    if (!read) return read.error();
    return has_passkey;
}

}  // namespace crosswalk
