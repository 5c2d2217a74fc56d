// The ways of proving that stand beside a plain signature: what is particular to each.
#include "tests/verify/vendor_vectors.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using testing::genuine_of;
using testing::VendorVector;

void set_header(VendorVector& one, const std::string& name, std::string value) {
    for (auto& [key, text] : one.headers)
        if (key == name) text = std::move(value);
}
std::string header_of(const VendorVector& one, const std::string& name) {
    for (const auto& [key, text] : one.headers)
        if (key == name) return text;
    return {};
}

TEST(KeyValueSignature, OneOfSeveralSignaturesSuffices) {
    VendorVector one = genuine_of("mailchimp");
    const std::string name = "X-Mailchimp-Signature", good = header_of(one, name);
    const auto comma = good.find(',');
    const std::string zeros = ",v1=" + std::string(64, '0');
    set_header(one, name, good.substr(0, comma) + zeros + good.substr(comma));
    EXPECT_EQ(one.result(), "valid");
    set_header(one, name, good.substr(0, comma) + zeros);
    EXPECT_EQ(one.code(), "verify.wrong_signature");
    set_header(one, name, good + ",v2=what,else");
    EXPECT_EQ(one.result(), "valid") << "versions to come are none of our business";
}

TEST(KeyValueSignature, TwoTimesOrTooManyItemsAreForged) {
    VendorVector one = genuine_of("mailchimp");
    const std::string name = "X-Mailchimp-Signature", good = header_of(one, name);
    set_header(one, name, "t=1," + good);
    EXPECT_EQ(one.code(), "verify.repeated_header");
    std::string many = good;
    for (int i = 0; i < 16; ++i) many += ",v1=00";
    set_header(one, name, many);
    EXPECT_EQ(one.code(), "verify.unreadable_signature");
    set_header(one, name, good + std::string(4'000, ' '));
    EXPECT_EQ(one.code(), "verify.unreadable_signature");
}

TEST(VersionedSignature, OneOfSeveralSignaturesSufficesAndUnknownVersionsAreIgnored) {
    VendorVector one = genuine_of("standard_webhooks");
    const std::string name = "webhook-signature", good = header_of(one, name);
    const std::string wrong = "v1," + crypto::base64(std::string(32, 'x'));
    set_header(one, name, wrong + " " + good + " v9,abc");
    EXPECT_EQ(one.result(), "valid");
    set_header(one, name, wrong);
    EXPECT_EQ(one.code(), "verify.wrong_signature");
    set_header(one, name, "v9,abc");
    EXPECT_EQ(one.code(), "verify.no_signature");
}

TEST(PrefixedSignature, NeedsItsPrefixUnlessTheVendorLeavesItOut) {
    VendorVector slack = genuine_of("slack");
    set_header(slack, "X-Slack-Signature", header_of(slack, "X-Slack-Signature").substr(3));
    EXPECT_EQ(slack.code(), "verify.unreadable_signature");
    VendorVector zalo = genuine_of("zalo");
    set_header(zalo, "X-ZEvent-Signature", header_of(zalo, "X-ZEvent-Signature").substr(4));
    EXPECT_EQ(zalo.result(), "valid");
}

TEST(PublishedKey, IsAskedForWhenItIsNotHere) {
    for (const char* vendor : {"amazon_ses", "marketo"}) {
        VendorVector one = genuine_of(vendor);
        const std::string url = one.keys.keys.begin()->first;
        one.keys.keys.clear();
        EXPECT_EQ(one.result(), "needs_key") << vendor;
        EXPECT_EQ(one.judged().key_url, url) << vendor;
    }
}

TEST(PublishedKey, IsFetchedOnlyFromTheVendorsAddresses) {
    const auto all = testing::vendor_fixture("amazon_ses");
    const VendorVector genuine = genuine_of("amazon_ses");
    for (const auto& rule : all.at("key_urls").as_array()) {
        VendorVector one = genuine;
        boost::json::value body = boost::json::parse(one.body);
        body.as_object()["SigningCertURL"] = rule.at("url");
        one.body = boost::json::serialize(body);
        one.keys.keys.clear();
        const bool allowed = rule.at("ok").as_bool();
        EXPECT_EQ(one.result(), allowed ? "needs_key" : "forged") << rule.at("url");
        if (!allowed) {
            EXPECT_EQ(one.code(), "verify.foreign_key") << rule.at("url");
        }
    }
}

TEST(PublishedKey, IsNotAskedForByADeliveryThatIsForAnotherAccount) {
    VendorVector one = genuine_of("amazon_ses");
    one.keys.keys.clear();
    one.hook.texts["topic_arn"] = {"arn:aws:sns:us-east-2:1:another"};
    EXPECT_EQ(one.code(), "verify.not_for_this_account");
    one.hook.texts.clear();
    EXPECT_EQ(one.code(), "verify.not_for_this_account");
}

TEST(BasicLogin, TakesTheSchemeInEitherCaseAndNothingBesideUserAndPassword) {
    VendorVector one = genuine_of("postmark");
    const std::string good = header_of(one, "Authorization");
    set_header(one, "Authorization", "bAsIc" + good.substr(5));
    EXPECT_EQ(one.result(), "valid");
    for (const std::string& bad :
         {std::string("Basic "),
          std::string("Basic ?"),
          "Basic " + crypto::base64("crosswalk"),
          "Basic " + crypto::base64("other:pm-hook-Secret!1"),
          "Basic " + crypto::base64("crosswalk:pm-hook-Secret!1 "),
          "Basic " + crypto::base64(std::string(5'000, 'x'))}) {
        set_header(one, "Authorization", bad);
        EXPECT_EQ(one.code(), "verify.wrong_secret") << bad;
    }
    one.hook.texts.clear();
    EXPECT_EQ(one.code(), "verify.no_secret");
}

TEST(StrongestScheme, DecidesAloneWhenSeveralArePresent) {
    VendorVector one = genuine_of("brevo");
    one.hook.secrets["token"] = {Secret("my-token-123")};
    one.hook.secrets["header_secret"] = {Secret("abc")};
    one.headers = {{"Authorization", "Bearer wrong"}, {"X-Crosswalk-Secret", "abc"}};
    EXPECT_EQ(one.code(), "verify.wrong_secret");
    one.headers[0].second = "Bearer my-token-123";
    EXPECT_EQ(one.result(), "valid");
}

TEST(StrongestScheme, IsDemandedOnceItsSecretIsConfigured) {
    VendorVector one = genuine_of("mailchimp");
    one.hook.secrets["path_secret"] = {Secret("Zk3v9QyF0a1b2c3d4e5f6g7h")};
    one.path_secret = "Zk3v9QyF0a1b2c3d4e5f6g7h";
    EXPECT_EQ(one.result(), "valid");
    one.headers.clear();
    EXPECT_EQ(one.code(), "verify.stronger_missing");
    one.hook.secrets.erase("signing_secret");
    EXPECT_EQ(one.result(), "valid") << "a webhook from before it was signed";
}

}  // namespace
}  // namespace crosswalk
