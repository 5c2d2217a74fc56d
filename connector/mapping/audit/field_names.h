// connector/mapping/audit/field_names.h - what the names and labels of fields say, as words. Of this room alone.
#pragma once

#include "connector/mapping/audit/field_audit.h"

namespace crosswalk::audit {

using Words = std::set<std::string, std::less<>>;

// "Lead_Score__c", "field/LEAD_SCORE", "leadScore": lead, score.
std::vector<std::string> words_in(std::string_view name);
std::string folded(std::string_view);  // ASCII letters small
// Why two fields probably mean the same; nothing when they do not seem to.
std::optional<std::string> why_twins(const AuditedField&, const AuditedField&);
// The words of `from` that `in` does not have, whatever their capitals.
std::vector<std::string> missing(std::span<const std::string> from, std::span<const std::string> in);

}  // namespace crosswalk::audit
