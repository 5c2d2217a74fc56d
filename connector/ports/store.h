// connector/ports/store.h - what the engine keeps, and the one way to change it.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/lead/ledger.h"
#include "connector/ports/accounts.h"
#include "connector/ports/handoffs.h"
#include "connector/ports/journal.h"
#include "connector/ports/leads.h"
#include "connector/ports/outbox.h"
#include "connector/ports/timers.h"

#include <functional>

namespace crosswalk {

class Books {
public:
    virtual ~Books() = default;
    // Moves n items into (or, negative, out of) a word. `total` is kept by the caller like any other word.
    virtual void add(std::string_view connection, Book, std::string_view word, std::int64_t n) = 0;
    virtual Result<AllBooks> all() = 0;
};

// Small named values: marks, cursors, pauses, the active mapping, sealed tokens.
class Settings {
public:
    virtual ~Settings() = default;
    virtual Result<std::optional<std::string>> get(std::string_view name) = 0;
    virtual Result<void> put(std::string_view name, std::string_view value) = 0;
    virtual Result<void> drop(std::string_view name) = 0;
    virtual Result<std::vector<std::pair<std::string, std::string>>> starting_with(std::string_view prefix
    ) = 0;
};

// Everything inside one atomic unit. Only valid while the unit runs.
struct Transaction {
    Journal& journal;
    Leads& leads;
    History& history;
    Outbox& outbox;
    ReadQueue& reads;
    ParkingLot& parked;
    Books& books;
    Settings& settings;
    Identities& identities;
    Timers& timers;
    Handoffs& handoffs;
    Notices& notices;
    Accounts& accounts;
    AuditLog& audit;
};

// An atomic step: all of it happens, or (when it returns a Fault) nothing.
using Unit = std::function<Result<void>(Transaction&)>;
using Done = std::function<void(const Result<void>&)>;

// What somebody who looks at a page may be waiting for.
enum class Topic { leads, handoffs, parked, connections, mapping };
inline constexpr std::size_t kTopics = 5;
std::string_view to_string(Topic);

enum class Lane { intake, engine };  // the writer serves both in turn; what waits for an answer is committed soon

// Safe to share between threads. Faults: "store.unavailable" (disk full, I/O), "store.corrupt", "store.busy"
// (the queue is full), "store.stopped".
class Store {
public:
    virtual ~Store() = default;
    // Queues a unit. `done` runs on the store's own thread after the commit that holds the unit is on disk,
    // or failed: keep it short. A full queue answers "store.busy" at once.
    virtual void submit(Lane, Unit, Done) = 0;
    // Runs units in order and waits until all of them are on disk; the answers are theirs, one each.
    virtual std::vector<Result<void>> run(std::vector<Unit>) = 0;
    // Reads what is committed, on the caller's thread. The unit must not change anything.
    virtual Result<void> read(const Unit&) = 0;
    // False while the store cannot be written; says why.
    virtual Result<void> writable() const = 0;
    // How many commits of this process changed something of this topic; it only grows, and follows the commit.
    virtual std::uint64_t commits_about(Topic) const { return 0; }
    // A Fault while what was erased can still be read in one of the store's files.
    virtual Result<void> erasures_complete() const { return {}; }
};

// The setting in which a store says that it lost commits which had been acknowledged: JSON with "noticed"
// (milliseconds), "commits", "deliveries".
inline constexpr std::string_view kStoreLost = "store_lost";

// One unit, waited for.
Result<void> run_one(Store&, Unit);

}  // namespace crosswalk
