// What the engine believes when everything is at rest, read from its store.
#pragma once

#include "connector/ports/store.h"

namespace crosswalk::simulation {

struct Snapshot {
    struct Person {
        Lead lead{};
        std::vector<RecordState> records{};
        std::vector<Step> steps{};
        std::vector<HistoryRow> history{};
    };
    std::vector<Person> people{};
    std::vector<Parked> parked{};
    AllBooks books{};
};

Result<void> read_all(Transaction&, Snapshot&);

// "lead 3cf210 (ada@example.com)".
std::string name_of_lead(const Lead&);

// Prints all of it, for a person who replays one seed.
void tell(const Snapshot&);

}  // namespace crosswalk::simulation
