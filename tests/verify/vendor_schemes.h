// How the email tools and channels of the fact sheets prove their deliveries: as their adapter says, or in the words of
// the contract where there is none yet.
#pragma once

#include "adapters/registry.h"

namespace crosswalk::testing {

inline Signature standard_signature(bool asymmetric) {
    return {
        .name = asymmetric ? "v1a" : "v1",
        .header = "webhook-signature",
        .layout = Layout::versions,
        .prefix = asymmetric ? "v1a" : "v1",
        .algorithm = asymmetric ? Algorithm::ed25519 : Algorithm::hmac_sha256,
        .over =
            {{Signs::id}, {Signs::literal, "."}, {Signs::timestamp}, {Signs::literal, "."}, {Signs::body}},
        .timestamp_header = "webhook-timestamp",
        .stamp = Stamp::seconds,
        .secret_setting = asymmetric ? "public_key" : "signing_secret",
        .secret_form =
            asymmetric ? SecretForm{.prefix = "whpk_"} : SecretForm{.prefix = "whsec_", .base64 = true}};
}

// The schemes by the vendor's folder of tests/fixtures, strongest first.
inline Webhook webhook_of(std::string_view vendor) {
    const Adapter* adapter = find_adapter(vendor);
    if (adapter != nullptr && !adapter->manifest.webhook.accept.empty()) return adapter->manifest.webhook;
    Webhook out;
    if (vendor == "standard_webhooks")
        out = {.accept = {standard_signature(true), standard_signature(false)}, .delivery_id = "webhook-id"};
    return out;
}

}  // namespace crosswalk::testing
