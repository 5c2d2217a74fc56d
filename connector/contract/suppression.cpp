#include "connector/contract/suppression.h"

#include "connector/contract/json_read.h"

namespace crosswalk {
namespace {

std::string address_of(const Record& record) { return record.id.value_or(VendorId{}).text; }

bool closes(const SuppressionShape& shape, const Record& record) {
    const auto it = record.fields.find(shape.flag);
    return it != record.fields.end() && it->second == boost::json::value(true);
}

// What needs no call: a field that cannot be written, and another address, which is another record.
std::optional<Outcome> settled(const SuppressionShape& shape, const Record& record) {
    for (const auto& [field, value] : record.fields) {
        if (field == shape.flag) continue;
        if (field != shape.address)
            return classify(shape.words, "unknown_field", "There is no such field to write.", field);
        if (const auto other = shape.spell(scalar_at(value, "")); !other.empty() && other != address_of(record))
            return Outcome{.verdict = Verdict::merged, .id = VendorId{other}};
    }
    return std::nullopt;
}

}  // namespace

Calls calls_for(const SuppressionShape& shape, const WriteBatch& batch, WriteReport& report) {
    Calls out;
    Call suppress{.step = static_cast<int>(SuppressionStep::suppress)};
    std::vector<std::string> addresses;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const Record& record = batch.records[i];
        if (closes(shape, record)) {
            addresses.push_back(address_of(record));
            suppress.rows.push_back(i);
        } else if (auto outcome = settled(shape, record)) {
            report[i] = std::move(*outcome);
        } else {
            out.push_back(
                {.request = get_json(shape.path(address_of(record))),
                 .rows = {i},
                 .step = static_cast<int>(SuppressionStep::look)}
            );
        }
    }
    if (addresses.empty()) return out;
    suppress.request = shape.suppress(addresses);
    out.insert(out.begin(), std::move(suppress));
    return out;
}

Outcome suppressed(const SuppressionShape& shape, const Record& record) {
    return settled(shape, record).value_or(Outcome{.verdict = Verdict::applied});
}

Outcome looked_at(const SuppressionShape& shape, const Record& record, bool is_on_the_list) {
    if (is_on_the_list && record.fields.contains(shape.flag))
        return classify(shape.words, "opt_in_not_taken", "The address is on the list.");
    return {.verdict = Verdict::applied};
}

}  // namespace crosswalk
