#include "connector/console/access/webauthn.h"

#include "connector/console/access/cbor.h"
#include "connector/contract/json_read.h"

#include <array>

namespace crosswalk::access {
namespace {

using crypto::PublicKeyAlgorithm;

constexpr std::size_t kHashBytes = 32, kHeadBytes = 37, kModelBytes = 16, kLongestId = 1'023;
constexpr unsigned kPresent = 0x01, kVerified = 0x04, kAttested = 0x40;
constexpr std::size_t kPoint = 32, kLongestModulus = 512;

Fault refused(const std::string& why) {
    return {"passkey.refused", "The passkey was not accepted: " + why + ".", "Try again; if it stays, ask an admin for a new link."};
}

struct AuthenticatorData {
    unsigned flags = 0;
    std::uint32_t counter = 0;
    std::string_view rest{};
};

Result<AuthenticatorData> read_authenticator(const RelyingParty& party, std::string_view bytes) {
    if (bytes.size() < kHeadBytes) return refused("the authenticator's part is cut off");
    if (!crypto::equal_in_constant_time(bytes.substr(0, kHashBytes), crypto::sha256(party.id)))
        return refused("it is for another host");
    AuthenticatorData out{.flags = static_cast<unsigned char>(bytes[kHashBytes])};
    for (std::size_t i = kHashBytes + 1; i < kHeadBytes; ++i)
        out.counter = (out.counter << 8U) | static_cast<unsigned char>(bytes[i]);
    out.rest = bytes.substr(kHeadBytes);
    if ((out.flags & kPresent) == 0 || (out.flags & kVerified) == 0) return refused("nobody proved to be there");
    return out;
}

Result<void> check_client(
    const RelyingParty& party, std::string_view challenge, std::string_view bytes, std::string_view type
) {
    const auto json = parse_json(bytes);
    if (!json) return refused("the browser's part is not JSON");
    if (text_at(*json, "/type") != type) return refused("it answers another question");
    if (challenge.empty() || !crypto::equal_in_constant_time(text_at(*json, "/challenge"), challenge))
        return refused("it answers another challenge");
    if (text_at(*json, "/origin") != party.origin) return refused("it comes from another origin");
    const auto* crossed = value_at(*json, "/crossOrigin");
    if (crossed != nullptr && *crossed == boost::json::value(true)) return refused("it comes from a frame of another page");
    return {};
}

// A length and its contents, as DER has them.
std::string der(char tag, std::string_view contents) {
    std::string out(1, tag);
    const std::size_t size = contents.size();
    if (size < 0x80) {
        out += static_cast<char>(size);
    } else {
        out += size < 0x100 ? "\x81" : "\x82";
        if (size >= 0x100) out += static_cast<char>(size >> 8U);
        out += static_cast<char>(size & 0xFFU);
    }
    return out.append(contents);
}

std::string der_number(std::string bytes) {
    while (bytes.size() > 1 && bytes[0] == '\0') bytes.erase(0, 1);
    if (!bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0) bytes.insert(0, 1, '\0');
    return der('\x02', bytes);
}

std::string public_key_info(std::string_view algorithm, std::string_view key) {
    return der('\x30', der('\x30', algorithm) + der('\x03', std::string(1, '\0') + std::string(key)));
}

const std::string* bytes_at(const CborValue& map, std::int64_t key) {
    const CborValue* value = map.at(key);
    return value != nullptr && value->kind == CborValue::Kind::bytes ? &value->text : nullptr;
}

std::int64_t number_at(const CborValue& map, std::int64_t key) {
    const CborValue* value = map.at(key);
    return value != nullptr && value->kind == CborValue::Kind::number ? value->number : 0;
}

struct KeyForm {
    PublicKeyAlgorithm algorithm = PublicKeyAlgorithm::ecdsa_sha256;
    std::string text{};
};

// COSE (RFC 9053): 1 is the type, 3 the algorithm, the rest the key.
std::optional<KeyForm> key_from(const CborValue& cose) {
    using namespace std::string_literals;
    const auto type = number_at(cose, 1), algorithm = number_at(cose, 3);
    const std::string* first = bytes_at(cose, type == 3 ? -1 : -2);
    const std::string* second = bytes_at(cose, type == 3 ? -2 : -3);
    if (type == 2 && algorithm == -7 && number_at(cose, -1) == 1 && first != nullptr && second != nullptr &&
        first->size() == kPoint && second->size() == kPoint) {
        static const std::string curve = "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"s;
        return KeyForm{PublicKeyAlgorithm::ecdsa_sha256, crypto::base64(public_key_info(curve, "\x04" + *first + *second))};
    }
    if (type == 3 && algorithm == -257 && first != nullptr && second != nullptr && !first->empty() &&
        first->size() <= kLongestModulus && !second->empty() && second->size() <= sizeof(std::uint64_t)) {
        static const std::string rsa = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"s;
        const std::string pair = der('\x30', der_number(*first) + der_number(*second));
        return KeyForm{PublicKeyAlgorithm::rsa_sha256, crypto::base64(public_key_info(rsa, pair))};
    }
    if (type == 1 && algorithm == -8 && number_at(cose, -1) == 6 && first != nullptr && first->size() == kPoint)
        return KeyForm{PublicKeyAlgorithm::ed25519, crypto::base64(*first)};
    return {};
}

constexpr std::array<std::pair<std::string_view, PublicKeyAlgorithm>, 3> kAlgorithms{{
    {"ES256", PublicKeyAlgorithm::ecdsa_sha256},
    {"RS256", PublicKeyAlgorithm::rsa_sha256},
    {"EdDSA", PublicKeyAlgorithm::ed25519},
}};

}  // namespace

std::string challenge_in(std::string_view client_data) {
    const auto json = parse_json(client_data);
    return json ? std::string(text_at(*json, "/challenge")) : std::string();
}

Result<Passkey> accept_new_passkey(const RelyingParty& party, std::string_view challenge, const NewPasskey& given) {
    if (const auto fits = check_client(party, challenge, given.client_data, "webauthn.create"); !fits) return fits.error();
    const auto attestation = read_cbor(given.attestation);
    const CborValue* whole = attestation ? attestation->first.at("authData") : nullptr;
    if (whole == nullptr || whole->kind != CborValue::Kind::bytes) return refused("the authenticator's part cannot be read");
    const auto data = read_authenticator(party, whole->text);
    if (!data) return data.error();
    std::string_view rest = data->rest;
    if ((data->flags & kAttested) == 0 || rest.size() < kModelBytes + 2) return refused("it holds no key");
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(rest[kModelBytes])) << 8U |
                             static_cast<unsigned char>(rest[kModelBytes + 1]);
    rest.remove_prefix(kModelBytes + 2);
    if (size == 0 || size > kLongestId || rest.size() < size) return refused("its id cannot be read");
    const auto cose = read_cbor(rest.substr(size));
    const auto key = cose ? key_from(cose->first) : std::nullopt;
    if (!key || !crypto::is_public_key(key->algorithm, key->text)) return refused("its key is of a kind that is not used here");
    return Passkey{std::string(rest.substr(0, size)), key->algorithm, key->text, data->counter};
}

