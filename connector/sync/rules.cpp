#include "connector/sync/rules.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

Millis at_precision(Millis at, Precision precision) {
    return precision == Precision::seconds ? Millis{std::chrono::floor<std::chrono::seconds>(at)} : at;
}

std::size_t rank(std::string_view connection, std::span<const std::string> order) {
    return static_cast<std::size_t>(std::ranges::find(order, connection) - order.begin());
}

double number(const Value& value) {
    double out = 0;
    if (value) std::from_chars(value->data(), value->data() + value->size(), out);
    return out;
}

// The winner of a tie: earlier in the admin's order, then the smaller text, so that everybody decides alike.
bool ahead_in_order(const Candidate& a, const Candidate& b, std::span<const std::string> order) {
    const auto left = rank(a.connection, order), right = rank(b.connection, order);
    return left != right ? left < right : a.value < b.value;
}

const Candidate* newest(std::span<const Candidate> candidates, bool blank_counts, std::span<const std::string> order) {
    // Compared all at the coarsest precision present: comparing pair by pair would let three words beat each
    // other in a circle.
    auto precision = Precision::milliseconds;
    for (const Candidate& word : candidates)
        if (word.precision == Precision::seconds) precision = Precision::seconds;
    const Candidate* best = nullptr;
    for (const Candidate& word : candidates) {
        if (!word.value && !blank_counts) continue;
        if (best == nullptr) {
            best = &word;
            continue;
        }
        const auto left = at_precision(word.at, precision), right = at_precision(best->at, precision);
        if (left > right || (left == right && ahead_in_order(word, *best, order))) best = &word;
    }
    return best;
}

const Candidate* highest(std::span<const Candidate> candidates, std::span<const std::string> order) {
    const Candidate* best = nullptr;
    for (const Candidate& word : candidates) {
        if (!word.value) continue;
        if (best == nullptr || number(word.value) > number(best->value) ||
            (number(word.value) == number(best->value) && ahead_in_order(word, *best, order)))
            best = &word;
    }
    return best;
}

}  // namespace

bool later(Millis a, Precision a_fine, Millis b, Precision b_fine) {
    const auto coarser = a_fine == Precision::seconds || b_fine == Precision::seconds
                             ? Precision::seconds
                             : Precision::milliseconds;
    return at_precision(a, coarser) > at_precision(b, coarser);
}

const Candidate* resolve(const FieldPlan& field, std::span<const Candidate> candidates, std::span<const std::string> order) {
    const auto named = std::ranges::find(candidates, field.rule.connection, &Candidate::connection);
    const bool blank_counts = field.if_blank == IfBlank::clear;
    switch (field.rule.kind) {
        case Rule::Kind::always:
            return named == candidates.end() ? nullptr : &*named;
        case Rule::Kind::prefer:
            if (named != candidates.end() && named->value) return &*named;
            if (const Candidate* other = newest(candidates, false, order)) return other;
            break;
        case Rule::Kind::highest:
            if (const Candidate* word = highest(candidates, order)) return word;
            break;
        case Rule::Kind::newest:
            break;
    }
    if (const Candidate* word = newest(candidates, blank_counts, order)) return word;
    return newest(candidates, true, order);
}

}  // namespace crosswalk
