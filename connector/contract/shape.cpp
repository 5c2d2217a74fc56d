#include "connector/contract/shape.h"

#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk {
namespace {

namespace json = boost::json;

Fault refused(const Answer& answer) {
    return {
        "answer.refused",
        "The vendor refused this: " + answer.error->vendor_code + ": " + answer.error->vendor_says + ".",
        answer.error->advice};
}

Fault not_a_list() {
    return {
        "answer.no_list",
        "The vendor's answer holds no list where one belongs.",
        "Try again; if it stays, check the address of the connection."};
}

Fault row_without_id() {
    return {
        "answer.row_without_id", "A row of an answer does not name its record.", std::string(kCompareThenDrop)};
}

// A list, or where the call was about one, one record in the place of a list. Nothing where neither is there.
std::optional<std::span<const json::value>> rows_at(const json::value& body, std::string_view pointer, bool one) {
    const auto* found = value_at(body, pointer);
    if (found == nullptr || !(found->is_array() || (one && found->is_object()))) return std::nullopt;
    return found->is_array() ? items_at(*found, "") : std::span(found, 1);
}

struct Asked {
    const VendorKind& kind;
    std::span<const std::string> fields{};
    bool one = false;  // one record alone
};

// Adds the records of one page. How many rows it had.
Result<std::size_t> add_rows(const RowShape& shape, const Asked& asked, const Answer& answer, Page& page) {
    const auto& [kind, fields, one] = asked;
    if (!answer.ok()) return refused(answer);
    const auto rows = rows_at(answer.body, shape.items, one);
    if (!rows) return not_a_list();
    for (const json::value& row : *rows) {
        Change change = change_of(shape, kind, fields, row);
        if (change.id.text.empty() && is_told(row, shape.skipped_with)) continue;
        if (change.id.text.empty())
            page.unreadable.push_back({.why = row_without_id(), .kind = kind});
        else
            page.changes.push_back(std::move(change));
    }
    return rows->size();
}

// What a record of a batch is matched by.
std::string key_of(const MatchShape& shape, const Record& record) {
    switch (shape.by) {
        case MatchShape::By::id:
            return record.id.value_or(VendorId{}).text;
        case MatchShape::By::own_id:
            return record.own_id;
        case MatchShape::By::trace:
            return record.trace.text;
        case MatchShape::By::field:
            if (const auto it = record.fields.find(shape.field); it != record.fields.end())
                return lower_case(scalar_at(it->second, ""));
            return {};
        default:
            return {};
    }
}

// The records of a call that a row speaks about.
class Matcher {
public:
    Matcher(const MatchShape& shape, const WriteBatch& batch, const Call& call) : shape_(shape), rows_(call.rows) {
        if (rows_.empty())
            for (std::size_t i = 0; i < batch.records.size(); ++i) rows_.push_back(i);
        for (const std::size_t i : rows_)
            if (auto key = key_of(shape, batch.records[i]); !key.empty()) by_key_.emplace(std::move(key), i);
    }

