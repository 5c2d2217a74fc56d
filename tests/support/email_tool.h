// tests/support/email_tool.h - what the doubles of the email tools have in common.
#pragma once

#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

inline Answer said(int status, const boost::json::object& body) {
    return {.status = status, .body = boost::json::serialize(body)};
}

inline bool may_be_address(const std::string& text) {
    const auto at = text.find('@');
    return at != std::string::npos && at > 0 && text.find('.', at) != std::string::npos;
}

// A number that the query asks for.
inline std::size_t asked_number(const Call& call, std::string_view name, std::size_t otherwise) {
    const auto text = call.asked(name);
    return text ? static_cast<std::size_t>(std::stoul(*text)) : otherwise;
}

}  // namespace crosswalk::doubles
