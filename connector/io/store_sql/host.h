// connector/io/store_sql/host.h - where the stores differ: how their connections are opened, and what is
// looked after.
#pragma once

#include "connector/io/store_sql/tables.h"

#include <memory>

namespace crosswalk::sql {

struct WriterOptions {
    // Bytes; what HMACs of erased addresses are made with, newest first, all of them tried.
    std::vector<std::string> suppression_keys{};
    std::size_t max_units_per_commit = 64;
    std::chrono::milliseconds max_commit_time{5};
    std::size_t max_queue = 20'000;  // units; beyond it `submit` answers "store.busy"
    // So long without work the writer waits before it looks after the store.
    std::chrono::milliseconds idle_after{500};
    bool single_connection = false;  // reads go through the writer
    std::size_t most_idle_readers = 64;
};

// Owns the writing connection. All but open_reader() and erasures_complete() is called from the writer's
// thread alone.
class Host {
public:
    virtual ~Host() = default;
    virtual SqlConnection* writing() = 0;  // nothing: it could not be opened again
    virtual Result<void> reopen() = 0;
    virtual Result<std::unique_ptr<SqlConnection>> open_reader() = 0;
    virtual const char* begin_read() const = 0;

    // Is what is written there still what was opened? Nothing is acknowledged otherwise.
    virtual Result<void> intact() { return {}; }
    virtual Result<void> before_commit(Tables&) { return {}; }
    // It is on the disk, and nobody was told yet.
    virtual void committed(Tables&) {}
    virtual void tend(bool idle) { (void)idle; }
    virtual void closing() {}
    virtual Result<void> erasures_complete() const { return {}; }
};

}  // namespace crosswalk::sql
