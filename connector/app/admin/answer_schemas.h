// connector/app/admin/answer_schemas.h - what the routes of the admin API answer, by the names that the table of routes
// has for it.
#pragma once

#include <boost/json.hpp>

namespace crosswalk {

boost::json::object people_schemas();
boost::json::object service_schemas();
boost::json::object access_schemas();
// Part of those of the service: what the mapping's editor works with.
boost::json::object editor_schemas();

// All of them, as OpenAPI 3.0 has them.
boost::json::object answer_schemas();

}  // namespace crosswalk
