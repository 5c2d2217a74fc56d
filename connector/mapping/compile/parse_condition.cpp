#include "connector/mapping/compile/check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace crosswalk {
namespace {

enum class Takes { nothing, number, word, words };
struct TestWords {
    std::string_view text{};
    Test test = Test::is;
    Takes takes = Takes::nothing;
};
// Longer phrases first: "is not" must not be read as "is" with the value "not ...".
constexpr std::array<TestWords, 11> kTests{{
    {"does not end with", Test::not_ends_with, Takes::word},
    {"ends with", Test::ends_with, Takes::word},
    {"is one of", Test::is_one_of, Takes::words},
    {"is known", Test::is_known, Takes::nothing},
    {"is unknown", Test::is_unknown, Takes::nothing},
    {"is not", Test::is_not, Takes::word},
    {"is", Test::is, Takes::word},
    {"at least", Test::at_least, Takes::number},
    {"at most", Test::at_most, Takes::number},
    {"changed by", Test::changed_by, Takes::number},
    {"crosses", Test::crosses, Takes::number},
}};
constexpr std::string_view kGrammar =
    "Write one of: at least N, at most N, is V, is not V, is one of V, V, is known, is unknown, changed by "
    "N, "
    "crosses N, ends with T, does not end with T.";
constexpr std::size_t kLongestCondition = 2'000, kMostClauses = 50;

bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    return text;
}

// Cuts the first word off.
std::string_view next_word(std::string_view& rest) {
    rest = trimmed(rest);
    std::size_t n = 0;
    while (n < rest.size() && !space(rest[n])) ++n;
    const std::string_view out = rest.substr(0, n);
    rest = trimmed(rest.substr(n));
    return out;
}

// Where the quoted part that starts at `at` ends; the text's end when it is never closed.
std::size_t after_quotes(std::string_view text, std::size_t at) {
    const std::size_t close = text.find(text[at], at + 1);
    return close == std::string_view::npos ? text.size() : close + 1;
}

bool opens_quotes(std::string_view text, std::size_t at) {
    return (text[at] == '"' || text[at] == '\'') && (at == 0 || space(text[at - 1]) || text[at - 1] == ',');
}

// Splits at the word `by` outside of quotes.
std::vector<std::string_view> split_at_word(std::string_view text, std::string_view by) {
    std::vector<std::string_view> out;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (opens_quotes(text, i)) {
            i = after_quotes(text, i);
            continue;
        }
        const bool begins = i == 0 || space(text[i - 1]);
        const bool ends =
            i + by.size() == text.size() || (i + by.size() < text.size() && space(text[i + by.size()]));
        if (begins && ends && text.substr(i, by.size()) == by) {
            out.push_back(trimmed(text.substr(start, i - start)));
            start = i += by.size();
            continue;
        }
        ++i;
    }
    out.push_back(trimmed(text.substr(start)));
    return out;
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
    std::vector<std::string_view> out;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (opens_quotes(text, i)) {
            i = after_quotes(text, i);
        } else if (text[i] == ',') {
            out.push_back(trimmed(text.substr(start, i - start)));
            start = ++i;
        } else {
            ++i;
        }
    }
    out.push_back(trimmed(text.substr(start)));
    return out;
}

std::string unquoted(std::string_view text) {
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    return std::string(text);
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

// The test whose words open `rest`; they are cut off.
const TestWords* take_test(std::string_view& rest) {
    for (const TestWords& test : kTests) {
        std::string_view left = rest, words = test.text;
        bool fits = true;
        while (fits && !words.empty()) fits = next_word(words) == next_word(left);
        if (!fits) continue;
        rest = left;
        return &test;
    }
    return nullptr;
}

Fault unknown_field(std::string_view name, std::span<const std::string> known) {
    Fault fault{"condition.unknown_field", "There is no field " + in_quotes(name) + ".", ""};
    if (const auto near = suggest(name, known)) {
        fault.remedy = "Did you mean '" + *near + "'?";
    } else {
        fault.remedy = "Use the name of a field of this file.";
    }
    return fault;
}

Fault unknown_test(std::string_view rest) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> signs{
        {{">=", "at least"},
         {"<=", "at most"},
         {"==", "is"},
         {"!=", "is not"},
         {"=", "is"},
         {">", "at least"},
         {"<", "at most"}}};
    const Fault fault{
        "condition.unknown_test",
        "Nothing can be compared with " + in_quotes(rest) + ".",
        std::string(kGrammar)};
    for (const auto& [sign, words] : signs)
        if (rest.starts_with(sign)) return {fault.code, fault.what, "Write '" + std::string(words) + "'."};
    std::vector<std::string> phrases;
    for (const TestWords& test : kTests) phrases.emplace_back(test.text);
    std::string_view left = rest;
    std::string start;
    for (int words = 0; words < 4 && !left.empty(); ++words) {
        start += (start.empty() ? "" : " ") + std::string(next_word(left));
        if (const auto near = suggest(start, phrases))
            return {fault.code, fault.what, "Did you mean '" + *near + "'?"};
    }
    return fault;
}

