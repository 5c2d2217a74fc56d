// connector/contract/report.h - one outcome per record, always.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

// What the engine does next with one record. Closed on purpose: a new vendor
// adds rows to a ruling table, never a verdict.
enum class Verdict {
    unanswered,  // the vendor said nothing about this record: check by reading, never assume
    applied,     // done; `id` is set when the vendor tells it
    pending,     // accepted, not done: ask again with the job ticket
    retry,       // temporary: write again after `wait`
    reconnect,   // credentials or permission: pause the connection, tell the admin
    refused,     // this record cannot be written as it is: park it, tell the admin
    merged,      // this record lives on as `id`: relink and write there
};
std::string_view to_string(Verdict);

struct Outcome {
    Verdict verdict = Verdict::unanswered;
    std::optional<VendorId> id{};
    std::string vendor_code{};  // the vendor's own code, untouched
    std::string vendor_says{};  // the vendor's own words, untouched
    std::string advice{};       // what the admin should do
    std::string field{};        // the vendor field it is about, when the vendor tells
    std::optional<std::chrono::seconds> wait{};
};

// Starts with every record unanswered, so forgetting one is visible, not silent.
class WriteReport {
public:
    explicit WriteReport(std::size_t records = 0, const Outcome& all = {}) : outcomes_(records, all) {}

    Outcome& operator[](std::size_t i) { return outcomes_.at(i); }
    std::span<const Outcome> outcomes() const { return outcomes_; }

private:
    std::vector<Outcome> outcomes_;
};

// One row of a vendor's error table: adapters/<vendor>/error_table.h holds nothing else. The first row that fits counts.
struct ErrorRule {
    std::string_view vendor_code{};  // "http_423" where a refusal carries no code of the vendor's own
    Verdict verdict = Verdict::refused;
    std::string_view advice{};  // what the admin should do; names the field as {field}
    std::chrono::seconds wait{0};
    std::string_view when_says{};  // optional: only where the vendor's words hold this
    bool of_record = false;  // a retry of the records in the call alone, where the status speaks about records
};

inline constexpr std::string_view kNoAdvice =
    "The vendor gave no reason. Look at what was sent and at the vendor itself, then replay.";

// Null when no row fits.
const ErrorRule* error_rule_for(std::span<const ErrorRule>, std::string_view vendor_code, std::string_view vendor_says);

// Unlisted codes are refused, with the vendor's own words: visible, never looping.
Outcome classify(
    std::span<const ErrorRule>,
    std::string_view vendor_code,
    std::string_view vendor_says,
    std::string_view field = {}
);

}  // namespace crosswalk
