// connector/sync/compose.h - the body of a write, built from the committed state at the moment it is sent.
// Pure.
#pragma once

#include "connector/sync/recompute.h"

namespace crosswalk {

struct Composed {
    Record record{};      // vendor fields; empty fields: there is nothing left to say
    bool stamps = false;  // our id is among the fields
};

// The vendor fields, with their values, in which this record does not hold a canonical value: the field
// itself and what is written along with it. Empty where nothing may be written: a blank that does not travel,
// a value that is not shown there, an opt-in that this tool must not be told.
Fields diff(const FieldPlan&, const Binding&, const RecordState&, const Value&);

// What an existing record does not yet hold of `fields`, our id included when it is not stamped; and what an
// undone mapping owes it.
Composed compose_update(
    const Mapping&, const Lead&, const RecordState&, const FieldSet& fields, std::string_view own_id_field
);

// Everything a new record starts with, placeholders included.
Composed compose_create(const Mapping&, const Lead&, std::string_view connection, std::string_view kind);

// The record of a connection that is told everything: the chosen one, else the first of the preferred kind.
const RecordState* main_record(const ConnectionPlan&, std::span<const RecordState>);

// Marks the fields as on their way, so that an echo that overtakes the answer is recognised.
void mark_in_flight(RecordState&, const Record&);
// Settles them: what was written is known now, and on its way no more.
void clear_in_flight(RecordState&, const Fields& written);
// They did not arrive, or nobody knows: they are on their way no more.
void clear_pending(RecordState&, const Fields& sent);

}  // namespace crosswalk
