#include "connector/crypto/crypto.h"
#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/tables.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace crosswalk::sql {
namespace {

constexpr std::chrono::days kDeliveryIdsKept{7};
constexpr std::size_t kMostPruned = 1'000;  // in one unit: intake must not wait long

constexpr std::int64_t kMostLookedAt = 5'000;       // parked events passed over in one unit
constexpr std::size_t kMostBytesAtOnce = 8U << 20;  // of events handed out together

// Over every column but itself, each with its length, so that no byte can wander from one to the next.
std::int64_t checksum_of(const NewEvent& event, std::string_view headers) {
    std::string all;
    const auto add = [&all](std::string_view text) {
        all += std::to_string(text.size());
        all += ':';
        all += text;
    };
    for (const std::int64_t number :
         {static_cast<std::int64_t>(event.kind),
          event.parent,
          ms(event.delivery.received_at),
          static_cast<std::int64_t>(crypto::checksum(event.delivery.body))})
        add(std::to_string(number));
    for (const std::string_view text :
         {std::string_view(event.connection),
          std::string_view(event.delivery.method),
          std::string_view(event.delivery.target),
          headers,
          std::string_view(event.memo)})
        add(text);
    return static_cast<std::int64_t>(crypto::checksum(all));
}

Event event_at(const Cursor& c) {
    Event event;
    event.seq = c.integer(0);
    event.connection = c.text(1);
    event.kind = static_cast<EventKind>(c.integer(2));
    event.parent = c.integer(3);
    event.delivery.received_at = at_ms(c.integer(4));
    event.delivery.method = c.text(5);
    event.delivery.target = c.text(6);
    event.delivery.headers = decode_headers(c.view(7));
    event.memo = c.text(8);
    event.delivery.body = c.text(9);
    event.intact = c.integer(10) == checksum_of(event, c.view(7));
    return event;
}

}  // namespace

// The mark counts too: when retention has emptied the journal, numbers must still go on from where apply stands.
Result<Seq> JournalTable::newest() {
    const auto mark = applied();
    if (!mark) return mark.error();
    Seq newest = 0;
    Cursor c = db_.run("SELECT max(seq) FROM journal");
    if (c.next()) newest = std::max(c.integer(0), *mark);
    if (const auto read = c.outcome(); !read) return read.error();
    return newest;
}

Result<Seq> JournalTable::last_given() {
    if (last_ != 0) return last_;
    const auto last = newest();
    if (last) last_ = *last;
    return last;
}

// How far the engine has applied it.
Result<Seq> JournalTable::applied() {
    Cursor c = db_.run("SELECT value FROM setting WHERE name='applied'");
    Seq mark = 0;
    if (c.next()) {
        const std::string_view digits = c.view(0);
        std::from_chars(digits.data(), digits.data() + digits.size(), mark);
    }
    if (const auto read = c.outcome(); !read) return read.error();
    return mark;
}

Result<Seq> JournalTable::next_seq() {
    if (const auto last = last_given(); !last) return last;
    return ++last_;
}

Result<std::optional<Seq>> JournalTable::append(const NewEvent& event) {
    books_.add(event.connection, Book::deliveries, books::kTotal, 1);
    const std::int64_t received = ms(event.delivery.received_at);
    if (!event.delivery_id.empty()) {
        const std::int64_t since = received - std::chrono::milliseconds{kDeliveryIdsKept}.count();
        Cursor known = db_.run(
            "SELECT 1 FROM delivery WHERE connection=? AND id=? AND received_at>?",
            event.connection,
            event.delivery_id,
            since
        );
        if (known.next()) {
            books_.add(event.connection, Book::deliveries, books::kDuplicate, 1);
            return std::optional<Seq>{};
        }
        const auto kept = db_.run(
                                 "INSERT INTO delivery VALUES(?,?,?) ON CONFLICT(connection, id) DO UPDATE "
                                 "SET received_at=excluded.received_at",
                                 event.connection,
                                 event.delivery_id,
                                 received
        )
                              .finish();
        if (!kept) return kept.error();
    }
    const auto seq = next_seq();
    if (!seq) return seq.error();
    const std::string headers = encode(event.delivery.headers);
    const auto kept = db_.run(
                             "INSERT INTO journal VALUES(?,?,?,?,?,?,?,?,?,?,?)",
                             *seq,
                             event.connection,
                             static_cast<int>(event.kind),
                             event.parent,
                             received,
                             event.delivery.method,
                             event.delivery.target,
                             headers,
                             event.memo,
                             Blob{event.delivery.body},
                             checksum_of(event, headers)
    )
                          .finish();
    if (!kept) {
        last_ = 0;
        return kept.error();
    }
    books_.add(event.connection, Book::deliveries, books::kWaiting, 1);
    return std::optional{*seq};
}

