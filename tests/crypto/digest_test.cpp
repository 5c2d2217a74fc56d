#include "connector/crypto/digest.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

TEST(Digest, OfPartsIsThatOfTheirWhole) {
    const std::string_view parts[] = {"POST", "", "https://example.com/", std::string_view("\0x", 2)};
    std::string whole;
    for (const std::string_view part : parts) whole += part;
    EXPECT_EQ(crypto::sha256_of(parts), crypto::sha256(whole));
    for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 200U}) {
        const std::string key(size, 'k');
        EXPECT_EQ(crypto::hmac_sha256_of(key, parts), crypto::hmac_sha256(key, whole)) << size;
    }
    EXPECT_EQ(crypto::sha256_of({}), crypto::sha256(""));
}

}  // namespace
}  // namespace crosswalk
