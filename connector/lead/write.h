// connector/lead/write.h - what must be sent, and what became of it.
#pragma once

#include "connector/lead/record.h"

#include <set>

namespace crosswalk {

// Consent comes before everything else, and in a write of its own.
enum class Urgency { consent = -1, now = 0, score = 1, bulk = 2 };
std::string_view to_string(Urgency);

using FieldSet = std::set<std::string, std::less<>>;

// What of a record a write is about. Each part waits, leaves and is refused apart from the others.
enum class WritePart { fields, consent, memberships };

// "These canonical fields of this lead must reach this record": no payload, that is built when it is sent.
struct WriteIntent {
    std::string connection{};
    VendorKind kind{};                 // canonical destination; empty while the lead is not linked there
    std::optional<VendorId> record{};  // empty while the lead is not linked there
    LeadId lead{};
    FieldSet fields{};
    WritePart part = WritePart::fields;
    Urgency urgency = Urgency::bulk;
    Millis due{};
    Seq cause = 0;
};

// A write that is on its way.
struct ClaimedWrite {
    std::int64_t id = 0;
    WriteIntent intent{};
    int attempts = 0;         // made before this one
    std::string memo{};       // of a turn that went before
    bool unanswered = false;  // the last attempt got no answer: look before writing again
};

// How a claimed write ends.
struct WriteResult {
    enum class How { applied, again, parked, withdrawn };
    std::int64_t write = 0;
    How how = How::applied;
    Millis due{};                                   // of `again`
    bool counts = true;                             // of `again`: does it use up an attempt
    bool unanswered = false;                        // of `again`
    std::string memo{};                             // of `again`
    std::string code{}, says{}, advice{}, field{};  // of `parked`
    FieldSet fields{};                              // of `parked`: those it is about; empty: all of the write
    std::optional<Millis> since{};                  // of `parked`, where the same waited before
    // Of `parked`, where the write had no record yet: the kind of those that fit, and the one that it is about.
    VendorKind kind{};
    VendorId record{};
};

// News or a write that cannot pass until the lead, the mapping or the account changes.
struct Parked {
    // A step held back is in no book: nobody delivered it, and nothing is written of it yet. Nor is a field (or a
    // kind) that the vendor does not let us read, or the question whether two leads are one person.
    enum class What { event, change, write, step, field, people };
    std::int64_t id = 0;
    What what = What::event;
    std::string connection{};
    Seq event = 0;
    LeadId lead{};
    VendorKind kind{};
    std::string record{};
    FieldSet fields{};
    std::string code{}, says{}, advice{};
    Millis since{};
};
std::string_view to_string(Parked::What);

}  // namespace crosswalk
