#include "connector/crypto/crypto.h"

#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <set>

namespace crosswalk::crypto {
namespace {

using namespace std::string_view_literals;

TEST(Digest, GivesThePublishedSha256) {
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, GivesTheHmacOfRfc4231) {
    EXPECT_EQ(
        hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    EXPECT_EQ(
        hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

TEST(Digest, KeepsNoKeyFromTheCallBefore) {
    hmac_sha256("a key", "message");
    EXPECT_EQ(hex(hmac_sha256({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

struct Base64Case {
    std::string_view bytes, text, url;
};
class Base64 : public testing::TestWithParam<Base64Case> {};

TEST_P(Base64, GoesThereAndBack) {
    const auto& [bytes, text, url] = GetParam();
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
    EXPECT_EQ(base64url(bytes), url);
    EXPECT_EQ(from_base64url(url), bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4648,
    Base64,
    testing::Values(
        Base64Case{"", "", ""},
        Base64Case{"f", "Zg==", "Zg"},
        Base64Case{"fo", "Zm8=", "Zm8"},
        Base64Case{"foo", "Zm9v", "Zm9v"},
        Base64Case{"foob", "Zm9vYg==", "Zm9vYg"},
        Base64Case{"foobar", "Zm9vYmFy", "Zm9vYmFy"},
        Base64Case{"\xfb\xff\0"sv, "+/8A", "-_8A"}
    )
);

TEST(Base64, RefusesWhatIsNotExactlyBase64) {
    for (const std::string_view text :
         {"Zg",
          "Zg=",
          "Zg= ",
          " Zg=",
          "Zm9v\n",
          "Zm9v\r\n",
          "Zh==",
          "Zm9=",
          "====",
          "=",
          "Z===",
          "Z=g=",
          "Zm-v",
          "Zm9vZ",
          "Zg==Zg==",
          "\x80m9v",
          "Zm9v====",
          "A==="}) {
        EXPECT_FALSE(from_base64(text)) << text;
    }
    for (const std::string_view text : {"Zg==", "Z", "Zh", "Zm+v", "Zm9v "}) {
        EXPECT_FALSE(from_base64url(text)) << text;
    }
    EXPECT_FALSE(from_base64("Zm9\0"sv));
}

TEST(Hex, GoesThereAndBackAndRefusesTheRest) {
    EXPECT_EQ(hex("\x00\x7f\xff"sv), "007fff");
    EXPECT_EQ(from_hex("007FfF"), "\x00\x7f\xff"sv);
    for (const std::string_view text : {"0", "0g", "0x00", " 0", "-1"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Compare, TellsEqualFromDifferent) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secret2"));
    EXPECT_FALSE(equal_in_constant_time("secret", ""));
}

TEST(Random, NeverGivesTheSameTwice) {
    std::set<Bytes> seen;
    for (int i = 0; i < 1'000; ++i) seen.insert(random_bytes(16));
    EXPECT_EQ(seen.size(), 1'000U);
    EXPECT_EQ(random_bytes(0), "");
}

TEST(Seal, OpensOnlyWithTheSameKeyBytesAndPurpose) {
    const std::string key(32, 'k');
    for (const std::string_view plain : {""sv, "x"sv, "a token\0with a zero"sv}) {
        for (const std::string_view about : {"", "hubspot.token"}) {
            const Bytes sealed = seal(key, plain, about);
            EXPECT_EQ(sealed.size(), 12 + plain.size() + 16);
            EXPECT_EQ(open(key, sealed, about), plain);
            EXPECT_FALSE(open(std::string(32, 'K'), sealed, about));
            EXPECT_FALSE(open("short", sealed, about));
            EXPECT_FALSE(open(key, sealed, "salesforce.token"));
            EXPECT_FALSE(open(key, sealed.substr(1), about));
            EXPECT_FALSE(open(key, sealed + 'x', about));
        }
    }
    EXPECT_NE(seal(key, "same", ""), seal(key, "same", ""));
}

TEST(Seal, NoticesEveryFlippedBit) {
    const std::string key(32, 'k');
    const Bytes sealed = seal(key, "token", "name");
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        Bytes bent = sealed;
        bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(open(key, bent, "name")) << bit;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_FALSE(open(key, std::string_view(sealed).substr(0, size), "name")) << size;
    }
}

struct Pems {
    std::string secret{}, open{};
};

Pems new_keys(EVP_PKEY* made) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(made, EVP_PKEY_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> secret(BIO_new(BIO_s_mem()), BIO_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> open(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_PUBKEY(open.get(), key.get());
    const auto text = [](BIO* bio) {
        char* data = nullptr;
        const long size = BIO_get_mem_data(bio, &data);
        return std::string(data, static_cast<std::size_t>(size));
    };
    return {text(secret.get()), text(open.get())};
}

TEST(Rs256, IsVerifiedByThePublicHalfAlone) {
    const Pems ours = new_keys(EVP_RSA_gen(2048)), theirs = new_keys(EVP_RSA_gen(2048));
    const auto signature = sign_rs256(ours.secret, "header.claims");
    ASSERT_TRUE(signature);
    EXPECT_EQ(signature->size(), 256U);
    EXPECT_TRUE(verify_rs256(ours.open, "header.claims", *signature));
    EXPECT_FALSE(verify_rs256(ours.open, "header.claim5", *signature));
    EXPECT_FALSE(verify_rs256(theirs.open, "header.claims", *signature));
    EXPECT_FALSE(verify_rs256(ours.open, "header.claims", signature->substr(1)));
    EXPECT_FALSE(verify_rs256(ours.open, "header.claims", ""));
}

TEST(Rs256, RefusesKeysOfAnotherKind) {
    const Pems curve = new_keys(EVP_EC_gen("P-256"));
    EXPECT_FALSE(sign_rs256(curve.secret, "header.claims"));
    EXPECT_FALSE(sign_rs256("", "header.claims"));
    EXPECT_FALSE(sign_rs256("-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n", "x"));
    EXPECT_FALSE(verify_rs256(curve.open, "x", "y"));
    EXPECT_FALSE(verify_rs256("not a key", "x", "y"));
}

TEST(Checksum, GivesThePublishedXxh64) {
    EXPECT_EQ(checksum(""), 0xEF46DB3751D8E999U);
    EXPECT_EQ(checksum("a"), 0xD24EC4F1A98C6E5BU);
    EXPECT_EQ(checksum("abc"), 0x44BC2CF5AD770999U);
    EXPECT_EQ(checksum("Nobody inspects the spammish repetition"), 0xFBCEA83C8A378BF1U);
}

TEST(Checksum, ChangesWithEveryBit) {
    std::string row(77, 'r');
    const std::uint64_t before = checksum(row);
    for (std::size_t bit = 0; bit < row.size() * 8; ++bit) {
        std::string bent = row;
        bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_NE(checksum(bent), before) << bit;
    }
}

}  // namespace
}  // namespace crosswalk::crypto
