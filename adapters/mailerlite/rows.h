// adapters/mailerlite/rows.h - subscribers as answers show them. Private to this folder.
#pragma once

#include "adapters/mailerlite/internal.h"
#include "connector/contract/shape.h"

#include <algorithm>

namespace crosswalk::mailerlite {

// Some values stand on the subscriber itself, the others among its fields.
inline constexpr std::string_view kFieldsAt[] = {"", "/fields"};
inline constexpr RowShape kSubscriber{
    .items = "/data",
    .id = "/id",
    .fields_at = kFieldsAt,
    .updated_at = "/updated_at",
    .time = TimeForm::iso_without_zone};

// Other 404s speak of the address called, and of no subscriber.
inline constexpr GoneShape kGone{.at = "/message", .says = "No query results"};

// What opt-out and groups are told from, whether it is wanted for itself or not.
inline constexpr std::string_view kSources[] = {"status", "groups"};

// Turns those sources into opt-out and groups, where these are wanted.
void derive(std::span<const std::string> wanted, Page&);

template <const PageShape& shape, class What>
Result<Calls> parse_rows(
    const ReadQuery<What>& in,
    const Connection& connection,
    const Call& call,
    const Answer& answer,
    Page& page
) {
    auto raw = in;
    for (const auto source : kSources)
        if (std::ranges::count(raw.fields, source) == 0) raw.fields.emplace_back(source);
    auto further = parse_page<shape>(raw, connection, call, answer, page);
    derive(in.fields, page);
    return further;
}

}  // namespace crosswalk::mailerlite
