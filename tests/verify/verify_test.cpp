#include "webhooks/verify/verify.h"

#include "connector/crypto/crypto.h"
#include "tests/verify/signing_vendor.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
using testing::signing_webhook;

constexpr std::string_view kUrl = "https://crosswalk.example.com";
constexpr milliseconds kThen{1'790'000'000'000};
const std::string kSecret = "crosswalk-test-client-secret";

// One delivery, signed with v3; every test bends what it is about.
struct Story {
    Webhook webhook = signing_webhook();
    WebhookEndpoint hook{};
    std::string method = "POST", target = "/hooks/hubspot", body = R"([{"eventId":1}])";
    std::string timestamp = std::to_string(kThen.count()), path_secret{};
    std::vector<std::pair<std::string, std::string>> headers{};
    milliseconds now = kThen;

    Story() { hook.secrets["client_secret"] = {Secret(kSecret)}; }

    std::string v3_of(std::string_view secret) const {
        return crypto::base64(
            crypto::hmac_sha256(secret, method + std::string(kUrl) + target + body + timestamp)
        );
    }
    std::string v1_of(std::string_view secret) const {
        return crypto::hex(crypto::sha256(std::string(secret) + body));
    }
    void sign(std::string_view secret = kSecret) {
        headers.emplace_back("X-HubSpot-Signature-v3", v3_of(secret));
        headers.emplace_back("X-HubSpot-Request-Timestamp", timestamp);
    }
    void sign_v1() {
        headers.emplace_back("X-HubSpot-Signature", v1_of(kSecret));
        headers.emplace_back("X-HubSpot-Signature-Version", "v1");
    }
    Verification verified() const {
        return verify(webhook, hook, {method, target, headers, body}, {kUrl, path_secret, Millis(now)});
    }
    std::string_view code() const { return verified().code; }
};

TEST(Verify, TakesWhatTheVendorSigned) {
    Story story;
    story.sign();
    EXPECT_EQ(story.verified().result, Authenticity::valid);
}

TEST(Verify, TakesBothSecretsWhileTheyAreRotated) {
    Story story;
    story.hook.secrets["client_secret"] = {Secret("the new one"), Secret(kSecret)};
    story.sign();
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.headers.clear();
    story.sign("the new one");
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.headers.clear();
    story.sign("the one before");
    EXPECT_EQ(story.code(), "verify.wrong_signature");
}

TEST(Verify, NeverTakesAnEmptySecret) {
    Story story;
    story.hook.secrets["client_secret"] = {Secret("")};
    story.sign("");
    EXPECT_EQ(story.code(), "verify.wrong_signature");
    story.hook.secrets["client_secret"] = {};
    EXPECT_EQ(story.code(), "verify.no_secret");
    story.webhook.accept = {SecretInPath{}};
    story.hook.secrets["path_secret"] = {Secret("")};
    EXPECT_EQ(story.verified().result, Authenticity::forged);
}

TEST(Verify, HashesTheRawBytes) {
    for (const char* bent :
         {R"([{"eventId": 1}])",
          "[{\"eventId\":1}]\n",
          "\xef\xbb\xbf[{\"eventId\":1}]",
          R"([{"event\u0049d":1}])",
          R"([{"eventId":1},{}])",
          ""}) {
        Story story;
        story.sign();
        story.body = bent;
        EXPECT_EQ(story.code(), "verify.wrong_signature") << bent;
    }
}

TEST(Verify, CoversMethodAndWholeTarget) {
    for (const char* target : {"/hooks/hubspot?x=1", "/hooks/hubspo", "/hooks/hubspot/", "/hooks/hubspot?"}) {
        Story story;
        story.sign();
        story.target = target;
        EXPECT_EQ(story.code(), "verify.wrong_signature") << target;
    }
    Story story;
    story.sign();
    story.method = "PUT";
    EXPECT_EQ(story.code(), "verify.wrong_signature");
}

TEST(Verify, TriesTheUrlUnescapedFirstAndThenAsItCame) {
    Story raw;
    raw.target = "/hooks/hubspot?a=%3a&b=%2F";
    raw.sign();
    EXPECT_EQ(raw.verified().result, Authenticity::valid);
    EXPECT_EQ(raw.verified().hashes, 2);

    Story unescaped;
    unescaped.target = "/hooks/hubspot?a=:&b=/&c=%2B";
    unescaped.sign();
    unescaped.target = "/hooks/hubspot?a=%3a&b=%2F&c=%2B";
    EXPECT_EQ(unescaped.verified().result, Authenticity::valid);

    Story twice;
    twice.target = "/hooks/hubspot?a=:";
    twice.sign();
    twice.target = "/hooks/hubspot?a=%253A";
    EXPECT_EQ(twice.code(), "verify.wrong_signature");
}

