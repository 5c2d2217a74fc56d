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

// RFC 2202, cases 2 and 6.
TEST(Digest, HmacSha1IsThatOfTheStandard) {
    const std::string_view said[] = {"what do ya want ", "for nothing?"};
    EXPECT_EQ(crypto::hex(crypto::hmac_sha1_of("Jefe", said)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    const std::string_view large[] = {"Test Using Larger Than Block-Size Key - Hash Key First"};
    EXPECT_EQ(
        crypto::hex(crypto::hmac_sha1_of(std::string(80, '\xaa'), large)),
        "aa4ae5e15272d00e95705637ce8a3b55ed402112"
    );
}

}  // namespace
}  // namespace crosswalk
