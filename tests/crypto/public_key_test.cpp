#include "connector/crypto/public_key.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using crypto::PublicKeyAlgorithm;

// A P-256 key, and an Ed25519 key with its signature over "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{...}".
constexpr std::string_view kP256 =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVp"
    "iglSI8eNEc6wEA3F+g==";
constexpr std::string_view kEd25519 = "1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
constexpr std::string_view kSignature =
    "hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

TEST(PublicKey, Ed25519VerifiesThePartsAsOneText) {
    const std::string signature = crypto::from_base64(kSignature).value();
    const std::string_view parts[] = {
        "msg_p5jXN8AQM9LWM0D4loKWxJek", ".1614265330.", R"({"test": 2432232314})"};
    EXPECT_TRUE(verify_signature(PublicKeyAlgorithm::ed25519, kEd25519, parts, signature));
    const std::string_view other[] = {
        "msg_p5jXN8AQM9LWM0D4loKWxJek", ".1614265330.", R"({"test": 2432232315})"};
    EXPECT_FALSE(verify_signature(PublicKeyAlgorithm::ed25519, kEd25519, other, signature));
    EXPECT_FALSE(verify_signature(PublicKeyAlgorithm::ed25519, kEd25519, parts, signature.substr(1)));
    EXPECT_FALSE(verify_signature(PublicKeyAlgorithm::ed25519, kEd25519, parts, ""));
}

TEST(PublicKey, IsOfItsAlgorithmAlone) {
    EXPECT_TRUE(is_public_key(PublicKeyAlgorithm::ecdsa_sha256, kP256));
    EXPECT_TRUE(is_public_key(PublicKeyAlgorithm::ecdsa_sha256, " " + std::string(kP256) + "\n"));
    EXPECT_FALSE(is_public_key(PublicKeyAlgorithm::rsa_sha256, kP256));
    EXPECT_FALSE(is_public_key(PublicKeyAlgorithm::ed25519, kP256));
    EXPECT_TRUE(is_public_key(PublicKeyAlgorithm::ed25519, kEd25519));
    EXPECT_FALSE(is_public_key(PublicKeyAlgorithm::ecdsa_sha256, kEd25519));
}

TEST(PublicKey, IsNothingElse) {
    const std::string pem =
        "-----BEGIN PUBLIC KEY-----\n" + std::string(kP256) + "\n-----END PUBLIC KEY-----\n";
    EXPECT_TRUE(is_public_key(PublicKeyAlgorithm::ecdsa_sha256, pem));
    for (const std::string& bad :
         {std::string(),
          std::string("key"),
          std::string(kP256.substr(4)),
          std::string(kP256) + "AAAA",
          pem + pem,
          pem + "and more",
          "<html>" + pem,
          std::string("-----BEGIN PUBLIC KEY-----"),
          std::string(20'000, 'A')})
        EXPECT_FALSE(is_public_key(PublicKeyAlgorithm::ecdsa_sha256, bad)) << bad.substr(0, 60);
}

}  // namespace
}  // namespace crosswalk
