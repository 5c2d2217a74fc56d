// An authenticator made of software: what a browser with a passkey would hand over, and what a bad one would.
#pragma once

#include "connector/console/access/webauthn.h"
#include "tests/support/ec_signer.h"

#include <boost/json.hpp>

namespace crosswalk {

class SoftKey {
public:
    std::string id = "credential-1";
    std::string origin = "http://localhost:8081", rp_id = "localhost";
    unsigned flags = 0x05;  // somebody is there, and proved who
    std::uint32_t counter = 0;
    bool crossed = false;

    std::string client_data(std::string_view type, std::string_view challenge) const {
        return boost::json::serialize(boost::json::object{
            {"type", type}, {"challenge", challenge}, {"origin", origin}, {"crossOrigin", crossed}});
    }
    std::string authenticator_data(unsigned more_flags) const {
        std::string out = crypto::sha256(rp_id);
        out += static_cast<char>(flags | more_flags);
        for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(counter >> shift);
        return out;
    }
    // COSE: EC2, ES256, P-256.
    std::string cose() const {
        const std::string info = crypto::from_base64(signer_.public_key()).value();
        const std::string point = info.substr(info.size() - 64);
        using namespace std::string_literals;
        return "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s + point.substr(0, 32) + "\x22\x58\x20"s + point.substr(32);
    }
    static std::string attestation(const std::string& data) {
        using namespace std::string_literals;
        const auto size = data.size();
        return "\xa3\x63"s + "fmt\x64none\x67" + "attStmt\xa0\x68" + "authData\x59" + static_cast<char>(size >> 8U) +
               static_cast<char>(size & 0xFFU) + data;
    }
    access::NewPasskey make(std::string_view challenge) const { return make_with(challenge, cose()); }
    access::NewPasskey make_with(std::string_view challenge, const std::string& key) const {
        std::string data = authenticator_data(0x40) + std::string(16, '\0');
        data += static_cast<char>(id.size() >> 8U);
        data += static_cast<char>(id.size() & 0xFFU);
        return {client_data("webauthn.create", challenge), attestation(data + id + key)};
    }
    access::Assertion touch(std::string_view challenge) const {
        access::Assertion out{client_data("webauthn.get", challenge), authenticator_data(0), {}};
        const std::string signed_text = out.authenticator_data + crypto::sha256(out.client_data);
        out.signature = crypto::from_base64(signer_.sign(signed_text)).value();
        return out;
    }

    // As they stand in a request.
    std::string made_body(std::string_view challenge) const {
        const auto made = make(challenge);
        return boost::json::serialize(boost::json::object{
            {"passkey",
             {{"id", crypto::base64url(id)},
              {"clientDataJSON", crypto::base64url(made.client_data)},
              {"attestationObject", crypto::base64url(made.attestation)}}}});
    }
    std::string touch_body(std::string_view challenge) const {
        const auto said = touch(challenge);
        return boost::json::serialize(boost::json::object{
            {"passkey",
             {{"id", crypto::base64url(id)},
              {"clientDataJSON", crypto::base64url(said.client_data)},
              {"authenticatorData", crypto::base64url(said.authenticator_data)},
              {"signature", crypto::base64url(said.signature)}}}});
    }

private:
    doubles::EcSigner signer_{};
};

}  // namespace crosswalk
