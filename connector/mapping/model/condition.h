// connector/mapping/model/condition.h - the closed little grammar in which admins say when.
//
//   FIELD at least N | at most N | is V | is not V | is one of V, V | is known | is unknown
//   | changed by N | crosses N | ends with T | does not end with T      joined by `and`, `or`
#pragma once

#include "connector/lead/value.h"

#include <functional>
#include <memory>

namespace crosswalk {

enum class Test {
    at_least,
    at_most,
    is,
    is_not,
    is_one_of,
    is_known,
    is_unknown,
    changed_by,
    crosses,
    ends_with,
    not_ends_with
};

// A field's value now, and what it is compared with (what the target last held, for changed by and crosses).
struct Facts {
    std::function<Value(std::string_view field)> now{};
    std::function<Value(std::string_view field)> before{};  // empty function: nothing before
};

// One comparison, or a conjunction or disjunction of conditions. Default: always holds.
class Condition {
public:
    struct Atom {
        std::string field{};
        Test test = Test::is_known;
        double number = 0;
        std::vector<std::string> values{};
        bool address = false;  // of an e-mail field: compared by key, in which `values` are
    };
    enum class Join { atom, all, any };

    Join join = Join::all;
    Atom atom{};
    std::vector<Condition> parts{};
    std::string text{};  // as the admin wrote it

    bool always() const { return join == Join::all && parts.empty(); }
    bool holds(const Facts&) const;
    // Every field this condition looks at.
    void fields_into(std::vector<std::string>& out) const;
};

// `default_field` stands in where a condition starts with its test ("changed by 5 or crosses 60").
// Faults: "condition.unknown_field" (with did-you-mean), "condition.unknown_test", "condition.number",
// "condition.syntax".
Result<Condition> parse_condition(
    std::string_view text, std::span<const std::string> known_fields, std::string_view default_field = {}
);

}  // namespace crosswalk
