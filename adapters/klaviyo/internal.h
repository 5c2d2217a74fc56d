// adapters/klaviyo/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/klaviyo/klaviyo.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"

namespace crosswalk::klaviyo {

// Beside the fields: whether the person left, and "groups/ID" for a list they are on.
inline constexpr std::string_view kOptOut = "preferences/all", kGroupPrefix = "groups/", kEmail = "email";
inline constexpr std::string_view kProfiles = "/api/profiles",
                                  kMarketing = "/attributes/subscriptions/email/marketing/consent";
// They stand on the profile itself; what else can be written is a property.
inline constexpr std::string_view kOnTheProfile[] = {
    kEmail, "phone_number", "external_id", "first_name", "last_name", "organization", "title", "locale"};

// Whoever is suppressed (a hard bounce, a complaint, an opt-out, a user's word) cannot be mailed, whatever
// their consent says. NEVER_SUBSCRIBED is no word of theirs.
inline constexpr std::string_view kFalse[] = {"false"}, kLeft[] = {"UNSUBSCRIBED"}, kStays[] = {"SUBSCRIBED"};
inline constexpr WordFlag kFlags[] = {
    {.field = kOptOut,
     .at = "/attributes/subscriptions/email/marketing/can_receive_email_marketing",
     .yes = kFalse},
    {.field = kOptOut, .at = kMarketing, .yes = kLeft, .no = kStays}};
inline constexpr std::string_view kFieldsAt[] = {"/attributes", "/attributes/properties"};

constexpr RowShape profiles_at(std::string_view items) {
    return {
        .items = items,
        .id = "/id",
        .fields_at = kFieldsAt,
        .updated_at = "/attributes/updated",
        .flags = kFlags};
}

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<WriteBatch, WriteReport> membership_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// Every call and answer is JSON:API.
HttpRequest as_api(HttpRequest);
// "/api/profiles/ID" with what consent is told from.
std::string path_of(std::string_view id);
std::string with_consent(std::string_view path);

}  // namespace crosswalk::klaviyo
