// connector/app/daemon/mapping_versions.h - which mapping is in force, kept in the store with who put it there and when.
#pragma once

#include "connector/app/config/config.h"
#include "connector/ports/store.h"

namespace crosswalk {

struct MappingVersion {
    std::int64_t number = 0;
    std::string author{};
    Millis at{};
    std::int64_t undoes = 0;           // the version it takes back; 0: none
    std::vector<MappingFile> files{};  // named without their folder
};

// Nothing in a store where none was activated yet. Faults: those of the store; "mapping.version_damaged".
Result<std::optional<MappingVersion>> active_version(Transaction&);
// Oldest first.
Result<std::vector<MappingVersion>> all_versions(Transaction&);
// Keeps the files as the next version and makes it the one in force; one atomic unit of the caller's.
Result<MappingVersion> keep_version(
    Transaction&, std::vector<MappingFile>, std::string author, Millis now, std::int64_t undoes = 0
);

// The same files with the same bytes, wherever they lie.
bool same_files(const std::vector<MappingFile>&, const std::vector<MappingFile>&);

// What stands on disk now, checked against the configuration. `files` is empty when the folder cannot be
// read.
struct OnDisk {
    std::vector<MappingFile> files{};
    Checked checked{};
};
OnDisk mapping_on_disk(const Config&, std::int64_t version = 0);
OnDisk mapping_in(const std::string& folder, const Config&, std::int64_t version = 0);

}  // namespace crosswalk
