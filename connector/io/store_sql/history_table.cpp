#include "connector/io/store_sql/history_table.h"

#include "connector/io/store_sql/tables.h"

#include <algorithm>
#include <array>
#include <limits>

namespace crosswalk::sql {
namespace {

constexpr char kBetween = '\x1f';
constexpr std::int64_t kNewestRow = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kLongestRepeatedNote = 48;  // a tool's answer; longer ones tell of one record

// What a row has in common with many others, as one text. The answer comes last: it alone is a vendor's, and
// may hold anything.
std::string shape_of(const HistoryRow& row, bool with_note) {
    std::string out(1, static_cast<char>('0' + static_cast<int>(row.what)));
    for (const std::string_view part :
         {std::string_view(row.connection),
          std::string_view(row.kind.text),
          std::string_view(row.field),
          std::string_view(row.rule),
          with_note ? std::string_view(row.note) : std::string_view{}}) {
        out += kBetween;
        out += part;
    }
    return out;
}

HistoryRow row_of(std::string_view shape) {
    std::array<std::string_view, 6> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto end = i + 1 == parts.size() ? std::string_view::npos : shape.find(kBetween);
        parts.at(i) = shape.substr(0, end);
        shape.remove_prefix(end == std::string_view::npos ? shape.size() : end + 1);
    }
    HistoryRow row;
    row.what = parts[0] == "1"   ? HistoryRow::What::write
               : parts[0] == "2" ? HistoryRow::What::engagement
                                 : HistoryRow::What::value;
    row.connection = parts[1];
    row.kind.text = parts[2];
    row.field = parts[3];
    row.rule = parts[4];
    row.note = parts[5];
    return row;
}

constexpr char kEngagementShape = '2';

std::optional<std::string_view> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

}  // namespace

Result<std::int64_t> HistoryTable::target(std::int64_t lead, const std::string& record) {
    std::int64_t next = 0;
    Cursor c = db_.run("SELECT id, k FROM target WHERE lead=?", lead);  // a lead has few
    while (c.next()) {
        if (c.view(0) == record) return c.integer(1);
        next = std::max(next, c.integer(1) + 1);
    }
    if (const auto read = c.outcome(); !read) return read.error();
    const auto added = db_.run("INSERT INTO target VALUES(?,?,?)", lead, record, next).finish();
    if (!added) return added.error();
    return next;
}

// Where to begin to look for the rows of a version.
Result<void> HistoryTable::note_version(std::int64_t version) {
    if (noted_version_ == version) return {};
    const auto n = db_.last_id();
    if (!n) return n.error();
    const auto noted = db_.run("INSERT INTO era VALUES(?,?) ON CONFLICT DO NOTHING", version, *n).finish();
    if (!noted) return noted;
    noted_version_ = version;
    return {};
}

Result<void> HistoryTable::add(const HistoryRow& row) {
    const auto lead = numbers_.number(row.lead.text);
    if (!lead) return lead.error();
    const bool repeated = row.what == HistoryRow::What::write && row.note.size() <= kLongestRepeatedNote &&
                          tells_of_nobody(row.note);
    const std::string shape = shape_of(row, repeated);
    const auto code = words_.code(shape);
    if (!code) return code.error();
    std::optional<std::int64_t> record;
    if (!row.record.text.empty()) {
        const auto known = target(*lead, row.record.text);
        if (!known) return known.error();
        record = *known;
    }
    // An engagement has no values; what it has stands in their columns.
    const bool done = row.what == HistoryRow::What::engagement;
    const Value key = done && !row.key.empty() ? Value(row.key) : row.before;
    const Value link = done && !row.link.empty() ? Value(row.link) : row.after;
    const auto kept = db_.run(
                             "INSERT INTO history(lead,event,at,shape,version,target,before,after,note) "
                             "VALUES(?,?,?,?,?,?,?,?,?)",
                             *lead,
                             row.event,
                             ms(row.at),
                             *code,
                             row.mapping_version,
                             record,
                             key,
                             link,
                             repeated ? std::nullopt : unless_empty(done ? row.campaign : row.note)
    )
                          .finish();
    if (!kept) return kept;
    return note_version(row.mapping_version);
}

// Columns: n, event, at, shape, version, before, after, note, record.
Result<HistoryRow> HistoryTable::row_at(const Cursor& c, std::string lead) {
    const auto shape = words_.text(c, 3);
    if (!shape) return shape.error();
    const auto value = [&](int column) { return c.null(column) ? Value{} : Value{c.text(column)}; };
    HistoryRow row = row_of(*shape);
    row.lead.text = std::move(lead);
    row.event = c.integer(1);
    row.at = at_ms(c.integer(2));
    row.mapping_version = c.integer(4);
    row.record.text = c.text(8);
    if (row.what == HistoryRow::What::engagement) {
        row.key = value(5).value_or("");
        row.link = value(6).value_or("");
        row.campaign = value(7).value_or("");
        return row;
    }
    row.before = value(5);
    row.after = value(6);
    if (!c.null(7)) row.note = c.text(7);
    return row;
}

