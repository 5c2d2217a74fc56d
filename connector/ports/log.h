// connector/ports/log.h - one line for people who run the service.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace crosswalk {

enum class Level { debug, info, warn, error };

// Never hand it a secret, a body or a person: lead ids, connection names, codes and counts are enough.
// Safe to share between threads.
class Log {
public:
    virtual ~Log() = default;
    virtual void write(
        Level,
        std::string_view message,
        std::initializer_list<std::pair<std::string_view, std::string_view>> = {}
    ) = 0;
};

}  // namespace crosswalk
