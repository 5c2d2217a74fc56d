// connector/io/store_sql/history_table.h - what happened to the values, and the steps of the leads.
#pragma once

#include "connector/io/store_sql/dictionary.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

// A change of a value is told in some 200 bytes, the writes that follow it included: all that repeats from
// row to row (what, field, connection, kind, rule, answer) is one word of the dictionary, a lead is a number,
// and a vendor's record is a number within its lead.
class HistoryTable : public History {
public:
    HistoryTable(SqlConnection& db, Dictionary& words, LeadNumbers& numbers, Joins& joins)
        : db_(db), words_(words), numbers_(numbers), joins_(joins) {}
    Result<void> add(const HistoryRow&) override;
    Result<std::vector<HistoryRow>> of(const LeadId&, std::string_view field, std::size_t limit) override;
    Result<std::vector<std::pair<std::int64_t, HistoryRow>>> older(
        const LeadId&, std::int64_t before, std::size_t limit
    ) override;
    Result<std::vector<HistoryRow>> engagements(const LeadId&) override;
    Result<void> add(const Step&) override;
    Result<void> name_mover(const Step&, std::string_view who) override;
    Result<std::vector<Step>> steps(const LeadId&, std::int64_t number, bool joined) override;
    Result<std::vector<LeadId>> moved_between(Millis from, Millis until) override;
    Result<std::vector<std::pair<std::int64_t, HistoryRow>>> written_under(
        std::int64_t mapping_version, std::int64_t after, std::size_t limit
    ) override;
    Result<std::int64_t> promoted_since(std::string_view stage, Millis since, Millis until) override;

    // Of this lead alone, steps and all.
    Result<void> erase(const std::string& lead);
    // A unit failed: what was noted within it is not there.
    void forget() { noted_version_.reset(); }

private:
    using Numbered = std::pair<std::int64_t, HistoryRow>;
    Result<HistoryRow> row_at(const Cursor&, std::string lead);
    Result<Step> step_at(const Cursor&, std::string lead);
    // Which rows of a lead are wanted.
    struct Wanted {
        std::string_view field{};  // empty: all
        std::int64_t before = 0;
        std::size_t limit = 0;
    };
    Result<void> append_of(const std::string& lead, const Wanted&, std::vector<Numbered>&);
    Result<std::vector<Numbered>> numbered(const LeadId&, const Wanted&);
    Result<void> add_engagements(const std::string& lead, std::vector<Numbered>&);
    Cursor written_from(std::int64_t mapping_version, std::int64_t after);
    Result<std::int64_t> target(std::int64_t lead, const std::string& record);
    Result<void> note_version(std::int64_t version);

    SqlConnection& db_;
    Dictionary& words_;
    LeadNumbers& numbers_;
    Joins& joins_;
    std::optional<std::int64_t> noted_version_{};
};

}  // namespace crosswalk::sql
