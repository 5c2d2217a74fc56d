// connector/ports/sender.h - the one way out to the vendors.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// Adds the account's API host and its credential, sends, and hands back the answer as bytes.
// A Fault means that no whole answer came: "send.unreachable" (nothing was sent), "send.no_answer" (it may
// have been carried out), "send.sign_in" (no credential could be had: reconnect), "send.not_connected" (a person has to
// sign in with a browser), "send.sign_in_later" (the sign-in failed for a passing reason), "send.stopped". Safe to share between threads. Ends within 60 s.
class Sender {
public:
    virtual ~Sender() = default;
    virtual Result<HttpResponse> send(std::string_view connection, const HttpRequest&) = 0;
    // Drops the credential in use, so that the next call signs in anew. Called after a 401.
    virtual void forget_credential(std::string_view connection) = 0;
    // Drops whatever credential the connection has, whoever uses it: a person signed in or out.
    virtual void sign_in_anew(std::string_view connection) { forget_credential(connection); }
    // A vendor's words without anything that looks like a credential, ours before all: fit to be stored, logged
    // and shown. What `send` gives back holds none of our secrets in any case.
    virtual std::string scrubbed(std::string words) const { return words; }
    // Makes every waiting and coming call end at once with "send.stopped".
    virtual void stop() = 0;
};

}  // namespace crosswalk
