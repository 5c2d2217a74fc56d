// connector/sync/list_progress.h - whether a list that is read page by page goes on. Pure.
#pragma once

#include "connector/contract/adapter.h"

#include <unordered_set>

namespace crosswalk {

// Of one list, from its first page to its last. A vendor that repeats a page would else be asked without end.
class ListProgress {
public:
    // False where the page behind this one was read already: its cursor is empty or stood there before, or the vendor
    // sent the same records over and over. The same records may come three times: of many that share one time a
    // page is read by time, by time once more, and then by id.
    bool goes_on(std::string_view asked, const Page&);

private:
    static constexpr int kMaxRepeats = 3;
    std::unordered_set<std::size_t> cursors_{};
    std::vector<VendorId> last_{};
    int repeats_ = 0;
};

}  // namespace crosswalk
