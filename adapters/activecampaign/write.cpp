#include "adapters/activecampaign/parts.h"
#include "adapters/activecampaign/rulings.h"
#include "connector/contract/text.h"

#include <array>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

// Every value is text at ActiveCampaign; the empty text clears.
std::string text_of(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_double()) {
        std::array<char, 400> text{};
        const auto end = std::to_chars(
            text.data(), text.data() + text.size(), value.get_double(), std::chars_format::fixed
        );
        return {text.data(), end.ptr};
    }
    if (!value.is_array()) return json::serialize(value);
    std::string out = "||";  // of a multiple choice (sheet, section 2)
    for (const auto& item : value.get_array()) out += text_of(item) + "||";
    return out;
}

Outcome refused(std::string code, std::string advice, std::string field) {
    return {
        .verdict = Verdict::refused,
        .vendor_code = std::move(code),
        .advice = std::move(advice),
        .field = std::move(field)};
}

// What ActiveCampaign has no way to be told. Everything else is for it to judge.
std::optional<Outcome> inexpressible(const WriteBatch& batch, const Record& record) {
    if (batch.operation == Operation::create) {
        const auto email = record.fields.find("email");
        if (email == record.fields.end() || text_of(email->second).empty())
            return refused(
                "no_email",
                "ActiveCampaign finds contacts by e-mail address and this person has none. Add one.",
                "email"
            );
    } else if (!record.id || record.id->text.empty()) {
        return refused(
            "no_id", "The ActiveCampaign contact is not known. Let Crosswalk look it up again.", ""
        );
    }
    for (const auto& [name, value] : record.fields) {
        if (is_standard(name)) continue;
        if (name.starts_with(kScorePrefix))
            return refused(
                "score_not_writable",
                "ActiveCampaign does not let anyone write a score. Take '" + name +
                    "' out of write_to, or write a custom field instead.",
                name
            );
        if (const auto* info = batch.schema.find(name); info == nullptr || !info->writable)
            return refused(
                "unknown_field",
                "ActiveCampaign has no field '" + name +
                    "'. Create it (Contacts, Fields), or correct its personalisation tag in the mapping.",
                name
            );
    }
    return std::nullopt;
}

}  // namespace

HttpRequest ask_write(const WriteBatch& batch, const Connection&, const Memo&) {
    // The manifest allows one record a call. What cannot be said is not sent: the question is a harmless one
    // then.
    if (batch.records.size() != 1 || inexpressible(batch, batch.records.front()))
        return get("/api/3/users/me");
    const Record& record = batch.records.front();
    json::object contact;
    json::array values;
    for (const auto& [name, value] : record.fields) {
        if (is_standard(name))
            contact[name] = text_of(value);
        else
            values.emplace_back(json::object{
                {"field", batch.schema.find(name)->vendor_key}, {"value", text_of(value)}});
    }
    if (const auto* own = batch.schema.find(batch.own_id_field);
        own != nullptr && batch.operation == Operation::create && !record.fields.contains(batch.own_id_field))
        values.emplace_back(json::object{{"field", own->vendor_key}, {"value", record.own_id}});
    if (!values.empty()) contact["fieldValues"] = std::move(values);
    const bool create = batch.operation == Operation::create;
    return {
        .method = create ? "POST" : "PUT",
        .path = create ? "/api/3/contact/sync" : "/api/3/contacts/" + percent_encode(record.id->text),
        .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
        .body = json::serialize(json::object{{"contact", std::move(contact)}})};
}

Result<Turn<WriteReport>> interpret_write(
    const WriteBatch& batch, const Connection&, const Memo&, const HttpResponse& response
) {
    WriteReport report(batch.records.size());
    if (batch.records.size() != 1) return Turn<WriteReport>{std::move(report)};
    const Record& record = batch.records.front();
    if (auto no = inexpressible(batch, record)) {
        report[0] = std::move(*no);
        return Turn<WriteReport>{std::move(report)};
    }
    if (response.status < 200 || response.status >= 300) {
        report[0] = refusal(response);
        return Turn<WriteReport>{std::move(report)};
    }
    // 200 and 201 both come; some calls answer 200 with "succeeded": 0 and no contact (sheet, section 5).
    const auto body = parse_json(response.body);
    const auto id = body ? scalar_at(*body, "/contact/id") : std::string();
    const bool other = record.id && batch.operation == Operation::update && record.id->text != id;
    if (!id.empty() && !other) report[0] = {.verdict = Verdict::applied, .id = VendorId{id}};
    return Turn<WriteReport>{std::move(report)};
}

}  // namespace crosswalk::activecampaign
