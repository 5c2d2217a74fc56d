// adapters/postmark/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/postmark/postmark.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

namespace crosswalk::postmark {

// Beside the fields: whether somebody may not be written to on the connection's message stream. The others are
// "preferences/" and the stream.
inline constexpr std::string_view kOptOut = "preferences/all", kStreamPrefix = "preferences/";
inline constexpr std::string_view kKind = "recipient", kEmail = "EmailAddress", kReason = "SuppressionReason";
inline constexpr std::string_view kStreamSetting = "message_stream", kDefaultStream = "outbound";

// A suppression for a bounce is nobody's word (sheet, Suppressions).
inline constexpr std::string_view kTheirWord[] = {"ManualSuppression", "SpamComplaint"};
inline constexpr WordFlag kFlags[] = {{.field = kOptOut, .at = "/SuppressionReason", .yes = kTheirWord}};
inline constexpr std::string_view kFieldsAt[] = {""};

// Events and suppressions know people by their address alone.
inline std::string id_of(std::string_view email) { return lower_case(email); }

inline constexpr RowShape kSuppressions{
    .items = "/Suppressions",
    .id = "/EmailAddress",
    .spell = id_of,
    .fields_at = kFieldsAt,
    .updated_at = "/CreatedAt",
    .flags = kFlags};

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// The suppression of one address, if there is one.
std::string path_of(std::string_view email);

}  // namespace crosswalk::postmark
