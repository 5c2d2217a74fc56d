// connector/run/inbound/join.h - leads that turn out to be one person, and leads that a person says are two.
#pragma once

#include "connector/run/inbound/apply_context.h"

namespace crosswalk {

// What two leads, or a lead and a record that fits it, are to each other.
struct Kinship {
    bool apart = false;     // a person said that they are two, for ever
    std::string against{};  // else what speaks against joining them, for a person; empty: nothing does
};

// Judges two leads of which both fit `record`, as the vendor shows it. Against a join speak two records of one
// kind that both live in one connection, and different values of a key that counts before the one they share.
struct TwoLeads {
    const Lead& one;
    const Lead& other;
};
Result<Kinship> kinship(
    Transaction&, const Mapping&, const ConnectionPlan&, const TwoLeads&, const Change& record
);

// The lead came to share a key with other leads (a corrected address, a second one): those are joined to it
// where nothing speaks against it; where something does, a person is asked.
Result<void> join_namesakes(const ApplyContext&, const LeadId&);

// What made a person be asked about this record or this lead may be over: such questions are put again, or answered.
Result<void> ask_again(Transaction&, EngineContext&, const Mapping&, const RecordKey&, const LeadId&);

// Joins two leads; the older one goes on.
Result<LeadId> join_two(const ApplyContext&, const LeadId&, const LeadId&);

}  // namespace crosswalk
