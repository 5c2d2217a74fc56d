#include "adapters/mailerlite/error_table.h"
#include "adapters/mailerlite/rows.h"
#include "connector/contract/taken.h"

#include <algorithm>

namespace crosswalk::mailerlite {
namespace {

namespace json = boost::json;

constexpr MatchShape kWritten{.by = MatchShape::By::call, .id = "/data/id"};
// Groups in the answer to a write are not those of the person (NOTES.md).
constexpr std::string_view kCompared[] = {"email"};
constexpr TakenShape kTaken{
    .row = {.fields_at = kFieldsAt, .flags = std::span(&kOptedOut, 1)},
    .compared = kCompared,
    .words = kOwnWords};

Outcome no(std::string_view code, std::string_view field, std::string_view says) {
    return classify(kOwnWords, code, says, field);
}

bool yes(const json::value& value) { return value.is_bool() && value.get_bool(); }

// Where a value stands in the subscriber that is sent. Who may be written to again is never sent: whether an
// "active" overrules the person was not seen (sheet, Subscribers).
json::object subscriber_of(const Record& record) {
    json::object out, fields;
    json::array groups;
    for (const auto& [name, value] : record.fields) {
        if (name == "email") {
            out["email"] = value;
        } else if (name == kOptOut) {
            if (yes(value)) out["status"] = "unsubscribed";
        } else if (const auto group = group_in(name); !group.empty()) {
            if (yes(value)) groups.emplace_back(group);  // somebody new is in none
        } else {
            fields[name] = value;
        }
    }
    if (!fields.empty()) out["fields"] = std::move(fields);
    if (!groups.empty()) out["groups"] = std::move(groups);  // adds, and takes nobody out
    return out;
}

// An upsert by e-mail address where the id is not known. Where there is nothing to send, the status is looked
// at.
HttpRequest request_for(const Record& record) {
    const auto body = subscriber_of(record);
    if (!record.id) return send_json("POST", std::string(kSubscribers), body);
    return body.empty() ? get_json(path_of(record.id->text))
                        : send_json("PUT", path_of(record.id->text), body);
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const auto& fields = batch.records[i].fields;
        const auto left = std::ranges::find_if(fields, [](const auto& one) {
            return !group_in(one.first).empty() && !yes(one.second);
        });
        if (batch.records[i].id && left != fields.end())
            report[i] = no("leave_group", left->first, "Nobody can be taken out of a group this way.");
        else
            out.push_back({.request = request_for(batch.records[i]), .rows = {i}});
    }
    return out;
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    auto further = read_report(kWritten, batch, call, answer, report);
    const auto* shown = value_at(answer.body, "/data");
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        Outcome& outcome = report[i];
        if (outcome.verdict != Verdict::applied || shown == nullptr) continue;
        const auto id = outcome.id;
        if (record.id && id != record.id) {
            outcome = {};
        } else if (auto other = not_taken(kTaken, record, *shown)) {
            outcome = std::move(*other);
            if (!record.id) outcome.id = id;  // of somebody new: who it is all the same
        }
    }
    return further;
}

}  // namespace

Operation<WriteBatch, WriteReport> create_operation() { return {build_write, parse_write}; }
Operation<WriteBatch, WriteReport> update_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::mailerlite
