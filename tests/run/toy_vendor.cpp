#include "toy_vendor.h"

#include "connector/contract/json_read.h"

#include <algorithm>
#include <set>

namespace crosswalk {
namespace {

namespace json = boost::json;

constexpr Ruling kRulings[] = {
    {"MOVED", Verdict::merged, "Read it to learn what became of it."},
    {"BUSY", Verdict::retry, "The toy vendor is busy."},
    {"EXISTS", Verdict::refused, "The toy vendor has somebody with this address."},
    {"BAD", Verdict::refused, "The toy vendor does not take this value."}};

json::object object_of(const Fields& fields) { return {fields.begin(), fields.end()}; }
Fields fields_of(const json::value& row) {
    Fields out;
    if (const auto* fields = value_at(row, "/fields"))
        for (const auto& [field, value] : fields->as_object()) out.emplace(field, value);
    return out;
}

Result<std::vector<News>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    std::vector<News> news;
    for (const json::value& row : items_at(*body, "/events")) {
        if (value_at(row, "/winner") != nullptr) {
            news.emplace_back(Merge{
                .kind = {"person"},
                .winner = {scalar_at(row, "/winner")},
                .losers = {{scalar_at(row, "/loser")}}});
            continue;
        }
        Change change{
            .kind = {value_at(row, "/customer") != nullptr ? "customer" : "person"},
            .id = {scalar_at(row, "/id")},
            .event_key = std::string(text_at(row, "/key"))};
        change.fields = fields_of(row);
        change.completeness = Completeness::changed_fields_only;
        if (value_at(row, "/thin") != nullptr) change.completeness = Completeness::id_only;
        if (value_at(row, "/rest") != nullptr) change.completeness = Completeness::read_the_rest;
        change.deleted = value_at(row, "/deleted") != nullptr;
        change.who = text_at(row, "/who");
        if (const auto* at = value_at(row, "/at"); at != nullptr && at->is_int64())
            change.occurred_at =
                When{Millis{std::chrono::milliseconds{at->get_int64()}}, Precision::milliseconds};
        if (const auto proof = text_at(row, "/proof"); !proof.empty())
            change.consent = ConsentProof{.kind = std::string(proof), .opted_in = true};
        news.emplace_back(std::move(change));
    }
    return news;
}

HttpRequest ask_write(const WriteBatch& batch, const Connection&, const Memo&) {
    json::array rows;
    for (const Record& record : batch.records)
        rows.push_back(
            {{"trace", record.trace.text},
             {"id", record.id ? record.id->text : ""},
             {"own", record.own_id},
             {"fields", object_of(record.fields)}}
        );
    return {
        "POST",
        batch.operation == Operation::create ? "/create" : "/update",
        {},
        json::serialize(json::object{{"rows", std::move(rows)}})};
}

Result<Turn<WriteReport>> interpret_write(
    const WriteBatch& batch, const Connection&, const Memo&, const HttpResponse& response
) {
    const auto body = parse_json(response.body);
    if (!body) return body.error();
    WriteReport report(batch.records.size());
    for (const json::value& row : items_at(*body, "/rows"))
        for (std::size_t i = 0; i < batch.records.size(); ++i) {
            if (batch.records[i].trace.text != text_at(row, "/trace")) continue;
            const std::string code(text_at(row, "/code"));
            report[i] =
                code.empty()
                    ? Outcome{.verdict = Verdict::applied, .id = VendorId{std::string(text_at(row, "/id"))}}
                    : rule(kRulings, code, "No.", text_at(row, "/field"));
            if (code == "EXISTS") report[i].id = VendorId{std::string(text_at(row, "/id"))};
        }
    return Turn<WriteReport>{std::move(report)};
}

HttpRequest ask_read(const ReadQuery& query, const Connection&, const Memo& memo) {
    json::object question{{"kind", query.plan.kind.text}};
    if (!memo.empty()) question["rest"] = true;
    if (const auto* ids = std::get_if<ByIds>(&query.what)) {
        json::array list;
        for (const VendorId& id : ids->ids) list.emplace_back(id.text);
        question["ids"] = std::move(list);
    } else if (const auto* match = std::get_if<ByMatch>(&query.what)) {
        question["field"] = match->field;
        question["values"] = json::array(match->values.begin(), match->values.end());
    } else {
        question["since"] = std::get<Since>(query.what).cursor;
    }
    return {"POST", "/read", {}, json::serialize(question)};
}

Result<Turn<Page>> interpret_read(
    const ReadQuery&, const Connection&, const Memo&, const HttpResponse& response
) {
    const auto body = parse_json(response.body);
    if (!body) return body.error();
    Page page;
    for (const json::value& row : items_at(*body, "/records")) {
        page.changes.push_back(
            {.kind = {std::string(text_at(row, "/kind"))},
             .id = {std::string(text_at(row, "/id"))},
             .last_by = std::string(text_at(row, "/last_by")),
             .fields = fields_of(row)}
        );
        if (const auto* also = value_at(row, "/also"))
            for (const auto& [field, list] : also->as_object())
                for (const json::value& address : list.as_array())
                    page.changes.back().aliases[field].emplace_back(address.as_string());
        for (const json::value& loser : items_at(row, "/took_over"))
            page.merges.push_back(
                {.kind = {"person"},
                 .winner = page.changes.back().id,
                 .losers = {{std::string(loser.as_string())}}}
            );
        if (value_at(row, "/rest") != nullptr) page.changes.back().completeness = Completeness::read_the_rest;
        if (value_at(row, "/some") != nullptr)
            page.changes.back().completeness = Completeness::changed_fields_only;
        if (const auto* at = value_at(row, "/at"); at != nullptr && at->is_int64())
            page.changes.back().occurred_at =
                When{Millis{std::chrono::milliseconds{at->get_int64()}}, Precision::milliseconds};
    }
    for (const json::value& id : items_at(*body, "/gone")) page.gone.push_back({std::string(id.as_string())});
    for (const json::value& row : items_at(*body, "/moved"))
        page.merges.push_back(
            {.kind = {"person"},
             .winner = {std::string(text_at(row, "/to"))},
             .losers = {{std::string(text_at(row, "/id"))}},
             .winner_kind = {std::string(text_at(row, "/kind"))},
             .fields = fields_of(row)}
        );
    page.next_cursor = text_at(*body, "/cursor");
    if (value_at(*body, "/again") != nullptr)
        return Turn<Page>{Again<Page>{.memo = "the rest", .so_far = std::move(page)}};
    page.more = value_at(*body, "/more") != nullptr;
    return Turn<Page>{std::move(page)};
}

std::string kind_of(const ToyAccount& account, const std::string& id) {
    return account.customers.contains(id) ? "customer" : "person";
}

constexpr std::string_view kAddresses[] = {"Email", "email", "address"};

json::array list_of(const std::set<std::string>& texts) { return {texts.begin(), texts.end()}; }

// Whether a record is found under one of these values of a field; addresses are compared without case.
bool is_found(
    const ToyAccount& account,
    const std::string& id,
    std::string_view field,
    std::span<const json::value> values
) {
    const auto small = [](std::string text) {
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        return text;
    };
    const auto& fields = account.records.at(id);
    const auto own = fields.find(field);
    const auto also = account.also.find(id);
    return std::ranges::any_of(values, [&](const json::value& value) {
        if (own != fields.end() && own->second == value) return true;
        if (std::ranges::count(kAddresses, field) == 0 || !value.is_string()) return false;
        const auto asked = small(std::string(value.as_string()));
        return (own != fields.end() && own->second.is_string() &&
                small(std::string(own->second.as_string())) == asked) ||
               (also != account.also.end() && also->second.contains(asked));
    });
}

json::object row_of(const ToyAccount& account, const std::string& id, const Fields& fields) {
    json::object row{{"id", id}, {"kind", kind_of(account, id)}, {"fields", object_of(fields)}};
    if (const auto by = account.touched_by.find(id); by != account.touched_by.end())
        row["last_by"] = by->second;
    if (const auto also = account.also.find(id); also != account.also.end() && account.tells_also) {
        json::object told;
        for (const std::string_view field : kAddresses)
            if (fields.contains(field)) told[field] = list_of(also->second);
        row["also"] = std::move(told);
    }
    if (const auto merged = account.took_over.find(id); merged != account.took_over.end())
        row["took_over"] = list_of(merged->second);
    return row;
}

json::object read_account(const ToyAccount& account, const json::value& question) {
    json::array records, gone, moved;
    const auto kind = text_at(question, "/kind");
    for (const json::value& id : items_at(question, "/ids")) {
        if (account.keeps_silent_about.contains(std::string(id.as_string()))) continue;
        const auto it = account.records.find(std::string(id.as_string()));
        const auto to = account.moved.find(std::string(id.as_string()));
        if (to != account.moved.end())
            moved.push_back(json::object{
                {"id", id},
                {"to", to->second},
                {"kind", kind_of(account, to->second)},
                {"fields", object_of(account.last_words)}});
        else if (it == account.records.end())
            gone.push_back(id);
        else
            records.push_back(row_of(account, it->first, it->second));
    }
    const bool rest = value_at(question, "/rest") != nullptr;
    const bool in_turns = account.answers_in_two_turns && value_at(question, "/ids") != nullptr;
    for (json::value& row : records) {
        json::object told;
        for (const auto& field : row.at("fields").as_object())
            if (!in_turns || (field.key() == "score") == rest) told.insert(field);
        row.as_object()["fields"] = std::move(told);
    }
    const auto values = items_at(question, "/values");
    for (const auto& [id, fields] : account.records) {
        const bool fits = is_found(account, id, text_at(question, "/field"), values);
        if (fits && kind_of(account, id) == kind) records.push_back(row_of(account, id, fields));
    }
    if (value_at(question, "/since") != nullptr)
        for (const auto& [id, fields] : account.records) {
            if (kind_of(account, id) != kind) continue;
            json::object row = row_of(account, id, fields);
            if (account.polls_thinly) {
                row["fields"].as_object().erase("score");
                row["rest"] = true;
            }
            if (account.polls_in_parts && fields.contains("address")) {
                records.push_back(json::object{
                    {"id", id},
                    {"kind", kind},
                    {"some", true},
                    {"fields", json::object{{"address", fields.at("address")}}}});
                row["fields"].as_object().erase("address");
            }
            records.push_back(std::move(row));
        }
    json::object out{
        {"records", std::move(records)},
        {"gone", std::move(gone)},
        {"moved", std::move(moved)},
        {"cursor", "c"}};
    if (in_turns && !rest) out["again"] = true;
    return out;
}

// The field that holds one of these values; empty where none does.
std::string field_with(const std::set<std::string>& values, const Fields& fields) {
    for (const auto& [field, value] : fields)
        if (value.is_string() && values.contains(std::string(value.get_string()))) return field;
    return {};
}

bool refuses(const ToyAccount& account, const Fields& fields) {
    return !field_with(account.refuses, fields).empty();
}

bool lacks_what_it_needs(const ToyAccount& account, const json::value& row) {
    const Fields asked = fields_of(row);
    const auto record = account.records.find(std::string(text_at(row, "/id")));
    return std::ranges::any_of(account.needs, [&](const auto& rule) {
        const bool there = record != account.records.end() && record->second.contains(rule.second);
        return !field_with({rule.first}, asked).empty() && !asked.contains(rule.second) && !there;
    });
}

bool fails_on(const ToyAccount& account, const json::value& question) {
    const auto rows = items_at(question, "/rows");
    return std::ranges::any_of(rows, [&](const json::value& row) {
        return !field_with(account.fails_on, fields_of(row)).empty();
    });
}

bool will_not_look_up(const ToyAccount& account, const json::value& question) {
    const auto hit = [&](std::string_view list) {
        return std::ranges::any_of(items_at(question, list), [&](const json::value& value) {
            return account.will_not_look_up.contains(std::string(value.as_string()));
        });
    };
    return hit("/values") || hit("/ids");
}

// The record that has this address already, where the account takes no second one.
std::string twin_of(const ToyAccount& account, const Fields& fields) {
    if (!account.refuses_duplicates) return {};
    for (const std::string_view field : kAddresses)
        if (const auto address = fields.find(field); address != fields.end())
            for (const auto& [id, known] : account.records)
                if (is_found(account, id, field, {&address->second, 1})) return id;
    return {};
}

std::string write_row(ToyAccount& account, const json::value& row, bool create) {
    std::string id(text_at(row, "/id"));
    if (create) {
        const std::string own(text_at(row, "/own"));
        for (const auto& [known, fields] : account.records)
            if (const auto it = fields.find("own"); it != fields.end() && it->second == json::string(own))
                id = known;
        if (id.empty()) id = account.add({{"own", json::string(own)}});
    }
    for (const auto& [field, value] : fields_of(row)) account.records[id][field] = value;
    ++account.written_rows;
    return id;
}

json::object write_account(ToyAccount& account, const json::value& question, bool create) {
    json::array rows;
    const auto asked = items_at(question, "/rows");
    const bool sink = account.sinks_whole_batch && std::ranges::any_of(asked, [&](const json::value& r) {
                          return refuses(account, fields_of(r));
                      });
    for (const json::value& row : asked) {
        const std::string trace(text_at(row, "/trace"));
        if (account.keeps_silent_about.contains(std::string(text_at(row, "/id")))) continue;
        if (const auto there = create ? twin_of(account, fields_of(row)) : std::string(); !there.empty()) {
            rows.push_back(json::object{{"trace", trace}, {"code", "EXISTS"}, {"id", there}});
            continue;
        }
        if (account.moved.contains(std::string(text_at(row, "/id")))) {
            rows.push_back(json::object{{"trace", trace}, {"code", "MOVED"}});
            continue;
        }
        account.tried.push_back(fields_of(row));
        const bool locked = account.locked.contains(std::string(text_at(row, "/id")));
        if (sink || locked || lacks_what_it_needs(account, row) || refuses(account, fields_of(row))) {
            const bool named = !account.names_no_field && !locked;
            rows.push_back(json::object{
                {"trace", trace},
                {"code", "BAD"},
                {"field", named ? field_with(account.refuses, fields_of(row)) : ""}});
            continue;
        }
        const std::string id = write_row(account, row, create);
        if (!account.says_nothing_about.contains(id))
            rows.push_back(json::object{{"trace", trace}, {"id", id}});
    }
    return {{"rows", std::move(rows)}};
}

}  // namespace

