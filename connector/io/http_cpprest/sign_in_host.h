// connector/io/http_cpprest/sign_in_host.h - a call to the host that signs an account in.
#pragma once

#include "connector/io/http_cpprest/http_client.h"
#include "connector/io/http_cpprest/oauth.h"

namespace crosswalk {

struct SignInHost {
    const Account& account;
    HttpClient& http;
    crypto::Scrubber& scrubber;
};

// What the host answered; a refusal comes scrubbed. Faults: "send.sign_in" (the address or a setting cannot be used),
// "send.insecure", "send.sign_in_later" (no answer), "send.stopped".
Result<HttpResponse> ask_sign_in_host(const SignInHost&, const HttpRequest&, HttpClient::Deadline);

// Where the API of this account is: the configuration's host before the one that a token answer named, before the
// manifest's.
Result<BaseUrl> api_url(const Account&, const std::string& named);

}  // namespace crosswalk
