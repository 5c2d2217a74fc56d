#include "connector/mapping/model/condition.h"

#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosswalk {
namespace {

std::optional<double> number(const Value& value) {
    if (!value) return std::nullopt;
    double out = 0;
    const char* end = value->data() + value->size();
    const auto [ptr, error] = std::from_chars(value->data(), end, out);
    if (error != std::errc{} || ptr != end || !std::isfinite(out)) return std::nullopt;
    return out;
}

bool same(const std::string& now, const std::string& wanted) {
    if (now == wanted) return true;
    const auto a = number(now), b = number(wanted);
    return a && b && *a == *b;
}

bool is_among(const Condition::Atom& atom, const Value& now) {
    return now &&
           std::ranges::any_of(atom.values, [&](const std::string& value) { return same(*now, value); });
}

bool changed_by(const Condition::Atom& atom, const Value& now, const Value& before) {
    if (!now && !before) return false;
    if (!now || !before) return true;
    const auto a = number(now), b = number(before);
    if (!a || !b) return *now != *before;
    return std::abs(*a - *b) >= atom.number;
}

bool crosses(const Condition::Atom& atom, const Value& now, const Value& before) {
    const auto a = number(now), b = number(before);
    const bool above = a && *a >= atom.number, was_above = b && *b >= atom.number;
    return above != was_above;
}

bool atom_holds(const Condition::Atom& atom, const Facts& facts) {
    Value now = facts.now ? facts.now(atom.field) : Value{};
    if (atom.address && now) now = forms::email_key(*now);
    const auto before = [&]() { return facts.before(atom.field); };
    const auto ends = [&]() { return now && !atom.values.empty() && now->ends_with(atom.values.front()); };
    switch (atom.test) {
        case Test::at_least: {
            const auto n = number(now);
            return n && *n >= atom.number;
        }
        case Test::at_most: {
            const auto n = number(now);
            return n && *n <= atom.number;
        }
        case Test::is:
        case Test::is_one_of:
            return is_among(atom, now);
        case Test::is_not:
            return !is_among(atom, now);
        case Test::is_known:
            return now.has_value();
        case Test::is_unknown:
            return !now.has_value();
        case Test::changed_by:
            return !facts.before || changed_by(atom, now, before());
        case Test::crosses:
            return crosses(atom, now, facts.before ? before() : Value{});
        case Test::ends_with:
            return ends();
        case Test::not_ends_with:
            return !ends();
    }
    return false;
}

}  // namespace

bool Condition::holds(const Facts& facts) const {
    const auto part_holds = [&](const Condition& part) { return part.holds(facts); };
    switch (join) {
        case Join::atom:
            return atom_holds(atom, facts);
        case Join::all:
            return std::ranges::all_of(parts, part_holds);
        case Join::any:
            return std::ranges::any_of(parts, part_holds);
    }
    return false;
}

void Condition::fields_into(std::vector<std::string>& out) const {
    if (join == Join::atom && std::ranges::find(out, atom.field) == out.end()) out.push_back(atom.field);
    for (const Condition& part : parts) part.fields_into(out);
}

}  // namespace crosswalk
