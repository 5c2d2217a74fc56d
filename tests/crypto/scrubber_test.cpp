// However a secret is quoted, it does not come through.
#include "connector/crypto/scrubber.h"

#include "connector/crypto/crypto.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using crypto::Scrubber;

constexpr std::string_view kToken = "00D5g000004Abcd!AQ4AQFz/x.Y+k_9\"&<>=ab";

std::string percent(std::string_view text, bool lower) {
    std::string out;
    for (const char c : text) {
        const std::string hex = crypto::hex({&c, 1});
        std::string upper = hex;
        for (char& h : upper) h = h >= 'a' && h <= 'f' ? static_cast<char>(h - 'a' + 'A') : h;
        out += std::isalnum(static_cast<unsigned char>(c)) ? std::string(1, c) : "%" + (lower ? hex : upper);
    }
    return out;
}
std::string each_as(std::string_view text, std::string_view before, std::string_view behind) {
    std::string out;
    for (const char c : text)
        out += std::isalnum(static_cast<unsigned char>(c))
                   ? std::string(1, c)
                   : std::string(before) + crypto::hex({&c, 1}) + std::string(behind);
    return out;
}
std::string html(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
    return out;
}

TEST(Scrubber, FindsASecretInEverySpelling) {
    Scrubber scrubber;
    scrubber.learn(kToken);
    const std::string token(kToken);
    const std::vector<std::pair<const char*, std::string>> all = {
        {"plain", token},
        {"percent", percent(kToken, false)},
        {"percent, lower case", percent(kToken, true)},
        {"percent twice", percent(percent(kToken, false), false)},
        {"json", each_as(kToken, "\\u00", "")},
        {"json in json", each_as(kToken, "\\\\u00", "")},
        {"html", html(kToken)},
        {"html numbers", each_as(kToken, "&#x", ";")},
        {"base64", crypto::base64(kToken)},
        {"base64url", crypto::base64url(kToken)},
        {"basic", crypto::base64("user:" + token)},
        {"basic, shifted", crypto::base64("user1:" + token)},
        {"basic, shifted again", crypto::base64("user12:" + token)},
        {"in the middle of base64", crypto::base64("Bearer " + token + "\r\n")},
        {"base64 in a URL", percent(crypto::base64(kToken), false)}};
    for (const auto& [name, spelling] : all) {
        const std::string said = "He said: " + spelling + " and no more";
        for (const std::string& clean : {scrubber.without_secrets(said), scrubber.without_credentials(said)}) {
            EXPECT_NE(clean.find("[secret]"), std::string::npos) << name << ": " << clean;
            EXPECT_EQ(clean.find(spelling.substr(8, 12)), std::string::npos) << name << ": " << clean;
            EXPECT_TRUE(clean.starts_with("He said: ")) << name;
            EXPECT_TRUE(clean.ends_with(" and no more")) << name;
        }
    }
}

TEST(Scrubber, KeepsJsonJson) {
    Scrubber scrubber;
    scrubber.learn(kToken);
    const std::string body = R"({"message":"no: )" + each_as(kToken, "\\u00", "") + R"(","n":1})";
    EXPECT_EQ(scrubber.without_secrets(body), R"({"message":"no: [secret]","n":1})");
}

TEST(Scrubber, PartsOfALongSecretGoFromMessagesAndStayInData) {
    Scrubber scrubber;
    scrubber.learn("abcdefghijklmnopqrstuvwxyz0123456789");
    for (const std::string said :
         {"token abcdefghijkl...", "token ...yz0123456789", "abcdefghijklmnopqrst", "ends in uvwxyz0123456789"}) {
        EXPECT_NE(scrubber.without_credentials(said).find("[secret]"), std::string::npos) << said;
        EXPECT_EQ(scrubber.without_secrets(said), said);
    }
    EXPECT_EQ(scrubber.without_credentials("abcdefghijk"), "abcdefghijk") << "eleven are too few";
}

