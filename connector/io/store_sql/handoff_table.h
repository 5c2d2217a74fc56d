// connector/io/store_sql/handoff_table.h - the hand-offs, and why each went where it went.
#pragma once

#include "connector/io/store_sql/dictionary.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class HandoffTable : public Handoffs {
public:
    HandoffTable(SqlConnection& db, Joins& joins) : db_(db), joins_(joins) {}
    Result<void> save(const KeptHandoff&) override;
    Result<std::optional<KeptHandoff>> load(std::string_view id) override;
    Result<std::vector<KeptHandoff>> of(const LeadId&) override;
    Result<std::vector<KeptHandoff>> list(bool open_only, std::string_view after, std::size_t limit) override;
    Result<std::vector<KeptHandoff>> of_owner(const HandoffQuery&) override;
    Result<std::map<std::string, OwnerLoad, std::less<>>> loads(Millis today) override;
    Result<std::int64_t> made_since(Millis) override;
    Result<std::vector<KeptHandoff>> overdue(Millis now, std::size_t limit) override;
    Result<std::optional<std::string>> owner_of_company(std::string_view company) override;
    Result<void> save(const KeptRouting&) override;
    Result<std::optional<KeptRouting>> routing(std::string_view handoff) override;

    // Those of the loser are the winner's.
    Result<void> join(const std::string& loser, const std::string& winner);
    Result<void> forget(const std::string& lead);

private:
    SqlConnection& db_;
    Joins& joins_;
};

}  // namespace crosswalk::sql
