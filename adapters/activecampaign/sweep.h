// adapters/activecampaign/sweep.h - how a poll walks through all contacts. Private to this folder.
//
// A score may move without the contact's own time of change moving (nobody could see whether it does), and
// webhooks are never retried. So a poll has two parts:
//   recent:  the contacts changed since the last poll, and
//   rolling: all contacts by id, for their scores. Where the list carries the scores it runs to the end each
//   time;
//            where it does not, one page a poll, since each contact then costs a call of its own.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk::activecampaign {

inline constexpr std::chrono::minutes kOverlap{5};

struct Sweep {
    std::optional<Millis> from{};    // of recent: changed since then; empty: everyone, and no rolling part
    bool rolling = false;            // which part is under way
    std::int64_t after = 0;          // of the part under way: ids greater than this
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
    bool scores_came_along = false;
    std::optional<Millis> newest{}, clock{};
};
struct NextSweep {
    Sweep sweep{};
    bool more = false;
};
NextSweep next_sweep(Sweep, const PageFacts&, bool wants_scores);

// "?orders[id]=ASC&id_greater=..." of the contacts list.
std::string list_query(const Sweep&, bool wants_scores, bool wants_fields);

}  // namespace crosswalk::activecampaign
