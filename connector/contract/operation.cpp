#include "connector/contract/operation.h"

#include <algorithm>
#include <iterator>

namespace crosswalk {

WriteReport nothing_said(const NoticeBatch& batch) { return WriteReport(batch.messages.size()); }
WriteReport nothing_said(const WriteBatch& batch) { return WriteReport(batch.records.size()); }
ObjectSchema nothing_said(const SchemaQuery& query) { return {.kind = query.plan.kind}; }

Call take_next(Calls& waiting) {
    Call next = std::move(waiting.front());
    waiting.erase(waiting.begin());
    return next;
}

void put_in_front(Calls& waiting, Calls further) {
    waiting.insert(
        waiting.begin(), std::make_move_iterator(further.begin()), std::make_move_iterator(further.end())
    );
}

}  // namespace crosswalk
