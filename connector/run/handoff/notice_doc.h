// connector/run/handoff/notice_doc.h - what a notice says, as it waits in the store.
#pragma once

#include "connector/contract/notice.h"

namespace crosswalk {

struct NoticeDoc {
    std::string language{}, subject{}, body{};
    std::vector<NoticeLine> facts{};
    bool asks = false;       // for an answer: it goes out with a token
    bool in_digest = false;  // it went out as a line of a message about several
    std::string replaces{};  // the channel's id of the message that this one is written over
};
using FurtherChannels = std::vector<std::pair<std::string, std::string>>;  // and the address there

std::string written(const NoticeDoc&);
// What is missing or damaged reads as empty.
NoticeDoc notice_doc_from(std::string_view text);
std::string written(const FurtherChannels&);
FurtherChannels further_channels_from(std::string_view text);

// Stands in texts where the address of the decision page goes, which is known when they leave.
inline constexpr std::string_view kLinkPlace = "{link}";
void put_link(std::string& text, std::string_view link);

}  // namespace crosswalk
