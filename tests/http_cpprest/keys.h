// tests/http_cpprest/keys.h - keys and certificates made for one test run.
#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace crosswalk::testing {

struct RsaKey {
    std::string private_pem{}, public_pem{};
};
// The same one for the whole run.
const RsaKey& rsa_key();

struct Certificate {
    std::string pem{};  // self-signed, so it is its own authority
    std::shared_ptr<ssl_ctx_st> server{};
};
// Valid for this IP address or host name, from now for so many days (negative: it has ended).
Certificate certificate_for(const std::string& subject_alt_name, int days = 1);

}  // namespace crosswalk::testing
