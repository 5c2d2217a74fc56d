#include "adapters/marketo/error_table.h"
#include "adapters/marketo/internal.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::marketo {
namespace {

namespace json = boost::json;

enum class Step { tell, look };

constexpr std::string_view kWritten[] = {"created", "updated"}, kOnTheList[] = {"added", "memberof"},
                           kOffTheList[] = {"removed", "notmemberof"};

// Rows stand in the order of what was sent, and each says yes or no; `yes` are the words for that. One that is left out
// without a reason says neither.
Outcome told_by(const json::value& row, std::span<const std::string_view> yes) {
    const auto reason = scalar_at(row, "/reasons/0/code"), id = scalar_at(row, "/id");
    if (!reason.empty()) return classify(kErrorRules, reason, text_at(row, "/reasons/0/message"));
    if (id.empty() || std::ranges::count(yes, text_at(row, "/status")) == 0) return {};
    return {.verdict = Verdict::applied, .id = VendorId{id}};
}
// None where they do not fit what was sent.
std::span<const json::value> rows_of(const Call& call, const Answer& answer) {
    const auto rows = items_at(answer.body, "/result");
    return rows.size() == call.rows.size() ? rows : std::span<const json::value>();
}

bool is_false(const Record& record, std::string_view field) {
    const auto it = record.fields.find(field);
    return it != record.fields.end() && it->second == json::value(false);
}

json::value number_or_text(const std::string& id) {
    std::int64_t number = 0;
    const auto [end, bad] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (bad == std::errc{} && end == id.data() + id.size()) return number;
    return json::value(id);
}

// Nobody is ever set back to subscribed.
json::object lead_of(const Record& record) {
    json::object out;
    for (const auto& [name, value] : record.fields)
        if (name != kOptOut)
            out[name] = value;
        else if (value == json::value(true))
            out[kUnsubscribed] = true;
    if (record.id && !out.empty()) out["id"] = number_or_text(record.id->text);
    return out;
}

Call look_at(std::vector<std::string> ids, std::vector<std::size_t> rows) {
    return {
        .request = leads_where("id", ids, {}), .rows = std::move(rows), .step = static_cast<int>(Step::look)};
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport&) {
    json::array leads;
    Call tell{.step = static_cast<int>(Step::tell)};
    std::vector<std::string> shown;
    std::vector<std::size_t> looked_at;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        auto lead = lead_of(batch.records[i]);
        if (lead.empty()) {
            shown.push_back(batch.records[i].id.value_or(VendorId{}).text);
            looked_at.push_back(i);
            continue;
        }
        leads.push_back(std::move(lead));
        tell.rows.push_back(i);
    }
    Calls out;
    if (!leads.empty()) {
        const bool create = batch.operation == WriteKind::create;
        tell.request = send_json(
            "POST",
            std::string(kLeads),
            json::object{
                {"action", create ? "createOrUpdate" : "updateOnly"},
                {"lookupField", create ? kEmail : std::string_view("id")},
                {"input", std::move(leads)}}
        );
        out.push_back(std::move(tell));
    }
    if (!shown.empty()) out.push_back(look_at(std::move(shown), std::move(looked_at)));
    return out;
}

// Whether those who may be written to again are shown so.
void read_shown(const WriteBatch& batch, const Call& call, const Answer& answer, WriteReport& report) {
    for (const json::value& row : items_at(answer.body, "/result")) {
        const VendorId id{scalar_at(row, "/id")};
        const auto left = beside_fields(kFound.row, row, kOptOut);
        for (const std::size_t i : call.rows) {
            const VendorId ours = batch.records[i].id ? *batch.records[i].id : report[i].id.value_or(VendorId{});
            if (ours != id || !left) continue;
            report[i] = *left ? classify(kOwnWords, "opt_in_not_taken", "The lead is unsubscribed.", kOptOut)
                              : Outcome{.verdict = Verdict::applied};
            report[i].id = id;
        }
    }
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    if (answer.ok() && call.step == static_cast<int>(Step::look)) {
        read_shown(batch, call, answer, report);
        return Calls{};
    }
    if (!answer.ok()) return read_report({}, batch, call, answer, report);
    std::vector<std::string> shown;
    std::vector<std::size_t> looked_at;
    std::size_t place = 0;
    for (const json::value& row : rows_of(call, answer)) {
        const std::size_t i = call.rows[place++];
        report[i] = told_by(row, kWritten);
        if (report[i].verdict != Verdict::applied || !is_false(batch.records[i], kOptOut)) continue;
        shown.push_back(report[i].id->text);
        looked_at.push_back(i);
        report[i].verdict = Verdict::unanswered;
    }
    if (shown.empty()) return Calls{};
    return Calls{look_at(std::move(shown), std::move(looked_at))};
}

// Which list, and whether the leads of a call are put on it.
struct Told {
    std::string list{};
    bool on = false;
};

Result<Calls> build_lists(const WriteBatch& batch, const Connection&, WriteReport&) {
    std::map<std::pair<std::string, bool>, std::vector<std::size_t>> rows;
    for (std::size_t i = 0; i < batch.records.size(); ++i)
        for (const auto& [name, value] : batch.records[i].fields)
            rows[{name, value == json::value(true)}].push_back(i);
    Calls out;
    for (auto& [told, leads] : rows) {
        const auto& [name, on] = told;
        const auto list = percent_encode(std::string_view(name).substr(kGroupPrefix.size()));
        json::array input;
        for (const std::size_t i : leads)
            input.push_back(json::object{{"id", number_or_text(batch.records[i].id.value_or(VendorId{}).text)}});
        out.push_back(
            {.request = send_json(
                 on ? "POST" : "DELETE",
                 "/rest/v1/lists/" + list + "/leads.json",
                 json::object{{"input", std::move(input)}}
             ),
             .rows = std::move(leads),
             .state = Told{name, on}}
        );
    }
    return out;
}

// A yes to the last list of a lead is a yes, unless one before it was refused.
Result<Calls> parse_lists(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    constexpr std::string_view kNotOnTheList = "1015";
    const auto& told = std::any_cast<const Told&>(call.state);
    if (!answer.ok()) return read_report({}, batch, call, answer, report);
    std::size_t place = 0;
    for (const json::value& row : rows_of(call, answer)) {
        const std::size_t i = call.rows[place++];
        Outcome one = told.on ? told_by(row, kOnTheList) : told_by(row, kOffTheList);
        if (!told.on && one.vendor_code == kNotOnTheList) one = {.verdict = Verdict::applied};
        if (one.verdict == Verdict::unanswered)
            one = classify(kOwnWords, "membership_not_taken", "The lead was left out.", told.list);
        const bool is_last = batch.records[i].fields.rbegin()->first == told.list;
        const bool says_no = one.verdict != Verdict::applied;
        if (report[i].verdict == Verdict::unanswered && (says_no || is_last)) report[i] = std::move(one);
    }
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }
Operation<WriteBatch, WriteReport> membership_operation() { return {build_lists, parse_lists}; }

}  // namespace crosswalk::marketo
