// tests/support/keys.h - an RSA key pair made anew for every test process, so that none lies in the
// repository.
#pragma once

#include <string>

namespace crosswalk::doubles {

struct KeyPair {
    std::string private_pem{};
    std::string public_pem{};
};

// The same pair for the life of the process. Any thread.
const KeyPair& test_keys();

}  // namespace crosswalk::doubles
