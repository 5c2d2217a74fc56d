#include "adapters/hubspot/parts.h"
#include "adapters/hubspot/rulings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

// Every value is text at HubSpot; the empty text clears.
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
    std::string out;
    for (const auto& item : value.get_array()) out += (out.empty() ? "" : ";") + text_of(item);
    return out;
}

json::object properties_of(const WriteBatch& batch, const Record& record) {
    json::object out;
    for (const auto& [field, value] : record.fields) out[field] = text_of(value);
    if (batch.operation == Operation::create) out[batch.own_id_field] = record.own_id;
    return out;
}

// Finds which record a piece of an answer speaks about.
class Index {
public:
    explicit Index(const WriteBatch& batch) {
        for (std::size_t i = 0; i < batch.records.size(); ++i) {
            const Record& record = batch.records[i];
            by_trace_.emplace(record.trace.text, i);
            if (batch.operation == Operation::create)
                by_id_.emplace(record.own_id, i);
            else if (record.id)
                by_id_.emplace(record.id->text, i);
        }
        own_id_at_ = "/properties/" + std::string(batch.own_id_field);
        create_ = batch.operation == Operation::create;
    }
    std::optional<std::size_t> of_result(const json::value& result) const {
        if (const auto at = find(by_trace_, scalar_at(result, "/objectWriteTraceId"))) return at;
        return find(by_id_, scalar_at(result, create_ ? own_id_at_ : "/id"));
    }
    std::vector<std::size_t> of_error(const json::value& error) const {
        std::vector<std::size_t> out;
        for (const char* where : {"/context/objectWriteTraceId", "/context/ids", "/context/id"})
            for (const auto& item : items_at(error, where))
                if (const auto at = find(where[9] == 'o' ? by_trace_ : by_id_, scalar_at(item, "")))
                    out.push_back(*at);
        return out;
    }

private:
    using Places = std::map<std::string, std::size_t, std::less<>>;
    static std::optional<std::size_t> find(const Places& places, const std::string& key) {
        const auto it = key.empty() ? places.end() : places.find(key);
        return it == places.end() ? std::nullopt : std::optional(it->second);
    }
    Places by_trace_{}, by_id_{};
    std::string own_id_at_{};
    bool create_ = false;
};

}  // namespace

HttpRequest ask_write(const WriteBatch& batch, const Connection& connection, const Memo&) {
    const bool create = batch.operation == Operation::create;
    json::array inputs;
    for (const Record& record : batch.records) {
        json::object input{
            {"id", create ? record.own_id : record.id.value_or(VendorId{}).text},
            {"objectWriteTraceId", record.trace.text},
            {"properties", properties_of(batch, record)}};
        if (create) input["idProperty"] = batch.own_id_field;
        inputs.emplace_back(std::move(input));
    }
    return post(
        api_path(connection, "objects", batch.plan.vendor_object) +
            (create ? "/batch/upsert" : "/batch/update"),
        json::object{{"inputs", std::move(inputs)}}
    );
}

Result<Turn<WriteReport>> interpret_write(
    const WriteBatch& batch, const Connection&, const Memo&, const HttpResponse& response
) {
    if (response.status < 200 || response.status >= 300) {
        auto said = refusal(response);
        if (batch.records.size() > 1)
            said.id.reset();  // it names the first bad record only, and does not say which
        return Turn<WriteReport>{WriteReport(batch.records.size(), said)};
    }
    WriteReport report(batch.records.size());
    const auto body = parse_json(response.body);
    if (!body) return Turn<WriteReport>{std::move(report)};
    const Index index(batch);
    for (const auto& result : items_at(*body, "/results")) {
        const auto id = scalar_at(result, "/id");
        if (const auto at = index.of_result(result); at && !id.empty())
            report[*at] = {.verdict = Verdict::applied, .id = VendorId{id}};
    }
    // Errors may come with any 2xx, and outweigh a result of the same record (sheet, section 0).
    for (const auto& error : items_at(*body, "/errors"))
        for (const auto at : index.of_error(error)) report[at] = error_of(error);
    return Turn<WriteReport>{std::move(report)};
}

}  // namespace crosswalk::hubspot