    std::span<const std::size_t> all() const { return rows_; }
    std::optional<std::size_t> of(const json::value& row, std::string_view pointer, std::size_t place) const {
        if (shape_.by == MatchShape::By::position)
            return place < rows_.size() ? std::optional(rows_[place]) : std::nullopt;
        std::string key = scalar_at(row, pointer);
        if (shape_.by == MatchShape::By::field) key = lower_case(key);
        const auto it = by_key_.find(key);
        return it == by_key_.end() ? std::nullopt : std::optional(it->second);
    }

private:
    const MatchShape& shape_;
    std::vector<std::size_t> rows_;
    std::map<std::string, std::size_t, std::less<>> by_key_{};
};

std::optional<Outcome> refusal_of(const MatchShape& shape, const json::value& row) {
    auto out = refusal_in(shape.error, shape.rules, row, "");
    if (out.vendor_code.empty() && out.vendor_says.empty()) return std::nullopt;
    if (out.vendor_code.empty()) out.vendor_code = "refused";
    return out;
}

// The record of an answer that names none where it should stays unanswered.
Outcome applied(const MatchShape& shape, const json::value& row) {
    if (shape.id.empty()) return {.verdict = Verdict::applied};
    const auto id = scalar_at(row, shape.id);
    return id.empty() ? Outcome{} : Outcome{.verdict = Verdict::applied, .id = VendorId{id}};
}

constexpr int kConfirmsGone = -1;  // the step of a call that asks whether the account is there at all

Call confirmation(const GoneShape& gone, const Call& call) {
    return {.request = get_json(std::string(gone.ask)), .rows = call.rows, .step = kConfirmsGone};
}

Fault nobody_is_there() {
    return {
        "answer.nobody_there",
        "The vendor knows neither the record nor the part of the account that the connection names.",
        "Correct what the connection says of the account, restart, then replay."};
}

// A call about one record, whom the vendor says it does not have.
bool is_gone(const PageShape& shape, const Call& call, const Answer& answer) {
    return call.rows.size() == 1 && says_gone(shape.gone, answer);
}

// Of a call about one record: where a list belongs, it is there and empty.
bool is_empty_list(const PageShape& shape, const Asked& asked, std::size_t rows) {
    return rows == 0 && asked.one && !shape.row.items.empty();
}

// Adds somebody whom no list holds. False: there is no such list here, or it holds somebody.
bool add_absent(const PageShape& shape, const Asked& asked, std::string_view address, Page& page) {
    if (shape.absent.flag.empty()) return false;
    const auto spell = shape.row.spell;
    Change change{.kind = asked.kind, .id = {spell == nullptr ? std::string(address) : spell(address)}};
    for (const std::string& field : asked.fields)
        if (field == shape.absent.address)
            change.fields[field] = address;
        else if (field == shape.absent.flag)
            change.fields[field] = false;
    page.changes.push_back(std::move(change));
    return true;
}

FieldInfo info_of(const OwnField& own) {
    const std::string name(own.name);
    return {
        .name = name,
        .label = name,
        .vendor_key = name,
        .writable = own.writable,
        .required = own.unique,
        .unique = own.unique,
        .custom = false,
        .shape = own.shape};
}

}  // namespace

bool says_gone(const GoneShape& gone, const Answer& answer) {
    if (answer.status != 404) return false;
    if (gone.says.empty()) return answer.body.is_object();  // a page of somebody else's server says nothing
    const auto words = text_at(answer.body, gone.at);
    return words.starts_with(gone.says) || (!gone.or_says.empty() && words.starts_with(gone.or_says));
}

Result<Calls> read_ids_page(
    const PageShape& shape, const IdsQuery& in, const Call& call, const Answer& answer, Page& page
) {
    const bool confirms = call.step == kConfirmsGone;
    const Asked asked{in.plan.kind, in.fields, call.rows.size() == 1};
    if (confirms && !(answer.ok() && value_at(answer.body, shape.gone.confirms) != nullptr))
        return nobody_is_there();
    if (confirms || is_gone(shape, call, answer)) {
        if (!confirms && !shape.gone.ask.empty()) return Calls{confirmation(shape.gone, call)};
        if (add_absent(shape, asked, in.what.ids[call.rows.front()].text, page)) return Calls{};
        page.gone.push_back(in.what.ids[call.rows.front()]);
        return Calls{};
    }
    const auto rows = add_rows(shape.row, asked, answer, page);
    if (!rows) return rows.error();
    if (is_empty_list(shape, asked, *rows) && add_absent(shape, asked, in.what.ids[call.rows.front()].text, page))
        return Calls{};
    auto next = turn_page(shape.paging, call, answer, *rows);
    // A row that cannot be read may be anybody's.
    if (next.empty() && shape.leaves_out_gone && page.unreadable.empty())
        for (const std::size_t i : call.rows)
            if (std::ranges::count(page.changes, in.what.ids[i], &Change::id) == 0)
                page.gone.push_back(in.what.ids[i]);
    return next;
}

