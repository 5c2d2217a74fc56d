#include "connector/sync/consent.h"

#include "connector/sync/rules.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kOptedOut = "opted_out";

bool is_proof(const FieldPlan& field, const ConsentSignal& word) {
    if (!field.consent || word.proof.empty()) return false;
    return std::ranges::find(field.consent->opens_on, std::pair{word.connection, word.proof}) !=
           field.consent->opens_on.end();
}

// The last moment at which it may have been said. Of two closes the one that may be later keeps proofs out: what is
// told to the second may be later than what is told to the millisecond of that second.
Millis at_latest(const ConsentState& state) {
    if (state.precision != Precision::seconds) return state.at;
    return Millis{std::chrono::floor<std::chrono::seconds>(state.at)} + std::chrono::milliseconds{999};
}

}  // namespace

std::optional<ConsentState> transition(const FieldPlan& field, const ConsentState* now, const ConsentSignal& word) {
    const When said = word.at.value_or(When{word.received, Precision::milliseconds});
    ConsentState next{word.closed, said.at, said.precision, word.event, word.connection, word.proof};
    if (word.closed) {
        next.proof = kOptedOut;
        if (now == nullptr) return next;
        if (!now->closed)
            return later(now->at, now->precision, said.at, said.precision) ? std::nullopt
                                                                           : std::optional{next};
        return at_latest(next) > at_latest(*now) ? std::optional{next} : std::nullopt;
    }
    if (!word.at || !is_proof(field, word)) return std::nullopt;
    if (now == nullptr || later(said.at, said.precision, now->at, now->precision)) return next;
    if (now->at <= word.received + kFarthestAhead) return std::nullopt;
    // It was closed while our clock was wrong: nobody knows when, but not later than now.
    ConsentState still = *now;
    still.at = word.received;
    return still;
}

ConsentState merge(const ConsentState& a, const ConsentState& b) {
    if (a.closed != b.closed) return a.closed ? a : b;
    if (a.closed) return at_latest(b) > at_latest(a) ? b : a;
    return later(b.at, b.precision, a.at, a.precision) ? b : a;
}

FieldSet consent_fields(const Mapping& mapping) {
    FieldSet out;
    for (const FieldPlan& field : mapping.fields)
        if (field.consent) out.insert(field.name);
    return out;
}

Value effective_consent(const Mapping& mapping, const FieldPlan& field, const Lead& lead) {
    const auto own = lead.consents.find(field.name);
    for (const FieldPlan& wider : mapping.fields) {
        if (!wider.consent || !field.consent || wider.consent->channel != field.consent->channel) continue;
        const auto latch = lead.consents.find(wider.name);
        const bool covers = wider.name == field.name || wider.consent->scope.empty();
        if (covers && latch != lead.consents.end() && latch->second.closed) return std::string(kClosed);
    }
    return own == lead.consents.end() ? Value{} : Value(std::string(kOpen));
}

}  // namespace crosswalk
