#include "witness.h"

#include <algorithm>
#include <cstdio>

namespace crosswalk::simulation {

std::string seconds(Millis at) {
    char text[32];
    const auto since = at - kBeginning;
    std::snprintf(text, sizeof text, "%.3f", static_cast<double>(since.count()) / 1000);
    return text;
}

int Witness::new_person(std::string address) {
    people_.push_back({.address = std::move(address)});
    return static_cast<int>(people_.size()) - 1;
}

void Witness::also_known_as(int person, std::string address) {
    Human& human = people_[static_cast<std::size_t>(person)];
    human.others.push_back(std::exchange(human.address, std::move(address)));
}

int Witness::who(std::string_view address) const {
    for (std::size_t i = 0; i < people_.size(); ++i)
        if (people_[i].address == address ||
            std::ranges::find(people_[i].others, address) != people_[i].others.end())
            return static_cast<int>(i);
    return -1;
}

bool Witness::had_several_addresses(int person) const {
    return !people_[static_cast<std::size_t>(person)].others.empty();
}

int Witness::one(int person) const {
    while (person >= 0 && people_[static_cast<std::size_t>(person)].lives_on >= 0)
        person = people_[static_cast<std::size_t>(person)].lives_on;
    return person;
}

void Witness::unite(int a, int b) {
    a = one(a);
    b = one(b);
    if (a == b) return;
    people_[static_cast<std::size_t>(b)].lives_on = a;
    people_[static_cast<std::size_t>(a)].united = people_[static_cast<std::size_t>(b)].united = true;
}

bool Witness::was_united(int person) const { return people_[static_cast<std::size_t>(one(person))].united; }

std::size_t Witness::note(ConsentDeed deed) {
    deeds_.push_back(std::move(deed));
    return deeds_.size() - 1;
}

void Witness::closed_by_us(std::string_view record, Millis now) {
    for (ConsentDeed& deed : deeds_)
        if (deed.record == record && deed.what == ConsentDeed::What::opt_out &&
            now - deed.at <= std::chrono::seconds{1})
            deed.blurred = true;
}

void Witness::all_applied() {
    for (ConsentDeed& deed : deeds_) deed.applied = deed.applied || deed.told;
}

void Witness::told_open(int person, std::string_view tool, Millis now) {
    const int who = one(person);
    const std::string told =
        "person " + std::to_string(who) + ": " + std::string(tool) + " was told 'open' at " + seconds(now);
    Millis proven{};
    for (const ConsentDeed& deed : deeds_)
        // Also one whose acknowledgement got lost: it may be in the journal all the same.
        if (one(deed.person) == who && deed.what == ConsentDeed::What::proof)
            proven = std::max(proven, deed.at);
    if (proven == Millis{}) return complain(told + " without any proof");
    if (was_united(person)) return;  // when the engine learned that they are one, the witness cannot tell
    for (const ConsentDeed& deed : deeds_)
        if (one(deed.person) == who && deed.what == ConsentDeed::What::opt_out && deed.applied &&
            !deed.blurred && deed.at >= proven)
            return complain(
                told + ", but the last proof is of " + seconds(proven) + ", and " + deed.tool +
                " reported an opt-out of " + seconds(deed.at)
            );
}

}  // namespace crosswalk::simulation