std::string ToyAccount::add(Fields fields) {
    const std::string id = "r" + std::to_string(next_id++);
    records[id] = std::move(fields);
    return id;
}

void ToyAccount::holds(const std::string& webhook_body) {
    const auto body = parse_json(webhook_body);
    if (!body) return;
    for (const json::value& row : items_at(*body, "/events")) {
        const std::string id = scalar_at(row, "/id");
        if (id.empty() || value_at(row, "/deleted") != nullptr || moved.contains(id) || gone.contains(id))
            continue;
        if (value_at(row, "/customer") != nullptr) customers.insert(id);
        const Fields fields = fields_of(row);
        if (!fields.empty() && records.try_emplace(id).second) heard_of.insert(id);
        if (!heard_of.contains(id) || !records.contains(id)) continue;
        for (const auto& [field, value] : fields) records[id][field] = value;
    }
}

void ToyAccount::merge(const std::string& winner, const std::string& loser) {
    records.erase(loser);
    moved[loser] = winner;
}

std::string ToyAccount::convert(const std::string& person) {
    const std::string id = add(records.at(person));
    customers.insert(id);
    merge(id, person);
    return id;
}

static ObjectPlan toy_plan(std::string kind) {
    return {
        .kind = {std::move(kind)},
        .own_id_field = "own",
        .operations = {Operation::create, Operation::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        .limits = {.records = 4, .read_records = 4},
        .required_to_create = {"Name"},
        .whole_batch_refused = true};
}

const Adapter& toy_adapter() {
    static const Adapter adapter{
        .manifest =
            {.vendor = "toy",
             .title = "Toy",
             .objects = {toy_plan("person"), toy_plan("customer")},
             .rulings = kRulings},
        .decode = decode,
        .write = {ask_write, interpret_write},
        .read = {ask_read, interpret_read}};
    return adapter;
}

Result<HttpResponse> ToyCloud::send(std::string_view connection, const HttpRequest& request) {
    ToyAccount& account = accounts[std::string(connection)];
    const auto question = *parse_json(request.body);
    account.calls.push_back(request.path + " " + std::to_string(items_at(question, "/rows").size()));
    if (value_at(question, "/since") != nullptr) account.cursors.emplace_back(text_at(question, "/since"));
    const auto act = [&]() -> HttpResponse {
        if (fails_on(account, question)) return {500, {}, "{}"};
        if (will_not_look_up(account, question)) return {405, {}, "{}"};
        if (request.path == "/read") return {200, {}, json::serialize(read_account(account, question))};
        return {200, {}, json::serialize(write_account(account, question, request.path == "/create"))};
    };
    if (!next.empty() && next.front().path == request.path) {
        const Step step = next.front();
        next.pop_front();
        const auto answer = step.carried_out ? std::optional{act()} : step.answer;
        if (step.meanwhile) step.meanwhile();
        if (step.fault) return *step.fault;
        return step.answer ? *step.answer : *answer;
    }
    return act();
}

std::string toy_merge(std::string_view winner, std::string_view loser) {
    return json::serialize(json::object{
        {"events", json::array{json::object{{"winner", winner}, {"loser", loser}}}}});
}

std::string toy_event(std::string_view id, Fields fields, std::string_view key, std::string_view more) {
    json::object event{{"id", id}, {"fields", object_of(fields)}};
    if (!key.empty()) event["key"] = key;
    if (!more.empty()) event[more] = true;
    return json::serialize(json::object{{"events", json::array{std::move(event)}}});
}

}  // namespace crosswalk
