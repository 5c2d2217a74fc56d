// Every vector of the email tools' and channels' sheets, and what must never pass.
#include "tests/verify/vendor_vectors.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crosswalk {
namespace {

using testing::genuine_of;
using testing::VendorVector;

const std::vector<std::string> kVendors = {
    "sendgrid",
    "mailgun",
    "customerio",
    "mailerlite",
    "slack",
    "klaviyo",
    "mailchimp",
    "zalo",
    "brevo",
    "telegram",
    "standard_webhooks",
    "amazon_ses",
    "marketo",
    "postmark"};

std::vector<VendorVector> vectors_of_all_tools() {
    std::vector<VendorVector> out;
    for (const std::string& vendor : kVendors)
        for (VendorVector& one : testing::vectors_of(vendor)) out.push_back(std::move(one));
    return out;
}

TEST(VendorVectors, AreJudgedAsTheSheetsSay) {
    const auto all = vectors_of_all_tools();
    EXPECT_EQ(all.size(), 81U);
    for (const VendorVector& one : all)
        EXPECT_EQ(one.result(), one.expect)
            << one.vendor << ": " << one.name << ": " << one.judged().code << " " << one.judged().reason;
}

// What does not sign, or signs only a part, cannot tell.
bool covers_the_body(const std::string& vendor) {
    return vendor != "brevo" && vendor != "telegram" && vendor != "postmark" && vendor != "mailgun";
}

TEST(VendorVectors, AreForgedWhenOneByteOfTheBodyChanges) {
    for (const std::string& vendor : kVendors) {
        if (!covers_the_body(vendor)) continue;
        VendorVector one = genuine_of(vendor);
        const bool in_values = vendor == "amazon_ses";  // of the JSON only the values are signed
        const auto at = in_values ? one.body.find("Hello world") : one.body.size() / 2;
        ASSERT_LT(at, one.body.size()) << vendor;
        one.body[at] = static_cast<char>(one.body[at] ^ 1);
        EXPECT_EQ(one.result(), "forged") << vendor;
    }
}

TEST(VendorVectors, AreForgedUnderAnotherSecret) {
    for (const std::string& vendor : kVendors) {
        VendorVector one = genuine_of(vendor);
        for (auto& [setting, secrets] : one.hook.secrets) {
            std::string other(secrets.front().reveal());
            other[other.size() / 2] = other[other.size() / 2] == 'A' ? 'B' : 'A';
            secrets = {Secret(other)};
        }
        for (auto& [url, key] : one.keys.keys) key = "no key";
        EXPECT_EQ(one.result(), "forged") << vendor;
    }
}

TEST(VendorVectors, AreForgedUnderAnEmptySecretAndUnderNone) {
    for (const std::string& vendor : kVendors) {
        VendorVector one = genuine_of(vendor);
        for (auto& [setting, secrets] : one.hook.secrets) secrets = {Secret("")};
        for (auto& [url, key] : one.keys.keys) key = "";
        EXPECT_EQ(one.result(), "forged") << vendor;
        one.hook.secrets.clear();
        EXPECT_EQ(one.result(), "forged") << vendor;
    }
}

TEST(VendorVectors, AreTakenUnderTheOldSecretWhileANewOneIsSetUp) {
    for (const std::string& vendor : kVendors) {
        VendorVector one = genuine_of(vendor);
        for (auto& [setting, secrets] : one.hook.secrets)
            secrets.insert(secrets.begin(), Secret("the new one"));
        EXPECT_EQ(one.result(), "valid") << vendor;
    }
}

TEST(VendorVectors, AreForgedWhenAHeaderOfTheProofIsMissing) {
    for (const std::string& vendor : kVendors) {
        const VendorVector genuine = genuine_of(vendor);
        for (std::size_t i = 0; i < genuine.headers.size(); ++i) {
            VendorVector one = genuine;
            if (vendor == "amazon_ses") continue;  // its proof is in the body
            if (one.headers[i].first.ends_with("-2") ||
                one.headers[i].first.find("-key") != std::string::npos)
                continue;  // the first pair suffices
            one.headers.erase(one.headers.begin() + static_cast<std::ptrdiff_t>(i));
            EXPECT_EQ(one.result(), "forged") << vendor << " without " << genuine.headers[i].first;
        }
    }
}

TEST(VendorVectors, AreForgedWhenAHeaderOfTheProofStandsTwice) {
    for (const std::string& vendor : kVendors) {
        const VendorVector genuine = genuine_of(vendor);
        for (const auto& header : genuine.headers) {
            VendorVector one = genuine;
            if (vendor == "amazon_ses") continue;
            if (header.first.ends_with("-2") || header.first.find("-key") != std::string::npos) continue;
            one.headers.push_back(header);
            EXPECT_EQ(one.result(), "forged") << vendor << " with two " << header.first;
        }
    }
}

TEST(VendorVectors, AreStaleBehindTheirToleranceAndForgedAheadOfTheClock) {
    for (const std::string& vendor : kVendors) {
        const Scheme scheme = testing::webhook_of(vendor).accept.front();
        const auto* signature = std::get_if<Signature>(&scheme);
        if (signature == nullptr || signature->stamp == Stamp::none) continue;
        VendorVector one = genuine_of(vendor);
        const auto then = one.now;
        one.now = then + signature->tolerance + std::chrono::seconds(6);
        EXPECT_EQ(one.result(), "stale") << vendor;
        one.now = then - std::chrono::seconds(310);
        EXPECT_EQ(one.code(), "verify.future") << vendor;
    }
}

TEST(VendorVectors, AreNotTakenWithoutTheirProof) {
    for (const std::string& vendor : kVendors) {
        VendorVector one = genuine_of(vendor);
        one.headers.clear();
        if (vendor == "mailgun" || vendor == "amazon_ses") one.body = "{}";
        EXPECT_EQ(one.result(), "forged") << vendor;
    }
}

TEST(VendorVectors, HeadsSayWhetherABodyIsWorthReading) {
    for (const std::string& vendor : kVendors) {
        VendorVector one = genuine_of(vendor);
        const Webhook webhook = testing::webhook_of(vendor);
        const auto worth = [&] {
            return may_be_genuine(webhook, one.hook, {"POST", one.target, one.headers, {}}, {});
        };
        EXPECT_TRUE(worth()) << vendor;
        one.headers.clear();
        const bool in_the_body = vendor == "mailgun" || vendor == "amazon_ses";
        EXPECT_EQ(worth(), in_the_body) << vendor;
    }
}

}  // namespace
}  // namespace crosswalk
