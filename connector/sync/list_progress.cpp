#include "connector/sync/list_progress.h"

#include <functional>

namespace crosswalk {

bool ListProgress::goes_on(std::string_view asked, const Page& page) {
    const std::hash<std::string_view> hash;
    cursors_.insert(hash(asked));
    std::vector<VendorId> ids;
    for (const Change& change : page.changes) ids.push_back(change.id);
    repeats_ = !ids.empty() && ids == last_ ? repeats_ + 1 : 0;
    last_ = std::move(ids);
    return !page.next_cursor.empty() && !cursors_.contains(hash(page.next_cursor)) && repeats_ < kMaxRepeats;
}

}  // namespace crosswalk
