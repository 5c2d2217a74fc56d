// webhooks/verify/signature.h - the parts of a declared signature: its time, its message, its digest.
#pragma once

#include "webhooks/verify/verify.h"

#include <optional>
#include <string>

namespace crosswalk {

// Digits only, without overflow, not later than the year 9999.
std::optional<Millis> read_stamp(Stamp, std::string_view text);

// The URL with the declared escapes undone; hexadecimal digits in either case.
std::string unescape_url(std::string_view url, const Signature&);

// What the vendor hashed, in order; views into what is given.
std::vector<std::string_view> signed_parts(
    const Signature&,
    const VerifyRequest&,
    std::string_view url,
    std::string_view timestamp,
    std::string_view id
);

// The digest a signature header claims; nothing when it is not one in the declared encoding.
std::optional<std::string> claimed_digest(const Signature&, std::string_view header);

std::string digest(
    const Signature&, std::string_view secret, std::span<const std::string_view> message
);

}  // namespace crosswalk
