#include "tests/bench/vendor_stub.h"

namespace crosswalk::bench {
namespace {

namespace json = boost::json;

constexpr const char* kLeadFields[] = {
    "Id",
    "Email",
    "FirstName",
    "LastName",
    "Company",
    "Phone",
    "Status",
    "Industry",
    "OwnerId",
    "Lead_Score__c",
    "Crosswalk_Id__c",
    "Reject_Reason__c",
    "SystemModstamp",
    "LastModifiedById",
    "IsDeleted",
    "IsConverted",
    "MasterRecordId",
};

std::string lead_description() {
    json::array fields;
    for (const char* name : kLeadFields)
        fields.push_back(json::object{
            {"name", name},
            {"label", name},
            {"type", "string"},
            {"updateable", true},
            {"createable", true},
            {"nillable", true},
            {"defaultedOnCreate", false},
            {"calculated", false},
            {"unique", false},
            {"restrictedPicklist", false},
            {"picklistValues", json::array{}},
        });
    return json::serialize(json::object{{"name", "Lead"}, {"fields", fields}});
}

std::string contact_properties() {
    json::array results;
    for (const char* name :
         {"email",
          "firstname",
          "lastname",
          "company",
          "phone",
          "lifecyclestage",
          "bench_score",
          "bench_stage",
          "crosswalk_id",
          "lastmodifieddate",
          "hs_object_id"})
        results.push_back(json::object{
            {"name", name}, {"label", name}, {"type", "string"}, {"options", json::array{}}});
    return json::serialize(json::object{{"results", results}});
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

SalesforceStub::SalesforceStub(std::function<void(const Written&)> written, std::chrono::milliseconds latency)
    : written_(std::move(written)), latency_(latency), server_([this](const TinyRequest& request) {
          TinyAnswer given = answer(request);
          given.after = latency_;
          return given;
      }) {
    port_ = server_.port();
}

TinyAnswer SalesforceStub::answer(const TinyRequest& request) {
    if (has(request.target, "/composite/sobjects")) return write(request);
    ++other_calls_;
    if (has(request.target, "/oauth2/token"))
        return {
            200,
            json::serialize(json::object{
                {"access_token", "00D000000000001!bench"},
                {"instance_url", "http://127.0.0.1:" + std::to_string(port_)},
                {"id", "http://127.0.0.1/id/00D000000000001EAA/005000000000001AAA"},
                {"token_type", "Bearer"},
                {"issued_at", "1800000000000"},
            })};
    if (has(request.target, "/describe")) return {200, lead_description()};
    if (has(request.target, "/query")) return {200, R"({"totalSize":0,"done":true,"records":[]})"};
    return {200, "{}"};
}

TinyAnswer SalesforceStub::write(const TinyRequest& request) {
    ++write_calls_;
    boost::system::error_code error;
    const auto body = json::parse({request.body.data(), request.body.size()}, error);
    if (error || !body.is_object() || !body.get_object().contains("records")) return {400, "[]"};
    const auto now = Steady::now();
    json::array results;
    for (const auto& row : body.get_object().at("records").as_array()) {
        const auto& fields = row.as_object();
        const auto* id = fields.if_contains("id");
        Written one{id != nullptr ? std::string(id->as_string()) : "", fields, now};
        if (one.id.empty()) {
            one.id = "00Q" + std::to_string(1'000'000'000'000'000 + ++created_).substr(1);
        }
        ++rows_;
        if (written_) written_(one);
        results.push_back(json::object{{"id", one.id}, {"success", true}, {"errors", json::array{}}});
    }
    return {200, json::serialize(results)};
}

HubSpotStub::HubSpotStub()
    : server_([](const TinyRequest& request) -> TinyAnswer {
          if (has(request.target, "/properties/")) return {200, contact_properties()};
          return {200, R"({"status":"COMPLETE","results":[]})"};
      }) {}

}  // namespace crosswalk::bench
