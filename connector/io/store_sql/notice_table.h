// connector/io/store_sql/notice_table.h - the notices about leads, each with its way through one channel.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class BookTable;

class NoticeTable : public Notices {
public:
    NoticeTable(SqlConnection& db, BookTable& books) : db_(db), books_(books) {}
    Result<void> add(const NoticeRow&) override;
    Result<std::vector<NoticeRow>> claim(
        std::string_view channel, std::size_t limit, Millis now, Millis held_until
    ) override;
    Result<bool> settle(const NoticeRow&) override;
    Result<std::optional<NoticeRow>> load(std::string_view id) override;
    Result<std::vector<NoticeRow>> by_message(std::string_view channel, std::string_view there) override;
    Result<std::vector<NoticeRow>> of_handoff(std::string_view handoff) override;
    Result<std::vector<NoticeRow>> in_trouble(std::size_t limit) override;
    Result<void> withdraw_of(std::string_view handoff) override;
    Result<void> withdraw_about(const LeadId&) override;
    Result<std::optional<Millis>> next_due(std::string_view channel) override;
    Result<void> keep_token(std::string_view token, std::string_view notice) override;
    Result<std::optional<NoticeRow>> by_token(std::string_view token) override;
    Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) override;

    // Those about the loser are about the winner.
    Result<void> join(const std::string& loser, const std::string& winner);
    // Rows and tokens are gone; what waited is booked as withdrawn.
    Result<void> forget(const std::string& lead);

private:
    Result<void> withdraw(const std::vector<NoticeRow>&);
    SqlConnection& db_;
    BookTable& books_;
};

}  // namespace crosswalk::sql
