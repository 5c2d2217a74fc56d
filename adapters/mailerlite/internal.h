// adapters/mailerlite/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/mailerlite/mailerlite.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"

namespace crosswalk::mailerlite {

// Beside the fields: whether the person left, and "groups/ID" (true: is in that group).
inline constexpr std::string_view kOptOut = "preferences/all", kGroupPrefix = "groups/";
inline constexpr std::string_view kSubscribers = "/api/subscribers";
// Of the subscriber itself; MailerLite spells them without a zone, in UTC.
inline constexpr std::string_view kTimes[] = {"subscribed_at", "unsubscribed_at"};

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> create_operation();
Operation<WriteBatch, WriteReport> update_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// "/api/subscribers/ID"; an e-mail address does as well.
std::string path_of(std::string_view id_or_email);
// What a status says of the person's will; nothing where it says none (a bounce is nobody's word).
inline constexpr std::string_view kLeft[] = {"unsubscribed", "junk"}, kStays[] = {"active"};
inline constexpr WordFlag kOptedOut{.field = kOptOut, .at = "/status", .yes = kLeft, .no = kStays};
inline std::optional<bool> opted_out(std::string_view status) { return flag_of(kOptedOut, status); }
// "12" of "groups/12"; empty for any other name.
std::string_view group_in(std::string_view field);

}  // namespace crosswalk::mailerlite
