// The list of leads, and looking for one.
#include "connector/app/admin/admin_people.h"
#include "connector/app/admin/own_people.h"
#include "connector/app/admin/paging.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::size_t kMostOfOneMember = 200;

std::string name_of(const Lead& lead) {
    const std::string given = lead.value("given_name").value_or(""), family = lead.value("family_name").value_or("");
    std::string name = given + (given.empty() || family.empty() ? "" : " ") + family;
    if (name.empty()) name = lead.value("full_name").value_or("");
    return name.empty() ? lead.value("email").value_or("") : name;
}

boost::json::object row_of(const Lead& lead) {
    boost::json::object out{{"id", lead.id.text}, {"who", name_of(lead)}};
    for (const char* field : {"email", "phone", "company", "stage", "owner", "lead_score"})
        out[field] = crosswalk::json_of(lead.value(field));
    out["created_at"] = crosswalk::json_of(std::optional(lead.created_at));
    out["created_in"] = lead.created_in;
    return out;
}

struct Found {
    std::vector<Lead> leads{};
    boost::json::value next{};
};

Result<void> add(Transaction& tx, const LeadId& id, std::vector<Lead>& out) {
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    const bool there = *lead && std::ranges::any_of(out, [&](const Lead& one) { return one.id == (*lead)->id; });
    if (*lead && !there) out.push_back(std::move(**lead));
    return {};
}

// Of one member: those of their hand-offs, in the order in which they got them.
Result<Found> of_member(Transaction& tx, const CommandRequest& request, std::size_t limit) {
    const HandoffQuery query{
        .owner = request.text("owner"), .open_only = false, .after = request.text("after"), .limit = limit + 1};
    auto handoffs = tx.handoffs.of_owner(query);
    if (!handoffs) return handoffs.error();
    const bool more = cut_to_page(*handoffs, limit);
    Found out;
    for (const KeptHandoff& one : *handoffs)
        if (const auto added = add(tx, one.lead, out.leads); !added) return added.error();
    out.next = next_place(more, handoffs->empty() ? "" : handoffs->back().id);
    return out;
}

Result<Found> in_order(Transaction& tx, const CommandRequest& request, std::size_t limit) {
    if (!request.text("owner").empty()) return of_member(tx, request, limit);
    auto ids = tx.identities.after({request.text("after")}, limit + 1);
    if (!ids) return ids.error();
    const bool more = cut_to_page(*ids, limit);
    Found out;
    for (const LeadId& id : *ids)
        if (const auto added = add(tx, id, out.leads); !added) return added.error();
    out.next = next_place(more, ids->empty() ? "" : ids->back().text);
    return out;
}

// "12 nguyen van": the store's number of the last lead that was shown, and its name; sealed, since whoever asks may not
// be one who may read it.
constexpr std::string_view kPlace = "lead search";

std::string place_text(const AdminService& admin, const CalledLead& last) {
    const std::string place = std::to_string(last.number).append(" ").append(last.name);
    return crypto::base64url(crypto::seal(admin.place_key, place, kPlace));
}

std::optional<CalledLead> place_from(const AdminService& admin, std::string_view text) {
    const auto sealed = crypto::from_base64url(text);
    const auto place = sealed ? crypto::open(admin.place_key, *sealed, kPlace) : std::nullopt;
    if (!place) return {};
    CalledLead out;
    const auto [end, error] = std::from_chars(place->data(), place->data() + place->size(), out.number);
    if (error != std::errc{} || end == place->data() + place->size() || *end != ' ') return {};
    out.name = place->substr(static_cast<std::size_t>(end - place->data()) + 1);
    return out;
}

// By id, by what people are recognised by, and by the id of a record in any tool.
Result<std::vector<Lead>> exactly(Transaction& tx, const Mapping& mapping, const std::string& query) {
    std::vector<Lead> out;
    const auto known = candidates_for(tx, mapping, query);
    if (!known) return known.error();
    for (const LeadId& id : *known)
        if (const auto added = add(tx, id, out); !added) return added.error();
    for (const ConnectionPlan& plan : mapping.connections)
        for (const auto& [word, kind] : plan.kinds) {
            const auto record = tx.leads.record({plan.name, kind, {query}});
            if (!record) return record.error();
            if (*record)
                if (const auto added = add(tx, (*record)->lead, out); !added) return added.error();
        }
    return out;
}

Result<Found> looked_for(
    Transaction& tx, const Mapping& mapping, const AdminService& admin, const CommandRequest& request
) {
    const std::size_t limit = page_limit(request);
    Found out;
    const std::string query = request.text("query"), after = request.text("after");
    if (after.empty()) {
        auto exact = exactly(tx, mapping, query);
        if (!exact) return exact.error();
        out.leads = std::move(*exact);
    }
    const auto name = forms::folded(query);
    const auto place = after.empty() ? std::optional(CalledLead{}) : place_from(admin, after);
    if (!place) return Fault{"api.query", "'after' is no place in this list.", "Send what `next` said, as it is."};
    if (!name || name->empty()) return out;
    auto called = tx.leads.called(*name, *place, limit + 1);
    if (!called) return called.error();
    const bool more = cut_to_page(*called, limit);
    for (const CalledLead& one : *called)
        if (const auto added = add(tx, one.lead, out.leads); !added) return added.error();
    if (more) out.next = place_text(admin, called->back());
    return out;
}

Result<void> keep_those_of(Transaction& tx, const std::string& member, std::vector<Lead>& leads) {
    if (member.empty()) return {};
    std::vector<Lead> own;
    for (Lead& lead : leads) {
        const auto is_own = is_lead_of(tx, lead.id, member);
        if (!is_own) return is_own.error();
        if (*is_own) own.push_back(std::move(lead));
    }
    leads = std::move(own);
    return {};
}

CommandAnswer told(const Found& found) {
    boost::json::array list;
    std::vector<std::vector<std::string>> rows{{"ID", "WHO", "STAGE", "OWNER"}};
    for (const Lead& lead : found.leads) {
        list.push_back(row_of(lead));
        rows.push_back({lead.id.text, name_of(lead), or_blank(lead.value("stage")), or_blank(lead.value("owner"))});
    }
    return {
        .text = found.leads.empty() ? "Nobody.\n" : table(rows),
        .data = {{"leads", std::move(list)}, {"next", found.next}}};
}

}  // namespace

CommandAnswer command_lead_list(AdminService& admin, const CommandRequest& request) {
    Found found;
    const auto limit = std::min(page_limit(request), kMostOfOneMember);
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto some = in_order(tx, request, limit);
        if (!some) return some.error();
        found = std::move(*some);
        return {};
    });
    return read ? told(found) : answer_of(read.error());
}

CommandAnswer command_lead_search(AdminService& admin, const CommandRequest& request) {
    if (request.text("query").empty())
        return answer_of(
            Fault{"lead.no_query", "It is not said whom to look for.", "Send an address, a name, or an id as `query`."},
            kUsage
        );
    Found found;
    const auto mapping = admin.engine.mapping();
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto some = looked_for(tx, *mapping, admin, request);
        if (!some) return some.error();
        found = std::move(*some);
        return keep_those_of(tx, request.text("owner"), found.leads);
    });
    return read ? told(found) : answer_of(read.error(), read.error().code == "api.query" ? kUsage : kNotFine);
}

}  // namespace crosswalk
