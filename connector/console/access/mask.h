// connector/console/access/mask.h - names and addresses of people, for whoever may see that they are there and not
// what they are. Pure.
#pragma once

#include <boost/json.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace crosswalk::access {

// "an…@example.com", "+84…43", "N…". What looks like none of these keeps its first character.
std::string masked(std::string_view personal);

// Masks an answer of the API: whatever stands under the name of a personal field, what a row says of such a field, and
// wherever else an address or a phone number stands.
void mask_people(boost::json::value&, const std::function<bool(std::string_view field)>& is_personal);

}  // namespace crosswalk::access
