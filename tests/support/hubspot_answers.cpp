#include "tests/support/hubspot_answers.h"

#include <charconv>

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr char kCorrelation[] = "a43683b0-5717-4ceb-80b4-104d02915d8c";

}  // namespace

Answer hubspot_json(int status, const json::value& body) {
    Answer out;
    out.status = status;
    out.body = json::serialize(body);
    out.content_type = "application/json;charset=utf-8";
    out.headers.emplace_back("X-HubSpot-Correlation-Id", kCorrelation);
    return out;
}

Answer hubspot_error(const HubSpotError& error, json::object context) {
    json::object body{{"status", "error"}, {"message", error.message}, {"correlationId", kCorrelation}};
    if (!error.category.empty()) body["category"] = error.category;
    if (!context.empty()) body["context"] = std::move(context);
    json::array errors;
    for (const auto& code : error.codes) errors.push_back({{"message", error.message}, {"code", code}});
    if (!errors.empty()) body["errors"] = std::move(errors);
    return hubspot_json(error.status, body);
}

Answer hubspot_not_found() { return hubspot_error({404, "", "resource not found", {}}); }

Answer hubspot_bad_request(const std::string& message, json::object context) {
    return hubspot_error({400, "VALIDATION_ERROR", message, {}}, std::move(context));
}

std::vector<std::string> hubspot_texts(const json::object& body, std::string_view key) {
    std::vector<std::string> out;
    const auto* list = member(body, key);
    if (!list || !list->is_array()) return out;
    for (const auto& one : list->get_array()) {
        out.push_back(one.is_string() ? std::string(one.get_string()) : json::serialize(one));
    }
    return out;
}

std::int64_t hubspot_id(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

}  // namespace crosswalk::doubles
