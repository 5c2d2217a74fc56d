// connector/mapping/model/field_plan.h - one canonical field, and where every tool keeps it.
#pragma once

#include "connector/lead/write.h"
#include "connector/mapping/model/condition.h"

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
    bool membership = false;  // the vendor is told of it by an operation of its own
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

}  // namespace crosswalk