TEST(Verify, SaysHowOldAGenuineDeliveryIs) {
    Story story;
    story.sign();
    story.now = kThen + milliseconds(300'000);
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.now += milliseconds(1);
    EXPECT_EQ(story.verified().result, Authenticity::stale);
    EXPECT_EQ(story.verified().age, milliseconds(300'001));
    story.body += ' ';
    EXPECT_EQ(story.verified().result, Authenticity::forged);
}

TEST(Verify, RefusesTheFuture) {
    Story story;
    story.sign();
    story.now = kThen - milliseconds(300'000);
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.now -= milliseconds(1);
    EXPECT_EQ(story.code(), "verify.future");
    story.now = milliseconds(0);
    EXPECT_EQ(story.code(), "verify.future");
}

TEST(Verify, ReadsTimestampsStrictly) {
    for (const char* stamp :
         {"",
          "1e9",
          "+1790000000000",
          "-1790000000000",
          " 1790000000000",
          "1790000000000 ",
          "1790000000000.0",
          "0x1A0",
          "99999999999999999999",
          "9223372036854775808",
          "18446744073709551616",
          "253402300800000",
          "1790000000000,1790000000000",
          "000000001790000000000"}) {
        Story story;
        story.timestamp = stamp;
        story.sign();
        EXPECT_EQ(story.code(), "verify.unreadable_timestamp") << stamp;
    }
    Story story;
    story.sign();
    story.headers.pop_back();
    EXPECT_EQ(story.code(), "verify.no_timestamp");
}

TEST(Verify, RefusesHeadersThatStandTwice) {
    Story signature;
    signature.sign();
    signature.headers.emplace_back("x-hubspot-signature-V3", signature.v3_of(kSecret));
    EXPECT_EQ(signature.code(), "verify.repeated_header");

    Story timestamp;
    timestamp.sign();
    timestamp.headers.emplace_back("x-hubspot-request-timestamp", timestamp.timestamp);
    EXPECT_EQ(timestamp.code(), "verify.repeated_header");
}

TEST(Verify, RefusesSignaturesThatAreNone) {
    Story good;
    const std::string fit = good.v3_of(kSecret);
    for (const std::string& bad :
         {std::string(),
          " " + fit,
          fit + "=",
          fit + "," + fit,
          "v3=" + fit,
          fit.substr(1),
          std::string(10'000, 'A'),
          crypto::hex(crypto::from_base64(fit).value()),
          fit.substr(0, 43)}) {
        Story story;
        story.headers = {{"X-HubSpot-Signature-v3", bad}, {"X-HubSpot-Request-Timestamp", story.timestamp}};
        EXPECT_EQ(story.code(), "verify.unreadable_signature") << bad;
    }
}

TEST(Verify, NeverFallsBackToAWeakerSignature) {
    Story story;
    story.hook.switches["allow_v1"] = true;
    story.sign_v1();
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.headers.emplace_back("X-HubSpot-Signature-v3", crypto::base64(std::string(32, 'x')));
    story.headers.emplace_back("X-HubSpot-Request-Timestamp", story.timestamp);
    EXPECT_EQ(story.code(), "verify.wrong_signature");
}

TEST(Verify, TakesASignatureWithoutTimeOnlyWhereTheAdminSaysSo) {
    Story story;
    story.sign_v1();
    EXPECT_EQ(story.code(), "verify.switched_off");
    EXPECT_NE(story.verified().reason.find("allow_v1"), std::string::npos);
    story.hook.switches["allow_v1"] = false;
    EXPECT_EQ(story.code(), "verify.switched_off");
    story.hook.switches["allow_v1"] = true;
    EXPECT_EQ(story.verified().result, Authenticity::valid);
}

TEST(Verify, KnowsNoUndeclaredVersion) {
    for (const char* version : {"v0", "V1", "v3", ""}) {
        Story story;
        story.hook.switches["allow_v1"] = true;
        story.sign_v1();
        story.headers.back().second = version;
        EXPECT_EQ(story.code(), "verify.no_signature") << version;
    }
    EXPECT_EQ(Story().code(), "verify.no_signature");
}

TEST(Verify, CostsTheSameWhetherOrNotItFits) {
    Story good, wrong, unreadable;
    for (Story* story : {&good, &wrong, &unreadable}) {
        story->hook.secrets["client_secret"] = {Secret("new"), Secret(kSecret)};
        story->sign();
    }
    wrong.body += ' ';
    unreadable.headers[0].second = "?";
    EXPECT_EQ(good.verified().hashes, 2);
    EXPECT_EQ(wrong.verified().hashes, 2);
    EXPECT_EQ(unreadable.verified().hashes, 2);
}

TEST(Verify, ComparesTheSecretInThePathWithEveryConfiguredOne) {
    Story story;
    story.webhook.accept = {SecretInPath{}};
    EXPECT_EQ(story.code(), "verify.no_secret");
    story.hook.secrets["path_secret"] = {Secret("new-secret"), Secret("old-secret")};
    EXPECT_EQ(story.code(), "verify.no_path_secret");
    for (const char* given : {"new-secret", "old-secret"}) {
        story.path_secret = given;
        EXPECT_EQ(story.verified().result, Authenticity::valid) << given;
    }
    for (const char* given : {"new-secre", "new-secret2", "NEW-SECRET", "new-secreu"}) {
        story.path_secret = given;
        EXPECT_EQ(story.code(), "verify.wrong_path_secret") << given;
    }
}

TEST(Verify, PrefersTheSignatureWhereBothAreAccepted) {
    Story story;
    story.webhook.accept = {testing::v3(), SecretInPath{}};
    story.hook.secrets["path_secret"] = {Secret("path-secret")};
    story.path_secret = "path-secret";
    EXPECT_EQ(story.code(), "verify.stronger_missing") << "a forger could leave the signature out";
    story.hook.secrets.erase("client_secret");
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.hook.secrets["client_secret"] = {Secret(kSecret)};
    story.sign("wrong");
    EXPECT_EQ(story.code(), "verify.wrong_signature");
}

TEST(Verify, WhereAnotherSenderNeverSignsItsHeaderDoesBesideASignatureThatIsSetUp) {
    Story story;
    story.webhook.accept = {
        testing::v3(), SecretInHeader{.header = "X-Flow", .setting = "flow_secret", .beside = true}};
    story.hook.secrets["flow_secret"] = {Secret("flow-secret")};
    story.headers = {{"X-Flow", "flow-secret"}};
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.headers = {{"X-Flow", "wrong"}};
    EXPECT_EQ(story.verified().result, Authenticity::forged);
    story.headers = {{"X-Flow", "flow-secret"}};
    story.sign("wrong");
    EXPECT_EQ(story.code(), "verify.wrong_signature") << "a signature that is there decides";
    story.webhook.accept = {testing::v3(), SecretInHeader{.header = "X-Flow", .setting = "flow_secret"}};
    story.headers = {{"X-Flow", "flow-secret"}};
    EXPECT_EQ(story.code(), "verify.stronger_missing") << "of the same sender";
}

TEST(Verify, RefusesEverythingForAVendorThatCannotCall) {
    Story story;
    story.webhook.accept = {};
    EXPECT_EQ(story.code(), "verify.not_callable");
}

TEST(Verify, NeverNamesASecret) {
    Story story;
    story.sign("wrong");
    EXPECT_EQ(story.verified().reason.find(kSecret), std::string::npos);
    EXPECT_EQ(story.verified().reason.find(story.v3_of(kSecret)), std::string::npos);
}

TEST(Verify, CanSignLiteralsIdsAndSeconds) {
    Story story;
    story.webhook.delivery_id = "webhook-id";
    story.webhook.accept = {Signature{
        .name = "v1",
        .header = "webhook-signature",
        .encoding = Encoding::hex,
        .over =
            {{Signs::id}, {Signs::literal, "."}, {Signs::timestamp}, {Signs::literal, "."}, {Signs::body}},
        .timestamp_header = "webhook-timestamp",
        .stamp = Stamp::seconds,
    }};
    const std::string signature = crypto::hex(crypto::hmac_sha256(kSecret, "msg_1.1790000000." + story.body));
    story.headers = {
        {"webhook-id", "msg_1"}, {"webhook-timestamp", "1790000000"}, {"webhook-signature", signature}};
    EXPECT_EQ(story.verified().result, Authenticity::valid);
    story.headers[0].second = "msg_2";
    EXPECT_EQ(story.code(), "verify.wrong_signature");
    story.headers.erase(story.headers.begin());
    EXPECT_EQ(story.code(), "verify.no_id");
}

}  // namespace
}  // namespace crosswalk
