#include "connector/run/inbound/erased_record.h"

#include "connector/contract/json_read.h"
#include "connector/run/inbound/opt_out.h"

namespace crosswalk {
namespace {

constexpr std::string_view kErasedPrefix = "erased_record/";

std::string erased_name(const RecordKey& key) {
    return std::string(kErasedPrefix) + key.connection + "/" + key.kind.text + "/" + key.id.text;
}

}  // namespace

Result<void> note_erased_record(
    Transaction& tx, const RecordKey& key, const std::set<std::string>& addresses, Millis now
) {
    boost::json::array marks;
    for (const std::string& address : addresses) marks.emplace_back(tx.identities.mark(address));
    const boost::json::object note{{"at", now.time_since_epoch().count()}, {"marks", std::move(marks)}};
    return tx.settings.put(erased_name(key), boost::json::serialize(note));
}

Result<bool> close_erased_record(const ApplyContext& unit, const Change& change) {
    const auto text = unit.tx.settings.get(erased_name({unit.event.connection, change.kind, change.id}));
    if (!text) return text.error();
    if (!*text) return false;
    const auto note = parse_json(**text);
    if (!note) return note.error();
    const auto closed = consents_closed_by(unit, change);
    for (const boost::json::value& mark : items_at(*note, "/marks"))
        for (const std::string& field : closed)
            if (const auto kept = unit.tx.identities.remember_mark(
                    scalar_at(mark, ""), field, unit.event.delivery.received_at
                );
                !kept)
                return kept.error();
    return !closed.empty();
}

Result<void> forget_erased_records(Transaction& tx, Millis until) {
    const auto all = tx.settings.starting_with(kErasedPrefix);
    if (!all) return all.error();
    for (const auto& [name, text] : *all) {
        const auto note = parse_json(text);
        const auto* at = note ? value_at(*note, "/at") : nullptr;
        const bool fresh = at != nullptr && at->is_int64() && at->get_int64() >= until.time_since_epoch().count();
        if (fresh) continue;
        if (const auto dropped = tx.settings.drop(name); !dropped) return dropped;
    }
    return {};
}

}  // namespace crosswalk
