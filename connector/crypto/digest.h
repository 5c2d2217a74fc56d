// connector/crypto/digest.h - digests over several parts as if they were one text, without joining them: a
// delivery may be large, and a forger can have it hashed often.
#pragma once

#include "connector/crypto/crypto.h"

#include <span>

namespace crosswalk::crypto {

Bytes sha256_of(std::span<const std::string_view> parts);
Bytes hmac_sha256_of(std::string_view key, std::span<const std::string_view> parts);
Bytes hmac_sha1_of(std::string_view key, std::span<const std::string_view> parts);  // of vendors' signatures alone

}  // namespace crosswalk::crypto
