// What was typed where and when, field by field, beside what our own writes put there. The engine knows
// nothing of it.
#pragma once

#include "connector/contract/adapter.h"
#include "sim_clock.h"

#include <boost/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crosswalk::simulation {

// Since the beginning of the world.
std::string seconds(Millis);

// A time as a tool tells it.
Millis as_told(Millis, Precision);

// One value that came to stand in a field.
struct Edit {
    boost::json::value value{};
    bool by_hand = true;     // else by a write of ours
    Millis at{};             // when, in truth
    Millis early{}, late{};  // between these lies the time that Crosswalk may have been told for it
    Precision precision = Precision::milliseconds;
    bool told = false;      // a delivery that says it was acknowledged
    bool skewed = false;    // it came while our clock was so far behind that its time was not believed
    bool blurred = false;   // it crossed with a write of ours that says the same
    bool misdated = false;  // of a write of ours: our clock was wrong when it arrived
    // In the log's own count: when it was made, and when the engine had surely worked it off.
    std::size_t made = 0, applied_by = SIZE_MAX;
    bool applied() const { return applied_by != SIZE_MAX; }
};

class EditLog {
public:
    using Field = std::pair<std::string, std::string>;  // id of the record, vendor field

    // Its number.
    std::size_t note(const Field&, Edit);
    // What a person typed there, where that still stands.
    std::optional<std::size_t> standing(const Field&) const;
    // Of this record.
    std::vector<std::size_t> standing(const std::string& record) const;
    // A write of ours that never arrived said this: whoever types it now looks like that write.
    void lost_a_write(const Field&, boost::json::value, Millis at);
    // A write of ours said what stands there already.
    void wrote_the_same(const Field&);
    // From now on it may be told with this time, too.
    void redated(std::size_t edit, Millis);
    // Crosswalk, whose clock shows `now`, is shown it with a time up to `dated`; `said`: by a delivery that
    // was acknowledged.
    void shown(std::size_t edit, Millis dated, Millis now, bool said);
    // Everything acknowledged so far is worked off.
    void all_applied();
    void removed(const std::string& record) { removed_[record] = ++moment_; }
    // In the log's own count; nothing while the record is there.
    std::optional<std::size_t> when_removed(const std::string& record) const;

    // In the order in which they came to stand there.
    std::vector<const Edit*> of(const Field&) const;

private:
    std::vector<Edit> edits_{};
    std::map<Field, std::vector<std::size_t>> fields_{};
    std::vector<std::size_t> to_apply_{};
    std::map<std::string, std::size_t> removed_{};
    std::map<Field, std::pair<boost::json::value, Millis>> lost_{};
    std::size_t moment_ = 0;
};

}  // namespace crosswalk::simulation
