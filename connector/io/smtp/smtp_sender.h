// connector/io/smtp/smtp_sender.h - the way out to mail servers, over libcurl.
#pragma once

#include "connector/ports/clock.h"
#include "connector/ports/secrets.h"
#include "connector/ports/sender.h"

#include <memory>

namespace crosswalk {

struct MailAccount {
    std::string name{};      // of the connection
    std::string url{};       // "smtp://mail.example.com:587" (STARTTLS), "smtps://mail.example.com:465" (TLS at once)
    std::string username{};  // empty: without a login, for a relay of one's own
    SecretList secrets{};    // passwords, or OAuth2 access tokens; the next one is tried where one is refused
    bool access_tokens = false;
};

struct MailLimits {
    std::chrono::milliseconds connect{15'000}, total{55'000};
    std::string ca_file{};      // PEM, instead of the system's own; empty: those
    bool loopback_too = false;  // demand TLS of this machine as well
};

// Carries out requests of the method MAIL: the headers From and To are the envelope, the body is the message, to
// which the Date is added; any other method only signs in. The answer's status is the server's last reply code, its
// body {"text": REPLY}. TLS is required but on loopback, and never given up: "send.insecure". A login is sent by the
// strongest of PLAIN and LOGIN that the server has, an access token by XOAUTH2 alone.
// Connections that are none of these accounts go on to `other`, which may be null: then they are "send.bad_request".
// One connection a message. Safe to share between threads.
std::unique_ptr<Sender> make_smtp_sender(
    std::vector<MailAccount>, Clock&, MailLimits = {}, std::unique_ptr<Sender> other = nullptr
);

// RFC 5322, in UTC: "Mon, 30 Nov 2026 06:48:00 +0000".
std::string mail_date(Millis);

}  // namespace crosswalk
