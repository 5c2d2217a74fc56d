// What the admin API says about itself.
#include "connector/app/admin/admin_routes.h"

namespace crosswalk {
namespace {

boost::json::object described(std::string_view name, std::string_view in) {
    const bool number = name == "id" || name == "limit";
    return {
        {"name", name},
        {"in", in},
        {"required", in == "path"},
        {"schema", {{"type", number ? "integer" : "string"}}}};
}

boost::json::object operation(const ApiRoute& route) {
    boost::json::array parameters;
    for (const auto segment : path_segments(route.path))
        if (const auto name = placeholder_in(segment); !name.empty())
            parameters.push_back(described(name, "path"));
    for (const auto name : route.query) parameters.push_back(described(name, "query"));
    const boost::json::object content{{"application/json", {{"schema", {{"type", "object"}}}}}};
    boost::json::object out{
        {"summary", route.summary},
        {"parameters", std::move(parameters)},
        {"responses",
         {{"200", {{"description", "Done"}, {"content", content}}},
          {"default",
           {{"description", "Why not"},
            {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Error"}}}}}}}}}}}};
    if (route.method != "POST") return out;
    boost::json::object properties;
    for (const auto name : route.body) properties[name] = {{"type", "string"}, {"maxLength", 1'024}};
    for (const auto name : route.flags) properties[name] = {{"type", "boolean"}};
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
        path.get_object()[route.method == "GET" ? "get" : "post"] = operation(route);
    }
    const boost::json::object text{{"type", "string"}};
    const boost::json::object fault{
        {"type", "object"}, {"properties", {{"code", text}, {"what", text}, {"remedy", text}}}};
    return {
        {"openapi", "3.0.3"},
        {"info", {{"title", "Crosswalk"}, {"version", CROSSWALK_VERSION}}},
        {"security", boost::json::array{boost::json::object{{"token", boost::json::array()}}}},
        {"paths", std::move(paths)},
        {"components",
         {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
          {"schemas", {{"Error", {{"type", "object"}, {"properties", {{"error", fault}}}}}}}}}};
}

}  // namespace crosswalk
