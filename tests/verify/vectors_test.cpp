// Every published and derived vector of the vendors' sheets, as recorded under tests/fixtures.
#include "adapters/registry.h"
#include "connector/crypto/crypto.h"
#include "webhooks/verify/verify.h"

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <fstream>
#include <sstream>

namespace crosswalk {
namespace {

namespace json = boost::json;
using Headers2 = std::vector<std::pair<std::string, std::string>>;

json::value fixture(const std::string& path) {
    std::ifstream file(CROSSWALK_SOURCE_DIR "/tests/fixtures/" + path);
    std::ostringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

struct Vector {
    std::string id, version, secret, method, public_url, target, body, signature;
    std::optional<std::int64_t> timestamp, verify_at;
    bool accept = false, stale = false;
};
void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.id; }

std::string text(const json::object& in, const char* key) {
    const json::value* value = in.if_contains(key);
    return value != nullptr && value->is_string() ? json::value_to<std::string>(*value) : "";
}
std::optional<std::int64_t> number(const json::object& in, const char* key) {
    const json::value* value = in.if_contains(key);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->as_int64();
}

Vector read(const json::object& in) {
    Vector out;
    out.id = text(in, "id");
    out.version = text(in, "version");
    out.secret = text(in, "secret");
    out.method = text(in, "method");
    out.body = crypto::from_base64(text(in, "body_utf8_base64")).value();
    out.signature = text(in, "expected_signature");
    out.timestamp = number(in, "timestamp_ms");
    out.verify_at = number(in, "verify_at_ms");
    out.accept = in.at("expect_accept").as_bool();
    out.stale = out.id.find("stale") != std::string::npos;
    const std::string url = text(in, "request_url");
    const std::size_t path = url.empty() ? 0 : url.find('/', std::string("https://").size());
    out.public_url = url.substr(0, path);
    out.target = url.substr(path);
    return out;
}

std::vector<Vector> all_vectors() {
    const json::value all = fixture("hubspot/signature_vectors.json");
    std::vector<Vector> out;
    for (const char* list : {"vectors", "negative_vectors"}) {
        for (const json::value& one : all.at(list).as_array()) out.push_back(read(one.as_object()));
    }
    return out;
}

class SignatureVector : public ::testing::TestWithParam<Vector> {};

TEST_P(SignatureVector, IsJudgedAsTheSheetSays) {
    const Vector& vector = GetParam();
    Headers2 headers;
    headers.emplace_back("content-type", "application/json");
    if (vector.version == "v3") {
        headers.emplace_back("x-hubspot-signature-v3", vector.signature);
    } else {
        headers.emplace_back("x-hubspot-signature", vector.signature);
        headers.emplace_back("x-hubspot-signature-version", vector.version);
    }
    if (vector.timestamp) {
        headers.emplace_back("x-hubspot-request-timestamp", std::to_string(*vector.timestamp));
    }
    WebhookEndpoint hook;
    hook.secrets["client_secret"] = {Secret("another secret"), Secret(vector.secret)};
    hook.switches["allow_v1"] = true;
    const Millis now(std::chrono::milliseconds(vector.verify_at.value_or(1'790'000'000'000)));
    const VerifyRequest request{vector.method, vector.target, headers, vector.body};

    const Adapter* adapter = find_adapter("hubspot");
    ASSERT_NE(adapter, nullptr);
    const Verification out = verify(adapter->manifest.webhook, hook, request, {vector.public_url, "", now});

    const Authenticity expected = vector.accept  ? Authenticity::valid
                                  : vector.stale ? Authenticity::stale
                                                 : Authenticity::forged;
    EXPECT_EQ(to_string(out.result), to_string(expected)) << out.reason;
}

std::string name_of(const ::testing::TestParamInfo<Vector>& info) {
    std::string name = info.param.id;
    std::ranges::replace(name, '-', '_');
    return name;
}
INSTANTIATE_TEST_SUITE_P(HubSpot, SignatureVector, ::testing::ValuesIn(all_vectors()), name_of);

TEST(SignatureVectors, AreAllThere) { EXPECT_EQ(all_vectors().size(), 18U); }

// The sheet's sample answers 404 to a wrong secret; under /hooks everything that does not verify is 401.
TEST(PathSecretVectors, AreJudgedByTheirSecret) {
    const json::value all = fixture("activecampaign/auth_vectors.json");
    const Adapter* adapter = find_adapter("activecampaign");
    ASSERT_NE(adapter, nullptr);
    for (const json::value& one : all.at("cases").as_array()) {
        const std::string configured = text(one.as_object(), "configured"),
                          path = text(one.as_object(), "path");
        const auto secret_of = [](std::string url) {
            url = url.substr(0, url.find('?'));
            return url.substr(url.rfind('/') + 1);
        };
        WebhookEndpoint hook;
        hook.secrets["path_secret"] = {Secret(secret_of(configured))};
        const std::string secret = secret_of(path);
        const Verification out =
            verify(adapter->manifest.webhook, hook, {"POST", path, {}, ""}, {"", secret, Millis{}});
        const bool accept = text(one.as_object(), "expect").starts_with("accept");
        EXPECT_EQ(out.result, accept ? Authenticity::valid : Authenticity::forged) << path;
    }
}

}  // namespace
}  // namespace crosswalk