Result<Condition> with_value(
    Condition::Atom atom, const TestWords& test, std::string_view rest, std::string_view clause
) {
    const auto fault = [&](std::string code, std::string what, std::string remedy) {
        return Fault{
            std::move(code), "In '" + std::string(clause) + "': " + std::move(what), std::move(remedy)};
    };
    const std::string after = "after '" + std::string(test.text) + "'";
    if (test.takes == Takes::nothing) {
        if (!rest.empty())
            return fault(
                "condition.syntax",
                "nothing may follow " + in_quotes(test.text) + ", but " + in_quotes(rest) + " does.",
                "Join conditions with 'and' or 'or'."
            );
    } else if (rest.empty()) {
        return fault("condition.syntax", "a value is missing " + after + ".", "Write it there.");
    } else if (test.takes == Takes::number) {
        const auto [ptr, error] = std::from_chars(rest.data(), rest.data() + rest.size(), atom.number);
        if (error != std::errc{} || ptr != rest.data() + rest.size() || !std::isfinite(atom.number))
            return fault(
                "condition.number",
                in_quotes(rest) + " " + after + " is not a number.",
                "Write a number such as 60."
            );
    } else if (test.takes == Takes::word) {
        atom.values.push_back(unquoted(rest));
    } else {
        for (const std::string_view part : split_at_commas(rest)) {
            if (part.empty())
                return fault(
                    "condition.syntax",
                    "a value is missing between commas.",
                    "Remove the comma or write the value."
                );
            atom.values.push_back(unquoted(part));
        }
    }
    Condition out;
    out.join = Condition::Join::atom;
    out.atom = std::move(atom);
    out.text = std::string(clause);
    return out;
}

Result<Condition> parse_clause(
    std::string_view clause, std::span<const std::string> known_fields, std::string_view default_field
) {
    if (clause.empty())
        return Fault{
            "condition.syntax",
            "A condition is missing beside 'and' or 'or'.",
            "Write it, or remove the word."};
    Condition::Atom atom;
    std::string_view rest = clause;
    const std::string first(next_word(rest));
    const bool names_field = std::ranges::find(known_fields, first) != known_fields.end();
    if (!names_field) {
        std::string_view from_start = clause;
        const TestWords* test = take_test(from_start);
        if (test != nullptr && default_field.empty())
            return Fault{
                "condition.syntax",
                "'" + std::string(clause) + "' does not say which field it is about.",
                "Start with the name of a field: 'lead_score at least 60'."};
        if (test == nullptr) {
            std::string_view after_name = rest;
            if (default_field.empty() || take_test(after_name) != nullptr)
                return unknown_field(first, known_fields);
            return unknown_test(clause);
        }
        atom.field = std::string(default_field);
        atom.test = test->test;
        return with_value(std::move(atom), *test, from_start, clause);
    }
    const TestWords* test = take_test(rest);
    if (test == nullptr) {
        if (rest.empty())
            return Fault{
                "condition.syntax", "'" + first + "' is not compared with anything.", std::string(kGrammar)};
        return unknown_test(rest);
    }
    atom.field = first;
    atom.test = test->test;
    return with_value(std::move(atom), *test, rest, clause);
}

// One part stands for itself, so that conditions print and compare simply.
Condition joined(Condition::Join join, std::vector<Condition> parts, std::string_view text) {
    if (parts.size() == 1) return std::move(parts.front());
    Condition out;
    out.join = join;
    out.parts = std::move(parts);
    out.text = std::string(text);
    return out;
}

}  // namespace

Result<Condition> parse_condition(
    std::string_view text, std::span<const std::string> known_fields, std::string_view default_field
) {
    text = trimmed(text);
    if (text.empty()) return Fault{"condition.syntax", "The condition is empty.", std::string(kGrammar)};
    if (text.size() > kLongestCondition)
        return Fault{
            "condition.syntax",
            "The condition is longer than 2000 bytes.",
            "Split it into the items of a list."};
    std::vector<Condition> any;
    std::size_t clauses = 0;
    for (const std::string_view side : split_at_word(text, "or")) {
        std::vector<Condition> all;
        for (const std::string_view clause : split_at_word(side, "and")) {
            if (++clauses > kMostClauses)
                return Fault{
                    "condition.syntax",
                    "The condition has more than 50 parts.",
                    "Split it into the items of a list."};
            auto part = parse_clause(clause, known_fields, default_field);
            if (!part) return part.error();
            all.push_back(std::move(*part));
        }
        any.push_back(joined(Condition::Join::all, std::move(all), side));
    }
    Condition out = joined(Condition::Join::any, std::move(any), text);
    out.text = std::string(text);
    return out;
}

}  // namespace crosswalk
