// tests/support/client.h - a plain HTTP client for the tests of the doubles.
#pragma once

#include <boost/json.hpp>
#include <concepts>
#include <string>

#include "tests/support/wire.h"

namespace crosswalk::doubles {

struct Reply {
    int status{};  // 0: no whole answer
    std::string body{};
    Pairs headers{};

    boost::json::value parsed{};  // null when the body is not JSON
    const boost::json::value& json() const { return parsed; }
    std::string header(const std::string& name) const;
};

struct Payload {
    Payload() = default;
    template <std::convertible_to<std::string> Text>
    Payload(Text body, std::string type = "application/json")
        : text(std::move(body)), content_type(std::move(type)) {}

    std::string text{};
    std::string content_type{};
};

Reply call(
    const std::string& base,
    const std::string& method,
    const std::string& target,
    const Pairs& headers = {},
    const Payload& = {}
);

}  // namespace crosswalk::doubles
