// Who saw everything: what people did and what was told to whom. The engine knows nothing of it.
#pragma once

#include "sim_clock.h"

#include <string>
#include <vector>

namespace crosswalk::simulation {

// Since the beginning of the world.
std::string seconds(Millis);

// Somebody unsubscribed, or subscribed again with or without proof.
struct ConsentDeed {
    enum class What { opt_out, proof, unproven };
    What what = What::opt_out;
    int person = 0;
    Millis at{};  // as precisely as the tool tells
    std::string tool{}, record{};
    bool told = false;     // a delivery that says so was acknowledged
    bool applied = false;  // and the engine has worked it off
    bool blurred = false;  // nothing tells it from a close of our own
};

class Witness {
public:
    // Everybody has an address of their own at first; a new one may be added, none is ever given to another.
    int new_person(std::string address);
    void also_known_as(int person, std::string address);
    // -1: a stranger.
    int who(std::string_view address) const;
    const std::string& address_of(int person) const {
        return people_[static_cast<std::size_t>(person)].address;
    }
    bool had_several_addresses(int person) const;
    std::size_t people() const { return people_.size(); }

    // Two turn out to be one, since somebody merged their records.
    void unite(int a, int b);
    int one(int person) const;
    bool was_united(int person) const;

    std::size_t note(ConsentDeed);
    // A program closed this record just after a person did: nobody can tell the two apart.
    void closed_by_us(std::string_view record, Millis now);
    void told(std::size_t deed) { deeds_[deed].told = true; }
    // Everything acknowledged so far is worked off.
    void all_applied();
    const std::vector<ConsentDeed>& deeds() const { return deeds_; }

    // A tool was told that this person may be written to.
    void told_open(int person, std::string_view tool, Millis now);

    void complain(std::string what) { complaints_.push_back(std::move(what)); }
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    struct Human {
        std::string address{};
        std::vector<std::string> others{};
        int lives_on = -1;
        bool united = false;
    };
    std::vector<Human> people_{};
    std::vector<ConsentDeed> deeds_{};
    std::vector<std::string> complaints_{};
};

}  // namespace crosswalk::simulation
