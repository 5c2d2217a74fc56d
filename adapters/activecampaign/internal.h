// adapters/activecampaign/internal.h - what the files of this folder share. Nobody else includes it.
#pragma once

#include "adapters/activecampaign/activecampaign.h"
#include "connector/contract/json_read.h"

namespace crosswalk::activecampaign {

inline constexpr std::size_t kPageRows = 100;
inline constexpr std::string_view kStandardFields[] = {"email", "phone", "firstName", "lastName"};
// Names in a mapping: "field/LEAD_SOURCE" is a custom field by its personalisation tag, "score/Engagement" a
// score, "tag/MQL" a tag, "lists/3" and "lists/all" whether the person left that list, or all of them.
inline constexpr std::string_view kFieldPrefix = "field/", kScorePrefix = "score/", kTagPrefix = "tag/",
                                  kListPrefix = "lists/", kAllLists = "lists/all";

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<WriteBatch, WriteReport> membership_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

bool is_standard(std::string_view field);
bool is_id(std::string_view text);  // digits, and not too many
// The time of a row; nothing where there is none or it names no zone.
std::optional<When> when_at(const boost::json::value& in, std::string_view pointer);
// Blank text and zero dates ("0000-00-00") are JSON null.
boost::json::value value_of(std::string_view text);
// Rows of what stands beside contacts: each names its contact (a deal's names none, and says so) and `what`
// it is about. Nonsense says nothing, least of all that there is nothing.
bool are_rows(std::span<const boost::json::value> rows, std::string_view what);
// The error of a refusal, ruled. Shapes vary: errors[], message, or nothing at all (sheet, section 5).
Outcome refusal(const Answer&);
Fault refusal_fault(const Answer&, std::string_view doing);
Fault unreadable(std::string_view what);

}  // namespace crosswalk::activecampaign
