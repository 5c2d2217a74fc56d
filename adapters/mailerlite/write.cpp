#include "adapters/mailerlite/error_table.h"
#include "adapters/mailerlite/internal.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::mailerlite {
namespace {

namespace json = boost::json;

constexpr MatchShape kWritten{.by = MatchShape::By::call, .id = "/data/id"};

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
    HttpRequest out = get(record.id ? path_of(record.id->text) : std::string(kSubscribers));
    if (record.id && body.empty()) return out;
    out.method = record.id ? "PUT" : "POST";
    out.headers["Content-Type"] = "application/json";
    out.body = json::serialize(body);
    return out;
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

// The field that the subscriber in the answer does not show as it was sent. Nothing: it is all there.
std::optional<Outcome> not_taken(const Record& record, const json::value& shown) {
    const auto status = text_at(shown, "/status"), email = text_at(shown, "/email");
    const auto* fields = value_at(shown, "/fields");
    if (status.empty() || email.empty() || fields == nullptr || !fields->is_object()) return Outcome{};
    for (const auto& [name, value] : record.fields) {
        if (name == kOptOut) {
            if (opted_out(status) != yes(value))
                return no(
                    yes(value) ? "opt_out_not_taken" : "opt_in_not_taken",
                    name,
                    "The status is " + std::string(status)
                );
        } else if (name == "email") {
            if (!same_but_for_case(email, scalar_at(value, "")))
                return no("email_not_taken", name, "The address is another.");
        } else if (group_in(name).empty() && !fields->get_object().contains(name)) {
            return no("unknown_field", name, "The answer does not show this field.");
        }
    }
    return std::nullopt;
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
        } else if (auto other = not_taken(record, *shown)) {
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
