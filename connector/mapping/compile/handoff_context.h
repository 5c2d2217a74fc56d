// connector/mapping/compile/handoff_context.h - a handoff.yaml while it is being compiled. Of the compiler
// alone.
#pragma once

#include "connector/mapping/compile/compile_context.h"

namespace crosswalk::compile::handoff_file {

// What the parts share. Names are known before anything refers to them.
struct HandoffContext {
    const CompileContext& draft;
    const tree::Node& root;
    tree::Notes& notes;
    HandoffPlan plan{};
    std::vector<std::string> calendars{}, members{}, teams{}, templates{}, reasons{};

    // What stands under a key of the file; null, and said, where it must be there.
    const tree::Node* section(std::string_view key) const { return tree::need(root, notes, "the file", key); }
};

// The parts of the file, in the order in which they are read.
void calendars(HandoffContext&);
void members(HandoffContext&);
void teams(HandoffContext&);
void routing(HandoffContext&);
void agreement(HandoffContext&);
void reject(HandoffContext&);
// The field "reason" gets a place in the tools that have only tags.
void reject_tags(CompileContext&, const HandoffContext&);
void notices(HandoffContext&);

// ---- what stands in scalars; each says what it does not like, and gives nothing then ----

// "2027-02-05". Code: handoff.day.
std::optional<std::chrono::year_month_day> day(const tree::Node&, std::string_view text, tree::Notes&);
// "2027-02-05", "2027-02-05 to 2027-02-11", both days belong to it. Codes: handoff.day, handoff.day_span.
std::optional<ClosedDays> days(const tree::Node&, tree::Notes&);
// As `days`, or "2027-03-08 13:30 to 2027-03-08 17:30". Codes as of `days`, handoff.hours.
std::optional<Absence> absence(const tree::Node&, tree::Notes&);
// "08:30-12:00, 13:30-17:30", or a list, sorted. Codes: handoff.hours, handoff.hours_backwards,
// handoff.hours_overlap.
std::vector<DayHours> day_hours(const tree::Node&, const std::string& what, tree::Notes&);
// "4 hours", "1 day 30 minutes". Code: handoff.duration.
std::optional<WorkSpan> work_span(const tree::Node&, const std::string& what, tree::Notes&);
// A number from `least` on, with nothing but `unit` behind it: "40 a month". Code: handoff.number.
std::optional<std::int64_t>
count(const tree::Node&, const std::string& what, std::int64_t least, std::string_view unit, tree::Notes&);
// A name of the file, in small letters, digits, _ and -. Code: mapping.name.
bool usable_name(const tree::Node&, std::string_view what, tree::Notes&);
// True when the word is one of these names. Code: handoff.unknown_name.
bool is_named(const tree::Node&, std::string_view word, std::string_view what, std::span<const std::string> names, tree::Notes&);

}  // namespace crosswalk::compile::handoff_file
