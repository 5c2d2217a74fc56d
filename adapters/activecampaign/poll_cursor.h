// adapters/activecampaign/poll_cursor.h - how a poll walks through all contacts. Private to this folder.
//
// A score, a tag and a list may move without the contact's own time of change moving (nobody could see
// whether it does), and webhooks are never retried. So a poll has up to three parts:
//   recent:  the contacts changed since the last poll;
//   rolling: all contacts by id, for what stands beside them. Where the list carries all of that it runs to
//   the
//            end each time; where it does not, one page a poll, since each contact then costs calls of its
//            own;
//   left:    everyone who left a list, for those who did so since the last poll. Only where lists matter and
//            the rolling part could not see them all.
#pragma once

#include "connector/contract/poll.h"

namespace crosswalk::activecampaign {

inline constexpr std::chrono::minutes kOverlap{5};

enum class Part { recent, rolling, left };

struct Sweep {
    std::optional<Millis> from{};    // of recent: changed since then; empty: everyone, and no other part
    Part part = Part::recent;        // which one is under way
    std::int64_t after = 0;          // of the part under way: ids greater than this; of `left`, rows seen
    std::int64_t first = 0;          // of `left`: the first row of the page before
    std::int64_t roll = 0;           // where the rolling part goes on in the next poll
    std::optional<Millis> began{};   // the vendor's clock when this poll began
    std::optional<Millis> newest{};  // the newest change seen, where the vendor tells no clock
};
std::string text_of(const Sweep&);
Sweep sweep_of(std::string_view cursor);

// What one page held.
struct PageFacts {
    std::size_t rows = 0;
    std::int64_t last_id = 0;
    bool cut_short = false;  // the list went on, but enough was taken of it
    bool complete = false;   // it carried all that is wanted beside the contacts
    bool lists_came_along = false;
    std::optional<Millis> newest{}, clock{};
};
struct NextSweep {
    Sweep sweep{};
    bool more = false;
};
NextSweep next_sweep(Sweep, const PageFacts&, bool wants_beside, bool wants_lists);

// "?orders[id]=ASC&id_greater=..." of the contacts list. `include`: see `included`.
std::string list_query(const Sweep&, std::string_view include);
// "?filters[status]=2&..." of the memberships.
std::string left_query(const Sweep&);

}  // namespace crosswalk::activecampaign
