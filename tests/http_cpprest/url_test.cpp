#include "connector/io/http_cpprest/url.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

TEST(BaseUrl, ReadsHostPortAndPrefix) {
    const auto url = parse_base_url("HTTPS://Api.Example.COM:8443/v3/");
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->origin(), "https://api.example.com:8443");
    EXPECT_EQ(url->address(), "api.example.com:8443");
    EXPECT_EQ(url->prefix, "/v3");
    const auto plain = parse_base_url("https://api.example.com");
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(plain->origin(), "https://api.example.com");
    EXPECT_EQ(plain->address(), "api.example.com:443");
}

TEST(BaseUrl, RefusesWhatCouldMeanAnotherHost) {
    for (const char* text :
         {"",
          "api.example.com",
          "ftp://api.example.com",
          "https://",
          "https:///path",
          "https://user@api.example.com",
          "https://user:word@api.example.com",
          "https://api.example.com#@other.example.com",
          "https://api.example.com?x=1",
          "https://api.example.com\\@other.example.com",
          "https://api.example.com\r\nHost: x",
          "https://api.example.com\t",
          " https://api.example.com",
          "https://api.exam\xE2\x80\xA4ple.com",
          "https://api.example.com:",
          "https://api.example.com:0",
          "https://api.example.com:65536",
          "https://api.example.com:+80",
          "https://.example.com",
          "https://a..b",
          "https://[::1",
          "https://[]"}) {
        const auto url = parse_base_url(text);
        ASSERT_FALSE(url.has_value()) << text;
        EXPECT_EQ(url.error().code, "send.bad_url") << text;
    }
}

TEST(BaseUrl, NeverRepeatsASecretInItsMessage) {
    const auto url = parse_base_url("https://user:hunter2@api.example.com");
    ASSERT_FALSE(url.has_value());
    EXPECT_EQ((url.error().what + url.error().remedy).find("hunter2"), std::string::npos);
}

TEST(BaseUrl, PlainHttpIsForThisMachineOnly) {
    for (const char* text :
         {"http://127.0.0.1:8080",
          "http://127.9.9.9",
          "http://localhost:1",
          "http://LOCALHOST",
          "http://[::1]:8080"})
        EXPECT_TRUE(parse_base_url(text).has_value()) << text;
    for (const char* text :
         {"http://api.example.com",
          "http://127.0.0.1.example.com",
          "http://127.1",
          "http://0x7f.0.0.1",
          "http://127.0.0.01",
          "http://127.0.0.256",
          "http://2130706433",
          "http://0.0.0.0",
          "http://169.254.169.254",
          "http://localhost.example.com",
          "http://[::ffff:127.0.0.1]"}) {
        const auto url = parse_base_url(text);
        ASSERT_FALSE(url.has_value()) << text;
        EXPECT_EQ(url.error().code, "send.insecure") << text;
    }
}

TEST(RequestTarget, EncodesOnlyWhatMayNotStand) {
    const auto target = request_target("/a%20b/\xC3\xA9?x[y]=1&q=\"|^`{}<>#\\");
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(*target, "/a%20b/%C3%A9?x%5By%5D=1&q=%22%7C%5E%60%7B%7D%3C%3E%23%5C");
}

TEST(PercentEncoding, KeepsUnreservedCharactersAlone) {
    EXPECT_EQ(percent_encoded("aZ09-._~ +&=/\xC3\xA9"), "aZ09-._~%20%2B%26%3D%2F%C3%A9");
}

}  // namespace
}  // namespace crosswalk
