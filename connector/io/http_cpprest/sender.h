// connector/io/http_cpprest/sender.h - the way out to the vendors, over cpprestsdk behind guards.
#pragma once

#include "connector/crypto/scrubber.h"
#include "connector/ports/clock.h"
#include "connector/ports/grants.h"
#include "connector/ports/log.h"
#include "connector/ports/secrets.h"
#include "connector/ports/sender.h"

#include <memory>

namespace crosswalk {

// One configured account. What the configuration leaves empty is taken from the manifest.
struct Account {
    std::string name{};                  // of the connection
    const Manifest* manifest = nullptr;  // outlives the sender
    std::string flow{};                  // one of manifest->auth; empty: the first
    std::string base_url{};              // wins over the host that a token answer names
    std::string login_url{}, audience{};
    std::map<std::string, std::string, std::less<>> settings{};  // of `auth:`: client_id, username
    std::map<std::string, std::string, std::less<>> hosts{};     // wins over those of the manifest, by their names
    HostSettings host_settings{};                                // for the placeholders of addresses
    std::string account_id{};      // the account that the configuration names, as the vendor spells it; may be empty
    const ApiHost* host = nullptr;                               // set by the sender for one of the manifest's
    std::map<std::string, SecretList, std::less<>>
        secrets{};  // of `auth:`: client_secret, private_key, api keys
};

struct SenderOptions {
    std::chrono::milliseconds total_deadline{60'000};    // of one call, its sign-in included
    std::chrono::milliseconds connect_deadline{10'000};  // name, TCP and TLS, before anything is sent
    std::chrono::milliseconds refusal_memory{30'000};    // a refused sign-in is not tried again before
    std::size_t max_response = 8'388'608;                // bytes of an answer's body
    std::string ca_file{};                               // PEM; trusted beside the system's own
    // Learns every credential in use, and is asked about every answer; null: the sender has one of its own.
    std::shared_ptr<crypto::Scrubber> scrubber{};
};

// Beside the faults of the port: "send.insecure" (plain http to a host that is not this machine),
// "send.bad_url" and "send.bad_request" (what was asked for cannot be sent; nothing was). Every request has a
// connection of its own. The grants are those of flows that begin in a browser, and outlive it; without them such a
// connection is "send.not_connected", as one is where nobody has signed in, or whose sign-in the vendor takes no more.
std::unique_ptr<Sender> make_cpprest_sender(
    std::vector<Account>, Clock&, Log&, Grants*, SenderOptions = {}
);

}  // namespace crosswalk