TEST(Scrubber, OfAPrivateKeyNoLineComesThrough) {
    Scrubber scrubber;
    scrubber.learn("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nAASCBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----\n");
    EXPECT_EQ(scrubber.without_secrets("key AASCBKcwggSjAgEAAoIBAQC7 no"), "key [secret] no");
    EXPECT_EQ(
        scrubber.without_secrets("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"), "[secret]"
    );
    EXPECT_EQ(scrubber.without_secrets("-----BEGIN PRIVATE KEY-----"), "-----BEGIN PRIVATE KEY-----");
}

TEST(Scrubber, WhatLooksLikeACredentialGoesFromMessages) {
    const Scrubber scrubber;
    const std::vector<std::pair<std::string, std::string>> all = {
        {"Bearer abcdefghijkl is bad", "Bearer [secret] is bad"},
        {"authorization: bearer x1y2z3w4v5", "authorization: bearer [secret]"},
        {"Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic [secret]"},
        {"Authorization: OAuth 00Dx!yyyy.zzz", "Authorization: OAuth [secret]"},
        {"/x?access_token=abcdef&y=1", "/x?access_token=[secret]&y=1"},
        {"access_token%3Dabcdef%26y", "access_token%3D[secret]%26y"},
        {R"({"access_token":"a-b.c_d","n":1})", R"({"access_token":"[secret]","n":1})"},
        {R"({\"refresh_token\": \"abcdef\"})", R"({\"refresh_token\": \"[secret]\"})"},
        {"{&quot;client_secret&quot;:&quot;abcdef&quot;}", "{&quot;client_secret&quot;:&quot;[secret]&quot;}"},
        {"Api-Token: 0123abcd4567", "Api-Token: [secret]"},
        {"header 'API-KEY' : 'xkeysib-1'", "header 'API-KEY' : '[secret]'"},
        {"password=hunter2", "password=[secret]"},
        {"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl!", "[secret]!"},
        {"x -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", "x [secret]-----END RSA PRIVATE KEY-----"},
    };
    for (const auto& [said, clean] : all) {
        EXPECT_EQ(scrubber.without_credentials(said), clean);
        EXPECT_EQ(scrubber.without_secrets(said), said);
    }
}

TEST(Scrubber, OrdinaryMessagesStayAsTheyAre) {
    const Scrubber scrubber;
    for (const std::string said :
         {"The OAuth token used to make this call expired 5 hour(s) ago.",
          "Bearer authentication is required.",
          R"(Bearer realm="api", error="invalid_token")",
          "INVALID_SESSION_ID: Session expired or invalid",
          "Unexpected token: identifier at line 1",
          "Basic information is missing",
          R"({"field":"password","message":"token: is required"})",
          "The secret of success; a token of appreciation",
          "Property values were not valid: [{\"isValid\":false,\"message\":\"100% & more\"}]",
          "Nguy\xe1\xbb\x85n V\xc4\x83n A <a@example.com>"})
        EXPECT_EQ(scrubber.without_credentials(said), said);
}

TEST(Scrubber, ShortSecretsAreNotLookedForInData) {
    Scrubber scrubber;
    scrubber.learn("abc");
    scrubber.learn("score7");
    EXPECT_EQ(scrubber.without_credentials("abc score7"), "abc [secret]");
    EXPECT_EQ(scrubber.without_secrets("abc score7"), "abc score7");
}

TEST(Scrubber, RemembersTheLatestPassingSecretsAndAllLastingOnes) {
    Scrubber scrubber;
    scrubber.learn("a-lasting-secret");
    for (int i = 0; i < 100; ++i) scrubber.learn_passing("passing-" + std::to_string(100'000 + i));
    EXPECT_EQ(scrubber.without_secrets("a-lasting-secret passing-100099"), "[secret] [secret]");
    EXPECT_EQ(scrubber.without_secrets("passing-100000"), "passing-100000");
}

TEST(Scrubber, FindsASecretAnywhereInALongText) {
    Scrubber scrubber;
    scrubber.learn(kToken);
    for (const std::size_t at : {0U, 262'140U, 262'143U, 262'144U, 600'000U}) {
        std::string text(700'000, 'x');
        text.insert(at, kToken);
        EXPECT_EQ(scrubber.without_secrets(text).size(), 700'008U) << at;
    }
}

}  // namespace
}  // namespace crosswalk
