// connector/mapping/model/choices.h - several choices in one field, across the border. Of this room alone.
//
// The canonical value is the names in the order of the table (without a table: sorted), each once, joined by
// ";". So order and repetition are no news.
#pragma once

#include "connector/mapping/model/translate.h"

namespace crosswalk::choices {

inline constexpr char kBetween = ';';  // in the canonical value

// The canonical names in a canonical value.
std::vector<std::string> names_in(std::string_view canonical);
// The normal form of names written by a person.
Parsed named(const FieldPlan&, std::string_view text);

// What a tool holds: "A;B", "||A||B||", or a JSON list.
Parsed to_canonical(const FieldPlan&, const Binding&, std::string_view text);
Parsed to_canonical(const FieldPlan&, const Binding&, const boost::json::array& items);

// The names in the tool's words and spelling; nothing where it shows none of them.
std::optional<std::string> given(const FieldPlan&, const Binding&, std::string_view canonical);
// `written` and, behind it, the words of `held` that the table does not list.
std::string with_unlisted(
    const FieldPlan&, const Binding&, std::string written, const boost::json::value& held
);

}  // namespace crosswalk::choices
