// adapters/marketo/activities.h - one activity, as a data stream or a list shows it. Private to this folder.
#pragma once

#include "adapters/marketo/internal.h"

namespace crosswalk::marketo {

// Numbers that all instances share (sheet, section 5).
enum class ActivityType { created = 12, value_changed = 13, score_changed = 22, merged = 32, deleted = 37 };
struct Activity {
    const boost::json::value& row;  // where leadId, activityDate and attributes stand
    ActivityType type{};
    std::string lead{}, key{};
    std::optional<When> at{};

    // The value of the attribute with this name.
    std::string attribute(std::string_view name) const;
};
Activity activity_in(const boost::json::value& row);

// A score or a value that "changed" to what it was (sheet, section 0).
bool is_no_change(const Activity&);
// Of a merge: who lives on as the activity's lead. Nothing where it does not say.
std::optional<Merge> merge_of(const Activity&);
Change deletion_of(const Activity&);

}  // namespace crosswalk::marketo
