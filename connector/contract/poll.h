// connector/contract/poll.h - how "what changed since" goes on, from page to page and from poll to poll.
//
// A poll is a sweep over everything that changed since the last one began. An adapter asks for the page at a
// `Place` and says how the page ended; where the sweep goes on, and where the next one begins, is decided here.
#pragma once

#include "connector/contract/call.h"
#include "connector/contract/question.h"

namespace crosswalk {

enum class PollOrder {
    by_time_and_id,  // sorted by time, then by id: goes on behind the last row
    by_time,         // sorted by time alone: goes on at the last time, and by id within one that fills a page
    by_id,           // sorted by id: goes on behind the last id
    by_token,        // in any order: goes on where the vendor says
    by_offset,  // what has just changed stands first or joins at the end: goes on behind so many rows, less a few,
                // since whoever leaves the list meanwhile moves the others up
};

struct PollRule {
    PollOrder order = PollOrder::by_time_and_id;
    std::size_t page_rows = 100;     // a page of so many rows is not the last one
    std::chrono::minutes overlap{5}; // a sweep begins so much before the last one began: news may come late
};

// Where a poll stands.
struct Place {
    std::optional<Millis> from{};    // when the last sweep began, by the vendor's clock; empty: read everything
    std::optional<Millis> began{};   // of a sweep under way: when it began
    std::optional<Millis> at{};      // of a sweep under way: the time of the last row
    std::string behind{};            // of a sweep under way: the last id, or the vendor's token
    int part = 0;                    // of a sweep in several parts, the adapter's own enum
    std::string kept{};              // the adapter's own, kept from sweep to sweep; no "|" in it

    bool under_way() const { return at || !behind.empty() || part != 0; }
    // Of `by_offset`: behind how many rows the sweep goes on.
    std::size_t offset() const;
    // What changed since when is asked for; empty: everything.
    std::optional<Millis> since(const PollRule&) const;
};

// What the engine keeps between two calls. A text of an earlier version holds where the last sweep began.
std::string text_of(const Place&);
Place place_of(std::string_view cursor);

// The sweep of this cursor from its start; nothing where none is under way.
std::optional<std::string> sweep_anew(std::string_view cursor);

// How a page ended.
struct PageEnd {
    std::size_t rows = 0;
    bool more_told = false;            // the vendor says that there are more
    std::optional<Millis> time{};      // of the last row that has one
    std::string id{};                  // of that row; of `by_token`: where to go on
    std::optional<Millis> clock{};     // the vendor's own (`clock_of`)
};
Place next_place(const PollRule&, Place now, const PageEnd&);
// The next sweep begins when this one began by the vendor's clock; where that is not told, at the last row.
Place ended(Place now);

// The Date of an answer.
std::optional<Millis> clock_of(const Answer&);
// Tells the engine where to go on.
void set_next(Page&, const Place& next);

}  // namespace crosswalk
