// connector/io/store_sqlite/sqlite_store.h - the embedded store: one file, one writer, nothing acknowledged
// before fsync.
#pragma once

#include "connector/ports/store.h"

#include <memory>

namespace crosswalk {

struct SqliteOptions {
    std::string path{};
    std::string vfs{};  // empty: the system's; tests bring one that loses un-synced writes
    std::string synchronous =
        "FULL";  // anything else loses acknowledged deliveries at a power cut; for tests only
    bool single_connection = false;  // reads go through the writer: for a file system without shared memory
    std::size_t max_units_per_commit = 64;
    std::chrono::milliseconds max_commit_time{5};
    std::size_t max_queue = 20'000;  // units; beyond it `submit` answers "store.busy"
    std::size_t checkpoint_pages = 4'000;
    // So long without work the writer waits before it looks after the files. Real time: a simulation, whose
    // disk must do the same in every run, sets it high.
    std::chrono::milliseconds idle_after{500};
    // Bytes; what HMACs of erased addresses are made with, newest first, all of them tried. None: the store
    // makes one and keeps it, which hides the addresses from nobody who has the file.
    std::vector<std::string> suppression_keys{};
};

// Opens, migrates, and locks the file for the life of the store, under whatever path it is named. When the
// store lost commits that were acknowledged it says so in the setting `kStoreLost`. Faults: "store.locked"
// (another process has it), "store.newer" (written by a newer Crosswalk), "store.unavailable",
// "store.corrupt", "store.foreign" (another program's), "store.foreign_log", "store.linked" (several hard
// links), "store.not_a_file".
Result<std::unique_ptr<Store>> open_sqlite(const SqliteOptions&);

// Does another process hold this store? Says so without opening it.
bool is_locked(const std::string& path);

// Absolute, with symbolic links followed: where the files beside the store are.
std::string store_real_path(const std::string& path);

}  // namespace crosswalk
