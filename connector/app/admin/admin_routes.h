// connector/app/admin/admin_routes.h - one table of the admin API: it answers requests and describes itself as
// OpenAPI.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "connector/console/access/roles.h"

#include <variant>

namespace crosswalk {

struct ApiRoute {
    std::string_view method{}, path{};  // "/api/v1/leads/{who}"
    std::string_view summary{};
    std::string_view command{};             // of run_command; or "vendors", "openapi", "changes", "desk ..."
    access::Roles roles = access::kAdmins;  // who may
    std::string_view answer{};              // the name of its schema
    std::vector<std::string_view> query{};  // parameters that may follow
    std::vector<std::string_view> body{};   // text members that the JSON body may have
    std::string_view set{};                 // an argument that is always true
    std::vector<std::string_view> flags{};  // members of the JSON body that are true or false
    std::vector<std::string_view> numbers{}, objects{};  // members that are whole numbers, or objects
    bool own = false;      // a rep sees and does what is about their own people only
    bool people = false;   // the answer tells of people: a viewer sees it masked
    bool step_up = false;  // whoever has a passkey must have touched it lately
    bool figures = false;  // it counts much, on a thread of its own
};
const std::vector<ApiRoute>& api_routes();
// The rows of the table, by what they are about.
std::span<const ApiRoute> people_routes();
std::span<const ApiRoute> service_routes();
std::span<const ApiRoute> access_routes();
// Is this the path of a route whose answer is counted on a thread of its own?
bool is_figure(std::string_view path);
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
