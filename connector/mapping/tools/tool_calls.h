// connector/mapping/tools/tool_calls.h - the operations of a declared tool: what is asked, and how answers are read. Pure.
#pragma once

#include "connector/mapping/tools/tool.h"

namespace crosswalk::tools {

Result<Calls> build(const Tool&, const SchemaQuery&, ObjectSchema&);
Result<Calls> build(const Tool&, const WriteBatch&, WriteReport&);
Result<Calls> build(const Tool&, const IdsQuery&, Page&);
Result<Calls> build(const Tool&, const MatchQuery&, Page&);
Result<Calls> build(const Tool&, const ChangesQuery&, Page&);

// Faults: "tool.probe_unclear", "answer.refused", and those of the shapes.
Result<Calls> parse(const Tool&, const SchemaQuery&, const Call&, const Answer&, ObjectSchema&);
Result<Calls> parse(const Tool&, const WriteBatch&, const Call&, const Answer&, WriteReport&);
Result<Calls> parse(const Tool&, const IdsQuery&, const Call&, const Answer&, Page&);
Result<Calls> parse(const Tool&, const MatchQuery&, const Call&, const Answer&, Page&);
Result<Calls> parse(const Tool&, const ChangesQuery&, const Call&, const Answer&, Page&);

}  // namespace crosswalk::tools
