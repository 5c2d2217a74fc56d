// connector/lead/lead.h - one person, as all tools together know them.
#pragma once

#include "connector/lead/consent.h"
#include "connector/lead/record.h"
#include "connector/lead/score_tally.h"
#include "connector/lead/step.h"

#include <set>

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
    std::map<std::string, Held, std::less<>> values{};  // by canonical field
    std::map<std::string, std::string, std::less<>>
        keys{};  // what the person is recognised by: "email", "phone"
    std::set<std::string> called{};  // the person's names as people look for them, folded
    // Further match keys by which the person is recognised: those that `former` and the records' aliases hold.
    std::map<std::string, std::set<std::string>, std::less<>> aliases{};
    // The match keys of the leads that were joined into this one, and its own at that time.
    std::map<std::string, std::set<std::string>, std::less<>> former{};
    // A person said that these are somebody else: leads, and records that fitted.
    std::set<LeadId> apart{};
    std::set<RecordKey> apart_records{};
    std::map<std::string, Millis, std::less<>> absent{};  // connections where a lookup found nobody, and when
    std::map<std::string, ConsentState, std::less<>> consents{};  // by consent field
    // By connection, the records that fit this lead as well as the one it has there: nothing but consent is
    // written there until a person chooses.
    std::map<std::string, std::set<std::string>, std::less<>> contested{};
    StageProgress progress{};
    Acquisition acquired{};
    ScoreTally score{};
    Millis created_at{};
    std::string created_in{};  // the connection that brought the person first

    // Blank when the field was never heard of.
    const Value& value(std::string_view field) const;
};

// Everything by which the person is recognised, in the form it is looked up by.
std::set<std::string> all_keys(const Lead&);

// What happened to one value; rows are never edited.
struct HistoryRow {
    enum class What {
        value,       // the canonical value changed
        write,       // a tool was told: `field` is the vendor's, `before` and `after` are JSON, `note` its answer
        engagement,  // the person did something, in the tool's word: `field`
    };
    What what = What::value;
    LeadId lead{};
    Seq event = 0;
    Millis at{};
    std::string field{};
    Value before{}, after{};
    std::string connection{};  // whose word counted, or who was told
    std::string rule{};        // of a value: which rule decided
    std::string note{};        // of a value: whom it beat; of a write: the tool's answer
    VendorKind kind{};         // of a write or an engagement
    VendorId record{};         // of a write or an engagement
    // Of an engagement: what tells it from all others of its connection, where anything does; the address that was
    // clicked, without what stands behind its path; the mailing.
    std::string key{}, link{}, campaign{};
    std::int64_t mapping_version = 0;
};

}  // namespace crosswalk
