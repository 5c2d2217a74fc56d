#include "connector/run/inbound/undelivered.h"

#include "connector/run/vendor/enrich.h"
#include "connector/sync/consent.h"

namespace crosswalk {
namespace {

constexpr std::size_t kMostUndelivered = 100'000;

}  // namespace

Result<std::vector<Parked>> undelivered_opt_outs(Transaction& tx, const Mapping& mapping) {
    auto all = tx.parked.list(kMostUndelivered);
    if (!all) return all.error();
    const FieldSet consent = consent_fields(mapping);
    std::vector<Parked> out;
    for (Parked& item : *all) {
        if (item.what != Parked::What::write || item.record.empty()) continue;
        std::erase_if(item.fields, [&](const std::string& name) { return !consent.contains(name); });
        if (item.fields.empty()) continue;
        const auto lead = tx.leads.load(item.lead);
        if (!lead) return lead.error();
        if (!*lead) continue;
        std::erase_if(item.fields, [&](const std::string& name) {
            return (*lead)->value(name) != std::string(kClosed);
        });
        if (!item.fields.empty()) out.push_back(std::move(item));
    }
    return out;
}

Result<void> offer_opt_outs(Transaction& tx, EngineContext& context, const Mapping& mapping) {
    std::set<std::string> reachable;
    for (const auto& [name, account] : context.accounts)
        if (account->setup.mode != Mode::watch && usable(context, *account)) reachable.insert(name);
    const auto all = undelivered_opt_outs(tx, mapping);
    if (!all) return all.error();
    for (const Parked& item : *all) {
        if (!reachable.contains(item.connection)) continue;
        const auto queued = enqueue(
            tx,
            context,
            WriteIntent{
                .connection = item.connection,
                .kind = item.kind,
                .record = VendorId{item.record},
                .lead = item.lead,
                .fields = item.fields,
                .urgency = Urgency::consent,
                .due = context.clock.now(),
                .cause = item.event}
        );
        if (!queued) return queued;
    }
    return {};
}

}  // namespace crosswalk