Result<Calls> read_found_page(
    const PageShape& shape, const MatchQuery& in, const Call& call, const Answer& answer, Page& page
) {
    auto fields = in.fields;
    fields.push_back(in.what.field);
    const Asked asked{in.plan.kind, fields, call.rows.size() == 1};
    if (is_gone(shape, call, answer)) {  // nobody has this value
        add_absent(shape, asked, in.what.values[call.rows.front()], page);
        return Calls{};
    }
    const auto rows = add_rows(shape.row, asked, answer, page);
    if (!rows) return rows.error();
    if (is_empty_list(shape, asked, *rows) && add_absent(shape, asked, in.what.values[call.rows.front()], page))
        return Calls{};
    return turn_page(shape.paging, call, answer, *rows);
}

Result<Calls> read_changes_page(
    const PageShape& shape, const ChangesQuery& in, const Call&, const Answer& answer, Page& page
) {
    const auto rows = add_rows(shape.row, {in.plan.kind, in.fields}, answer, page);
    if (!rows) return rows.error();
    PageEnd end{.rows = *rows, .clock = clock_of(answer)};
    for (const Change& change : page.changes) {
        if (change.occurred_at) end.time = change.occurred_at->at;
        end.id = change.id.text;
    }
    if (shape.poll.order == PollOrder::by_token)
        end.id = shape.paging.next.empty() ? "" : scalar_at(answer.body, shape.paging.next);
    set_next(page, next_place(shape.poll, place_of(in.what.cursor), end));
    return Calls{};
}

Result<Calls> read_report(
    const MatchShape& shape, const WriteBatch& batch, const Call& call, const Answer& answer, WriteReport& report
) {
    const Matcher matcher(shape, batch, call);
    if (!answer.ok()) {
        for (const std::size_t i : matcher.all()) report[i] = *answer.error;
        return Calls{};
    }
    if (shape.by == MatchShape::By::call) {
        for (const std::size_t i : matcher.all()) report[i] = applied(shape, answer.body);
        return Calls{};
    }
    const auto results = items_at(answer.body, shape.results);
    // Rows that are matched by position alone say nothing about anyone where their count does not fit.
    if (shape.by == MatchShape::By::position && results.size() != matcher.all().size()) return Calls{};
    for (std::size_t place = 0; place < results.size(); ++place)
        if (const auto at = matcher.of(results[place], shape.key, place))
            report[*at] = refusal_of(shape, results[place]).value_or(applied(shape, results[place]));
    if (shape.errors.empty()) return Calls{};
    for (const json::value& row : items_at(answer.body, shape.errors))
        if (const auto at = matcher.of(row, shape.error_key, SIZE_MAX))
            if (auto no = refusal_of(shape, row)) report[*at] = std::move(*no);
    return Calls{};
}

Result<Calls> read_schema(
    const SchemaShape& shape, const SchemaQuery&, const Call& call, const Answer& answer, ObjectSchema& schema
) {
    if (!answer.ok()) return refused(answer);
    const auto* list = value_at(answer.body, shape.items);
    if (list == nullptr || !list->is_array()) return not_a_list();
    const auto rows = shape.fixed ? std::span<const json::value>() : items_at(*list, "");
    const auto is_nameless = [&](const json::value& row) { return scalar_at(row, shape.name).empty(); };
    if (!shape.nameless && std::ranges::any_of(rows, is_nameless)) return row_without_id();
    if (schema.fields.empty())
        for (const OwnField& own : shape.always) schema.fields.push_back(info_of(own));
    for (const json::value& row : rows) {
        if (is_nameless(row)) continue;
        FieldInfo info{
            .name = std::string(shape.prefix) + scalar_at(row, shape.name),
            .label = scalar_at(row, shape.label),
            .vendor_key = scalar_at(row, shape.key.empty() ? shape.name : shape.key),
            .type = shape.type.empty() ? "" : scalar_at(row, shape.type),
            .writable = !is_told(row, shape.read_only)};
        const auto known =
            std::ranges::find(shape.types, info.type, &std::pair<std::string_view, FieldShape>::first);
        if (known != shape.types.end()) info.shape = known->second;
        if (!shape.prefix.empty()) info.shape = FieldShape::boolean;
        // Beside fields that every account has, a list names the account's own; a list of all kinds does not say.
        if (!shape.always.empty()) info.custom = true;
        if (!shape.prefix.empty()) info.custom = false;
        schema.fields.push_back(std::move(info));
    }
    return turn_page(shape.paging, call, answer, rows.size());
}

}  // namespace crosswalk
