// webhooks/verify/signature.h - the parts of a declared signature: its time, its message, its digest.
#pragma once

#include "webhooks/verify/delivery_values.h"

#include <optional>
#include <string>

namespace crosswalk {

// Numbers are digits only, without overflow; nothing is later than the year 9999.
std::optional<Millis> read_stamp(Stamp, std::string_view text);

// The URL with the declared escapes undone; hexadecimal digits in either case.
std::string unescape_url(std::string_view url, const Signature&);

// What stands in the place of a signature.
struct ClaimedSignatures {
    std::vector<std::string> bytes{};  // decoded; empty when nothing there is a signature
    FoundValue stamp{};                // of `timestamp_key`
};
ClaimedSignatures read_signatures(const Signature&, std::string_view text);

// What varies between the messages that one delivery may be signed over.
struct SignedWith {
    std::string_view url{}, timestamp{}, id{}, secret{};
};
// A signed message in parts, whose order is the vendor's.
class SignedMessage {
public:
    SignedMessage(const Signature&, const WebhookEndpoint&, DeliveryValues&, const SignedWith&);
    std::span<const std::string_view> parts() const { return parts_; }

private:
    void add(const SignedPart&, const WebhookEndpoint&, DeliveryValues&, const SignedWith&);
    std::vector<std::string_view> parts_{};
};

// Signed under a public key, not with a secret that both sides know.
bool is_asymmetric(Algorithm);
// Of a secret that both sides know.
std::string digest(const Signature&, std::string_view key, std::span<const std::string_view> message);
// Under a public key.
bool is_public_key_for(const Signature&, std::string_view key);
bool is_signed(
    const Signature&,
    std::string_view key,
    std::span<const std::string_view> message,
    std::string_view signature
);

// What the secret, as the admin has it, is for the algorithm. Empty when it is not in the declared form. A
// public key stays text.
std::string key_bytes(const SecretForm&, std::string_view secret);

}  // namespace crosswalk
