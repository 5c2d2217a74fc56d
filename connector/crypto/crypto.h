// connector/crypto/crypto.h - functions of bytes over OpenSSL. Stateless, safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crosswalk::crypto {

using Bytes = std::string;  // raw octets

Bytes sha256(std::string_view);
Bytes hmac_sha256(std::string_view key, std::string_view message);

// RFC 4648 with padding; decoding refuses anything else (blanks, missing padding, left-over bits). Url: no padding, "-_".
std::string base64(std::string_view);
std::optional<Bytes> from_base64(std::string_view);
std::string base64url(std::string_view);
std::optional<Bytes> from_base64url(std::string_view);
std::string hex(std::string_view);  // lower case
std::optional<Bytes> from_hex(std::string_view);

// In time that depends on the lengths only.
bool equal_in_constant_time(std::string_view, std::string_view);

// From the operating system; stops the process when it has none.
Bytes random_bytes(std::size_t);

// AES-256-GCM: nonce (12 bytes, random) + ciphertext + tag (16). `about` is authenticated, not encrypted.
// `key` is 32 bytes. Opening gives nothing when the key, the bytes or `about` do not fit.
Bytes seal(std::string_view key, std::string_view plain, std::string_view about);
std::optional<Bytes> open(std::string_view key, std::string_view sealed, std::string_view about);

// RSASSA-PKCS1-v1_5 with SHA-256 (JWT's RS256) under a PEM private key; nothing when the PEM is not an RSA key.
std::optional<Bytes> sign_rs256(std::string_view pem_private_key, std::string_view message);
bool verify_rs256(std::string_view pem_public_key, std::string_view message, std::string_view signature);

// A fast checksum for rows at rest (XXH-like or CRC-32C; not for adversaries).
std::uint64_t checksum(std::string_view);

}  // namespace crosswalk::crypto
