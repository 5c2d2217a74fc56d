// connector/run/vendor/outage.h - what a vendor does not let us read: a field of a kind, or the kind itself. It is left out
// of questions, shown in the status, parked once, and tried again by itself (run/vendor/catch_up.cpp).
#pragma once

#include "connector/contract/report.h"
#include "connector/lead/write.h"

namespace crosswalk {

struct EngineContext;
struct ConnectionRuntime;
struct Mapping;
struct Transaction;

struct ReadOutage {
    VendorKind kind{};
    std::string field{};  // the vendor's name; empty: the kind itself
    std::string code{}, says{}, advice{};
    Millis since{}, next_try{};
    int tries = 0;
    std::string cursor{};  // where the reading of what changed meanwhile begins, or goes on
    bool over = false;     // it can be read again, and that reading goes on
    Seq news = 0;          // what that reading brought stands in the journal up to here

    // All of it is read, and waits to be applied.
    bool is_read() const { return over && cursor.empty(); }

    bool is(std::string_view of_kind, std::string_view of_field) const {
        return kind.text == of_kind && field == of_field;
    }
};

// What is left to do about an outage that is over: to read on from `cursor`, or to apply what was read.
struct OutageRest {
    std::optional<std::string> cursor{};
    Seq news = 0;

    bool none() const { return !cursor && news == 0; }
};

// A poll that fails though the vendor answers.
struct PollTrouble {
    Outcome why{};
    Millis since{};
    int failures = 0;
};

// The fields of a kind that are left out of questions for now.
FieldSet withheld_fields(ConnectionRuntime&, std::string_view kind);
// The same, and those that can be read again, but of which what changed meanwhile is not applied yet.
Result<FieldSet> unreadable_fields(Transaction&, ConnectionRuntime&, std::string_view kind);
// Why nothing of this kind is asked for now.
std::optional<Outcome> kind_outage(ConnectionRuntime&, std::string_view kind);

// Leaves it out from now on, and parks it once; or, of what is left out already, says that another try failed.
void begin_outage(EngineContext&, ConnectionRuntime&, const Mapping&, ReadOutage);
// It can be read again. Its item goes, and its trace where nothing is left to do. Of the memory only `outage_is_over`
// tells, once this is committed.
Result<void> end_outage(Transaction&, std::string_view connection, ReadOutage, const OutageRest&);
void outage_is_over(EngineContext&, ConnectionRuntime&, const ReadOutage&, const OutageRest&);
// Those that no mapping asks for any more.
void forget_unmapped_outages(EngineContext&, ConnectionRuntime&, const Mapping&);

// After a restart.
Result<void> load_outages(EngineContext&);
// They are tried again at once: all of a connection, or the one of a parked item.
void retry_outages(ConnectionRuntime&);
void retry_outage(EngineContext&, const Parked&);

// How long to wait behind that many tries that failed.
std::chrono::milliseconds outage_pause(int tries);

}  // namespace crosswalk
