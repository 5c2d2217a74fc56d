#include "adapters/activecampaign/write_request.h"
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

// The contact's own fields. Nothing here says on which lists it is.
HttpRequest ask_contact(const WriteBatch& batch, const Record& record) {
    json::object contact;
    json::array values;
    for (const auto& [name, value] : record.fields) {
        if (is_standard(name))
            contact[name] = text_of(value);
        else if (const auto* info = batch.schema.find(name);
                 info != nullptr && name.starts_with(kFieldPrefix))
            values.emplace_back(json::object{{"field", info->vendor_key}, {"value", text_of(value)}});
    }
    const bool create = batch.operation == WriteKind::create;
    if (const auto* own = batch.schema.find(batch.own_id_field);
        own != nullptr && create && !record.fields.contains(batch.own_id_field))
        values.emplace_back(json::object{{"field", own->vendor_key}, {"value", record.own_id}});
    if (!values.empty()) contact["fieldValues"] = std::move(values);
    return send_json(
        create ? "POST" : "PUT",
        create ? "/api/3/contact/sync" : "/api/3/contacts/" + percent_encode(record.id->text),
        {{"contact", std::move(contact)}}
    );
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        if (auto no = unsendable(batch, batch.records[i]))
            report[i] = std::move(*no);
        else
            out.push_back({.request = ask_contact(batch, batch.records[i]), .rows = {i}});
    }
    return out;
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    const std::size_t row = call.rows.front();
    if (!answer.ok()) {
        report[row] = refusal(answer);
        return Calls{};
    }
    // 200 and 201 both come; some calls answer 200 with "succeeded": 0 and no contact (sheet, section 5).
    const auto id = scalar_at(answer.body, "/contact/id");
    const auto& asked = batch.records[row].id;
    const bool other = batch.operation == WriteKind::update && asked && asked->text != id;
    if (!id.empty() && !other) report[row] = {.verdict = Verdict::applied, .id = VendorId{id}};
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::activecampaign
