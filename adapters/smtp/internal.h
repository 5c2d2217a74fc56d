// adapters/smtp/internal.h - a notice as a message of RFC 5322. Pure.
#pragma once

#include "adapters/smtp/smtp.h"

namespace crosswalk::smtp {

struct Sender {
    std::string_view address{}, name{};
};

// Headers and two alternative parts, plain and HTML, lines at most 76 long and ended by CRLF. There is no Date: whoever
// sends it adds the time.
std::string mime_message(const NoticeMessage&, const Sender&);

// Names the message for good: the same notice has the same id whenever it is sent.
std::string message_id_of(const NoticeMessage&, std::string_view from);

// RFC 2047: as it stands where that is plain ASCII, else as encoded words, folded.
std::string header_text(std::string_view);
// RFC 2045.
std::string quoted_printable(std::string_view);

// Whether it can stand between < and > in a command and a header: one address without blanks or quotes.
bool is_plain_address(std::string_view);

Operation<NoticeBatch, WriteReport> notify_operation();

}  // namespace crosswalk::smtp
