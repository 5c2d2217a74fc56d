// tests/chaos/auditor.h - writes down every 200 it was given, and later compares with what is there. It knows
// nothing of how Crosswalk works: only what was sent, what was acknowledged, and what the vendors see.
#pragma once

#include "tests/bench/house.h"
#include "tests/support/salesforce_double.h"

#include <map>
#include <set>

namespace crosswalk::chaos {

struct Sent {
    bench::Event event{};
    bool acknowledged = false;
};

class Auditor {
public:
    explicit Auditor(std::size_t leads) : newest_(leads, 0), newest_acknowledged_(leads, 0) {}

    // A new event: this lead's score has risen by one. Times rise with the values.
    Sent& rise(std::size_t lead, std::int64_t occurred_ms);
    void acknowledged(Sent&);
    // Events without an answer, oldest first: a vendor would send them again.
    std::vector<Sent*> unanswered();

    // Each returns one sentence for everything that is wrong.
    std::vector<std::string> missing_in_journal(const std::string& store_file);  // while nothing runs
    std::vector<std::string>
    older_at_vendor(const std::vector<doubles::Call>&);  // calls in the order in which they came
    std::vector<std::string> not_arrived(const std::vector<boost::json::object>& leads
    ) const;  // once all is quiet

    std::size_t acknowledged_count() const { return acknowledged_; }
    std::int64_t value_of(std::size_t lead) const { return newest_.at(lead); }

private:
    std::map<std::int64_t, Sent> sent_{};                     // by event id, which rises
    std::vector<std::int64_t> newest_, newest_acknowledged_;  // by lead
    std::set<std::int64_t> awaited_{};                        // acknowledged, and not yet seen in the journal
    std::map<std::string, std::int64_t> at_vendor_{};         // the last score written, by Salesforce id
    std::int64_t mark_ = 0;                                   // journal rows up to here were looked at
    std::size_t acknowledged_ = 0;
};

std::string email_of(std::size_t lead);

}  // namespace crosswalk::chaos
