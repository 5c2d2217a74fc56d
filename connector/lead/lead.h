// connector/lead/lead.h - one person, as all tools together know them.
#pragma once

#include "connector/lead/record.h"

namespace crosswalk {

// Why a canonical value is what it is.
struct Provenance {
    Seq event = 0;
    std::string connection{};  // whose word counted
    Millis at{};               // source time of that word
    std::string rule{};        // as the admin writes it: "newest", "always mail"
    std::int64_t mapping_version = 0;
};
struct Held {
    Value value{};
    Provenance why{};
};

struct Lead {
    LeadId id{};
    std::map<std::string, Held, std::less<>> values{};     // by canonical field
    std::map<std::string, std::string, std::less<>> keys{};  // what the person is recognised by: "email", "phone"
    std::map<std::string, Millis, std::less<>> absent{};     // connections where a lookup found nobody, and when
    Millis created_at{};
    std::string created_in{};  // the connection that brought the person first

    // Blank when the field was never heard of.
    const Value& value(std::string_view field) const;
};

// One change of one canonical value; rows are never edited.
struct HistoryRow {
    LeadId lead{};
    Seq event = 0;
    Millis at{};
    std::string field{};
    Value before{}, after{};
    std::string connection{}, rule{};
    std::string note{};  // for writes: what was sent where, and what the tool answered
};

}  // namespace crosswalk
