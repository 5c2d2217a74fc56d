// connector/io/store_sql/timer_table.h - what must happen at a time.
#pragma once

#include "connector/io/store_sql/dictionary.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class TimerTable : public Timers {
public:
    TimerTable(SqlConnection& db, Joins& joins) : db_(db), joins_(joins) {}
    Result<void> set(const Timer&) override;
    Result<void> cancel(std::string_view kind, std::string_view subject) override;
    Result<std::vector<Timer>> claim(std::size_t limit, Millis now, Millis held_until) override;
    Result<bool> end(const Timer&) override;
    Result<std::optional<Millis>> next_due(Millis now) override;
    Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) override;

    // Those of the loser are the winner's.
    Result<void> join(const std::string& loser, const std::string& winner);
    Result<void> forget(const std::string& lead);

private:
    SqlConnection& db_;
    Joins& joins_;
};

}  // namespace crosswalk::sql
