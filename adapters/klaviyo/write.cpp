#include "adapters/klaviyo/error_table.h"
#include "adapters/klaviyo/internal.h"
#include "connector/contract/taken.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::klaviyo {
namespace {

namespace json = boost::json;

// The profile is written; an opt-out is a job of its own, which takes an address and answers before it is
// done.
enum class Step { tell, unsubscribe, look };

constexpr std::string_view kCompared[] = {kEmail};
constexpr MatchShape kWritten{.by = MatchShape::By::call, .id = "/data/id"};
constexpr TakenShape kTaken{.row = profiles_at(""), .compared = kCompared, .words = kOwnWords};
constexpr NameSet kLists[] = {{.prefix = kGroupPrefix, .items = "/data", .name = "/id"}};
constexpr TakenShape kListed{.row = {.sets = kLists}, .words = kOwnWords};

bool yes(const json::value& value) { return value == json::value(true); }

bool wants_out(const Record& record) {
    const auto it = record.fields.find(kOptOut);
    return it != record.fields.end() && yes(it->second);
}

Call call_of(HttpRequest request, std::size_t row, Step step) {
    return {.request = as_api(std::move(request)), .rows = {row}, .step = static_cast<int>(step)};
}

json::object profile_of(const Record& record) {
    json::object attributes, properties;
    for (const auto& [name, value] : record.fields)
        if (std::ranges::count(kOnTheProfile, name) > 0)
            attributes[name] = value;
        else if (name != kOptOut)
            properties[name] = value;
    if (!properties.empty()) attributes["properties"] = std::move(properties);
    json::object out{{"type", "profile"}, {"attributes", std::move(attributes)}};
    if (record.id) out["id"] = record.id->text;
    return out;
}

// Somebody new by an import, which is an upsert. Where consent is all there is to say, the profile is looked
// at first.
HttpRequest request_for(const Record& record) {
    const bool consent_alone = record.id && record.fields.size() == 1 && record.fields.contains(kOptOut);
    if (consent_alone) return get_json(path_of(record.id->text));
    const json::object body{{"data", profile_of(record)}};
    if (record.id) return send_json("PATCH", path_of(record.id->text), body);
    return send_json("POST", with_consent("/api/profile-import"), body);
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport&) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i)
        out.push_back(call_of(request_for(batch.records[i]), i, Step::tell));
    return out;
}

HttpRequest unsubscribe(std::string_view email) {
    const json::object marketing{{"marketing", {{"consent", "UNSUBSCRIBED"}}}};
    const json::object profile{
        {"type", "profile"}, {"attributes", {{"email", email}, {"subscriptions", {{"email", marketing}}}}}};
    constexpr std::string_view kJob = "profile-subscription-bulk-delete-job";
    const json::object data{{"type", kJob}, {"attributes", {{"profiles", {{"data", json::array{profile}}}}}}};
    return send_json("POST", "/api/" + std::string(kJob) + "s", {{"data", data}});
}

// A refusal names its field by where it stood in what was sent.
Outcome by_field(const Outcome& refusal) {
    if (refusal.field.empty()) return refusal;
    const auto name = refusal.field.substr(refusal.field.rfind('/') + 1);
    return classify(kErrorRules, refusal.vendor_code, refusal.vendor_says, name);
}

// What follows from a profile that is shown: an opt-out may still have to be told, or not be seen yet.
Calls settle(
    const Record& record, std::size_t i, const Call& call, const json::value& shown, Outcome& outcome
) {
    const VendorId id = outcome.id.value_or(VendorId{});
    const auto out = beside_fields(kTaken.row, shown, kOptOut);
    if (record.id && id != *record.id) {
        outcome = {};
    } else if (wants_out(record) && out != true) {
        const auto email = text_at(shown, "/attributes/email");
        outcome = {};
        if (call.step == static_cast<int>(Step::look)) {
            outcome = classify(kOwnWords, "opt_out_under_way", "", kOptOut);
        } else if (email.empty()) {
            outcome = classify(kOwnWords, "no_address", "The profile has no e-mail address.", kOptOut);
        } else {
            Calls next{call_of(unsubscribe(email), i, Step::unsubscribe)};
            next.front().state = id;
            return next;
        }
    } else if (auto other = not_taken(kTaken, record, shown)) {
        outcome = std::move(*other);
    }
    if (!record.id) outcome.id = id;  // of somebody new: who it is all the same
    return {};
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    Calls further;
    for (const std::size_t i : call.rows) {
        if (answer.ok() && call.step == static_cast<int>(Step::unsubscribe)) {
            const auto& id = std::any_cast<const VendorId&>(call.state);
            further.push_back(call_of(get_json(path_of(id.text)), i, Step::look));
            continue;
        }
        if (const auto read = read_report(kWritten, batch, call, answer, report); !read) return read.error();
        if (report[i].verdict == Verdict::refused) report[i] = by_field(report[i]);
        const auto* shown = value_at(answer.body, "/data");
        if (report[i].verdict == Verdict::applied && shown != nullptr)
            for (Call& next : settle(batch.records[i], i, call, *shown, report[i]))
                further.push_back(std::move(next));
    }
    return further;
}

// One call a list, and a look at all of them. To be on a list is no consent (sheet, section 3).
Result<Calls> build_lists(const WriteBatch& batch, const Connection&, WriteReport&) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const auto id = batch.records[i].id.value_or(VendorId{}).text;
        const json::object body{{"data", json::array{json::object{{"type", "profile"}, {"id", id}}}}};
        for (const auto& [name, is_on] : batch.records[i].fields) {
            const auto list = percent_encode(name.substr(kGroupPrefix.size()));
            const auto path = "/api/lists/" + list + "/relationships/profiles";
            out.push_back(call_of(send_json(yes(is_on) ? "POST" : "DELETE", path, body), i, Step::tell));
            out.back().state = name;
        }
        out.push_back(
            call_of(get_json(std::string(kProfiles) + "/" + percent_encode(id) + "/lists"), i, Step::look)
        );
    }
    return out;
}

// Where it is the profile that is gone, the look behind it says so.
Result<Calls> parse_lists(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    if (answer.status == 404 && call.step == static_cast<int>(Step::tell)) {
        const auto& list = std::any_cast<const std::string&>(call.state);
        for (const std::size_t i : call.rows)
            report[i] = classify(kOwnWords, "no_such_list", answer.error->vendor_says, list);
        return Calls{};
    }
    if (!answer.ok()) return read_report(kWritten, batch, call, answer, report);
    if (call.step != static_cast<int>(Step::look)) return Calls{};
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        if (report[i].verdict == Verdict::unanswered)  // else one of the lists has refused
            report[i] =
                not_taken(kListed, record, answer.body).value_or(Outcome{Verdict::applied, record.id});
    }
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }
Operation<WriteBatch, WriteReport> membership_operation() { return {build_lists, parse_lists}; }

}  // namespace crosswalk::klaviyo
