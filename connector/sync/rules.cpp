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
bool ahead_in_order(const Word& a, const Word& b, std::span<const std::string> order) {
    const auto left = rank(a.connection, order), right = rank(b.connection, order);
    return left != right ? left < right : a.value < b.value;
}

const Word* newest(std::span<const Word> words, bool blank_counts, std::span<const std::string> order) {
    // Compared all at the coarsest precision present: comparing pair by pair would let three words beat each
    // other in a circle.
    auto precision = Precision::milliseconds;
    for (const Word& word : words)
        if (word.precision == Precision::seconds) precision = Precision::seconds;
    const Word* best = nullptr;
    for (const Word& word : words) {
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

const Word* highest(std::span<const Word> words, std::span<const std::string> order) {
    const Word* best = nullptr;
    for (const Word& word : words) {
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

const Word* decide(const FieldPlan& field, std::span<const Word> words, std::span<const std::string> order) {
    const auto named = std::ranges::find(words, field.rule.connection, &Word::connection);
    const bool blank_counts = field.if_blank == IfBlank::clear;
    switch (field.rule.kind) {
        case Rule::Kind::always:
            return named == words.end() ? nullptr : &*named;
        case Rule::Kind::prefer:
            if (named != words.end() && named->value) return &*named;
            if (const Word* other = newest(words, false, order)) return other;
            break;
        case Rule::Kind::highest:
            if (const Word* word = highest(words, order)) return word;
            break;
        case Rule::Kind::newest:
            break;
    }
    if (const Word* word = newest(words, blank_counts, order)) return word;
    return newest(words, true, order);
}

}  // namespace crosswalk
