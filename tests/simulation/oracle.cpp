#include "oracle.h"

#include <algorithm>

namespace crosswalk::simulation {

bool is_later(const ConsentDeed& proof, const ConsentDeed& opt_out) {
    const bool in_seconds = proof.precision == Precision::seconds || opt_out.precision == Precision::seconds;
    const auto coarser = in_seconds ? Precision::seconds : Precision::milliseconds;
    return as_told(proof.at, coarser) > as_told(opt_out.at, coarser);
}

int Oracle::new_person(std::string address) {
    people_.push_back({.address = std::move(address)});
    return static_cast<int>(people_.size()) - 1;
}

void Oracle::also_known_as(int person, std::string address) {
    Human& human = people_[static_cast<std::size_t>(person)];
    human.others.push_back(std::exchange(human.address, std::move(address)));
}

void Oracle::also_reached_at(int person, std::string address) {
    people_[static_cast<std::size_t>(person)].others.push_back(std::move(address));
}

int Oracle::who(std::string_view address) const {
    for (std::size_t i = 0; i < people_.size(); ++i)
        if (people_[i].address == address ||
            std::ranges::find(people_[i].others, address) != people_[i].others.end())
            return static_cast<int>(i);
    return -1;
}

bool Oracle::had_several_addresses(int person) const {
    return !people_[static_cast<std::size_t>(person)].others.empty();
}

int Oracle::one(int person) const {
    while (person >= 0 && people_[static_cast<std::size_t>(person)].merged_into >= 0)
        person = people_[static_cast<std::size_t>(person)].merged_into;
    return person;
}

void Oracle::unite(int a, int b) {
    a = one(a);
    b = one(b);
    if (a == b) return;
    people_[static_cast<std::size_t>(b)].merged_into = a;
    people_[static_cast<std::size_t>(a)].united = people_[static_cast<std::size_t>(b)].united = true;
    unions_.push_back({a, b, ++moment_});
}

void Oracle::was_doubled(int person) { people_[static_cast<std::size_t>(person)].doubled = true; }

bool Oracle::joined_closed(const ConsentDeed& opt_out, const ConsentDeed& proof) const {
    if (people_[static_cast<std::size_t>(opt_out.person)].doubled ||
        people_[static_cast<std::size_t>(proof.person)].doubled)
        return false;
    int out = opt_out.person, in = proof.person;
    for (const Union& one : unions_) {
        if (out == in) return false;
        const bool worked_off = opt_out.applied_by < one.at && proof.applied_by < one.at;
        if (out == one.goes) out = one.stays;
        if (in == one.goes) in = one.stays;
        if (out == in) return worked_off;
    }
    return false;
}

bool Oracle::was_united(int person) const { return people_[static_cast<std::size_t>(one(person))].united; }

std::size_t Oracle::note(ConsentDeed deed) {
    actions_taken_.push_back(std::move(deed));
    return actions_taken_.size() - 1;
}

void Oracle::closed_by_us(std::string_view record, Millis now) {
    for (ConsentDeed& deed : actions_taken_)
        if (deed.record == record && deed.what == ConsentDeed::What::opt_out &&
            now - deed.at <= std::chrono::seconds{1})
            deed.blurred = true;
}

void Oracle::all_applied() {
    ++moment_;
    for (ConsentDeed& deed : actions_taken_)
        if (deed.told && !deed.applied()) deed.applied_by = moment_;
    for (auto& [record, known_by] : named_) known_by = std::min(known_by, moment_);
    edits_.all_applied();
}

bool Oracle::name_is_known(std::string_view record) const {
    const auto named = named_.find(record);
    return named != named_.end() && named->second != SIZE_MAX;
}

void Oracle::told_open(int person, std::string_view tool, const std::string& own_id, Millis now) {
    const int who = one(person);
    const std::string told =
        "person " + std::to_string(who) + ": " + std::string(tool) + " was told 'open' at " + seconds(now);
    std::vector<const ConsentDeed*> proofs;
    for (const ConsentDeed& deed : actions_taken_)
        // Also one whose acknowledgement got lost: it may be in the journal all the same.
        if (one(deed.person) == who && deed.what == ConsentDeed::What::proof) proofs.push_back(&deed);
    if (proofs.empty()) return complain(told + " without any proof");
    if (was_united(person)) return;  // when the engine learned that they are one, the witness cannot tell
    // Of somebody with several addresses Crosswalk may have made two leads: then one lead's opt-out is not
    // the other's.
    const auto same_lead = [&](const ConsentDeed& deed) {
        const auto stamp = stamps_.find(deed.record);
        return !had_several_addresses(who) || (stamp != stamps_.end() && stamp->second == own_id);
    };
    for (const ConsentDeed& deed : actions_taken_)
        if (one(deed.person) == who && deed.what == ConsentDeed::What::opt_out && deed.applied() &&
            !deed.blurred && same_lead(deed) && name_is_known(deed.record) &&
            std::ranges::none_of(proofs, [&](const ConsentDeed* proof) { return is_later(*proof, deed); }))
            return complain(
                told + ", but the last proof is of " + seconds(proofs.back()->at) + ", and " + deed.tool +
                " reported an opt-out of " + seconds(deed.at)
            );
}

}  // namespace crosswalk::simulation
