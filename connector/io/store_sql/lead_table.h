// connector/io/store_sql/lead_table.h - leads and their records.
#pragma once

#include "connector/io/store_sql/dictionary.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class LeadTable : public Leads {
public:
    LeadTable(SqlConnection& db, LeadNumbers& numbers, Joins& joins) : db_(db), numbers_(numbers), joins_(joins) {}
    Result<std::optional<Lead>> load(const LeadId&) override;
    Result<void> save(const Lead&) override;
    Result<std::vector<LeadId>> matching(std::string_view key, std::string_view value) override;
    Result<std::vector<CalledLead>> called(
        std::string_view begins, const CalledLead& after, std::size_t limit
    ) override;
    Result<std::optional<RecordState>> record(const RecordKey&) override;
    Result<std::vector<RecordState>> records_of(const LeadId&) override;
    Result<void> save(const RecordState&) override;
    // The row and its keys; its number and its records stay.
    Result<void> forget(const std::string& id);

private:
    Result<void> drop_keys(const std::string& id);
    Result<std::optional<Lead>> load_row(const std::string& id);
    Result<std::vector<RecordState>> records_in_rows_of(const std::string& lead);
    SqlConnection& db_;
    LeadNumbers& numbers_;
    Joins& joins_;
};

}  // namespace crosswalk::sql
