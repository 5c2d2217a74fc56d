// adapters/hubspot/parse_write.h - what the answers to the calls of a write mean for each of its records. Private
// to this folder.
#pragma once

#include "adapters/hubspot/write_state.h"

namespace crosswalk::hubspot {

// Takes in the answer to the stage that the course stands at. Verdicts go into the report, what must be known
// later into the course.
void take_answer(const WriteBatch&, Course&, const Answer&, WriteReport&);

// Those for whom nothing is left to do are done.
void finish(const WriteBatch&, Course&, WriteReport&);

}  // namespace crosswalk::hubspot
