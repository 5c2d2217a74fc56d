// webhooks/route/handshake.h - vendors that test an address before they use it: a declared word is said back.
#pragma once

#include "connector/contract/webhook.h"

#include <optional>
#include <string>
#include <string_view>

namespace crosswalk {

// What to say back; nothing when the rule does not apply. Only short, printable text is ever echoed.
std::optional<std::string> echo_of_query(const HandshakeRule&, std::string_view target);
std::optional<std::string> echo_of_body(const HandshakeRule&, std::string_view body);

}  // namespace crosswalk
