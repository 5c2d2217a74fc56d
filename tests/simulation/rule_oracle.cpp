#include "rule_oracle.h"

#include <algorithm>
#include <set>

namespace crosswalk::simulation {
namespace {

constexpr std::size_t kMostWorlds = 4'096;  // combinations of what may have been said
// For so long a write of ours may be without an answer, so that what stood there before it counts as known.
constexpr std::chrono::minutes kUnanswered{10};

using Candidates = std::vector<Candidate>;
using Values = std::set<Value>;

bool means_the_same(std::string_view field, std::string_view tool, const Edit& a, const Edit& b) {
    return a.value == b.value ||
           canonical_value(field, tool, a.value) == canonical_value(field, tool, b.value);
}

// True when what was typed may have looked like what Crosswalk believed to stand there already.
bool may_look_known(
    const FieldRule& rule, std::string_view tool, std::span<const Edit* const> typed, std::size_t which
) {
    const Edit& edit = *typed[which];
    if (edit.blurred) return true;
    for (std::size_t i = which; i-- > 0;) {
        const Edit& before = *typed[i];
        const bool unheard =
            before.by_hand ? before.applied_by > edit.made : edit.at - before.at < kUnanswered;
        if (means_the_same(rule.field, tool, before, edit)) return true;
        if (!unheard) return false;
    }
    return false;
}

bool carries_no_value(const FieldRule& rule, std::string_view tool, const Value& value) {
    const bool asked_for = rule.kind == FieldRule::Kind::prefer && rule.tool == tool;
    return !value && !rule.blank_counts && !asked_for;
}

Millis coarse(Millis at, bool in_seconds) {
    return as_told(at, in_seconds ? Precision::seconds : Precision::milliseconds);
}

auto rank(const Candidate& word) { return std::ranges::find(kTools, word.tool) - std::begin(kTools); }

// Everybody who may be the newest of these.
Values newest(const Candidates& words, bool blank_counts) {
    const bool in_seconds = std::ranges::count(words, Precision::seconds, &Candidate::precision) > 0;
    Values out;
    for (const Candidate& one : words) {
        if (!one.value && !blank_counts) continue;
        const bool may_win = std::ranges::all_of(words, [&](const Candidate& other) {
            if (&one == &other || (!other.value && !blank_counts)) return true;
            const auto mine = coarse(one.late, in_seconds), theirs = coarse(other.early, in_seconds);
            return mine > theirs || (mine == theirs && rank(one) <= rank(other));
        });
        if (may_win) out.insert(one.value);
    }
    return out;
}

Values newest_of_all(const Candidates& words, bool blank_counts) {
    Values out = newest(words, blank_counts);
    return out.empty() ? newest(words, true) : out;
}

// Of a tool with several records only the latest word counts.
Values highest(const Candidates& words) {
    Values best;
    for (const std::string_view tool : kTools) {
        Candidates theirs;
        std::ranges::copy_if(words, std::back_inserter(theirs), [&](const Candidate& word) {
            return word.tool == tool && word.value;
        });
        const Values latest = newest(theirs, false);
        if (latest.size() > 1) return latest;
        if (latest.empty()) continue;
        if (best.empty() || std::stod(**latest.begin()) > std::stod(**best.begin())) best = latest;
    }
    return best;
}

Values may_win(const FieldRule& rule, const Candidates& words) {
    const auto named = [&](const Candidate& word) { return word.tool == rule.tool; };
    switch (rule.kind) {
        case FieldRule::Kind::always:
        case FieldRule::Kind::prefer: {
            Candidates theirs, others;
            std::ranges::partition_copy(words, std::back_inserter(theirs), std::back_inserter(others), named);
            const bool always = rule.kind == FieldRule::Kind::always;
            Values out = newest(theirs, true);
            if (always || (!out.contains(std::nullopt) && !out.empty())) return out;
            out.erase(std::nullopt);
            Values rest = newest(others, false);
            if (rest.empty()) rest.insert(std::nullopt);
            out.merge(rest);
            return out;
        }
        case FieldRule::Kind::highest:
            return highest(words);
        case FieldRule::Kind::newest:
            break;
    }
    return newest_of_all(words, rule.blank_counts);
}

}  // namespace

std::optional<Value> canonical_value(
    std::string_view field, std::string_view tool, const boost::json::value& held
) {
    if (held.is_null()) return Value{};
    const std::string text = held.is_string() ? std::string(held.get_string()) : boost::json::serialize(held);
    if (text.empty() || (field == "company" && text == "(unknown)")) return Value{};
    if (field == "score" && std::stoi(text) > 100) return std::nullopt;
    if (field != "industry") return Value(text);
    const std::string_view name = name_of(field, text, tool);
    return name.empty() ? std::nullopt : std::optional<Value>(std::string(name));
}

std::optional<PossibleLatest> possible_latest(
    const FieldRule& rule,
    std::string_view tool,
    std::span<const Edit* const> typed,
    std::optional<std::size_t> removed
) {
    // What was written while our clock was wrong may be taken for the tool's own, later word.
    if (std::ranges::any_of(typed, [](const Edit* edit) { return edit->misdated; })) return std::nullopt;
    PossibleLatest out;
    const Edit* newer = nullptr;  // surely heard: a value that is not surely older may have come after it
    bool without = false;         // a later value that does not count may have been all that was read
    for (std::size_t i = typed.size(); i-- > 0;) {
        const Edit& edit = *typed[i];
        if (!edit.by_hand) continue;
        const auto value = canonical_value(rule.field, tool, edit.value);
        if (!value || carries_no_value(rule, tool, *value)) {
            without = true;
            continue;
        }
        if (newer != nullptr && edit.late < newer->early) break;
        out.push_back(Candidate{std::string(tool), *value, edit.early, edit.late, edit.precision});
        // A blank that is seen for the first time may have stood there for years.
        if (!*value) continue;
        const bool stands = i + 1 == typed.size() && !removed;
        if (newer == nullptr && !may_look_known(rule, tool, typed, i)) {
            if (stands) return out;  // whoever compares hears it
            const bool heard = removed ? edit.applied_by < *removed : edit.told;
            if (heard && !edit.skewed && !without) newer = &edit;
        }
    }
    if (newer == nullptr || removed) out.push_back(std::nullopt);
    return out;
}

std::string describe(std::span<const PossibleLatest> records) {
    std::string out;
    for (const PossibleLatest& record : records) {
        std::string one;
        for (const auto& word : record) {
            one += one.empty() ? "" : " or ";
            if (!word) {
                one += "nothing";
                continue;
            }
            one += word->tool + " '" + word->value.value_or("(blank)") + "' at " + seconds(word->early);
            if (word->late != word->early) one += " to " + seconds(word->late);
        }
        if (one != "nothing") out += (out.empty() ? "" : ", ") + one;
    }
    return out;
}

std::optional<Value> certain_winner(const FieldRule& rule, std::span<const PossibleLatest> records) {
    std::size_t worlds = 1;
    for (const PossibleLatest& record : records) worlds *= std::max<std::size_t>(1, record.size());
    if (worlds > kMostWorlds) return std::nullopt;
    Values all;
    for (std::size_t world = 0; world < worlds; ++world) {
        Candidates words;
        std::size_t left = world;
        for (const PossibleLatest& record : records) {
            if (record.empty()) continue;
            const auto& word = record[left % record.size()];
            left /= record.size();
            if (word) words.push_back(*word);
        }
        if (words.empty()) return std::nullopt;  // perhaps nobody said anything
        Values values = may_win(rule, words);
        if (values.empty()) return std::nullopt;  // nobody whose word counts said anything
        all.merge(values);
        if (all.size() != 1) return std::nullopt;
    }
    return all.empty() ? std::nullopt : std::optional<Value>(*all.begin());
}

}  // namespace crosswalk::simulation
