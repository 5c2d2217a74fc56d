// adapters/amazon_ses/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/amazon_ses/amazon_ses.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

namespace crosswalk::amazon_ses {

// Beside the fields: whether somebody has complained or left; "preferences/" and a topic of the contact list is one
// thing that they left.
inline constexpr std::string_view kOptOut = "preferences/all", kTopicPrefix = "preferences/";
inline constexpr std::string_view kKind = "recipient", kEmail = "EmailAddress", kReason = "Reason",
                                  kUpdated = "LastUpdateTime";
inline constexpr std::string_view kList = "/v2/email/suppression/addresses", kNotifications = "sns";

// Who is on the list for a bounce has not said a word.
inline constexpr std::string_view kTheirWord[] = {"COMPLAINT"}, kFieldsAt[] = {""}, kTimes[] = {kUpdated};
inline constexpr WordFlag kFlags[] = {{.field = kOptOut, .at = "/Reason", .yes = kTheirWord}};

// Events and the list know people by their address alone.
inline std::string id_of(std::string_view email) { return lower_case(email); }

constexpr RowShape rows_at(std::string_view items) {
    return {
        .items = items,
        .id = "/EmailAddress",
        .spell = id_of,
        .fields_at = kFieldsAt,
        .updated_at = "/LastUpdateTime",
        .time = TimeForm::epoch,
        .times = kTimes,
        .flags = kFlags};
}

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// One address on the list.
std::string path_of(std::string_view email);

}  // namespace crosswalk::amazon_ses
