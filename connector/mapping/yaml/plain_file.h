// connector/mapping/yaml/plain_file.h - reads what an admin names as a file, and nothing else.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

// At most `most` bytes and one more, so that the caller sees when there are too many. Never waits: a pipe, a
// device or a folder is refused at once. Faults: "file.unreadable", "file.not_plain"; `what` continues "The
// file X ...".
Result<std::string> read_plain_file(const std::string& path, std::size_t most);

}  // namespace crosswalk
