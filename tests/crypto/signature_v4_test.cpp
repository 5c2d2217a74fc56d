#include "connector/crypto/signature_v4.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using crypto::SignatureV4Key;
using crypto::SignatureV4Request;

// Of the published test suite: one key, one moment, several requests.
const SignatureV4Key kKey{
    .version = "AWS4",
    .date_header = "x-amz-date",
    .id = "AKIDEXAMPLE",
    .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    .region = "us-east-1",
    .service = "service"};

std::string signature_of(std::string_view method, std::string_view target, std::string_view body = "") {
    const auto whole = crypto::signature_v4(
        kKey,
        {.method = method,
         .host = "example.amazonaws.com",
         .target = target,
         .body = body,
         .time = "20150830T123600Z"}
    );
    return whole.substr(whole.find("Signature=") + 10);
}

TEST(SignatureV4, FitsThePublishedVectors) {
    EXPECT_EQ(signature_of("GET", "/"), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    EXPECT_EQ(signature_of("POST", "/"), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    EXPECT_EQ(
        signature_of("GET", "/?Param2=value2&Param1=value1"),
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    ) << "sorted, however it was sent";
}

TEST(SignatureV4, NamesTheKeyAndItsScopeButNotTheSecret) {
    const auto whole = crypto::signature_v4(
        kKey, {.method = "GET", .host = "example.amazonaws.com", .target = "/", .time = "20150830T123600Z"}
    );
    EXPECT_TRUE(whole.starts_with(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature="
    )) << whole;
    EXPECT_EQ(whole.find("wJalr"), std::string::npos);
}

TEST(SignatureV4, HashesThePathEncodedOnceMoreAndTheQueryInOneOrder) {
    const SignatureV4Request request{
        .method = "PUT", .host = "h", .target = "/a/b%40c?z&b=2&b=1&a=%2F", .body = "{}", .time = "20150830T123600Z"};
    const auto canonical = crypto::signature_v4_canonical(request, "x-amz-date");
    EXPECT_TRUE(canonical.starts_with("PUT\n/a/b%2540c\na=%2F&b=1&b=2&z=\nhost:h\nx-amz-date:20150830T123600Z\n\n"))
        << canonical;
    EXPECT_TRUE(canonical.ends_with("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
    EXPECT_TRUE(crypto::signature_v4_canonical({.method = "GET"}, "d").starts_with("GET\n/\n\n"));
}

}  // namespace
}  // namespace crosswalk
