// One account at the simulated vendor: its records, what people do to them, and what it tells of it.
#pragma once

#include "post_office.h"
#include "oracle.h"

#include <map>
#include <set>

namespace crosswalk::simulation {

// How this account differs from the others.
struct Habits {
    std::string name{}, email{}, consent{};         // vendor fields
    Precision precision = Precision::milliseconds;  // of every time it tells
    enum class Tells { changed, everything, only_the_id } tells = Tells::changed;
    enum class Dates { each_field, the_record, nothing } dates = Dates::each_field;  // in its answers
    bool one_record_an_address = false;                                              // refuses a second one
    bool further_addresses = false;  // a record has several, and is found under each
    bool names_deliveries = false;
    bool names_what_it_refuses = true;
    std::string proof{};     // what it calls a proven opt-in; empty: it has none
    std::size_t text = 200;  // longer texts are cut
};

struct SimRecord {
    std::string kind{};
    int person = -1;
    Fields fields{};
    std::set<std::string, std::less<>> also{};  // further addresses
    std::map<std::string, Millis, std::less<>> edited{};
    std::set<std::string, std::less<>> by_hand{};  // fields whose value a person set
    Millis modified{};
    std::int64_t turn = 0;  // when it changed last, in the account's own count
    bool deleted = false;
    std::pair<std::string, std::string> merged_into{};  // kind and id
    bool alive() const { return !deleted && merged_into.second.empty(); }
};

class SimTool {
public:
    SimTool(Habits, SimClock&, PostOffice&, Oracle&);

    // ---- what people do ----
    std::string add(std::string kind, int person, Fields, bool converted = false);
    void edit(const std::string& id, const Fields&);
    void opt_in(const std::string& id, bool proven);
    void add_address(const std::string& id, std::string address);
    void remove(const std::string& id);
    // `told`: by a webhook.
    void merge(const std::string& loser, const std::string& winner, bool told = true);
    std::string convert(const std::string& id, std::string kind);
    // Programs may not read this field until all are revealed: a question that names it is refused.
    void hide(std::string field) { hidden_.insert(std::move(field)); }
    void reveal() { hidden_.clear(); }
    const std::set<std::string, std::less<>>& hidden() const { return hidden_; }

    // ---- what programs ask; `silent`: of one row nothing is said ----
    std::string read(
        const std::string& kind, const boost::json::value& question, std::optional<std::size_t> silent
    );
    std::string write(
        const std::string& kind, const boost::json::value& question, std::optional<std::size_t> silent
    );

    // What programs wrote never arrived.
    void lost(const boost::json::value& question);
    // This answer has arrived: whose records it names, or shows with their address, is known from now on.
    void answered(const std::string& body);

    const Habits& habits() const { return habits_; }
    const std::map<std::string, SimRecord>& records() const { return records_; }
    std::vector<std::string> alive(std::string_view kind = {}) const;
    std::vector<std::string> of_person(int person) const;
    std::int64_t rows_written() const { return rows_written_; }

private:
    Millis told(Millis at) const { return as_told(at, habits_.precision); }
    // `copied`: nobody typed it, it was taken along from another record.
    void change(
        const std::string& id, const Fields&, bool by_hand, std::string proof = {}, bool copied = false
    );
    boost::json::value as_kept(std::string_view field, const boost::json::value&) const;
    void take_addresses_of(const SimRecord& loser, SimRecord& winner);
    void announce(
        const std::string& id,
        boost::json::object event,
        std::vector<std::size_t> actions = {},
        std::vector<std::size_t> edits = {}
    );
    boost::json::object whole(const SimRecord&) const;
    using FieldNames = std::set<std::string, std::less<>>;
    boost::json::object row_of(const std::string& id, const FieldNames& asked) const;
    boost::json::object write_row(const std::string& kind, const boost::json::value& row, bool create);
    std::string create(const std::string& kind, const boost::json::value& row);
    bool has(const SimRecord&, std::string_view field, const boost::json::value&) const;
    std::string find(std::string_view field, const boost::json::value&) const;

    Habits habits_;
    SimClock& clock_;
    PostOffice& post_;
    Oracle& oracle_;
    std::map<std::string, SimRecord> records_{};
    std::set<std::string, std::less<>> hidden_{};
    std::int64_t turn_ = 0, events_ = 0, rows_written_ = 0;
    int next_id_ = 1;
    Millis last_change_{};
};

}  // namespace crosswalk::simulation
