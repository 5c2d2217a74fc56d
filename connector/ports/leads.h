// connector/ports/leads.h - the people: their leads, records, identities, and history.
#pragma once

#include "connector/lead/lead.h"

#include <map>

namespace crosswalk {

// A place in the list of names: the name, folded, and the store's number of the lead.
struct CalledLead {
    std::string name{};
    std::int64_t number = 0;
    LeadId lead{};
};

class Leads {
public:
    virtual ~Leads() = default;
    // A lead that was joined into another one answers as that one.
    virtual Result<std::optional<Lead>> load(const LeadId&) = 0;
    virtual Result<void> save(const Lead&) = 0;  // keeps the index of `keys` in step
    virtual Result<std::vector<LeadId>> matching(std::string_view key, std::string_view value) = 0;
    // Who is called by a name that begins so (folded), by name, from the one behind `after`.
    virtual Result<std::vector<CalledLead>> called(
        std::string_view begins, const CalledLead& after, std::size_t limit
    ) = 0;
    virtual Result<std::optional<RecordState>> record(const RecordKey&) = 0;
    virtual Result<std::vector<RecordState>> records_of(const LeadId&) = 0;
    virtual Result<void> save(const RecordState&) = 0;
};

// Which leads are one person, for ever, and what outlives a person who was erased.
class Identities {
public:
    virtual ~Identities() = default;
    // `loser` is `winner` from now on: its records, parked items and timers move over, its keys and its own
    // row go, its waiting writes are booked as merged. Both histories stay and are read as one.
    virtual Result<void> join(const LeadId& loser, const LeadId& winner) = 0;
    // Leads in the order of their ids, joined ones left out.
    virtual Result<std::vector<LeadId>> after(const LeadId& mark, std::size_t limit) = 0;
    // Removes the lead, its records, history, steps and parked items, withdraws its writes, and empties the
    // bodies of its journal rows. What `remember` kept stays.
    virtual Result<void> erase(const LeadId&) = 0;
    // Removes a text of an erased person from what belongs to no one lead.
    virtual Result<void> blot_out(std::string_view text) = 0;
    // Keeps an HMAC of an address for which a consent field is closed; no address can be read out of it.
    virtual Result<void> remember(std::string_view address, std::string_view consent_field, Millis at) = 0;
    // Stands for an address, which cannot be read out of it.
    virtual std::string mark(std::string_view address) = 0;
    // The same as `remember`, of an address of which only the mark is left.
    virtual Result<void> remember_mark(std::string_view mark, std::string_view consent_field, Millis at) = 0;
    // The consent fields closed for an address, each with the last time it was remembered.
    virtual Result<std::map<std::string, Millis>> closed_for(std::string_view address) = 0;
};

class History {
public:
    virtual ~History() = default;
    virtual Result<void> add(const HistoryRow&) = 0;
    // Newest first, those of joined leads among them; an empty field means all.
    virtual Result<std::vector<HistoryRow>> of(const LeadId&, std::string_view field, std::size_t limit) = 0;
    // The same of all fields, older than the place `before`, with the places.
    virtual Result<std::vector<std::pair<std::int64_t, HistoryRow>>> older(
        const LeadId&, std::int64_t before, std::size_t limit
    ) = 0;
    // All that the person did, those of joined leads among them; oldest entry first, which need not be the first that
    // happened. Each is a row of its own kind (`What::engagement`).
    virtual Result<std::vector<HistoryRow>> engagements(const LeadId&) = 0;
    virtual Result<void> add(const Step&) = 0;
    // Names who made a move, told after the move itself was known: in this step and those of the same event. What was
    // named before stays.
    virtual Result<void> name_mover(const Step&, std::string_view who) = 0;
    // In order, from the one behind `number`; of this lead alone, or (`joined`) with those of joined leads.
    virtual Result<std::vector<Step>> steps(const LeadId&, std::int64_t number, bool joined) = 0;
    // Everybody who took a step in [from, until): the leads they live on as, each once, in the order of their ids.
    virtual Result<std::vector<LeadId>> moved_between(Millis from, Millis until) = 0;
    // Writes made under a mapping version, oldest first, with their place to go on from.
    virtual Result<std::vector<std::pair<std::int64_t, HistoryRow>>> written_under(
        std::int64_t mapping_version, std::int64_t after, std::size_t limit
    ) = 0;
    // Leads that entered this stage by rule between these times.
    virtual Result<std::int64_t> promoted_since(std::string_view stage, Millis since, Millis until) = 0;
};

}  // namespace crosswalk
