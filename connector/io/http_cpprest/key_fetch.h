// connector/io/http_cpprest/key_fetch.h - public keys and certificates, read from where a vendor publishes
// them.
#pragma once

#include "connector/contract/values.h"

#include <functional>

namespace crosswalk {

// Gets an https address without a query (of this machine itself also an http one), follows no redirect and carries no credential. What comes back is at
// most 16 KB; it ends within five seconds. Faults: those of HttpClient, and "key.refused" for any answer but
// 200. Safe to share between threads. `ca_file` is trusted beside the system's own.
std::function<Result<std::string>(const std::string& url)> make_key_fetch(std::string ca_file = {});

}  // namespace crosswalk
