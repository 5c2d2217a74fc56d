// One delivery of a vendor's sheet, with all that judging it takes.
#pragma once

#include "connector/crypto/crypto.h"
#include "tests/verify/vendor_schemes.h"
#include "webhooks/verify/verify.h"

#include <boost/json.hpp>

#include <fstream>
#include <ostream>
#include <sstream>

namespace crosswalk::testing {

class KeysAtHand final : public KnownKeys {
public:
    std::map<std::string, std::string> keys{};
    std::optional<std::string> find(const std::string& url) const override {
        const auto found = keys.find(url);
        return found == keys.end() ? std::nullopt : std::optional(found->second);
    }
};

struct VendorVector {
    std::string vendor{}, name{}, expect{}, body{}, target = "/hooks/tool", path_secret{};
    std::vector<std::pair<std::string, std::string>> headers{};
    WebhookEndpoint hook{};
    KeysAtHand keys{};
    std::chrono::seconds now{};

    Verification judged() const {
        return verify(
            webhook_of(vendor),
            hook,
            {"POST", target, headers, body},
            {"https://crosswalk.example.com", path_secret, Millis(now), &keys}
        );
    }
    std::string_view result() const { return to_string(judged().result); }
    std::string_view code() const { return judged().code; }
};
inline void PrintTo(const VendorVector& vector, std::ostream* out) {
    *out << vector.vendor << ": " << vector.name;
}

inline boost::json::value vendor_fixture(const std::string& vendor) {
    std::ifstream file(CROSSWALK_SOURCE_DIR "/tests/fixtures/" + vendor + "/signature_vectors.json");
    std::ostringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str());
}

inline VendorVector read_vector(const std::string& vendor, const boost::json::object& in) {
    using boost::json::value_to;
    VendorVector out{.vendor = vendor};
    out.name = value_to<std::string>(in.at("name"));
    out.expect = value_to<std::string>(in.at("expect"));
    out.body = crypto::from_base64(value_to<std::string>(in.at("body_base64"))).value();
    out.now = std::chrono::seconds(in.at("now").as_int64());
    for (const auto& one : in.at("headers").as_array())
        out.headers.emplace_back(value_to<std::string>(one.at(0)), value_to<std::string>(one.at(1)));
    if (const auto* secrets = in.if_contains("secrets"))
        for (const auto& [key, value] : secrets->as_object())
            out.hook.secrets[std::string(key)] = {Secret(value_to<std::string>(value))};
    if (const auto* texts = in.if_contains("texts"))
        for (const auto& [key, value] : texts->as_object())
            out.hook.texts[std::string(key)] = value_to<std::vector<std::string>>(value);
    if (const auto* keys = in.if_contains("keys"))
        for (const auto& [url, pem] : keys->as_object())
            out.keys.keys[std::string(url)] = value_to<std::string>(pem);
    return out;
}

inline std::vector<VendorVector> vectors_of(const std::string& vendor) {
    std::vector<VendorVector> out;
    const auto all = vendor_fixture(vendor);
    for (const auto& one : all.at("vectors").as_array()) out.push_back(read_vector(vendor, one.as_object()));
    return out;
}

// The first one of a vendor's that must be taken.
inline VendorVector genuine_of(const std::string& vendor) {
    for (VendorVector& one : vectors_of(vendor))
        if (one.expect == "valid") return one;
    return {};
}

}  // namespace crosswalk::testing
