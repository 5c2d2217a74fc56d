// connector/run/inbound/merge.h - two records, or two leads, that are one person.
#pragma once

#include "connector/run/inbound/apply_context.h"

namespace crosswalk {

// The losers live on as the winner, for ever: what belonged to them goes on there, two leads become one with
// both their histories, and the winner is read anew. Answers with the word it is booked in.
Result<std::string_view> apply_merge(const ApplyContext&, const Merge&);

// Two leads turn out to be one, which goes on as `winner`.
Result<void> join_leads(const ApplyContext&, const LeadId& winner, const LeadId& loser);

// The record that news and writes about `key` belong to: itself, or what it lives on as.
Result<RecordKey> where_it_lives(Transaction&, RecordKey key);

// What was merged into a record goes with it to another lead.
Result<void> move_losers(Transaction&, const RecordState& survivor, const LeadId& from);

}  // namespace crosswalk
