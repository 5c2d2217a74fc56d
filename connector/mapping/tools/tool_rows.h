// connector/mapping/tools/tool_rows.h - records as a declared tool tells them, in the one form that shapes read. Pure.
#pragma once

#include "connector/mapping/tools/tool.h"

namespace crosswalk::tools {

// A record: who it is (empty: it does not say), since when, and what it tells of the declared fields.
struct Row {
    std::string id{};
    std::optional<When> changed{};
    Fields fields{};
};
Row row_of(const Person&, const boost::json::value& told);
std::string spelled(const Person&, std::string_view id);
// A value as a field holds it: of several choices one text, of what is nested nothing.
std::optional<boost::json::value> plain_value(const boost::json::value&);

// The answer to a call with its rows in that one form, which kRows reads. Of what refuses, all stays as it is.
Answer in_rows(const Tool&, const CallPlan&, const Answer&, std::string_view next = {});
const RowShape& row_shape();
inline constexpr std::string_view kNextPlace = "/next";

// Writes a value to the place of a JSON Pointer, objects all the way.
void put_at(boost::json::object& into, std::string_view pointer, boost::json::value);

}  // namespace crosswalk::tools
