// connector/mapping/model/plan.h - the admin's mapping files, compiled: what the engine works with.
#pragma once

#include "connector/lead/lead.h"
#include "connector/lead/write.h"
#include "connector/mapping/model/condition.h"

#include <chrono>

namespace crosswalk {

enum class FieldType {
    text,
    person_name,
    email,
    phone,
    integer,
    decimal,
    boolean,
    date,
    datetime,
    choice,
    choices,  // several at once
    consent
};
std::string_view to_string(FieldType);

struct Rule {
    enum class Kind { newest, prefer, always, highest };
    Kind kind = Kind::newest;
    std::string connection{};  // of prefer and always
    std::string text() const;  // as the admin writes it
};

enum class NamePart { whole, given, family };  // which part of a person_name a vendor field holds

// How a vendor field spells its values: from the manifest and, once it is known, the vendor's schema.
struct VendorForm {
    std::string between_choices = ";";
    bool choices_enclosed = false;
    bool cleared_is_false = false;  // a checkbox that takes no null
    FieldShape shape = FieldShape::unknown;
    int scale = -1;          // digits behind the point; -1: unknown, or any number of them
    std::size_t length = 0;  // the most characters; 0: unknown
    bool operator==(const VendorForm&) const = default;
};

// One canonical field at one field of one kind of one connection.
struct Binding {
    std::string connection{};
    VendorKind kind{};
    std::string vendor_field{};
    bool reads = false, writes = false;
    std::optional<std::string> placeholder{};  // written when blank, never read back
    NamePart part = NamePart::whole;           // of person_name: what this vendor field holds
    bool family_name_first = false;  // of person_name: the order in which this field holds a whole name
    // Of a choice and of consent ("closed", "open"): canonical name <-> the vendor's values; all are read,
    // the first is written. A consent kept as a flag holds "true" and "false".
    std::vector<std::pair<std::string, std::vector<std::string>>> values{};
    bool writes_open = false;  // of consent: may this tool be told "open", once a proof opened it
    // Of the stage: by canonical name, further vendor fields that are written along ("tag/NAME": "true" or
    // "false"). They also tell stages apart that share a value.
    std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>> along{};
    std::string zone{};  // of date and datetime: the IANA time zone in which this place counts its days
    VendorForm form{};

    // True when `name` is shown here; every choice that is `not shown` has no words.
    bool shows(std::string_view name) const;
    // True when this vendor text is one of the words of `name`.
    bool is_word_of(std::string_view name, std::string_view vendor_text) const;
};

// Of a consent field: the latch it is part of (design promise 7).
struct ConsentPlan {
    std::string channel{}, scope{};  // an empty scope closes every scope of its channel
    std::vector<std::pair<std::string, std::string>> opens_on{};  // connection and kind of proof
};

enum class IfBlank { keep, clear };
struct IfNotListed {
    enum class Kind { wait, ignore, write };
    Kind kind = Kind::wait;
    std::string name{};  // of write
};

struct FieldPlan {
    std::string name{};
    std::string was{};  // the name it had before, when the admin renamed it; its history goes on
    std::map<std::string, std::string, std::less<>> label{};  // by language
    std::string means{};
    FieldType type = FieldType::text;
    Rule rule{};
    IfBlank if_blank = IfBlank::keep;
    IfNotListed if_not_listed{};
    std::optional<std::pair<double, double>> range{};
    NamePart part = NamePart::whole;  // of person_name: what the canonical value is
    bool family_name_first = false;   // of person_name: the order of a canonical whole name
    std::string region{};             // of phone: the country a number without one is read in
    std::string zone{};               // of date and datetime: the IANA time zone of every place
    Condition send_when{};            // empty: always
    Urgency urgency = Urgency::bulk;
    std::vector<Binding> bindings{};
    std::vector<std::string> choices{};    // of choice and choices, in file order; of choices empty: any
    std::optional<ConsentPlan> consent{};  // of consent

    const Binding* binding(std::string_view connection, std::string_view kind) const;
};

struct CreatePolicy {
    enum class When { never, always, from_stage, condition };
    When when = When::never;
    std::string stage{};
    Condition condition{};
};
enum class Side { marketing, sales };
enum class OnDelete { unlink, erase };
enum class SendSteps { each, last };

struct ConnectionPlan {
    std::string name{};
    Side side = Side::marketing;
    std::vector<std::pair<std::string, VendorKind>> kinds{};  // "lead" -> "Lead", in file order
    CreatePolicy create{};
    std::vector<std::string> match_by{};
    std::vector<std::string> prefer{};  // canonical kinds, best first
    OnDelete on_delete = OnDelete::unlink;
    SendSteps send_steps = SendSteps::last;
    Condition only{};  // empty: everyone
    std::map<std::string, std::string, std::less<>>
        own_id_field{};  // by vendor kind, where the admin names another
    std::string zone{};  // the IANA time zone in which the account counts its days

    // The kind a new person becomes: the first one. Its canonical word is "lead".
    const VendorKind& create_kind() const { return kinds.front().second; }
};

// The way back from a stage off the path: both must hold.
struct Reentry {
    std::string to{};
    std::chrono::seconds after{0};  // since the stage was entered
    Condition when{};               // as a condition on the lead as it is ...
    std::string rising{};           // ... or "FIELD up N since STAGE": this field,
    double by = 0;                  // this much above what it was when the stage was entered
};

struct Stage {
    std::string name{};
    std::map<std::string, std::string, std::less<>> label{};  // by language
    Condition enter_when{};
    std::optional<Reentry> reentry{};
};

// A legal move that does not lead on along the path.
struct BackMove {
    std::vector<std::string> from{};
    std::string to{};
    bool needs_reason = false;
};

struct PromotionLimit {  // more leads than this entering a stage by rule within an hour wait for the admin
    std::int64_t leads_an_hour = 1'000;
};

inline constexpr std::string_view kStageField = "stage", kReasonField = "reason";
inline constexpr std::string_view kClosed = "closed", kOpen = "open", kNoReason = "no_reason";

// Immutable once compiled; safe to share between threads.
struct Mapping {
    std::int64_t version = 0;
    std::vector<std::string> order{};  // who wins a tie
    std::vector<ConnectionPlan> connections{};
    // A lifecycle adds the choice field "stage" and, with a `reason_field`, the choice field "reason"; every
    // entry of `consent:` adds a field of its own ("consent_email") of type consent.
    std::vector<FieldPlan> fields{};
    std::vector<Stage> path{};   // in order; empty without a lifecycle
    std::vector<Stage> aside{};  // stages off the path
    std::vector<BackMove> back{};
    bool wait_for_reason = false;  // reason_missing: wait
    PromotionLimit surge{};

    const FieldPlan* field(std::string_view name) const;
    const ConnectionPlan* connection(std::string_view name) const;
    const Stage* stage(std::string_view name) const;
    // Where a stage lies on the path, from 0; -1: off the path, or there is no such stage.
    std::ptrdiff_t place(std::string_view stage) const;
    // Vendor fields to ask for when a record of this kind is read.
    std::vector<std::string> vendor_fields(std::string_view connection, std::string_view kind) const;
    // True when how values are spelled there depends on what the vendor's fields are.
    bool wants_schema(std::string_view connection, std::string_view kind) const;
    // Takes in what a vendor's fields are. True when something was not known before.
    bool learn(std::string_view connection, const ObjectSchema&);
};

}  // namespace crosswalk
