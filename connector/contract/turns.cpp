#include "connector/contract/turns.h"

#include <iterator>

namespace crosswalk {

void join(Page& whole, Page&& part) {
    whole.changes.insert(
        whole.changes.end(),
        std::make_move_iterator(part.changes.begin()),
        std::make_move_iterator(part.changes.end())
    );
    whole.gone.insert(whole.gone.end(), part.gone.begin(), part.gone.end());
    whole.merges.insert(whole.merges.end(), part.merges.begin(), part.merges.end());
    whole.unreadable.insert(whole.unreadable.end(), part.unreadable.begin(), part.unreadable.end());
    whole.next_cursor = std::move(part.next_cursor);
    whole.more = part.more;
}

void join(ObjectSchema& whole, ObjectSchema&& part) {
    if (whole.kind.text.empty()) whole.kind = std::move(part.kind);
    whole.whole = whole.whole && part.whole;
    whole.fields.insert(
        whole.fields.end(),
        std::make_move_iterator(part.fields.begin()),
        std::make_move_iterator(part.fields.end())
    );
}

void join(WriteReport& whole, WriteReport&& part) {
    if (whole.outcomes().size() != part.outcomes().size()) {
        whole = std::move(part);
        return;
    }
    for (std::size_t i = 0; i < part.outcomes().size(); ++i)
        if (part[i].verdict != Verdict::unanswered) whole[i] = std::move(part[i]);
    if (part.ticket) whole.ticket = std::move(part.ticket);
}

}  // namespace crosswalk
