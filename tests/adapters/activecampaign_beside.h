// tests/adapters/activecampaign_beside.h - a vendor that answers by path, and rows of its lists.
#pragma once

#include "adapters/registry.h"
#include "connector/contract/adapter.h"
#include "tests/adapters/fixtures.h"

#include <map>

namespace crosswalk::test::beside {

inline const Adapter& activecampaign = *find_adapter("activecampaign");
inline const ObjectPlan& kContact = *activecampaign.manifest.plan("contact");
inline const ObjectSchema kSchema{
    .kind = {"contact"},
    .fields = {
        {.name = "email", .vendor_key = "email"},
        {.name = "firstName", .vendor_key = "firstName"},
        {.name = "score/Engagement", .vendor_key = "2", .writable = false},
        {.name = "tag/MQL", .vendor_key = "16"}}};

// Answers by method and path; remembers what was asked, with the body.
struct Vendor {
    std::map<std::string, HttpResponse> answers{};
    std::vector<std::string> asked{};
    HttpResponse operator()(const HttpRequest& request) {
        const auto what = request.method + " " + request.path;
        asked.push_back(what + (request.body.empty() ? "" : " " + request.body));
        if (const auto it = answers.find(what); it != answers.end()) return it->second;
        return answer(404, R"({"message":"No Result found for Subscriber with id 1"})");
    }
};

inline std::string row(const char* list, const char* status, const char* at = "2026-03-01T03:00:00-06:00") {
    return std::string(R"({"contact":"42","list":")") + list + R"(","status":")" + status + R"(","udate":")" +
           at + R"("})";
}
inline std::string rows(std::initializer_list<std::string> all) {
    std::string out = R"({"contactLists":[)";
    for (const auto& one : all) out += (out.back() == '[' ? "" : ",") + one;
    return out + "]}";
}

}  // namespace crosswalk::test::beside
