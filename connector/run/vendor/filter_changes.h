// connector/run/vendor/filter_changes.h - what of a page of "what changed since" is news.
#pragma once

#include "connector/run/vendor/enrich.h"

namespace crosswalk {

// A page, sorted: what is news, and who must be read before anybody can tell.
struct FilteredChanges {
    std::vector<AskedChange> news{};
    std::vector<std::pair<RecordKey, FieldSet>> unclear{};
};
struct PageRead {
    const Page& page;
    Millis asked_on{};
};
enum class Who { anybody, known };  // whose records count
Result<FilteredChanges> filter_changes(
    EngineContext&, const Mapping&, ConnectionRuntime&, const PageRead&, Who = Who::anybody
);

// Journals the news and asks for what is unclear, inside a unit. The journal's number; 0 where nothing was
// news.
Result<Seq> journal_changes(
    Transaction&, const EngineContext&, const ConnectionRuntime&, const FilteredChanges&, std::string_view memo
);

// The memo of a page that a comparison read: what is applied of it was missed before.
inline constexpr std::string_view kCompared = "compared";
// The memo of a page that a backfill read: old news, of which nobody is told.
inline constexpr std::string_view kBackfilled = "backfill";

}  // namespace crosswalk
