// connector/app/admin/admin_routes.h - one table of the admin API: it answers requests and describes itself as
// OpenAPI.
#pragma once

#include "connector/app/admin/admin_service.h"

#include <variant>

namespace crosswalk {

struct ApiRoute {
    std::string_view method{}, path{};  // "/api/v1/leads/{who}"
    std::string_view summary{};
    std::string_view command{};             // of run_command; or "vendors", "openapi"
    std::vector<std::string_view> query{};  // parameters that may follow
    std::vector<std::string_view> body{};   // text members that the JSON body may have
    std::string_view set{};                 // an argument that is always true
    std::vector<std::string_view> flags{};  // members of the JSON body that are true or false
};
std::span<const ApiRoute> api_routes();
// "/a/{b}" -> "a", "{b}".
std::vector<std::string_view> path_segments(std::string_view path);
// "{b}" -> "b"; empty: the segment is no placeholder.
std::string_view placeholder_in(std::string_view segment);

struct ApiCall {
    const ApiRoute* route = nullptr;
    boost::json::object args{};
};
// Which route, with what. Faults: "api.unknown" (404), "api.method" (405; the remedy lists what there is),
// "api.path" and "api.body" (400).
Result<ApiCall> find_call(std::string_view method, std::string_view target, std::string_view body);

// OpenAPI 3.0 of the table.
boost::json::object openapi();

// The status for what a command said.
int http_status(const CommandAnswer&);

}  // namespace crosswalk
