#include "connector/run/vendor/filter_changes.h"

#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/opt_out.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

RecordKey key_of(const ConnectionRuntime& account, const Change& change) {
    return {account.name(), change.kind, change.id};
}

// True where a key by which people are recognised cannot be read there now, and the change does not tell it.
bool lacks_a_hidden_key(const Mapping& mapping, ConnectionRuntime& account, const Change& change) {
    const ConnectionPlan* plan = mapping.connection(account.name());
    const FieldSet withheld = withheld_fields(account, change.kind.text);
    return plan != nullptr && std::ranges::any_of(plan->match_by, [&](const std::string& name) {
               const FieldPlan* field = mapping.field(name);
               const Binding* binding = field == nullptr ? nullptr : field->binding(plan->name, change.kind.text);
               return binding != nullptr && withheld.contains(binding->vendor_field) &&
                      !change.fields.contains(binding->vendor_field);
           });
}

// A stranger on a list of those who may not be written to, of whom all that it says is remembered. Such a list is read
// from its beginning, and most who stand on it are nobody's leads.
Result<bool> is_remembered_stranger(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const ConnectionRuntime& account, const Change& change
) {
    const ObjectPlan* object = account.manifest().plan(change.kind.text);
    const ConnectionPlan* plan = mapping.connection(account.name());
    if (object == nullptr || object->keeps_people || plan == nullptr || change.deleted) return false;
    Event as_if;
    as_if.connection = account.name();
    as_if.delivery.received_at = context.clock.now();
    const ApplyContext unit{tx, context, mapping, as_if};
    const auto identity = identify(unit.tx, unit.mapping, *plan, change);
    if (!identity) return identity.error();
    if (identity->how != Identity::How::fresh) return false;
    const FieldSet closes = consents_closed_by(unit, change);
    for (const std::string& field : plan->match_by)
        for (const std::string& address : keys_in(unit.mapping, field, plan->name, change)) {
            const auto kept = unit.tx.identities.closed_for(address);
            if (!kept) return kept.error();
            for (const std::string& consent : closes) {
                const auto at = kept->find(consent);
                if (at == kept->end() || (change.occurred_at && change.occurred_at->at > at->second)) return false;
            }
        }
    return true;
}

}  // namespace

Result<FilteredChanges> filter_changes(
    EngineContext& context, const Mapping& mapping, ConnectionRuntime& account, const PageRead& read, Who who
) {
    const auto& [page, asked_on] = read;
    FilteredChanges out;
    const Millis now = context.clock.now();
    // What of a record is left open and can be read.
    const auto still_open = [&](const Change& change) {
        FieldSet open = left_open(mapping, key_of(account, change), change);
        for (const std::string& field : withheld_fields(account, change.kind.text)) open.erase(field);
        return open;
    };
    const auto looked = context.store.read([&](Transaction& tx) -> Result<void> {
        for (const Change& change : page.changes) {
            const auto record = tx.leads.record(key_of(account, change));
            if (!record) return record.error();
            if (!*record && who == Who::known) continue;
            const auto remembered =
                *record ? Result<bool>(false) : is_remembered_stranger(tx, context, mapping, account, change);
            if (!remembered) return remembered.error();
            if (*remembered) continue;
            if (!*record && lacks_a_hidden_key(mapping, account, change)) {
                out.unclear.emplace_back(key_of(account, change), FieldSet{});  // a delivery may have named it
                continue;
            }
            if (brings_news(tx, mapping, account.name(), change, now))
                out.news.push_back({.change = change, .asked_on = asked_on});
            else if (FieldSet open = still_open(change); !open.empty())
                out.unclear.emplace_back(key_of(account, change), std::move(open));
        }
        for (const Unreadable& bad : page.unreadable) {
            const auto waits = tx.parked.same_as(
                {.what = Parked::What::change,
                 .connection = account.name(),
                 .kind = bad.kind,
                 .record = bad.id.text,
                 .code = bad.why.code}
            );
            if (!waits) return waits.error();
            if (!*waits)
                out.news.push_back(
                    {.change = {.kind = bad.kind, .id = bad.id}, .asked_on = asked_on, .unreadable = bad.why}
                );
        }
        for (AskedChange& moved : as_changes(page.merges)) {
            const auto record = tx.leads.record(key_of(account, moved.change));
            if (!record) return record.error();
            if (*record && !(*record)->merged_into) out.news.push_back(std::move(moved));
        }
        return {};
    });
    if (!looked) return looked.error();
    return out;
}

Result<Seq> journal_changes(
    Transaction& tx,
    const EngineContext& context,
    const ConnectionRuntime& account,
    const FilteredChanges& sifted,
    std::string_view memo
) {
    const Millis now = context.clock.now();
    Seq seq = 0;
    if (!sifted.news.empty()) {
        NewEvent event = event_of(account, EventKind::poll, 0, sifted.news, now);
        event.memo = memo;
        const auto kept = tx.journal.append(event);
        if (!kept) return kept.error();
        seq = kept->value_or(0);
    }
    for (const auto& [key, fields] : sifted.unclear)
        if (const auto wanted = enqueue(tx, context, {.key = key, .fields = fields}, now); !wanted)
            return wanted.error();
    return seq;
}

}  // namespace crosswalk
