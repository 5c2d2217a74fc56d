// connector/contract/digest.h - the one digest that vendors name their records by. It proves nothing.
#pragma once

#include <string>
#include <string_view>

namespace crosswalk {

// RFC 1321, as 32 lower-case hex digits.
std::string md5_hex(std::string_view);

}  // namespace crosswalk
