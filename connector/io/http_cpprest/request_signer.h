// connector/io/http_cpprest/request_signer.h - proves to a receiver that a request is ours.
#pragma once

#include "connector/contract/call.h"
#include "connector/io/http_cpprest/url.h"
#include "connector/ports/secrets.h"

namespace crosswalk {

class RequestSigner {
public:
    // Nothing when there is no secret, or one of them is not in the declared form.
    static std::optional<RequestSigner> make(const SignedRequest&, const SecretList&);

    // Adds the time and the signatures over the body as it stands, and an id where the request has none.
    void sign(HttpRequest&, Millis now) const;

private:
    RequestSigner(const SignedRequest& way, SecretList keys) : way_(way), keys_(std::move(keys)) {}

    SignedRequest way_;
    SecretList keys_;  // as bytes
};

// The same by Signature Version 4, with one key.
class SignatureV4Signer {
public:
    struct Key {
        std::string id{}, region{};
        Secret secret{};
    };
    SignatureV4Signer(const SignatureV4& way, Key key) : way_(way), key_(std::move(key)) {}

    // Adds the time, and a signature over the request as it goes to this host.
    void sign(HttpRequest&, const BaseUrl&, Millis now) const;

private:
    SignatureV4 way_;
    Key key_;
};

}  // namespace crosswalk
