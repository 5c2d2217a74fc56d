// Who saw everything: what people did and what was told to whom. The engine knows nothing of it.
#pragma once

#include "edit_log.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace crosswalk::simulation {

// Somebody unsubscribed, or subscribed again with or without proof.
struct ConsentDeed {
    enum class What { opt_out, proof, unproven };
    What what = What::opt_out;
    int person = 0;
    Millis at{};  // as precisely as the tool tells
    Precision precision = Precision::milliseconds;
    std::string tool{}, record{};
    bool told = false;     // a delivery that says so was acknowledged
    bool blurred = false;  // nothing tells it from a close of our own
    // In the witness's own count: when the engine had surely worked it off.
    std::size_t applied_by = SIZE_MAX;
    bool applied() const { return applied_by != SIZE_MAX; }
};

// True when the proof is later than the opt-out at the coarser precision of the two: only then may it open.
bool is_later(const ConsentDeed& proof, const ConsentDeed& opt_out);

class Oracle {
public:
    // Everybody has an address of their own at first; a new one may be added, none is ever given to another.
    int new_person(std::string address);
    void also_known_as(int person, std::string address);
    void also_reached_at(int person, std::string address);
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
    // The person had two records in one tool, so that it may have been unclear whose news it was.
    void was_doubled(int person);
    bool doubled(int person) const { return people_[static_cast<std::size_t>(person)].doubled; }
    // The opt-out and the proof were both worked off while they belonged to two persons, who became one only
    // then: an opt-out that stands in one of them stays.
    bool joined_closed(const ConsentDeed& opt_out, const ConsentDeed& proof) const;

    std::size_t note(ConsentDeed);
    // A program closed this record just after a person did: nobody can tell the two apart.
    void closed_by_us(std::string_view record, Millis now);
    // Crosswalk was told under which address this record stands. A record that is gone before that is
    // nobody's.
    void named(std::string record) { named_.try_emplace(std::move(record), SIZE_MAX); }
    bool was_named(std::string_view record) const { return named_.contains(record); }
    void told(std::size_t deed) { actions_taken_[deed].told = true; }
    // Everything acknowledged so far is worked off.
    void all_applied();
    const std::vector<ConsentDeed>& actions() const { return actions_taken_; }

    // What was typed.
    EditLog& edits() { return edits_; }
    const EditLog& edits() const { return edits_; }

    // A record carries Crosswalk's id of its lead now.
    void stamped(const std::string& record, std::string own_id) { stamps_[record] = std::move(own_id); }
    // A tool was told that this person may be written to, for the lead with this id.
    void told_open(int person, std::string_view tool, const std::string& own_id, Millis now);

    void complain(std::string what) { complaints_.push_back(std::move(what)); }
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    bool name_is_known(std::string_view record) const;

    struct Human {
        std::string address{};
        std::vector<std::string> others{};
        int merged_into = -1;
        bool united = false, doubled = false;
    };
    struct Union {
        int stays = 0, goes = 0;
        std::size_t at = 0;
    };
    std::vector<Human> people_{};
    std::vector<Union> unions_{};
    std::size_t moment_ = 0;
    std::vector<ConsentDeed> actions_taken_{};
    EditLog edits_{};
    std::map<std::string, std::string, std::less<>> stamps_{};
    std::map<std::string, std::size_t, std::less<>> named_{};  // when that was surely worked off
    std::vector<std::string> complaints_{};
};

}  // namespace crosswalk::simulation
