// What a tool says of consent.
#include "connector/sync/ingest_context.h"

namespace crosswalk {
namespace {

std::string proof_in(const IngestContext& l, const FieldPlan& field) {
    const auto& proof = l.change.consent;
    const bool fits = proof && proof->opted_in && field.consent && proof->channel == field.consent->channel;
    return fits ? proof->kind : std::string{};
}

// When a person opted out. Our own clock may be behind by more than the skew that is allowed for otherwise: a
// time ahead of it weakens no opt-out, unless it is so far ahead that it would never be over.
When opted_out_at(const IngestContext& l, const Binding& binding, const When& when) {
    const auto told = told_at(l.change, binding.vendor_field);
    return told && told->at > when.at && told->at <= l.received + kFarthestAhead ? *told : when;
}

// A proof never counts as later than the tool says: it opens what was closed.
When proven_at(const IngestContext& l, const Binding& binding, const When& when) {
    const auto told = told_at(l.change, binding.vendor_field);
    return told && told->at < when.at ? *told : when;
}

}  // namespace

void ingest_consent(IngestContext& l, const ToldValue& told) {
    const Parsed taken = to_canonical(told.field, told.binding, told.raw);
    if (taken.how != Parsed::How::value) return;
    const bool closed = taken.value == std::string(kClosed);
    const std::string proof = closed ? std::string{} : proof_in(l, told.field);
    const bool dated = told.when.at != Millis{} && told_at(l.change, told.binding.vendor_field);
    const bool echo = is_echo(told.field, told.binding, told.memory, told.raw);
    // Closing twice harms nobody, and no proof from before may open what was closed after it: an opt-out with
    // a time of its own speaks though it was known, even where it may be our own write coming back.
    const bool speaks_anyway = closed && dated && is_dated_itself(l.change, told.binding.vendor_field);
    if (echo && proof.empty() && !speaks_anyway) {
        l.out.echo = true;
        if (closed && dated && told.memory.known && !is_old(l, told.binding, told.memory, told.when) &&
            !told.memory.pending) {
            // No proof of this tool from before it showed "opted out" counts any more.
            told.memory.heard = observed(l, told.binding, told.raw, told.when);
            l.out.noted = true;
        }
        return;
    }
    const bool old = dated && is_old(l, told.binding, told.memory, told.when);
    if (old && !closed) {
        l.out.superseded = true;
        return;
    }
    if (!old) keep(l, told.binding, told.memory, told.raw, told.when);
    l.out.news.insert(told.field.name);  // also where it says nothing: the tool may have to be told
    const bool speaks = closed || !proof.empty();
    if (!speaks) return;
    l.out.consents.push_back(
        {.field = told.field.name,
         .connection = l.record.key.connection,
         .closed = closed,
         .at =
             !dated
                 ? std::nullopt
                 : std::
                       optional{closed ? opted_out_at(l, told.binding, told.when) : proven_at(l, told.binding, told.when)},
         .received = closed ? l.stamps.receipt(l.received) : l.received,
         .proof = proof,
         .event = l.event}
    );
}

}  // namespace crosswalk
