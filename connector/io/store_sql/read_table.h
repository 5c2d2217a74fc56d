// connector/io/store_sql/read_table.h - records that must be read.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class ReadTable : public ReadQueue {
public:
    explicit ReadTable(SqlConnection& db) : db_(db) {}
    Result<void> want(const ReadRequest&, Millis due) override;
    Result<std::vector<ReadRequest>> due(std::string_view connection, std::size_t limit, Millis now) override;
    Result<void> postpone(const RecordKey&, Millis again) override;
    Result<std::optional<ReadRequest>> waiting(const RecordKey&) override;
    Result<std::optional<ReadRequest>> take(const RecordKey&) override;
    Result<std::optional<Millis>> next_due(std::string_view connection) override;
    Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) override;

private:
    SqlConnection& db_;
};

}  // namespace crosswalk::sql
