// What the admin API says about itself.
#include "connector/app/admin/admin_routes.h"
#include "connector/app/admin/answer_schemas.h"

namespace crosswalk {
namespace {

boost::json::object described(std::string_view name, std::string_view in) {
    const bool number = name == "limit" || name == "weeks";
    return {
        {"name", name},
        {"in", in},
        {"required", in == "path"},
        {"schema", {{"type", number ? "integer" : "string"}}}};
}

std::string method_name(std::string_view method) {
    std::string out(method);
    for (char& c : out) c = static_cast<char>(c - 'A' + 'a');
    return out;
}

boost::json::object operation(const ApiRoute& route) {
    boost::json::array parameters;
    for (const auto segment : path_segments(route.path))
        if (const auto name = placeholder_in(segment); !name.empty())
            parameters.push_back(described(name, "path"));
    for (const auto name : route.query) parameters.push_back(described(name, "query"));
    const boost::json::object content{
        {"application/json", {{"schema", {{"$ref", "#/components/schemas/" + std::string(route.answer)}}}}}};
    boost::json::object out{
        {"summary", route.summary},
        {"parameters", std::move(parameters)},
        {"responses",
         {{"200", {{"description", "Done"}, {"content", content}}},
          {"default",
           {{"description", "Why not"},
            {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Error"}}}}}}}}}}}};
    boost::json::array roles;
    for (const access::Role role : access::all_roles())
        if (route.roles.has(role)) roles.emplace_back(to_string(role));
    out["x-roles"] = std::move(roles);
    out["x-own"] = route.own;
    out["x-step-up"] = route.step_up;
    if (route.method != "POST") return out;
    boost::json::object properties;
    for (const auto name : route.body) properties[name] = {{"type", "string"}, {"maxLength", 1'024}};
    for (const auto name : route.flags) properties[name] = {{"type", "boolean"}};
    for (const auto name : route.numbers) properties[name] = {{"type", "integer"}};
    for (const auto name : route.objects) properties[name] = {{"type", "object"}};
    out["requestBody"] = {
        {"content",
         {{"application/json",
           {{"schema",
             {{"type", "object"},
              {"additionalProperties", false},
              {"properties", std::move(properties)}}}}}}}};
    return out;
}

}  // namespace

boost::json::object openapi() {
    boost::json::object paths;
    for (const ApiRoute& route : api_routes()) {
        auto& path = paths[route.path];
        if (!path.is_object()) path = boost::json::object();
        path.get_object()[method_name(route.method)] = operation(route);
    }
    return {
        {"openapi", "3.0.3"},
        {"info", {{"title", "Crosswalk"}, {"version", CROSSWALK_VERSION}}},
        {"security", boost::json::array{
             boost::json::object{{"token", boost::json::array()}}, boost::json::object{{"session", boost::json::array()}}}},
        {"paths", std::move(paths)},
        {"components",
         {{"securitySchemes",
           {{"token", {{"type", "http"}, {"scheme", "bearer"}}},
            {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-crosswalk"}}}}},
          {"schemas", answer_schemas()}}}};
}

}  // namespace crosswalk
