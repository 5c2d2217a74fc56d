// What people do all day, in any tool, as the seed has it.
#pragma once

#include "sim_cloud.h"

namespace crosswalk::simulation {

// Which deeds are among them.
struct Manners {
    bool stages = true, consent = true, merges = true, conversions = true, deletions = true, renames = true;
    bool refused_reads = true, second_addresses = true;
};

class Actions {
public:
    Actions(SimCloud& cloud, Oracle& oracle, Chance& chance, Manners manners)
        : cloud_(cloud), oracle_(oracle), chance_(chance), manners_(manners) {}

    // Somebody new, known to one tool.
    void arrive();
    // Anything; says what it was.
    std::string do_something();

private:
    SimTool& any_tool();
    std::string any_record(SimTool&);
    std::string register_somebody();
    std::string edit();
    std::string edit_in_two_tools();
    std::string consent_in_two_tools();
    std::string plan_merge();
    std::string score();
    std::string move_stage();
    std::string consent();
    std::string rename();
    std::string add_address();
    std::string change_rights();
    std::string merge();
    std::string convert();
    std::string remove();
    Fields details(const SimTool&);

    SimCloud& cloud_;
    Oracle& oracle_;
    Chance& chance_;
    Manners manners_;
    // Two that will be merged, once what was said about them arrived: tool, loser, winner.
    struct PlannedMerge {
        std::string tool{}, loser{}, winner{};
    };
    std::optional<PlannedMerge> planned_{};
    int addresses_ = 0;
};

}  // namespace crosswalk::simulation
