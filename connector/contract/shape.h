// connector/contract/shape.h - how an answer is read, where data can say it.
//
// A shape is a constant of the adapter, and `parse_page<kContacts>` is the parse function that reads by it:
//
//     constexpr PageShape kContacts{.row = {.items = "/contacts", .id = "/id"}, .paging = {...}};
//     Operation<MatchQuery, Page> find_operation() { return {build_find, parse_page<kContacts>}; }
//
// Pointers are JSON Pointers; an empty one is the value itself. An adapter writes a parse function of its own only
// where no shape says what its vendor does.
#pragma once

#include "connector/contract/operation.h"
#include "connector/contract/paging.h"
#include "connector/contract/poll.h"
#include "connector/contract/row.h"

namespace crosswalk {

// A 404 of a call about one record that means "gone", where others mean something else. Empty: every 404 does.
struct GoneShape {
    std::string_view at{}, says{};  // where the answer says it, and how that begins
    std::string_view or_says{};     // or else
    // Where a wrong address of the account is answered so too: what is asked then, and nobody is gone unless
    // the answer is a 2xx that holds `confirms`.
    std::string_view ask{}, confirms{};
};

// Whether a 404 says so.
bool says_gone(const GoneShape&, const Answer&);

// A list of those who may not be written to: whoever it does not hold is there all the same, and `flag` is false.
struct AbsentShape {
    std::string_view address{}, flag{};  // the field that says who it is, and what the list closes; empty: no such list
};

struct PageShape {
    RowShape row{};
    Paging paging{};
    PollRule poll{};               // of `changes`
    GoneShape gone{};
    bool leaves_out_gone = false;  // of `read_ids`: whoever a list of the ids asked for leaves out is gone
    AbsentShape absent{};          // of a call about one address
};

// Which row of an answer speaks about which record. Whoever no row speaks about stays unanswered.
struct MatchShape {
    enum class By { call, position, id, own_id, trace, field };
    By by = By::call;              // call: a 2xx speaks about every record of the call
    std::string_view results{};    // the rows that say yes
    std::string_view key{}, id{};  // of a row: what it is matched by, and the record's id
    std::string_view field{};      // of `field`: the vendor field, compared without case
    std::string_view errors{};     // the rows that say no, where they stand apart
    std::string_view error_key{};
    ErrorShape error{};            // of a row that says no
    std::span<const ErrorRule> rules{};
};

// A field that no list names.
struct OwnField {
    std::string_view name{};
    FieldShape shape = FieldShape::unknown;
    bool writable = false, unique = false;  // what is unique must be there
};
// A field of an object, as a list of them shows it.
struct SchemaShape {
    std::string_view items{}, name{}, label{}, type{}, read_only{};
    std::span<const std::pair<std::string_view, FieldShape>> types{};
    std::span<const OwnField> always{};  // what every account has; the list then names what was made in this one
    Paging paging{};
    bool fixed = false;  // the same fields in every account: the answer only shows that the list is there
    std::string_view key{};  // what a write calls the field by; empty: its name
    std::string_view prefix{};  // before each name, where these are no fields but what is beside them: booleans
    bool nameless = false;   // a row without a name is no field, and left out
};

Result<Calls> read_ids_page(const PageShape&, const IdsQuery&, const Call&, const Answer&, Page&);
Result<Calls> read_found_page(const PageShape&, const MatchQuery&, const Call&, const Answer&, Page&);
Result<Calls> read_changes_page(const PageShape&, const ChangesQuery&, const Call&, const Answer&, Page&);
Result<Calls> read_report(const MatchShape&, const WriteBatch&, const Call&, const Answer&, WriteReport&);
Result<Calls> read_schema(const SchemaShape&, const SchemaQuery&, const Call&, const Answer&, ObjectSchema&);

template <const PageShape& shape>
Result<Calls> parse_page(const IdsQuery& in, const Connection&, const Call& call, const Answer& answer, Page& out) {
    return read_ids_page(shape, in, call, answer, out);
}
template <const PageShape& shape>
Result<Calls> parse_page(const MatchQuery& in, const Connection&, const Call& call, const Answer& answer, Page& out) {
    return read_found_page(shape, in, call, answer, out);
}
template <const PageShape& shape>
Result<Calls> parse_page(const ChangesQuery& in, const Connection&, const Call& call, const Answer& answer, Page& out) {
    return read_changes_page(shape, in, call, answer, out);
}
template <const MatchShape& shape>
Result<Calls> parse_report(
    const WriteBatch& in, const Connection&, const Call& call, const Answer& answer, WriteReport& out
) {
    return read_report(shape, in, call, answer, out);
}
template <const SchemaShape& shape>
Result<Calls> parse_schema(
    const SchemaQuery& in, const Connection&, const Call& call, const Answer& answer, ObjectSchema& out
) {
    return read_schema(shape, in, call, answer, out);
}

}  // namespace crosswalk
