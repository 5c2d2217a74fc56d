// connector/contract/notice.h - what one person is told through a channel.
#pragma once

#include "connector/contract/report.h"

#include <span>
#include <string>
#include <vector>

namespace crosswalk {

struct NoticeLine {  // a fact worth seeing at a glance
    std::string label{}, value{};
};
struct NoticeReason {  // why a lead may be given back
    std::string code{}, label{};
};

// The form of a token, which has to fit into what a channel's buttons can carry beside the code of a reason.
inline constexpr std::string_view kTokenAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
inline constexpr std::size_t kTokenLength = 43;

// In the receiver's language; plain text, which a channel escapes as it must and cuts where it must.
struct NoticeMessage {
    std::string id{};        // ours, the same whenever it is sent again
    std::string address{};   // the receiver's in this channel
    std::string language{};  // "en", "vi"
    std::string subject{}, body{};
    std::vector<NoticeLine> facts{};
    std::string link{};      // the page where it can be answered or looked at; empty: there is none
    std::string token{};     // what a click brings back, and nothing else; empty: no answer is asked for
    std::vector<NoticeReason> reasons{};  // to choose from when it is rejected
    std::string replaces{};  // the channel's id of a message that this one is written over; empty: a new one
};

// Within the limits of the channel's plan; all of one channel.
struct NoticeBatch {
    std::span<const NoticeMessage> messages{};
};

// What is known before anything is said: every message unanswered. `applied`: the channel took it, and `id` is
// its own id of it. `pending`: taken, and a webhook will tell whether it arrived.
WriteReport nothing_said(const NoticeBatch&);

}  // namespace crosswalk
