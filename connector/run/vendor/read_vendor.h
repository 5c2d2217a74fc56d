// connector/run/vendor/read_vendor.h - every question to a vendor about records. What it refuses for good is left out, so
// that everything else is answered (run/vendor/outage.h).
#pragma once

#include "connector/run/vendor/exchange.h"
#include "connector/run/vendor/schemas.h"

namespace crosswalk {

struct Question {
    const ObjectPlan& plan;
    std::vector<std::string> fields{};  // vendor fields wanted in the answer
    std::variant<ByIds, ByMatch, Since> what{};
    const ReadOutage* trying = nullptr;  // the one outage that is tried again, and so not left out
};

struct ReadAnswer {
    Page page{};
    std::optional<Outcome> stopped_by{};
    FieldSet left_out{};  // of the wanted fields, those that were not asked for
};

// Asks, and where the vendor refuses the question, learns what it refuses: a field (by the vendor's words, by its
// list of fields, or by halves) or the whole kind. That becomes an outage, and the answer comes without it. A
// question that is refused for the values it asks about is answered with `refused`.
ReadAnswer read_vendor(EngineContext&, ConnectionRuntime&, const Mapping&, const Question&);

}  // namespace crosswalk
