// connector/mapping/model/normalizers.h - the normal form of a text, type by type. Pure; safe to call from any thread.
#pragma once

#include "connector/mapping/model/translate.h"

namespace crosswalk::forms {

// Without white space at either end, in Unicode NFC. Nothing when the bytes are not UTF-8.
std::optional<std::string> plain(std::string_view);
// `plain`, and case-folded, so that two spellings of one address are equal.
std::optional<std::string> folded(std::string_view);
bool is_utf8(std::string_view);
// Without ASCII white space at either end.
std::string_view without_blanks(std::string_view);
// The text without white space at either end, byte for byte as it is otherwise.
std::string_view without_space(std::string_view);

Parsed text(std::string_view);         // `plain`, each line ended by LF
Parsed person_name(std::string_view);  // `plain`, with single spaces
Parsed email(std::string_view);        // as it is spelled, without white space at either end
// The form in which all spellings of one address are equal: capitals as small letters, the domain in its ASCII
// form (IDNA, UTS #46). For comparing only: an address is written as a tool spells it.
std::optional<std::string> email_key(std::string_view);
// The spellings under which a tool may hold this address, its key first.
std::vector<std::string> email_spellings(std::string_view);
// `region`: the country ("VN") in which a number without a country code is read. With its extension, where it
// has one: "+12025550143 ext. 55".
Parsed phone(std::string_view, const std::string& region);
// The spellings in which tools and people write this number, its normal form first.
std::vector<std::string> phone_spellings(std::string_view, const std::string& region);
Parsed integer(std::string_view);
Parsed decimal(std::string_view);
Parsed boolean(std::string_view);
// Of ISO 8601, or milliseconds since 1970. A moment is the day it was in `zone`; without one only a moment
// whose day is not in doubt counts: midnight in Greenwich, or a time with another offset, as it was written.
Parsed date(std::string_view, const std::string& zone = {}, FieldShape = FieldShape::unknown);
// Of ISO 8601 with a zone, or milliseconds since 1970. A day is its first moment in `zone`, a time without an
// offset is one of that zone's clocks; without a `zone` neither can be read.
Parsed datetime(std::string_view, const std::string& zone = {}, FieldShape = FieldShape::unknown);
// What a date is written as where the tool keeps moments, and a moment where it keeps days. Nothing without a
// zone.
std::optional<std::string> moment_of_day(std::string_view date, const std::string& zone);
std::optional<std::string> day_of_moment(std::string_view datetime, const std::string& zone);

bool is_region(const std::string&);

// One part of a whole name. A single word is a given name.
std::string name_part(std::string_view whole, NamePart, bool family_first);
// A whole name with its family name moved to the other end.
std::string turned(std::string_view whole, bool family_first);

// A JSON scalar as text; doubles without float noise. Nothing for arrays and objects.
std::optional<std::string> scalar_text(const boost::json::value&);

Parsed unreadable(std::string why);
Parsed value(std::string text);

}  // namespace crosswalk::forms
