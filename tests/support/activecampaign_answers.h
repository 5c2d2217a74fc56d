// tests/support/activecampaign_answers.h - the shapes in which ActiveCampaign answers.
#pragma once

#include "tests/support/vendor_double.h"

namespace crosswalk::doubles::activecampaign {

Answer reply(int status, boost::json::object body);
// 404 {"message":"No Result found for Subscriber with id 1"}
Answer no_result(const std::string& what, const std::string& id);
Answer missing_attribute(const char* pointer);
Answer duplicate_email();

int to_int(std::string_view text);  // -1 when it is no number
// Ids and values arrive as texts or numbers.
std::string loose_text(const boost::json::value&);
// The object under `name` in the body.
std::optional<boost::json::object> wrapped(const Call&, const char* name);

}  // namespace crosswalk::doubles::activecampaign
