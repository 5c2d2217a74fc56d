// connector/contract/values.h - the plain data that crosses the adapter seam.
#pragma once

#include <boost/json.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crosswalk {

// A string that cannot be mistaken for another kind of string.
template <class Tag>
struct Named {
    std::string text{};
    auto operator<=>(const Named&) const = default;
};
using VendorKind = Named<struct VendorKindTag>;  // as the mapping's `kinds` name it: "Lead", "contact"
using VendorId = Named<struct VendorIdTag>;      // the vendor's own id of one record
using TraceId = Named<struct TraceIdTag>;        // ours; one per record of a batch

// What went wrong, for a program (`code`) and for a person (`what`, `remedy`).
struct Fault {
    std::string code{};    // "decode.not_json"; never changes once released
    std::string what{};    // "The vendor sent a body that is not JSON."
    std::string remedy{};  // what a person can do, and do now: a command, or a place to correct something
};
// What to do about a delivery, or a part of one, that no replay will make readable.
inline constexpr std::string_view kCompareThenDrop =
    "Replaying cannot change what was sent. `crosswalk compare` of this connection finds what it told of "
    "values; "
    "then `crosswalk parked drop` this item.";
[[noreturn]] void throw_exception_from_error(const Fault&, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Fault>;

using Millis = std::chrono::sys_time<std::chrono::milliseconds>;

// When the vendor says something happened, and how finely it can tell.
enum class Precision { seconds, milliseconds };
struct When {
    Millis at{};
    Precision precision = Precision::seconds;
};

// Vendor field name -> vendor value. JSON null means "known to be blank"; a missing key means "not told".
// What a tool keeps beside its fields has names of its own, each a boolean: "lists/all", "lists/ID",
// "preferences/all" and "preferences/ID" (true: opted out there), "tag/NAME" (true: has the tag), "groups/ID" (true: is
// in that group). Adapters read and write them where the vendor can.
using Fields = std::map<std::string, boost::json::value, std::less<>>;

bool is_kept_beside_fields(std::string_view vendor_field);

struct Record {                    // one row of a write batch
    TraceId trace{};               // correlates the answer with the question
    std::optional<VendorId> id{};  // set for an update; empty for a create
    std::string own_id{};          // our id of the lead: the idempotency key of a create
    Fields fields{};               // already in the vendor's field names and forms
};

// What a vendor field holds, in words that all vendors share.
enum class FieldShape { unknown, text, number, boolean, date, datetime, choice, choices };

struct FieldInfo {
    std::string name{}, label{}, vendor_key{};  // vendor_key: "e1_T", "42", or the name itself
    std::string type{};                         // the vendor's own word
    bool writable = true, required = false, unique = false;
    std::vector<std::string> options{};  // the values a picklist allows, when it is closed
    std::vector<std::string> offered{};  // the values an open picklist shows, though it takes any
    std::optional<bool> custom{};        // made in the account, and not by the vendor; nothing: the vendor does not say
    FieldShape shape = FieldShape::unknown;
    std::size_t length = 0;  // the most characters of a text; 0: the vendor does not say
    int scale = -1;          // digits behind the point of a number; -1: the vendor does not say
};
struct ObjectSchema {
    VendorKind kind{};
    std::vector<FieldInfo> fields{};
    bool whole = true;  // false: the vendor broke off, and what is not here may be there

    // Null when the vendor has no such field.
    const FieldInfo* find(std::string_view name) const;
};

}  // namespace crosswalk
