// Holds a JSON value to a schema, as far as OpenAPI 3.0 is used here: type, nullable, properties, required,
// additionalProperties, items, enum, format date-time and $ref.
#pragma once

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace crosswalk::test {

// One line for each place that does not fit: "/user/role: is a number, not a string". A word of the schema that this
// checker does not know is a line as well.
std::vector<std::string> misfits(
    const boost::json::value& value, const boost::json::object& schema, const boost::json::object& schemas
);

}  // namespace crosswalk::test
