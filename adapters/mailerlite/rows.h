// adapters/mailerlite/rows.h - subscribers as answers show them. Private to this folder.
#pragma once

#include "adapters/mailerlite/internal.h"
#include "connector/contract/shape.h"

namespace crosswalk::mailerlite {

// Some values stand on the subscriber itself, the others among its fields.
inline constexpr std::string_view kFieldsAt[] = {"", "/fields"};
inline constexpr NameSet kSets[] = {{.prefix = kGroupPrefix, .items = "/groups", .name = "/id"}};
inline constexpr RowShape kSubscriber{
    .items = "/data",
    .id = "/id",
    .fields_at = kFieldsAt,
    .updated_at = "/updated_at",
    .time = TimeForm::iso_without_zone,
    .times = kTimes,
    .flags = std::span(&kOptedOut, 1),
    .sets = kSets};

// Other 404s speak of the address called, and of no subscriber.
inline constexpr GoneShape kGone{.at = "/message", .says = "No query results"};

}  // namespace crosswalk::mailerlite
