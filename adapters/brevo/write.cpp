#include "adapters/brevo/error_table.h"
#include "adapters/brevo/internal.h"
#include "connector/contract/taken.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::brevo {
namespace {

namespace json = boost::json;

// A write is answered by nothing (204) and ignores what it does not like, so the contact is looked at behind
// it.
enum class Step { look_first, tell, look };

constexpr std::string_view kCompared[] = {kEmail};
constexpr MatchShape kWritten{.by = MatchShape::By::call};
constexpr TakenShape kTaken{
    .row = contacts_at(""), .compared = kCompared, .words = kOwnWords, .all_compared = true};

bool yes(const json::value& value) { return value == json::value(true); }

std::string address_in(const Record& record) {
    const auto it = record.fields.find(kEmail);
    return it == record.fields.end() ? std::string() : scalar_at(it->second, "");
}

// Where the contact is found when the write is done.
std::string id_behind(const Record& record) {
    const auto address = id_of(address_in(record));
    return address.empty() && record.id ? record.id->text : address;
}

Call call_of(HttpRequest request, std::size_t row, Step step) {
    return {.request = std::move(request), .rows = {row}, .step = static_cast<int>(step)};
}

json::value list_id(std::string_view name) {
    std::int64_t id = 0;
    const auto digits = name.substr(name.find('/') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), id);
    return id;
}

// Nobody is ever taken off the blocklist.
json::object contact_of(const Record& record) {
    json::object out, attributes;
    json::array join, leave;
    for (const auto& [name, value] : record.fields)
        if (name == kOptOut) {
            if (yes(value)) out["emailBlacklisted"] = true;
        } else if (name.starts_with(kGroupPrefix)) {
            (yes(value) ? join : leave).push_back(list_id(name));
        } else if (name == kEmail) {
            (record.id ? attributes["EMAIL"] : out["email"]) = value;
        } else {
            attributes[name] = value.is_null() ? json::value("") : value;
        }
    if (!attributes.empty()) out["attributes"] = std::move(attributes);
    if (!join.empty()) out["listIds"] = std::move(join);
    if (!leave.empty()) out["unlinkListIds"] = std::move(leave);
    return out;
}

// Where there is nothing to say, the contact is looked at.
Call tell(const Record& record, std::size_t row) {
    json::object body = contact_of(record);
    if (record.id && body.empty()) return call_of(get_json(path_of(record.id->text)), row, Step::look);
    if (record.id) return call_of(send_json("PUT", path_of(record.id->text), body), row, Step::tell);
    body["updateEnabled"] = true;
    return call_of(send_json("POST", std::string(kContacts), body), row, Step::tell);
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const auto& fields = batch.records[i].fields;
        const auto list =
            std::ranges::find_if(fields, [](const auto& one) { return one.first.starts_with(kListPrefix); });
        if (list != fields.end())
            report[i] = classify(kOwnWords, "list_opt_out", "There is no call for that.", list->first);
        else
            out.push_back(tell(batch.records[i], i));
    }
    return out;
}

// Of a contact that a look shows; of an unknown one who it is, whatever was not taken.
Outcome shown_as(const Record& record, const json::value& shown) {
    const auto id = id_of(text_at(shown, "/email"));
    if (id.empty() || id != id_behind(record)) return {};
    if (record.id && id != record.id->text) return {.verdict = Verdict::merged, .id = VendorId{id}};
    auto other = not_taken(kTaken, record, shown);
    if (!other) return {.verdict = Verdict::applied, .id = VendorId{id}};
    if (!record.id) other->id = VendorId{id};
    return *other;
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    if (!answer.ok()) return read_report(kWritten, batch, call, answer, report);
    Calls further;
    for (const std::size_t i : call.rows)
        if (call.step == static_cast<int>(Step::tell))
            further.push_back(call_of(get_json(path_of(id_behind(batch.records[i]))), i, Step::look));
        else
            report[i] = shown_as(batch.records[i], answer.body);
    return further;
}

// Whoever left a list, or all mail, is not put on it: to be listed is to be written to.
Result<Calls> build_lists(const WriteBatch& batch, const Connection&, WriteReport&) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i)
        out.push_back(
            call_of(get_json(path_of(batch.records[i].id.value_or(VendorId{}).text)), i, Step::look_first)
        );
    return out;
}

std::optional<Outcome> left_before(const Record& record, const json::value& shown) {
    for (const auto& [name, value] : record.fields) {
        const auto all = beside_fields(kTaken.row, shown, kOptOut);
        const auto one =
            beside_fields(kTaken.row, shown, std::string(kListPrefix) + name.substr(kGroupPrefix.size()));
        if (!all || !one) return Outcome{};
        if (yes(value) && (*all || *one)) return classify(kOwnWords, "left_list", "They left.", name);
    }
    return std::nullopt;
}

Result<Calls> parse_lists(
    const WriteBatch& batch,
    const Connection& connection,
    const Call& call,
    const Answer& answer,
    WriteReport& report
) {
    if (!answer.ok() || call.step != static_cast<int>(Step::look_first))
        return parse_write(batch, connection, call, answer, report);
    Calls further;
    for (const std::size_t i : call.rows)
        if (auto no = left_before(batch.records[i], answer.body))
            report[i] = std::move(*no);
        else
            further.push_back(tell(batch.records[i], i));
    return further;
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }
Operation<WriteBatch, WriteReport> membership_operation() { return {build_lists, parse_lists}; }

}  // namespace crosswalk::brevo