Result<void> HistoryTable::append_of(
    const std::string& lead, const Wanted& wanted, std::vector<Numbered>& all
) {
    const auto number = numbers_.find(lead);
    if (!number) return number.error();
    if (!*number) return {};
    Cursor c = db_.run(
        "SELECT n, event, at, shape, version, before, after, note, (SELECT id FROM target WHERE lead=h.lead "
        "AND "
        "k=h.target) FROM history h WHERE lead=? AND n<? ORDER BY n DESC LIMIT ?",
        **number,
        wanted.before,
        wanted.field.empty() ? static_cast<std::int64_t>(wanted.limit) : kNewestRow
    );
    for (std::size_t found = 0; found < wanted.limit && c.next();) {
        auto row = row_at(c, lead);
        if (!row) return row.error();
        if (!wanted.field.empty() && row->field != wanted.field) continue;
        all.emplace_back(c.integer(0), std::move(*row));
        ++found;
    }
    return c.outcome();
}

Result<std::vector<HistoryTable::Numbered>> HistoryTable::numbered(const LeadId& lead, const Wanted& wanted) {
    const auto family = joins_.family(lead.text);
    if (!family) return family.error();
    std::vector<Numbered> all;
    for (const std::string& one : *family)
        if (const auto read = append_of(one, wanted, all); !read) return read.error();
    if (family->size() > 1)
        std::ranges::sort(all, [](const Numbered& a, const Numbered& b) { return a.first > b.first; });
    if (all.size() > wanted.limit) all.resize(wanted.limit);
    return all;
}

Result<std::vector<HistoryRow>> HistoryTable::of(
    const LeadId& lead, std::string_view field, std::size_t limit
) {
    auto all = numbered(lead, {field, kNewestRow, limit});
    if (!all) return all.error();
    std::vector<HistoryRow> rows;
    for (auto& [n, row] : *all) rows.push_back(std::move(row));
    return rows;
}

Result<std::vector<std::pair<std::int64_t, HistoryRow>>> HistoryTable::older(
    const LeadId& lead, std::int64_t before, std::size_t limit
) {
    return numbered(lead, {{}, before, limit});
}

Result<void> HistoryTable::add_engagements(const std::string& lead, std::vector<Numbered>& all) {
    const auto number = numbers_.find(lead);
    if (!number) return number.error();
    if (!*number) return {};
    Cursor c = db_.run(
        "SELECT n, event, at, shape, version, before, after, note, (SELECT id FROM target WHERE lead=h.lead "
        "AND k=h.target) FROM history h WHERE lead=? ORDER BY n",
        **number
    );
    while (c.next()) {
        const auto shape = words_.text(c, 3);
        if (!shape) return shape.error();
        if (!shape->starts_with(kEngagementShape)) continue;
        auto row = row_at(c, lead);
        if (!row) return row.error();
        all.emplace_back(c.integer(0), std::move(*row));
    }
    return c.outcome();
}

Result<std::vector<HistoryRow>> HistoryTable::engagements(const LeadId& lead) {
    const auto family = joins_.family(lead.text);
    if (!family) return family.error();
    std::vector<Numbered> all;
    for (const std::string& one : *family)
        if (const auto read = add_engagements(one, all); !read) return read.error();
    if (family->size() > 1) std::ranges::sort(all, {}, &Numbered::first);
    std::vector<HistoryRow> rows;
    rows.reserve(all.size());
    for (auto& [n, row] : all) rows.push_back(std::move(row));
    return rows;
}

Result<std::vector<std::pair<std::int64_t, HistoryRow>>> HistoryTable::written_under(
    std::int64_t mapping_version, std::int64_t after, std::size_t limit
) {
    std::vector<Numbered> rows;
    for (std::int64_t mark = after, got = db_.rows_at_once(); got == db_.rows_at_once();) {
        Cursor c = written_from(mapping_version, mark);
        for (got = 0; rows.size() < limit && c.next(); ++got) {
            mark = c.integer(0);
            auto row = row_at(c, c.text(9));
            if (!row) return row.error();
            if (row->what == HistoryRow::What::write) rows.emplace_back(mark, std::move(*row));
        }
        if (const auto read = c.outcome(); !read) return read.error();
    }
    return rows;
}

Cursor HistoryTable::written_from(std::int64_t mapping_version, std::int64_t after) {
    return db_.run(
        "SELECT h.n, event, at, shape, version, before, after, note, (SELECT id FROM target WHERE "
        "lead=h.lead AND k=h.target), (SELECT id FROM lead_number WHERE n=h.lead) FROM history h "
        "WHERE h.n>(SELECT CASE WHEN n-1>?2 THEN n-1 ELSE ?2 END FROM era WHERE version=?1) AND version=?1 "
        "ORDER BY h.n LIMIT ?3",
        mapping_version,
        after,
        db_.rows_at_once()
    );
}

Result<void> HistoryTable::erase(const std::string& lead) {
    const auto number = numbers_.find(lead);
    if (!number) return number.error();
    if (!*number) return {};
    for (const char* sql :
         {"DELETE FROM history WHERE lead=?",
          "DELETE FROM step WHERE lead=?",
          "DELETE FROM target WHERE lead=?",
          "DELETE FROM lead_number WHERE n=?"})
        if (const auto gone = db_.run(sql, **number).finish(); !gone) return gone;
    numbers_.forget();
    return {};
}

}  // namespace crosswalk::sql
