#include "adapters/smtp/error_table.h"
#include "adapters/smtp/internal.h"
#include "connector/contract/notice_shape.h"

namespace crosswalk::smtp {
namespace {

constexpr int kDone = 250;

// What carries it out is connector/io/smtp: the headers are the envelope, the body is the message.
HttpRequest post(const NoticeMessage& message, const Connection& connection) {
    const Sender from{connection.setting("from"), connection.setting("from_name")};
    return {
        .method = "MAIL",
        .path = "/",
        .headers = {{"From", std::string(from.address)}, {"To", message.address}},
        .body = mime_message(message, from)};
}

std::string id_in(const NoticeMessage& message, const Answer& answer) {
    return answer.status == kDone ? message.id : std::string();
}

const NoticeShape kNotices{.post = post, .id_in = id_in};

// Neither a sender nor a receiver may smuggle a command or a header in.
Result<Calls> build(const NoticeBatch& batch, const Connection& connection, WriteReport& report) {
    const bool has_sender = is_plain_address(connection.setting("from"));
    Calls out;
    for (Call& call : calls_for(kNotices, batch, connection, report)) {
        const std::size_t row = call.rows.front();
        if (!has_sender)
            report[row] = classify(kOwnWords, "no_sender", "`from:` is no e-mail address.");
        else if (!is_plain_address(batch.messages[row].address))
            report[row] = classify(kOwnWords, "no_address", "An address of another form.");
        else
            out.push_back(std::move(call));
    }
    return out;
}

}  // namespace

Operation<NoticeBatch, WriteReport> notify_operation() { return {build, parse_notice<kNotices>}; }

}  // namespace crosswalk::smtp
