// What a page of a backfill brings, counted before it is applied.
#include "connector/run/jobs/backfill_parts.h"

#include "connector/sync/ingest.h"

#include <algorithm>

namespace crosswalk {
namespace {

bool is_blank(const boost::json::value& raw) {
    return raw.is_null() || (raw.is_string() && raw.get_string().empty());
}

// Whether the record shows there another value than we know of.
bool is_news(
    const std::optional<RecordState>& record,
    const FieldPlan& field,
    const Binding& binding,
    const boost::json::value& raw
) {
    if (!record) return !is_blank(raw);
    const auto memory = record->fields.find(binding.vendor_field);
    const bool known = memory != record->fields.end() && memory->second.known;
    return known ? !means_the_same(field, binding, *memory->second.known, raw) : !is_blank(raw);
}

bool must_still_be_read(const Change& change) {
    return !change.deleted && (change.completeness == Completeness::id_only ||
                               change.completeness == Completeness::read_the_rest);
}

void count_change(
    const Mapping& mapping, const std::optional<RecordState>& record, const Change& change, Backfill& into
) {
    std::set<std::string, std::less<>> told;
    bool news = false;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(into.connection, change.kind.text);
        if (binding == nullptr || !binding->reads) continue;
        const auto raw = change.fields.find(binding->vendor_field);
        if (raw == change.fields.end() || !is_news(record, field, *binding, raw->second)) continue;
        news = true;
        ++into.fields[field.name];
        for (const Binding& other : field.bindings)
            if (other.writes && other.connection != into.connection) told.insert(other.connection);
    }
    into.news += news ? 1 : 0;
    into.strangers += news && !record ? 1 : 0;
    for (const std::string& connection : told) ++into.writes[connection];
}

}  // namespace

std::vector<std::string> fields_to_read(
    const Mapping& mapping, const BackfillRequest& request, std::string_view connection, std::string_view kind
) {
    if (request.fields.empty()) return mapping.vendor_fields(connection, kind);
    std::vector<std::string> out;
    for (const FieldPlan& field : mapping.fields)
        if (const Binding* binding = field.binding(connection, kind);
            binding != nullptr && request.fields.contains(field.name))
            out.push_back(binding->vendor_field);
    return out;
}

void finish_backfill(const EngineContext& context, const Mapping& mapping, Backfill& b) {
    b.finished = true;
    b.ended = context.clock.now();
    for (const auto& [name, records] : b.writes) {
        std::size_t most = 1;
        const ConnectionRuntime* to = context.account(name);
        const ConnectionPlan* plan = mapping.connection(name);
        if (to == nullptr || plan == nullptr) continue;
        for (const auto& [canonical, kind] : plan->kinds)
            if (const ObjectPlan* object = to->manifest().plan(kind.text)) most = std::max(most, object->limits.records);
        b.calls[name] = (records + static_cast<std::int64_t>(most) - 1) / static_cast<std::int64_t>(most);
    }
}

Result<void> count_page(Transaction& tx, const Mapping& mapping, Page& page, Backfill& into, LeftOpen& open) {
    const bool some = !into.request.fields.empty();
    std::vector<Change> kept;
    for (Change& change : page.changes) {
        ++into.read;
        const auto found = tx.leads.record({into.connection, change.kind, change.id});
        if (!found) return found.error();
        if (some && !*found) {
            ++into.left_out;
            continue;
        }
        if (some) {
            const auto wanted = fields_to_read(mapping, into.request, into.connection, change.kind.text);
            std::erase_if(change.fields, [&](const auto& one) { return std::ranges::count(wanted, one.first) == 0; });
            if (must_still_be_read(change)) {
                FieldSet untold(wanted.begin(), wanted.end());
                for (const auto& [field, raw] : change.fields) untold.erase(field);
                if (!untold.empty()) open.emplace_back(RecordKey{into.connection, change.kind, change.id}, std::move(untold));
            }
            if (!change.deleted) change.completeness = Completeness::shown;
        }
        if (!*found || !(*found)->merged_into) count_change(mapping, *found, change, into);
        kept.push_back(std::move(change));
    }
    page.changes = std::move(kept);
    return {};
}

}  // namespace crosswalk
