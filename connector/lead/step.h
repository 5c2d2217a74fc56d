// connector/lead/step.h - the way of a lead, step by step (design promise 9).
#pragma once

#include "connector/lead/value.h"

namespace crosswalk {

// One move between two stages; rows are never edited.
struct Step {
    enum class Cause {
        entered,  // the first stage we ever saw
        heard,    // somebody moved it in a tool
        rule,     // `enter_when` became true
        again,    // its time off the path is over
        merged    // it came with the lead that this one took in
    };
    LeadId lead{};
    std::int64_t number = 0;  // from 1, without a gap
    std::string from{}, to{};
    Millis at{};  // source time; filled in steps carry the time of the jump
    Cause cause = Cause::heard;
    Seq event = 0;
    std::string connection{};  // whose word or news it was
    std::string who{};         // as far as the tool tells
    std::string reason{};      // of a way back; "no_reason" where none was given
    bool filled_in = false;    // lay between, nobody said it
    std::int64_t mapping_version = 0;
};
std::string_view to_string(Step::Cause);

// Where a lead is on its way, beside the value of the field "stage".
struct StageProgress {
    std::int64_t steps = 0;                              // how many rows there are
    Millis since{};                                      // when the present stage was entered
    std::map<std::string, Millis, std::less<>> first{};  // by stage: when it was entered first
    // What `again` compares with: the fields it names as they were when the present stage was entered.
    std::map<std::string, Value, std::less<>> then{};
    bool operator==(const StageProgress&) const = default;
};

// Which side brought the lead, and through what; never overwritten, but for the last campaign.
struct Acquisition {
    std::string side{};  // "marketing" | "sales": who works in the tool that brought it
    std::string source{}, first_campaign{}, last_campaign{};
    bool operator==(const Acquisition&) const = default;
};

}  // namespace crosswalk
