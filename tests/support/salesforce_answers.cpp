#include "tests/support/salesforce_answers.h"

namespace crosswalk::doubles {

namespace json = boost::json;

Answer salesforce_json(int status, const json::value& body) {
    Answer out;
    out.status = status;
    out.body = json::serialize(body);
    return out;
}

Answer salesforce_error(int status, const SalesforceError& error) {
    json::object one{{"message", error.message}, {"errorCode", error.code}};
    if (!error.fields.empty()) one["fields"] = json::array(error.fields.begin(), error.fields.end());
    json::array all;
    all.push_back(std::move(one));
    return salesforce_json(status, all);
}

Answer salesforce_not_found() {
    return salesforce_error(404, {"NOT_FOUND", "The requested resource does not exist", {}});
}

Answer oauth_error(const char* error, const char* description) {
    return salesforce_json(400, json::object{{"error", error}, {"error_description", description}});
}

json::object salesforce_verdict(const RowResult& result, bool with_created) {
    if (result.ok()) {
        json::object out{{"id", result.id}, {"success", true}, {"errors", json::array()}};
        if (with_created) out["created"] = result.created;
        return out;
    }
    json::object error{
        {"statusCode", result.error->code},
        {"message", result.error->message},
        {"fields", json::array(result.error->fields.begin(), result.error->fields.end())}};
    json::array errors;
    errors.push_back(std::move(error));
    return {{"success", false}, {"errors", std::move(errors)}};
}

}  // namespace crosswalk::doubles
