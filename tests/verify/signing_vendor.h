// A vendor that signs as HubSpot does, in the words of the contract.
#pragma once

#include "connector/contract/webhook.h"

#include <array>

namespace crosswalk::testing {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kUnescapes = {
    {{"%3A", ":"},
     {"%2F", "/"},
     {"%3F", "?"},
     {"%40", "@"},
     {"%21", "!"},
     {"%24", "$"},
     {"%27", "'"},
     {"%28", "("},
     {"%29", ")"},
     {"%2A", "*"},
     {"%2C", ","},
     {"%3B", ";"}}};

inline Signature v3() {
    return {
        .name = "v3",
        .header = "X-HubSpot-Signature-v3",
        .over = {{Signs::method}, {Signs::url}, {Signs::body}, {Signs::timestamp}},
        .timestamp_header = "X-HubSpot-Request-Timestamp",
        .stamp = Stamp::milliseconds,
        .url_unescapes = kUnescapes,
    };
}
inline Signature v2() {
    return {
        .name = "v2",
        .header = "X-HubSpot-Signature",
        .version_header = "X-HubSpot-Signature-Version",
        .algorithm = Algorithm::sha256_after_secret,
        .encoding = Encoding::hex,
        .over = {{Signs::method}, {Signs::url}, {Signs::body}},
    };
}
inline Signature v1() {
    return {
        .name = "v1",
        .header = "X-HubSpot-Signature",
        .version_header = "X-HubSpot-Signature-Version",
        .algorithm = Algorithm::sha256_after_secret,
        .encoding = Encoding::hex,
        .over = {{Signs::body}},
        .needs_setting = "allow_v1",
    };
}
inline Webhook signing_webhook() {
    Webhook webhook;
    webhook.accept = {v3(), v2(), v1()};
    return webhook;
}

}  // namespace crosswalk::testing
