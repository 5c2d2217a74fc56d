// connector/crypto/signature_v4.h - Signature Version 4: a request is proven by a key that is derived for one day, one
// region and one service. Pure.
#pragma once

#include "connector/crypto/crypto.h"

namespace crosswalk::crypto {

struct SignatureV4Key {
    std::string_view version{}, date_header{};  // "AWS4", and in lower case "x-amz-date"
    std::string_view id{}, secret{}, region{}, service{};
};
struct SignatureV4Request {
    std::string_view method{}, host{}, target{}, body{};  // host as it is sent; the target percent-encoded, with its query
    std::string_view time{};                              // "20150830T123600Z", as the header of the date says
};
// What is hashed: the request line in its one spelling, the host and the date, and the digest of the body.
std::string signature_v4_canonical(const SignatureV4Request&, std::string_view date_header);
// The value of Authorization.
std::string signature_v4(const SignatureV4Key&, const SignatureV4Request&);

}  // namespace crosswalk::crypto
