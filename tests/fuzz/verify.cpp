// How vendors prove their deliveries: genuine ones of every sheet, with one part of them replaced.
#include "tests/fuzz/harness.h"
#include "tests/verify/vendor_vectors.h"

#include <algorithm>

namespace crosswalk::fuzz {
namespace {

using testing::VendorVector;

constexpr const char* kVendors[] = {
    "activecampaign", "amazon_ses", "brevo", "customerio", "hubspot", "klaviyo", "mailchimp", "mailerlite", "mailgun",
    "pagerduty", "postmark", "salesforce", "sendgrid", "slack", "standard_webhooks", "telegram", "zalo"};

const std::vector<VendorVector>& genuine_deliveries() {
    static const std::vector<VendorVector> all = [] {
        std::vector<VendorVector> out;
        for (const std::string vendor : kVendors) {
            if (!std::ifstream(CROSSWALK_SOURCE_DIR "/tests/fixtures/" + vendor + "/signature_vectors.json")) continue;
            if (testing::vendor_fixture(vendor).at("vectors").at(0).as_object().contains("expect"))
                for (VendorVector& one : testing::vectors_of(vendor))
                    if (one.expect == "valid") out.push_back(std::move(one));
        }
        return out;
    }();
    return all;
}

// Every way of signing that is open to this delivery covers all of its body.
bool signs_all_of_body(const VendorVector& delivery) {
    const Webhook webhook = testing::webhook_of(delivery.vendor);
    return !webhook.accept.empty() && std::ranges::all_of(webhook.accept, [](const Scheme& scheme) {
        const auto* signature = std::get_if<Signature>(&scheme);
        return signature != nullptr && std::ranges::count(signature->over, Signs::body, &SignedPart::what) > 0;
    });
}

bool may_be_genuine_in(const VendorVector& one) {
    return may_be_genuine(testing::webhook_of(one.vendor), one.hook, {"POST", one.target, one.headers, {}}, one.path_secret);
}

void check_verdict(const VendorVector& delivery, const Verification& judged) {
    require((judged.result == Authenticity::valid) == judged.code.empty(), "what is not valid says why", judged.code);
    require(judged.result == Authenticity::valid || !judged.reason.empty(), "what is not valid says why to the admin");
    for (const auto& [setting, secrets] : delivery.hook.secrets)
        for (const Secret& secret : secrets)
            require(secret.empty() || judged.reason.find(secret.reveal()) == std::string::npos, "no reason names a secret");
    const bool taken = judged.result == Authenticity::valid || judged.result == Authenticity::stale;
    require(!taken || may_be_genuine_in(delivery), "the body of what is taken was worth reading");
}

// Which delivery, what of it is replaced (0: the body, 1: the target, then its headers), and by what.
void verify_once(std::string_view bytes) {
    Input input(bytes);
    const auto& all = genuine_deliveries();
    const VendorVector& genuine = all[input.choice(all.size())];
    VendorVector delivery = genuine;
    const std::size_t what = input.choice(2 + genuine.headers.size());
    const std::string other(input.rest());
    if (what == 0) delivery.body = other;
    if (what == 1) delivery.target = other;
    if (what > 1) delivery.headers[what - 2].second = other;
    const Verification judged = delivery.judged(), again = delivery.judged();
    require(judged.result == again.result && judged.code == again.code, "the same delivery is judged the same");
    check_verdict(delivery, judged);
    const bool taken = judged.result == Authenticity::valid || judged.result == Authenticity::stale;
    require(!taken || delivery.body == genuine.body || !signs_all_of_body(genuine), "no other body is taken under one signature",
            genuine.vendor + ": " + genuine.name);
}

std::vector<std::string> genuine_for_seeds() {
    std::vector<std::string> out;
    const auto& all = genuine_deliveries();
    for (std::size_t i = 0; i < all.size() && i < 256; ++i) {
        out.push_back(choose(i) + choose(0) + all[i].body);
        out.push_back(choose(i) + choose(1) + all[i].target);
        for (std::size_t header = 0; header < all[i].headers.size(); ++header)
            out.push_back(choose(i) + choose(2 + header) + all[i].headers[header].second);
    }
    return out;
}

}  // namespace

const Harness kVerify{"verify", verify_once, genuine_for_seeds, 2'500};

}  // namespace crosswalk::fuzz
