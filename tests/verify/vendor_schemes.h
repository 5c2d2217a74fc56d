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
inline Signature sns_signature(std::string_view version) {
    return {
        .name = version,
        .header = "/Signature",
        .version_header = "/SignatureVersion",
        .algorithm = version == "2" ? Algorithm::rsa_sha256 : Algorithm::rsa_sha1,
        .over =
            {{Signs::named_value, "Message"},
             {Signs::named_value, "MessageId"},
             {Signs::named_value, "Subject"},
             {Signs::named_value, "SubscribeURL"},
             {Signs::named_value, "Timestamp"},
             {Signs::named_value, "Token"},
             {Signs::named_value, "TopicArn"},
             {Signs::named_value, "Type"}},
        .timestamp_header = "/Timestamp",
        .stamp = Stamp::iso,
        .tolerance = std::chrono::hours{2},
        .published_key =
            {.at = "/SigningCertURL",
             .pattern = R"(https://sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?/[A-Za-z0-9_./-]+\.pem)"},
        .account_checks = {{.at = "/TopicArn", .setting = "topic_arn"}}};
}
inline Signature marketo_signature() {
    return {
        .name = "rsa",
        .header = "x-adobe-digital-signature-1",
        .algorithm = Algorithm::rsa_sha256,
        .over = {{Signs::body}},
        .published_key =
            {.at = "x-adobe-public-key1-path",
             .base = "https://static.adobeioevents.com",
             .pattern = R"(https://static\.adobeioevents\.com/prod/keys/pub-key-[0-9A-Za-z-]+\.pem)",
             .second_header = "x-adobe-digital-signature-2",
             .second_at = "x-adobe-public-key2-path"},
        .account_checks = {
            {.at = "/recipientclientid", .setting = "client_id", .or_at = "/0/recipientclientid"}}};
}

// The schemes by the vendor's folder of tests/fixtures, strongest first.
inline Webhook webhook_of(std::string_view vendor) {
    const Adapter* adapter = find_adapter(vendor);
    if (adapter != nullptr && !adapter->manifest.webhook.accept.empty()) return adapter->manifest.webhook;
    Webhook out;
    if (vendor == "standard_webhooks")
        out = {.accept = {standard_signature(true), standard_signature(false)}, .delivery_id = "webhook-id"};
    if (vendor == "amazon_ses_sns")
        out = {.accept = {sns_signature("2"), sns_signature("1")}, .delivery_id = "/MessageId"};
    if (vendor == "marketo") out.accept = {marketo_signature()};
    return out;
}

}  // namespace crosswalk::testing