Result<std::uint32_t> accept_touch(
    const RelyingParty& party, std::string_view challenge, const Passkey& passkey, const Assertion& given
) {
    if (const auto fits = check_client(party, challenge, given.client_data, "webauthn.get"); !fits) return fits.error();
    const auto data = read_authenticator(party, given.authenticator_data);
    if (!data) return data.error();
    const std::string hash = crypto::sha256(given.client_data);
    const std::array<std::string_view, 2> parts{given.authenticator_data, hash};
    if (!crypto::verify_signature(passkey.algorithm, passkey.key, parts, given.signature))
        return refused("its signature does not fit");
    const bool counts = passkey.counter != 0 || data->counter != 0;
    if (counts && data->counter <= passkey.counter) return refused("it was used elsewhere meanwhile, as a copy would be");
    return data->counter;
}

std::string to_json(const Passkey& passkey) {
    std::string_view name;
    for (const auto& [word, algorithm] : kAlgorithms)
        if (algorithm == passkey.algorithm) name = word;
    return boost::json::serialize(boost::json::object{
        {"id", crypto::base64url(passkey.id)},
        {"algorithm", name},
        {"key", passkey.key},
        {"counter", passkey.counter}});
}

std::optional<Passkey> passkey_from(std::string_view doc) {
    const auto json = parse_json(doc);
    if (!json) return {};
    const auto id = crypto::from_base64url(text_at(*json, "/id"));
    const auto* counter = value_at(*json, "/counter");
    if (!id || counter == nullptr || !counter->is_int64()) return {};
    for (const auto& [word, algorithm] : kAlgorithms)
        if (word == text_at(*json, "/algorithm"))
            return Passkey{
                *id, algorithm, std::string(text_at(*json, "/key")), static_cast<std::uint32_t>(counter->get_int64())};
    return {};
}

}  // namespace crosswalk::access