Result<std::vector<Event>> JournalTable::after(Seq mark, std::size_t limit) {
    std::vector<Event> events;
    for (std::size_t bytes = 0; events.size() < limit && bytes < kMostBytesAtOnce;) {
        const auto asked = std::min(static_cast<std::int64_t>(limit - events.size()), db_.rows_at_once());
        Cursor c = db_.run(
            "SELECT * FROM journal WHERE seq>? ORDER BY seq LIMIT ?",
            events.empty() ? mark : events.back().seq,
            asked
        );
        std::int64_t got = 0;
        for (; bytes < kMostBytesAtOnce && c.next(); ++got) {
            events.push_back(event_at(c));
            bytes += events.back().delivery.body.size() + events.back().memo.size();
        }
        if (const auto read = c.outcome(); !read) return read.error();
        if (got < asked) break;
    }
    return events;
}

Result<std::optional<Event>> JournalTable::load(Seq seq) {
    Cursor c = db_.run("SELECT * FROM journal WHERE seq=?", seq);
    if (c.next()) return std::optional{event_at(c)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<Event>{};
}

Result<bool> JournalTable::mark_seen(std::string_view connection, std::string_view event_key, Millis now) {
    const auto kept =
        db_.run("INSERT INTO event_key VALUES(?,?,?) ON CONFLICT DO NOTHING", connection, event_key, ms(now))
            .changed();
    if (!kept) return kept.error();
    return *kept == 1;
}

Result<void> JournalTable::link_lead(Seq seq, const LeadId& lead) {
    if (seq == 0) return {};
    const auto number = numbers_.number(lead.text);
    if (!number) return number.error();
    return db_.run("INSERT INTO journal_lead VALUES(?,?) ON CONFLICT DO NOTHING", seq, *number).finish();
}

// The row stays for the books, and whole: an empty body is what it holds now.
Result<void> JournalTable::empty(Seq seq) {
    auto event = load(seq);
    if (!event) return event.error();
    if (!*event) return {};
    (*event)->delivery.target.clear();
    (*event)->delivery.headers.clear();
    (*event)->delivery.body.clear();
    (*event)->memo.clear();
    db_.note_removal();
    return db_
        .run(
            "UPDATE journal SET target='', headers='', memo='', body=?, checksum=? WHERE seq=?",
            Blob{},
            checksum_of(**event, ""),
            seq
        )
        .finish();
}

Result<void> JournalTable::forget_lead(std::int64_t number) {
    std::set<Seq> rows;
    {
        Cursor c = db_.run(
            "SELECT seq, (SELECT parent FROM journal j WHERE j.seq=l.seq) FROM journal_lead l WHERE lead=?",
            number
        );
        while (c.next()) {
            rows.insert(c.integer(0));
            if (c.integer(1) != 0) rows.insert(c.integer(1));
        }
        if (const auto read = c.outcome(); !read) return read;
    }
    for (const Seq seq : rows)
        if (const auto emptied = empty(seq); !emptied) return emptied;
    return db_.run("DELETE FROM journal_lead WHERE lead=?", number).finish();
}

Result<std::size_t> JournalTable::prune_events(Millis before, Millis parked_before) {
    std::vector<Seq> old;
    const auto mark = applied();
    if (!mark) return mark.error();
    {
        Cursor c = db_.run(
            "SELECT seq, received_at, EXISTS(SELECT 1 FROM parked WHERE event=j.seq) FROM journal j WHERE seq<=? "
            "ORDER BY seq LIMIT ?",
            *mark,
            kMostLookedAt
        );
        while (old.size() < kMostPruned && c.next()) {
            const Millis received = at_ms(c.integer(1));
            if (received >= before && received >= parked_before) break;  // the rest is younger still
            if (received < (c.integer(2) != 0 ? parked_before : before)) old.push_back(c.integer(0));
        }
        if (const auto read = c.outcome(); !read) return read.error();
    }
    if (!old.empty()) db_.note_removal();
    for (const Seq seq : old)
        for (const char* sql : {"DELETE FROM journal WHERE seq=?", "DELETE FROM journal_lead WHERE seq=?"})
            if (const auto gone = db_.run(sql, seq).finish(); !gone) return gone.error();
    return old.size();
}

Result<std::size_t> JournalTable::prune(Millis before, Millis parked_before) {
    const auto limit = static_cast<std::int64_t>(kMostPruned);
    const auto events = prune_events(before, parked_before);
    if (!events) return events;
    std::size_t forgotten = *events;
    for (const char* sql :
         {"DELETE FROM event_key WHERE (connection, key) IN (SELECT connection, key FROM event_key WHERE "
          "at<? ORDER BY at LIMIT ?)",
          "DELETE FROM delivery WHERE (connection, id) IN (SELECT connection, id FROM delivery WHERE "
          "received_at<? ORDER BY received_at LIMIT ?)"}) {
        const auto gone = db_.run(sql, ms(before), limit).changed();
        if (!gone) return gone.error();
        forgotten += static_cast<std::size_t>(*gone);
    }
    return forgotten;
}

}  // namespace crosswalk::sql
