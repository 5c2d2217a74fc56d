#include "connector/run/inbound/overtaken.h"

#include "connector/run/engine/workers.h"
#include "connector/run/handoff/hand_over.h"

#include <algorithm>

namespace crosswalk {
namespace {

using namespace books;

// Who of several it is, a person says, or the end of the conflict does.
bool is_of_values(const Parked& item) {
    return item.what == Parked::What::change && !item.code.starts_with("identity.");
}

Result<void> supersede(Transaction& tx, const Parked& item) {
    const auto taken = tx.parked.take(item.id);
    if (!taken) return taken.error();
    if (!*taken || item.what != Parked::What::change) return {};
    tx.books.add(item.connection, Book::changes, kParked, -1);
    tx.books.add(item.connection, Book::changes, kSuperseded, 1);
    return {};
}

template <class Which>
Result<void> supersede_those(Transaction& tx, const RecordKey& key, const LeadId& lead, Which which) {
    const auto items = tx.parked.waiting_of(key, lead);
    if (!items) return items.error();
    for (const Parked& item : *items)
        if (which(item))
            if (const auto done = supersede(tx, item); !done) return done;
    return {};
}

// True when the lead is at this stage, or further along the path.
bool has_reached(const Mapping& mapping, const Lead& lead, std::string_view stage) {
    const auto at = mapping.place(lead.value(kStageField).value_or(""));
    return at >= 0 && at >= mapping.place(stage);
}

bool shows_all(const TakenIn& news) { return news.change.completeness == Completeness::whole; }

// False where it says, late, what the tool held before that. What a record was read to hold, it holds now.
bool is_newer(const Mapping& mapping, const TakenIn& news, const Parked& item) {
    if (shows_all(news)) return true;
    return std::ranges::all_of(item.fields, [&](const std::string& name) {
        const FieldPlan* field = mapping.field(name);
        const Binding* binding =
            field == nullptr ? nullptr : field->binding(news.key.connection, news.key.kind.text);
        const auto when = binding == nullptr ? std::nullopt : told_at(news.change, binding->vendor_field);
        return !when || when->at >= std::chrono::floor<std::chrono::seconds>(item.since);
    });
}

bool overtakes(const Mapping& mapping, const TakenIn& news, const Parked& item) {
    if (item.code == kHandoffSurge) return news.lead.value(kStageField) != item.record;
    if (item.what == Parked::What::step) return has_reached(mapping, news.lead, item.record);
    if (!is_of_values(item)) return false;
    if (item.fields.empty()) return shows_all(news);
    return std::ranges::includes(news.heard.taken, item.fields) && is_newer(mapping, news, item);
}

}  // namespace

Result<void> end_overtaken(Transaction& tx, EngineContext& context, const Mapping& mapping, const TakenIn& news) {
    if (news.heard.taken.empty() && !shows_all(news)) return {};
    const auto ended = supersede_those(tx, news.key, news.lead.id, [&](const Parked& item) {
        return overtakes(mapping, news, item);
    });
    if (!ended || !news.heard.taken.contains(kReasonField)) return ended;
    const auto waiting = tx.parked.waiting_of(news.key, {});
    if (!waiting) return waiting.error();
    for (const Parked& item : *waiting)
        if (item.code == kReasonMissing)
            if (const auto taken = replay_one(tx, context, mapping, item.id); !taken) return taken.error();
    return {};
}

bool overtakes_any(Transaction& tx, const Mapping& mapping, const TakenIn& news) {
    const auto items = tx.parked.waiting_of(news.key, news.lead.id);
    return items &&
           std::ranges::any_of(*items, [&](const Parked& item) { return overtakes(mapping, news, item); });
}

Result<void> end_overwritten(Transaction& tx, const RecordKey& key, const FieldSet& fields) {
    return supersede_those(tx, key, {}, [&](const Parked& item) {
        return is_of_values(item) && !item.fields.empty() && std::ranges::includes(fields, item.fields);
    });
}

Result<void> end_gone(Transaction& tx, const RecordKey& key) {
    return supersede_those(tx, key, {}, is_of_values);
}

}  // namespace crosswalk
