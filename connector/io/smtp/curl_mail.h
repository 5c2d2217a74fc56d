// connector/io/smtp/curl_mail.h - one message, carried to a server by libcurl.
#pragma once

#include "connector/io/smtp/smtp_sender.h"

#include <atomic>

namespace crosswalk {

struct Mail {
    std::string from{}, to{};
    std::string text{};  // CRLF lines; empty: only sign in
};
struct MailReply {
    int code = 0;
    std::string text{};  // the server's last line
};
struct MailBounds {
    const MailLimits& limits;
    const std::atomic<bool>& stopped;
};

// The server's last reply, a refusal as well. Faults: "send.insecure", "send.unreachable" (nothing was taken),
// "send.no_answer" (it may have been), "send.stopped", "send.bad_url".
Result<MailReply> carry_out(const MailAccount&, const Secret&, const Mail&, const MailBounds&);

// Whether the address is of this machine: localhost, 127.0.0.0/8 or [::1].
bool is_local_mail_server(std::string_view url);

}  // namespace crosswalk
