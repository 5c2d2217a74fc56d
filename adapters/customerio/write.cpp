#include "adapters/customerio/error_table.h"
#include "adapters/customerio/internal.h"
#include "connector/contract/taken.h"

#include <algorithm>

namespace crosswalk::customerio {
namespace {

namespace json = boost::json;

// A write is answered with nothing, also where it is rejected later (sheet, Track API), so the person is looked at.
enum class Step { tell, find, look };

constexpr GoneShape kNotThere{.at = "/errors/0/detail", .says = "not found"};
constexpr TakenShape kTaken{.row = kPerson, .words = kOwnWords};

Call call_of(HttpRequest request, const Call& before, Step step) {
    return {.request = std::move(request), .rows = before.rows, .step = static_cast<int>(step)};
}

std::string address_in(const Record& record) {
    const auto it = record.fields.find(kEmail);
    return it == record.fields.end() ? std::string() : scalar_at(it->second, "");
}

// Nobody is ever subscribed; whatever stands there that is not true would do that. Blank is an empty text (from memory).
json::object attributes_of(const Record& record) {
    json::object out;
    for (const auto& [name, value] : record.fields)
        if (name != kOptOut)
            out[name] = value.is_null() ? json::value("") : value;
        else if (value == json::value(true))
            out["unsubscribed"] = true;
    return out;
}

// Somebody new is written under their address; somebody known is never made anew.
std::optional<HttpRequest> request_for(const Record& record) {
    auto body = attributes_of(record);
    if (body.empty()) return std::nullopt;
    if (record.id) body["_update"] = true;
    const auto who = record.id ? record.id->text : address_in(record);
    auto request = send_json("PUT", "/api/v1/customers/" + percent_encode(who), body);
    request.host = kTrack;
    return request;
}

Call look_behind(const Record& record, const Call& before) {
    if (record.id) return call_of(get_json(path_of(record.id->text)), before, Step::look);
    return call_of(get_json(path_of_address(address_in(record))), before, Step::find);
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const auto& fields = batch.records[i].fields;
        const Call about{.rows = {i}};
        const auto topic = std::ranges::find_if(fields, [](const auto& one) {
            return one.first != kOptOut && one.first.starts_with(kTopicPrefix);
        });
        if (topic != fields.end())
            report[i] = classify(kOwnWords, "topic_opt_out", "One topic is not written.", topic->first);
        else if (auto request = request_for(batch.records[i]))
            out.push_back(call_of(std::move(*request), about, Step::tell));
        else
            out.push_back(look_behind(batch.records[i], about));
    }
    return out;
}

// Attributes are shown as texts, so whole numbers and booleans are compared as such.
std::optional<std::string> shown_otherwise(const Record& record, const json::value& shown) {
    for (const auto& [name, value] : record.fields) {
        const auto* there = field_in(kPerson, shown, name);
        const bool exact = value.is_bool() || value.is_int64();
        if (exact && there != nullptr && scalar_at(*there, "") != scalar_at(value, "")) return name;
    }
    return std::nullopt;
}

// What is not there yet may come, and may have been rejected in silence.
Outcome shown_as(const Record& record, const std::string& id, const json::value& answer) {
    const auto* shown = value_at(answer, kPerson.items);
    if (shown == nullptr || !shown->is_object() || id.empty()) return {};
    auto other = not_taken(kTaken, record, *shown);
    if (other && other->vendor_code == "opt_in_not_taken") return *other;
    const auto differs = other ? std::optional(other->field) : shown_otherwise(record, *shown);
    if (differs) other = classify(kOwnWords, "not_shown_yet", "It is not shown as it was sent.", *differs);
    auto out = other.value_or(Outcome{.verdict = Verdict::applied});
    out.id = VendorId{id};
    return out;
}

// Whoever was written under an address is known by an id.
Result<Calls> read_found(const Call& call, const Answer& answer, WriteReport& report) {
    const auto rows = items_at(answer.body, "/results");
    const auto id = rows.size() == 1 ? id_of_row(rows.front()) : std::string();
    if (!id.empty()) {
        Call look = call_of(get_json(path_of(id)), call, Step::look);
        look.state = id;
        return Calls{std::move(look)};
    }
    const auto* list = value_at(answer.body, "/results");
    if (list != nullptr && list->is_array() && rows.empty())
        report[call.rows.front()] = classify(kOwnWords, "not_shown_yet", "Nobody has this address yet.");
    return Calls{};
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    const bool looked = call.step == static_cast<int>(Step::look);
    if (looked && batch.records[call.rows.front()].id && says_gone(kNotThere, answer)) {
        report[call.rows.front()] = {.verdict = Verdict::merged};  // deleted: an update makes nobody anew
        return Calls{};
    }
    if (!answer.ok()) return read_report({}, batch, call, answer, report);
    if (call.step == static_cast<int>(Step::find)) return read_found(call, answer, report);
    Calls further;
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        const auto* found = std::any_cast<std::string>(&call.state);
        if (call.step == static_cast<int>(Step::tell))
            further.push_back(look_behind(record, call));
        else
            report[i] = shown_as(record, found != nullptr ? *found : record.id.value_or(VendorId{}).text, answer.body);
    }
    return further;
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::customerio
