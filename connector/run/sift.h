// connector/run/sift.h - what of a page of "what changed since" is news.
#pragma once

#include "connector/run/enrich.h"

namespace crosswalk {

// A page, sorted: what is news, and who must be read before anybody can tell.
struct Sifted {
    std::vector<AskedChange> news{};
    std::vector<std::pair<RecordKey, FieldSet>> unclear{};
};
enum class Who { anybody, known };  // whose records count
Result<Sifted> sift(
    World&, const Mapping&, LiveAccount&, const Page&, Millis asked_on, Who = Who::anybody
);

// Journals the news and asks for what is unclear, inside a unit. The journal's number; 0 where nothing was
// news.
Result<Seq> keep_sifted(
    Transaction&, const World&, const LiveAccount&, const Sifted&, std::string_view memo, Millis now
);

// The memo of a page that a comparison read: what is applied of it was missed before.
inline constexpr std::string_view kCompared = "compared";

}  // namespace crosswalk
