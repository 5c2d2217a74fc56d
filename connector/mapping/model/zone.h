// connector/mapping/model/zone.h - days and moments in a time zone of the IANA data base. Pure.
#pragma once

#include "connector/mapping/model/plan.h"

#include <memory>

namespace crosswalk::zone {

// True for a name such as "America/Phoenix" or "UTC".
bool is_known(const std::string& name);

// All names that are known.
std::vector<std::string> names();

// True where a day would have to become a moment, or a moment a day, and nothing says in which zone.
bool is_missing(const FieldPlan&, const Binding&);

// The day it was in this zone. An unknown or empty name counts as UTC.
std::chrono::year_month_day day_at(const std::string& name, Millis);

// The moment at which a clock of this zone showed the date and time, given as if it were UTC. Of a time that
// the clocks went through twice the first one; one that they skipped is moved forward by what was skipped.
Millis moment_of(const std::string& name, Millis shown);

// While a zone's clocks differ from UTC by `ahead`; `until` is the first moment at which they do not.
struct Offset {
    Millis from{}, until{};
    std::chrono::milliseconds ahead{};
};

// The clocks of one zone. Holds the zone's data, so that asking it again costs little.
class Clocks {
public:
    // An unknown or empty name counts as UTC.
    explicit Clocks(const std::string& name);
    std::chrono::milliseconds ahead_at(Millis) const;
    // In order, without a gap, covering [from, until).
    std::vector<Offset> offsets_between(Millis from, Millis until) const;

private:
    struct Data;
    std::shared_ptr<const Data> data_;
};

// The first moment of a day: not midnight where the clocks were put forward then.
Millis start_of(const std::string& name, std::chrono::year_month_day);

}  // namespace crosswalk::zone
