// connector/run/vendor/learn_merges.h - merges and deletions that nobody told, seen in an answer to another question.
#pragma once

#include "connector/run/inbound/event_codec.h"
#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// What an answer to a question by id says of a record that it does not show: it lives on as another one, or is
// gone. Nothing where the answer leaves it out.
std::optional<AskedChange> what_became_of(const Page&, const RecordKey&);

// Journals what became of records, so that it is applied like any other news. Of records that are not known,
// or whose merge is known, nothing is kept.
Result<void> journal_fates(Transaction&, const ConnectionRuntime&, std::vector<AskedChange>, Seq parent, Millis now);

// The same, in a unit of its own, for all merges that a page tells of beside its `answers`.
void learn_merges(EngineContext&, const ConnectionRuntime&, const Page&, std::span<const AskedChange> answers = {});

}  // namespace crosswalk
