#include "connector/run/inbound/engagement.h"

#include "connector/contract/notice_text.h"
#include "connector/mapping/model/translate.h"
#include "connector/run/inbound/effects.h"
#include "connector/sync/ingest.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestLink = 500, kLongestCampaign = 200;

// What stands behind the path of a link may name the person.
std::string path_of(std::string_view link) { return cut_text(link.substr(0, link.find_first_of("?#")), kLongestLink); }

// A tool that keeps no people names them by their address: whoever is known by it, and nobody where several are.
Result<std::optional<LeadId>> known_by_address(const ApplyContext& unit, const std::string& address) {
    const ConnectionPlan* plan = unit.mapping.connection(unit.event.connection);
    if (plan == nullptr) return std::optional<LeadId>{};
    for (const std::string& name : plan->match_by) {
        const FieldPlan* field = unit.mapping.field(name);
        if (field == nullptr || field->type != FieldType::email) continue;
        const auto key = match_form(*field, address);
        if (!key) continue;
        const auto leads = unit.tx.leads.matching(name, *key);
        if (!leads) return leads.error();
        if (leads->size() == 1) return std::optional{leads->front()};
    }
    return std::optional<LeadId>{};
}

// Whose doing it was. Of a record that is not surely theirs it is nobody's.
Result<std::optional<LeadId>> who_did(const ApplyContext& unit, const Engagement& done) {
    const auto record = unit.tx.leads.record({unit.event.connection, done.kind, done.id});
    if (!record) return record.error();
    if (!*record) return known_by_address(unit, done.id.text);
    if (consent_only((*record)->match_status)) return std::optional<LeadId>{};
    return std::optional{(*record)->lead};
}

// The tool tells an opt-out that we wrote there as it tells one of the person's own.
Result<bool> is_our_own(const ApplyContext& unit, const Engagement& done, Millis at) {
    if (done.what != "unsubscribed") return false;
    const auto record = unit.tx.leads.record({unit.event.connection, done.kind, done.id});
    if (!record) return record.error();
    if (!*record) return false;
    return std::ranges::any_of(unit.mapping.fields, [&](const FieldPlan& field) {
        const Binding* binding = field.consent ? field.binding(unit.event.connection, done.kind.text) : nullptr;
        if (binding == nullptr) return false;
        const auto memory = (*record)->fields.find(binding->vendor_field);
        if (memory == (*record)->fields.end() || !memory->second.written) return false;
        const Written& ours = *memory->second.written;
        return std::chrono::abs(at - ours.at) <= ours.took + kWriteSkew;
    });
}

}  // namespace

Result<std::string_view> apply_engagement(const ApplyContext& unit, const Engagement& done) {
    const Millis heard = unit.event.delivery.received_at;
    const auto who = who_did(unit, done);
    if (!who) return who.error();
    if (!*who) return books::kIrrelevant;
    if (!done.event_key.empty()) {
        const auto first = unit.tx.journal.mark_seen(unit.event.connection, done.event_key, heard);
        if (!first) return first.error();
        if (!*first) return books::kDuplicate;
    }
    // Nothing was done later than it was told.
    const bool undated = !done.occurred_at || done.occurred_at->at > heard;
    const Millis at = undated ? heard : done.occurred_at->at;
    const auto ours = is_our_own(unit, done, at);
    if (!ours) return ours.error();
    if (*ours) return books::kEcho;
    const LeadId& lead = **who;
    if (const auto noted = unit.tx.journal.link_lead(unit.event.seq, lead); !noted) return noted.error();
    const HistoryRow row{
        .what = HistoryRow::What::engagement,
        .lead = lead,
        .event = unit.event.seq,
        .at = at,
        .field = done.what,
        .connection = unit.event.connection,
        .kind = done.kind,
        .record = done.id,
        .key = done.event_key,
        .link = path_of(done.link),
        .campaign = cut_text(done.campaign, kLongestCampaign),
        .mapping_version = unit.mapping.version};
    if (const auto kept = unit.tx.history.add(row); !kept) return kept.error();
    const Cause cause = unit.cause();
    const auto scored = rescore({unit.tx, unit.engine, unit.mapping, cause}, lead, {&row, undated});
    if (!scored) return scored.error();
    return books::kApplied;
}

}  // namespace crosswalk
