// connector/contract/notice_shape.h - a channel that takes one message a call, as data and three small functions.
#pragma once

#include "connector/contract/operation.h"

namespace crosswalk {

struct NoticeShape {
    HttpRequest (*post)(const NoticeMessage&, const Connection&) = nullptr;
    // Writes over the message `replaces`. Null: the channel cannot, and nothing is sent in its place.
    HttpRequest (*replace)(const NoticeMessage&, const Connection&) = nullptr;
    // The channel's id of a message that a 2xx says it took; empty: it does not say so.
    std::string (*id_in)(const NoticeMessage&, const Answer&) = nullptr;
    // For channels that say no with a 2xx: whether this one does, and what it means.
    bool (*says_no)(const Answer&) = nullptr;
    ErrorShape errors{};
    std::span<const ErrorRule> error_rules{};
};

Calls calls_for(const NoticeShape&, const NoticeBatch&, const Connection&, WriteReport&);
void read_report(const NoticeShape&, const NoticeBatch&, const Call&, const Answer&, WriteReport&);

template <const NoticeShape& shape>
Result<Calls> build_notices(const NoticeBatch& batch, const Connection& connection, WriteReport& report) {
    return calls_for(shape, batch, connection, report);
}
template <const NoticeShape& shape>
Result<Calls> parse_notice(
    const NoticeBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    read_report(shape, batch, call, answer, report);
    return Calls{};
}

// The two parts of an id that is made of the receiver's and the message's: "C0LEADS/1772442000.000100". What has no
// slash is all message.
struct MessagePlace {
    std::string_view receiver{}, message{};
};
MessagePlace place_of_message(std::string_view id);
std::string message_id(std::string_view receiver, std::string_view message);  // empty where the message is

}  // namespace crosswalk
