#include "tests/architecture/size_rules.h"

#include "tests/architecture/functions.h"

#include <algorithm>
#include <functional>
#include <span>

namespace crosswalk::architecture {
namespace {

// What is over its limit for now, or for a reason. It may not grow, and its row goes when it is within.
struct Exception {
    std::string_view path{};
    std::string_view function{};  // empty: the file itself
    int bound = 0;
};

constexpr Exception kLongFiles[] = {
    // One row for each error of the vendor.
    {.path = "adapters/hubspot/error_table.h", .bound = 182},
    {.path = "adapters/salesforce/error_table.h", .bound = 290},
};

constexpr Exception kLongFunctions[] = {
    // One row for each room.
    {"tests/architecture/rooms.cpp", "table", 70},
    // Tests from before this rule.
    {"tests/simulation/main.cpp", "main", 74},
    {"tests/simulation/sim_tool.cpp", "change", 75},
    {"tests/support/hubspot_schema.cpp", "HubSpotPortal", 66},
    {"tests/support/salesforce_collections.cpp", "write_all", 71},
};

constexpr Exception kManyParameters[] = {
    // OpenSSL says how its callbacks are called.
    {"connector/io/http_cpprest/tls.cpp", "count_received", 7},
    {"connector/io/http_cpprest/tls.cpp", "let_go", 6},
};

// One limit, and what is said of what breaks it.
struct Limit {
    std::span<const Exception> exceptions{};
    int most = 0;
    std::string_view unit{};
    std::string_view remedy{};
};

// What is measured of one file or function.
struct Measure {
    std::string_view path{};
    std::string_view function{};
    std::string where{};
    int size = 0;
};

void judge(const Measure& one, const Limit& limit, Complaints& out) {
    const auto excepted = std::ranges::find_if(limit.exceptions, [&](const Exception& exception) {
        return exception.path == one.path && exception.function == one.function;
    });
    const bool is_excepted = excepted != limit.exceptions.end();
    const int most = is_excepted ? excepted->bound : limit.most;
    const std::string named = one.function.empty() ? "" : "'" + std::string(one.function) + "' ";
    const std::string unit(limit.unit);
    if (one.size > most)
        out.push_back(
            {one.where,
             named + "has " + std::to_string(one.size) + " " + unit + "; " + std::to_string(most) +
                 " is the limit" + (is_excepted ? " of this exception" : ""),
             std::string(limit.remedy)}
        );
    else if (is_excepted && one.size <= limit.most)
        out.push_back(
            {one.where,
             named + "is an exception with " + std::to_string(one.size) + " " + unit,
             "It keeps the rule by now: remove its row from tests/architecture/size_rules.cpp"}
        );
}

Complaints check_functions(const Tree& tree, const Limit& limit, int Function::*size) {
    Complaints complaints;
    for (const auto& [path, text] : tree) {
        if (!is_cpp(path)) continue;
        for (const Function& function : functions_in(text))
            judge({path, function.name, at_line(path, function.line), function.*size}, limit, complaints);
    }
    return complaints;
}

bool is_product(std::string_view path) {
    return is_below(path, "connector") || is_below(path, "adapters") || is_below(path, "webhooks");
}

}  // namespace

Complaints check_parameters(const Tree& tree) {
    return check_functions(
        tree,
        {kManyParameters,
         kMostParameters,
         "parameters",
         "Put what belongs together into a struct with a name, and give it by designated initializers; or "
         "give "
         "the function only what it needs"},
        &Function::parameters
    );
}

Complaints check_function_lengths(const Tree& tree) {
    return check_functions(
        tree,
        {kLongFunctions,
         kLongestFunction,
         "lines",
         "Take its parts out into functions, each named after what it does"},
        &Function::lines
    );
}

Complaints check_file_lengths(const Tree& tree) {
    Complaints complaints;
    for (const auto& [path, text] : tree) {
        if (!is_cpp(path)) continue;
        const int most = !is_product(path)      ? kLongestTest
                         : path.ends_with(".h") ? kLongestHeader
                                                : kLongestSource;
        const auto lines = static_cast<int>(std::ranges::count(text, '\n'));
        judge(
            {path, {}, at_line(path, lines), lines},
            {kLongFiles,
             most,
             "lines",
             "Split it by responsibility into files named after what they implement"},
            complaints
        );
    }
    return complaints;
}

}  // namespace crosswalk::architecture
