// connector/sync/listening.h - one change while it is heard: what the parts of hear.h share. Of this room
// alone.
#pragma once

#include "connector/sync/hear.h"

namespace crosswalk {

// One change, while it is heard.
struct Listening {
    const Mapping& mapping;
    const Lead& lead;
    RecordState& record;
    const Change& change;
    Seq event = 0;
    Millis received{};
    bool first_sight = false;
    Hearing& out;
};

// True when the tool says what it holds as far as we know, or what we are just telling it.
bool is_echo(const FieldPlan&, const Binding&, FieldMemory&, const boost::json::value& raw);
// True when the tool said something later already.
bool is_old(const FieldMemory&, const When&);
// Takes the value in as what the tool said last, and, unless it is from before our own last write, as what it
// holds.
void keep(FieldMemory&, const boost::json::value& raw, const When&, Seq event);

// One field of the change, by its kind.
void hear_field(Listening&, const FieldPlan&, const Binding&, FieldMemory&, const boost::json::value& raw, const When&);
void hear_stage(Listening&, const FieldPlan&, const Binding&, FieldMemory&, const boost::json::value& raw, const When&);
void hear_consent(Listening&, const FieldPlan&, const Binding&, FieldMemory&, const boost::json::value& raw, const When&);
// What else the tool shows of a stage.
void hear_along(Listening&);

}  // namespace crosswalk
