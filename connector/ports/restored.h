// connector/ports/restored.h - what a store that was put back from a backup says, and what names the erased outside it.
#pragma once

#include "connector/lead/lead.h"

namespace crosswalk {

// The setting in which a restored store says since when (milliseconds) it sends nothing: until every connection was
// compared.
inline constexpr std::string_view kRestored = "restored";

// What names a lead, or a record of one, in the list of the erased that lies beside a store.
inline std::string erased_key(const LeadId& lead) { return "lead " + lead.text; }
inline std::string erased_key(const RecordKey& record) {
    return "record " + record.connection + " " + record.kind.text + " " + record.id.text;
}

}  // namespace crosswalk
