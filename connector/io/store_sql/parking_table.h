// connector/io/store_sql/parking_table.h - what waits for a person.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class ParkingTable : public ParkingLot {
public:
    explicit ParkingTable(SqlConnection& db) : db_(db) {}
    Result<std::int64_t> park(const Parked&) override;
    Result<std::optional<std::int64_t>> same_as(const Parked&) override;
    Result<std::vector<Parked>> list(std::size_t limit) override;
    Result<std::vector<Parked>> page(const ParkedQuery&) override;
    Result<std::vector<ParkedCause>> causes() override;
    Result<std::vector<Parked>> waiting_of(const RecordKey&, const LeadId&) override;
    Result<std::vector<Parked>> refused(std::string_view connection, const LeadId&) override;
    Result<std::optional<Parked>> take(std::int64_t id) override;

private:
    SqlConnection& db_;
};

}  // namespace crosswalk::sql
