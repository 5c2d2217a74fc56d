// connector/mapping/model/translate.h - one value across the border, both ways. Pure.
#pragma once

#include "connector/mapping/model/plan.h"

namespace crosswalk {

struct Parsed {
    enum class How { value, blank, not_listed, unreadable };
    How how = How::blank;
    Value value{};      // of value
    std::string why{};  // of not_listed and unreadable: for a person
};

// What a vendor's raw value means. A placeholder is blank. Normalising is idempotent.
Parsed to_canonical(const FieldPlan&, const Binding&, const boost::json::value& raw);

// What is written to the vendor for a canonical value: JSON string, number, boolean, or what is blank there:
// the placeholder where the binding has one, false at a checkbox that takes no null, else null.
boost::json::value to_vendor(const FieldPlan&, const Binding&, const Value&);

// The same over what the field holds now (null: not known): of several choices those that the table does not
// list and the admin ignores stay where they are.
boost::json::value give_over(
    const FieldPlan&, const Binding&, const Value&, const boost::json::value* held
);

// True when two values of this place differ in nothing that the tool keeps: a number rounded to its own
// digits, a text cut at its own length, a time without its seconds. Both as `take` reads them.
bool same_as_kept(const FieldPlan&, const Binding&, const Value&, const Value&);

// False when the vendor has no word for this value (a choice or stage that is `not shown` there): nothing may
// be written then, since a blank would wipe what stands there. Of consent also false for a blank, and for
// "open" where the binding does not let it be written.
bool can_give(const FieldPlan&, const Binding&, const Value&);

// The normal form of a text in this type; nothing when it cannot be read as one. Blank text is a blank value.
std::optional<Value> normalise(const FieldPlan&, std::string_view text);

// The form in which a match key ("email", "phone") is indexed and compared: an address by its key, a number in
// E.164, any other text NFC and case-folded. It is never written to a tool.
std::optional<std::string> match_form(const FieldPlan&, std::string_view text);

// True when two canonical values are spellings of one: a tool that spells it otherwise says nothing new.
bool same_value(const FieldPlan&, const Value&, const Value&);

// The spellings under which a tool may hold a match key; it is looked up under each.
std::vector<std::string> spellings(const FieldPlan&, std::string_view text);

// The key of an e-mail address, whatever field it stands in.
std::optional<std::string> address_key(std::string_view address);

}  // namespace crosswalk
