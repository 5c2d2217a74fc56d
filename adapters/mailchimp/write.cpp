#include "adapters/mailchimp/error_table.h"
#include "adapters/mailchimp/internal.h"
#include "connector/contract/taken.h"

#include <algorithm>

namespace crosswalk::mailchimp {
namespace {

namespace json = boost::json;

enum class Step { tell, look };

constexpr std::string_view kOnTheMember[] = {kEmail, "language", "vip"}, kCompared[] = {kEmail};
constexpr MatchShape kWritten{.by = MatchShape::By::call, .id = "/id"};
constexpr TakenShape kTaken{.row = members_at(""), .compared = kCompared, .words = kOwnWords};
// The tags of a member stand in a list of their own, whole.
constexpr NameSet kTags[] = {
    {.prefix = kTagPrefix, .items = "/tags", .name = "/name", .total = "/total_items"}};
constexpr TakenShape kTagged{.row = {.sets = kTags}, .words = kOwnWords};

bool yes(const json::value& value) { return value == json::value(true); }

// Where a value stands in the member that is sent. Nobody is ever made "subscribed" or "pending" (NOTES.md).
json::object member_of(const Record& record) {
    json::object out, merges, interests;
    for (const auto& [name, value] : record.fields)
        if (name == kOptOut) {
            if (yes(value)) out["status"] = "unsubscribed";
        } else if (name.starts_with(kGroupPrefix)) {
            interests[name.substr(kGroupPrefix.size())] = yes(value);
        } else if (std::ranges::count(kOnTheMember, name) > 0) {
            out[name] = value;
        } else {
            merges[name] = value.is_null() ? json::value("") : value;  // null is no value of a merge field
        }
    if (!merges.empty()) out["merge_fields"] = std::move(merges);
    if (!interests.empty()) out["interests"] = std::move(interests);
    return out;
}

std::string address_in(const Record& record) {
    const auto it = record.fields.find(kEmail);
    return it == record.fields.end() ? std::string() : scalar_at(it->second, "");
}

// An upsert where the id is not known: whoever is there already keeps their status, unless they left
// elsewhere. Where there is nothing to say, the member is looked at.
HttpRequest request_for(const Record& record) {
    json::object body = member_of(record);
    const auto path = path_of(record.id ? record.id->text : id_of(address_in(record)));
    if (record.id && body.empty()) return get_json(path);
    if (!record.id)
        body["status_if_new"] = body.contains("status") ? body["status"] : json::value("transactional");
    return send_json(record.id ? "PATCH" : "PUT", path + "?skip_merge_validation=true", body);
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport&) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i)
        out.push_back({.request = request_for(batch.records[i]), .rows = {i}});
    return out;
}

// Of a member that the answer shows. Who shows under another id moved with their address, or is somebody
// else; who was archived meanwhile is gone, which a read settles.
Outcome shown_as(const Record& record, const Outcome& told, const json::value& shown) {
    if (record.id && told.id != record.id) {
        const bool moved = told.id->text == id_of(address_in(record));
        return moved ? Outcome{.verdict = Verdict::merged, .id = told.id} : Outcome{};
    }
    if (text_at(shown, kTaken.row.deleted) == kTaken.row.deleted_says) {
        if (record.id) return {.verdict = Verdict::merged};
        return classify(kOwnWords, "archived", "The answer shows an archived member.");
    }
    auto other = not_taken(kTaken, record, shown);
    if (!other) return told;
    if (!record.id) other->id = told.id;  // of somebody new: who it is all the same
    return *other;
}

// Whoever may not be written to may have left already, and then an opt-out has arrived.
bool may_be_out(const Record& record, const Call& call, const Answer& answer) {
    const bool alone = record.id && record.fields.size() == 1 && record.fields.begin()->first == kOptOut;
    return alone && call.step == static_cast<int>(Step::tell) && yes(record.fields.begin()->second) &&
           text_at(answer.body, "/title") == "Member In Compliance State";
}

Call look(const Call& call, std::string path) {
    return {.request = get_json(std::move(path)), .rows = call.rows, .step = static_cast<int>(Step::look)};
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        if (may_be_out(record, call, answer)) return Calls{look(call, path_of(record.id->text))};
        if (auto further = read_report(kWritten, batch, call, answer, report); !further) return further;
        if (report[i].verdict == Verdict::applied) report[i] = shown_as(record, report[i], answer.body);
    }
    return Calls{};
}

// Tags are told in one call and looked at in a second, since the answer to the first one is empty.
Result<Calls> build_tags(const WriteBatch& batch, const Connection&, WriteReport&) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const Record& record = batch.records[i];
        json::array tags;
        for (const auto& [name, has] : record.fields)
            tags.push_back(
                {{"name", name.substr(kTagPrefix.size())}, {"status", yes(has) ? "active" : "inactive"}}
            );
        const auto path = path_of(record.id.value_or(VendorId{}).text) + "/tags";
        out.push_back({.request = send_json("POST", path, {{"tags", std::move(tags)}}), .rows = {i}});
    }
    return out;
}

Result<Calls> parse_tags(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    if (!answer.ok()) return read_report(kWritten, batch, call, answer, report);
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        if (call.step == static_cast<int>(Step::tell))
            return Calls{look(call, path_of(record.id.value_or(VendorId{}).text) + "/tags?count=1000")};
        report[i] = not_taken(kTagged, record, answer.body).value_or(Outcome{Verdict::applied, record.id});
    }
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }
Operation<WriteBatch, WriteReport> membership_operation() { return {build_tags, parse_tags}; }

}  // namespace crosswalk::mailchimp
