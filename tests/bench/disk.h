// tests/bench/disk.h - what the disk itself can do, beside which every durable figure must be read.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crosswalk::bench {

// Appends 4 KiB pages to a file in `folder` and fdatasyncs each; milliseconds of each fdatasync. Empty: the
// folder cannot be written.
std::vector<double> time_fdatasync(const std::string& folder, std::size_t times);

// The type of file system the folder is on ("ext4", "overlay", "tmpfs"), by its magic number; else the number
// in hex.
std::string file_system_of(const std::string& folder);

}  // namespace crosswalk::bench
