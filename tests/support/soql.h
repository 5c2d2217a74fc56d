// tests/support/soql.h - the part of SOQL a connector speaks: SELECT fields FROM one object WHERE comparisons
// ORDER BY ... LIMIT n OFFSET n. Strict where Salesforce is: AND beside OR wants brackets, texts want quotes,
// times none.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tests/support/salesforce_org.h"

namespace crosswalk::doubles {

struct SoqlLiteral {
    enum class Kind { text, number, boolean, moment, null };
    Kind kind{Kind::null};
    std::string text{};
};

struct SoqlCondition {
    enum class Kind { compare, all_of, any_of, none_of };
    Kind kind{Kind::compare};
    std::vector<SoqlCondition> parts{};
    std::string field{};
    std::string op{};  // = != < > <= >= in notin like
    std::vector<SoqlLiteral> values{};
};

struct SoqlOrder {
    std::string field{};
    bool descending{};
};

struct Soql {
    std::vector<std::string> fields{};  // empty: COUNT()
    std::string type{};
    std::optional<SoqlCondition> where{};
    std::vector<SoqlOrder> order{};
    std::optional<std::size_t> limit{};
    std::size_t offset{};
};

std::variant<Soql, SalesforceError> parse_soql(const std::string& text);

// Names and kinds of literals against the org's fields.
std::optional<SalesforceError> check_soql(const Soql&, const SalesforceOrg&);

// The rows that fit, in order, after OFFSET and LIMIT. `deleted_too` is queryAll.
std::vector<const SalesforceRow*> run_soql(const Soql&, const SalesforceOrg&, bool deleted_too);

}  // namespace crosswalk::doubles
