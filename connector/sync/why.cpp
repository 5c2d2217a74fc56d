#include "connector/sync/why.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

struct Try {
    std::vector<Candidate> words{};
    std::string sentence{};
};

Candidate* word_of(std::vector<Candidate>& words, std::string_view connection) {
    const auto found = std::ranges::find(words, connection, &Candidate::connection);
    return found == words.end() ? nullptr : &*found;
}

Millis latest_but(std::span<const Candidate> words, std::string_view but) {
    Millis latest{};
    for (const Candidate& one : words)
        if (one.connection != but) latest = std::max(latest, one.at);
    return latest;
}

std::string highest_but(std::span<const Candidate> words, std::string_view but) {
    std::string best;
    double most = 0;
    for (const Candidate& one : words) {
        double number = 0;
        if (one.connection == but || !one.value) continue;
        std::from_chars(one.value->data(), one.value->data() + one.value->size(), number);
        if (best.empty() || number > most) best = *one.value;
        most = std::max(most, number);
    }
    return best;
}

// A whole second, so that it is later at the coarser precision as well.
Try said_last(std::vector<Candidate> words, std::string_view loser) {
    const Millis latest = latest_but(words, loser);
    Candidate* word = word_of(words, loser);
    word->at = latest + std::chrono::seconds{2};
    return {std::move(words), "if " + std::string(loser) + " had said it last"};
}

std::vector<Try> tries_for(const FieldPlan& field, std::span<const Candidate> given, std::string_view loser) {
    const std::vector<Candidate> words(given.begin(), given.end());
    std::vector<Try> out;
    const Candidate& own = *std::ranges::find(words, loser, &Candidate::connection);
    if (field.rule.kind != Rule::Kind::highest) out.push_back(said_last(words, loser));
    if (const std::string most = highest_but(words, loser); field.rule.kind == Rule::Kind::highest && !most.empty()) {
        Try higher{words, "if " + std::string(loser) + " said more than " + most};
        double number = 0;
        std::from_chars(most.data(), most.data() + most.size(), number);
        word_of(higher.words, loser)->value = std::to_string(static_cast<std::int64_t>(number) + 1);
        out.push_back(std::move(higher));
    }
    if (!own.value) {
        Try told{words, "if " + std::string(loser) + " said something"};
        word_of(told.words, loser)->value = "1";
        out.push_back(std::move(told));
    }
    if (!field.rule.connection.empty() && field.rule.connection != loser) {
        Try blank{words, "if " + field.rule.connection + " were blank"};
        if (Candidate* preferred = word_of(blank.words, field.rule.connection)) preferred->value.reset();
        Try both = said_last(blank.words, loser);
        both.sentence = blank.sentence + " and " + std::string(loser) + " had said it last";
        out.push_back(std::move(blank));
        out.push_back(std::move(both));
    }
    return out;
}

}  // namespace

std::string what_would_differ(
    const FieldPlan& field, std::span<const Candidate> words, std::string_view loser, std::span<const std::string> order
) {
    if (std::ranges::find(words, loser, &Candidate::connection) == words.end())
        return "It would count if " + std::string(loser) + " had said anything.";
    for (const Try& one : tries_for(field, words, loser)) {
        const Candidate* wins = resolve(field, one.words, order);
        if (wins != nullptr && wins->connection == loser) return "It would count " + one.sentence + ".";
    }
    return "It would count only under another rule than '" + field.rule.text() + "'.";
}

}  // namespace crosswalk
