// connector/mapping/compile/check.h - reads, checks and compiles mapping files. Reports everything it finds at once.
#pragma once

#include "connector/contract/manifest.h"
#include "connector/mapping/model/plan.h"

#include <functional>

namespace crosswalk {

// One finding: where, a code that never changes, what is wrong, what to do.
struct Finding {
    std::string file{};
    int line = 0, column = 0;  // from 1; 0: the file as a whole
    std::string code{}, what{}, remedy{};
    bool error = true;         // false: a warning; the mapping may still be activated
    std::string text() const;  // "file:line:column: code: what is wrong. What to do."
};

struct MappingFile {
    std::string path{};  // as given by the admin; its last part says what it is: fields.yaml, lifecycle.yaml,
                         // handoff.yaml, *.cases.yaml
    std::string text{};
};

// What the checker knows about the configured connections, so that a kind or a connection that is not there
// is found.
struct ConnectionFacts {
    std::string name{};
    const Manifest* manifest = nullptr;
    std::function<const ObjectSchema*(std::string_view kind)> schema{};  // optional: `check --live`
};

struct Checked {
    std::vector<Finding> findings{};
    std::shared_ptr<const Mapping> mapping{};  // null when there is an error
    std::vector<std::string> sentences{};  // "Lead score: Mail decides. Clearing it there changes nothing elsewhere."
    int cases_run = 0;  // by check_with_cases of connector/sync/cases.h
    bool ok() const { return mapping != nullptr; }
};

// Never throws. An empty `facts` leaves out the checks against the configuration. Files of cases are read,
// not played.
Checked check_mapping(
    std::span<const MappingFile>, std::span<const ConnectionFacts>, std::int64_t version = 0
);

// True for NAME.cases.yaml and its like, but for handoff.cases.yaml.
bool is_cases_file(std::string_view path);
// True for handoff.cases.yaml and its like, which connector/handoff/cases.h plays.
bool is_handoff_cases_file(std::string_view path);

// Reads the mapping files of a folder. Faults: "mapping.no_folder", "mapping.no_fields_file",
// "mapping.unreadable".
Result<std::vector<MappingFile>> read_mapping_folder(const std::string& folder);

// The word nearest to `word`, when one is near enough to be meant.
std::optional<std::string> suggest(std::string_view word, std::span<const std::string> among);

}  // namespace crosswalk
