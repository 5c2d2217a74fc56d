#include "connector/io/store_sql/notice_table.h"

#include "connector/crypto/crypto.h"
#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

constexpr auto kQueued = static_cast<std::int64_t>(NoticeState::queued);

// Rows of all columns, in the order of the table.
Result<std::vector<NoticeRow>> notices_in(Cursor c) {
    std::vector<NoticeRow> out;
    while (c.next())
        out.push_back(
            {.id = c.text(0),
             .handoff = c.text(1),
             .lead = {c.text(2)},
             .member = c.text(3),
             .channel = c.text(4),
             .address = c.text(5),
             .message = c.text(6),
             .further = c.text(7),
             .state = static_cast<NoticeState>(c.integer(8)),
             .attempts = static_cast<int>(c.integer(9)),
             .made = at_ms(c.integer(10)),
             .due = at_ms(c.integer(11)),
             .cause = c.text(12),
             .there = c.text(13)}
        );
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

Result<std::optional<NoticeRow>> first_of(Result<std::vector<NoticeRow>> found) {
    if (!found) return found.error();
    return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

std::string_view word_of(NoticeState state) {
    using namespace books;
    switch (state) {
        case NoticeState::queued: return kWaiting;
        case NoticeState::sent: return kSent;
        case NoticeState::delivered:
        case NoticeState::acted: return kDelivered;
        case NoticeState::failed: return kFailed;
        case NoticeState::withdrawn: return kWithdrawn;
    }
    return kWaiting;
}

// What has ended stays so; of a message that was sent more may be learnt, and of one that was withdrawn while it was on
// its way, that it was sent.
bool may_become(NoticeState from, NoticeState to) {
    if (from == NoticeState::queued) return true;
    if (from == NoticeState::withdrawn) return to == NoticeState::sent;
    if (from == NoticeState::sent) return to != NoticeState::queued && to != NoticeState::withdrawn;
    return from == NoticeState::delivered && to == NoticeState::acted;
}

}  // namespace

Result<void> NoticeTable::add(const NoticeRow& one) {
    books_.add(one.channel, Book::notices, books::kWaiting, 1);
    books_.add(one.channel, Book::notices, books::kTotal, 1);
    return db_
        .run(
            "INSERT INTO notice(id,handoff,lead,member,channel,address,message,further,state,attempts,made,due,cause,"
            "there) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            one.id,
            one.handoff,
            one.lead.text,
            one.member,
            one.channel,
            one.address,
            one.message,
            one.further,
            kQueued,
            one.attempts,
            ms(one.made),
            ms(one.due),
            one.cause,
            one.there
        )
        .finish();
}

Result<std::vector<NoticeRow>> NoticeTable::claim(
    std::string_view channel, std::size_t limit, Millis now, Millis held_until
) {
    auto due = notices_in(db_.run(
        "SELECT * FROM notice WHERE channel=?1 AND state=0 AND due<=?2 AND held_until<=?2 ORDER BY due, id LIMIT ?3",
        channel,
        ms(now),
        static_cast<std::int64_t>(limit)
    ));
    if (!due) return due;
    for (const NoticeRow& one : *due)
        if (const auto held = db_.run("UPDATE notice SET held_until=? WHERE id=?", ms(held_until), one.id).finish();
            !held)
            return held.error();
    return due;
}

Result<bool> NoticeTable::settle(const NoticeRow& one) {
    const auto before = load(one.id);
    if (!before) return before.error();
    if (!*before || !may_become((*before)->state, one.state)) return false;
    books_.add((*before)->channel, Book::notices, word_of((*before)->state), -1);
    books_.add((*before)->channel, Book::notices, word_of(one.state), 1);
    const auto kept = db_.run(
                             "UPDATE notice SET state=?, attempts=?, due=?, cause=?, there=?, message=?, held_until=0 "
                             "WHERE id=?",
                             static_cast<std::int64_t>(one.state),
                             one.attempts,
                             ms(one.due),
                             one.cause,
                             one.there,
                             one.message,
                             one.id
    )
                          .finish();
    if (!kept) return kept.error();
    return true;
}

Result<std::optional<NoticeRow>> NoticeTable::load(std::string_view id) {
    return first_of(notices_in(db_.run("SELECT * FROM notice WHERE id=?", id)));
}

Result<std::vector<NoticeRow>> NoticeTable::by_message(std::string_view channel, std::string_view there) {
    return notices_in(
        db_.run("SELECT * FROM notice WHERE channel=? AND there=? ORDER BY made DESC, id DESC", channel, there)
    );
}

Result<std::vector<NoticeRow>> NoticeTable::of_handoff(std::string_view handoff) {
    return notices_in(db_.run("SELECT * FROM notice WHERE handoff=? ORDER BY made, id", handoff));
}

Result<std::vector<NoticeRow>> NoticeTable::in_trouble(std::size_t limit) {
    return notices_in(db_.run(
        "SELECT * FROM notice WHERE cause<>'' AND (state=0 OR state=4) ORDER BY made DESC LIMIT ?",
        static_cast<std::int64_t>(limit)
    ));
}

Result<void> NoticeTable::withdraw(const std::vector<NoticeRow>& waiting) {
    for (NoticeRow one : waiting) {
        one.state = NoticeState::withdrawn;
        if (const auto done = settle(one); !done) return done.error();
    }
    return {};
}

Result<void> NoticeTable::withdraw_of(std::string_view handoff) {
    const auto waiting = notices_in(db_.run("SELECT * FROM notice WHERE handoff=? AND state=0", handoff));
    return waiting ? withdraw(*waiting) : waiting.error();
}

Result<void> NoticeTable::withdraw_about(const LeadId& lead) {
    const auto waiting = notices_in(db_.run("SELECT * FROM notice WHERE lead=? AND state=0", lead.text));
    return waiting ? withdraw(*waiting) : waiting.error();
}

Result<std::optional<Millis>> NoticeTable::next_due(std::string_view channel) {
    Cursor c = db_.run(
        "SELECT min(CASE WHEN held_until>due THEN held_until ELSE due END) FROM notice WHERE channel=? AND state=0",
        channel
    );
    std::optional<Millis> out;
    if (c.next() && !c.null(0)) out = at_ms(c.integer(0));
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

Result<void> NoticeTable::keep_token(std::string_view token, std::string_view notice) {
    const std::string hash = crypto::sha256(token);
    return db_.run("INSERT INTO notice_token(hash,notice) VALUES(?,?) ON CONFLICT DO NOTHING", Blob{hash}, notice)
        .finish();
}

Result<std::optional<NoticeRow>> NoticeTable::by_token(std::string_view token) {
    const std::string hash = crypto::sha256(token);
    return first_of(notices_in(
        db_.run("SELECT * FROM notice WHERE id=(SELECT notice FROM notice_token WHERE hash=?)", Blob{hash})
    ));
}

Result<void> NoticeTable::clock_set_back(Millis now, std::chrono::milliseconds by) {
    return db_
        .run(
            "UPDATE notice SET due=CASE WHEN due-?2>?1 THEN due-?2 ELSE ?1 END, held_until=0 WHERE state=0 AND due>?1",
            ms(now),
            by.count()
        )
        .finish();
}

Result<void> NoticeTable::join(const std::string& loser, const std::string& winner) {
    return db_.run("UPDATE notice SET lead=? WHERE lead=?", winner, loser).finish();
}

Result<void> NoticeTable::forget(const std::string& lead) {
    if (const auto waiting = withdraw_about({lead}); !waiting) return waiting;
    const auto tokens =
        db_.run("DELETE FROM notice_token WHERE notice IN (SELECT id FROM notice WHERE lead=?)", lead).finish();
    if (!tokens) return tokens;
    return db_.run("DELETE FROM notice WHERE lead=?", lead).finish();
}

}  // namespace crosswalk::sql
