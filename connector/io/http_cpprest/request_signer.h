// connector/io/http_cpprest/request_signer.h - proves to a receiver that a request is ours.
#pragma once

#include "connector/contract/call.h"
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

}  // namespace crosswalk
