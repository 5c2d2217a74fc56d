#include "connector/run/vendor/page_parts.h"

namespace crosswalk {
namespace {

// One more part of what a page says of a record: each value keeps its time, and the whole is as complete as
// its least complete part.
void add_part(Change& whole, const Change& part) {
    for (const auto& [field, value] : part.fields) {
        whole.fields[field] = value;
        const auto dated = part.field_times.find(field);
        if (dated != part.field_times.end())
            whole.field_times[field] = dated->second;
        else if (part.occurred_at && (!whole.occurred_at || part.occurred_at->at != whole.occurred_at->at))
            whole.field_times[field] = *part.occurred_at;
    }
    for (const auto& [field, more] : part.aliases) whole.aliases[field] = more;
    if (!part.who.empty()) whole.who = part.who;
    if (!part.last_by.empty()) whole.last_by = part.last_by;
    whole.deleted = whole.deleted || part.deleted;
    if (whole.completeness == Completeness::whole) whole.completeness = part.completeness;
}

}  // namespace

std::optional<Change> all_about(const Page& page, const RecordKey& key) {
    std::optional<Change> whole;
    for (const Change& part : page.changes) {
        if (part.id != key.id) continue;
        if (whole) {
            add_part(*whole, part);
            continue;
        }
        whole = part;
        whole->kind = key.kind;
    }
    return whole;
}

void join_parts(Page& page) {
    std::vector<Change> joined;
    std::map<std::pair<std::string, std::string>, std::size_t> places;
    for (Change& part : page.changes) {
        const auto [place, fresh] = places.try_emplace({part.kind.text, part.id.text}, joined.size());
        if (fresh)
            joined.push_back(std::move(part));
        else
            add_part(joined[place->second], part);
    }
    page.changes = std::move(joined);
}

}  // namespace crosswalk
