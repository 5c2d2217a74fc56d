// connector/run/inbound/first_read.h - news of a record not seen before is acted on when the whole record is known.
#pragma once

#include "connector/run/inbound/apply.h"

namespace crosswalk {

// True when the change tells only a part of what the mapping wants of its record, and the record can be read.
// What a poll answers was asked for all of it: it is whole unless it says that something must still be read.
bool is_in_part(const EngineContext&, const Mapping&, const Event&, const Change&);

// True of what the first reading of a whole account brings: who was there before us is nobody's news.
Result<bool> is_old_news(const ApplyContext&, const RecordKey&);
// Up to which delivery the first reading of a kind went (a setting, behind which stand connection and kind).
std::string read_through_name(const std::string& connection, const VendorKind&);
// True when the record can be asked for by its id.
bool can_be_read(const EngineContext&, const RecordKey&);

// Asks for the whole record, and remembers which deliveries spoke of it, and what they say of consent. An
// opt-out is not kept waiting: it is heard at once for the lead that the news names. The word the change is
// booked in.
Result<std::string_view> read_first(const ApplyContext&, const Change&);

// Completes the answer about a record that is still unknown with what only the deliveries before it tell:
// when a value was said, and what was not asked for again. Forgets them, and answers with their numbers. Of a
// record that is gone an opt-out stays, for the addresses it named.
Result<std::vector<Seq>> complete_first_read(const ApplyContext&, AskedChange&);
// A record is told to be gone before it was read: as an answer that says so.
Result<void> end_first_read(const ApplyContext&, const RecordKey&);
// Whose record it is known by now: those deliveries tell of that lead, and are erased with it.
Result<void> link_earlier_news(Transaction&, const RecordKey&, std::span<const Seq>);
// Of records that were never read: forgets the deliveries that the journal does not keep any more.
Result<void> forget_first_reads(Transaction&);

// Adds to what is heard of a person, whom this change of a connection names, the opt-outs that records nobody read yet
// told, where a delivery about them named the same address.
Result<void> claim_unread_opt_outs(
    Transaction&, const EngineContext&, const Mapping&, const std::pair<std::string, const Change&>&, IngestResult&
);

}  // namespace crosswalk
