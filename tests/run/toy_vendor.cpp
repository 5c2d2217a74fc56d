#include "toy_vendor.h"

#include "connector/contract/json_read.h"

#include <algorithm>
#include <set>

namespace crosswalk {
namespace {

namespace json = boost::json;

// What the vendor says to a question that names what it hides, or to any question about a kind it does not have.
std::optional<HttpResponse> no_to(const ToyAccount& account, const json::value& question) {
    if (account.no_such_kind.contains(std::string(text_at(question, "/kind"))))
        return HttpResponse{400, {}, R"({"code":"NO_KIND","message":"There is no such kind."})"};
    if (account.cannot_search.contains(std::string(text_at(question, "/field"))))
        return HttpResponse{400, {}, R"({"code":"NO_FILTER","message":"This cannot be filtered."})"};
    if (account.leaves_out_silently) return std::nullopt;
    for (const json::value& field : items_at(question, "/fields"))
        if (const std::string name(field.as_string()); account.hides.contains(name)) {
            if (account.denies_what_it_hides) return HttpResponse{403, {}, "{}"};
            const std::string said = account.names_what_it_hides ? "No such column '" + name + "' on entity 'Person'."
                                                                 : "The question cannot be answered.";
            return HttpResponse{400, {}, json::serialize(json::object{{"code", "NO_FIELD"}, {"message", said}})};
        }
    return std::nullopt;
}

std::string kind_of(const ToyAccount& account, const std::string& id) {
    if (!account.keeps_people) return "recipient";
    return account.customers.contains(id) ? "customer" : "person";
}

constexpr std::string_view kAddresses[] = {"Email", "email", "address"};

json::array list_of(const std::set<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

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
    const auto left = account.converted.find(id);
    const auto& fields = left != account.converted.end() ? left->second : account.records.at(id);
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
    json::object told;
    for (const auto& [field, value] : fields)
        if (!account.hides.contains(field)) told[field] = value;
    json::object row{{"id", id}, {"kind", kind_of(account, id)}, {"fields", std::move(told)}};
    if (account.garbles.contains(id)) row["garbled"] = true;
    if (const auto by = account.touched_by.find(id); by != account.touched_by.end())
        row["last_by"] = by->second;
    if (const auto at = account.touched_at.find(id); at != account.touched_at.end())
        row["second"] = std::chrono::floor<std::chrono::seconds>(at->second).time_since_epoch().count();
    if (const auto also = account.also.find(id); also != account.also.end() && account.tells_also) {
        json::object others;
        for (const std::string_view field : kAddresses)
            if (fields.contains(field)) others[field] = list_of(also->second);
        row["also"] = std::move(others);
    }
    if (const auto merged = account.took_over.find(id); merged != account.took_over.end())
        row["took_over"] = list_of(merged->second);
    return row;
}

// Of all records, those of the page at this cursor: "p7" is behind seven of them.
void cut_into_pages(std::size_t rows, std::string_view cursor, json::object& out) {
    auto& records = out["records"].as_array();
    const std::size_t asked = cursor.starts_with("p") ? std::stoul(std::string(cursor.substr(1))) : 0;
    const std::size_t from = std::min(asked, records.size()), until = std::min(from + rows, records.size());
    if (until < records.size()) out["more"] = true;
    out["cursor"] = "p" + std::to_string(until);
    records = json::array(records.begin() + static_cast<std::ptrdiff_t>(from), records.begin() + static_cast<std::ptrdiff_t>(until));
}

// Who is found by a value: those that are there, and persons who are customers now.
void find_records(const ToyAccount& account, const json::value& question, json::array& records, json::array& moved) {
    const auto kind = text_at(question, "/kind"), field = text_at(question, "/field");
    const auto values = items_at(question, "/values");
    for (const auto& [id, fields] : account.records)
        if (kind_of(account, id) == kind && is_found(account, id, field, values))
            records.push_back(row_of(account, id, fields));
    for (const auto& [id, fields] : account.converted)
        if (kind == "person" && is_found(account, id, field, values))
            moved.push_back(json::object{
                {"id", id},
                {"to", account.moved.at(id)},
                {"kind", "customer"},
                {"fields", object_of(fields)}});
}

json::object read_account(const ToyAccount& account, const json::value& question) {
    json::array records, gone, hidden, moved;
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
        else if (account.hidden.contains(std::string(id.as_string())))
            hidden.push_back(id);
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
    find_records(account, question, records, moved);
    const bool polled = value_at(question, "/since") != nullptr;
    if (polled)
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
    const auto values = static_cast<std::int64_t>(items_at(question, "/values").size());
    const std::int64_t turns = value_at(question, "/turn") == nullptr ? account.calls_for_each * values : 0;
    json::object out{
        {"turns", turns}, {"records", std::move(records)}, {"gone", std::move(gone)}, {"hidden", std::move(hidden)},
        {"moved", std::move(moved)}, {"cursor", "c"}};
    if (polled && account.page_rows > 0) cut_into_pages(account.page_rows, text_at(question, "/since"), out);
    if (in_turns && !rest) out["again"] = true;
    if (account.repeats_its_page && polled) out["more"] = true;
    return out;
}

// The field that holds one of these values; empty where none does.
std::string field_with(const std::set<std::string>& values, const Fields& fields) {
    for (const auto& [field, value] : fields)
        if (values.contains(value.is_string() ? std::string(value.get_string()) : json::serialize(value))) return field;
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
            rows.push_back(json::object{{"trace", trace}, {"code", "EXISTS"}, {"says", "No."}, {"id", there}});
            continue;
        }
        const std::string id(text_at(row, "/id"));
        if (account.moved.contains(id) || account.gone.contains(id)) {
            rows.push_back(json::object{{"trace", trace}, {"code", "MOVED"}, {"says", "No."}});
            continue;
        }
        account.tried.push_back(fields_of(row));
        const bool locked = account.locked.contains(std::string(text_at(row, "/id")));
        if (sink || locked || lacks_what_it_needs(account, row) || refuses(account, fields_of(row))) {
            const bool named = !account.names_no_field && !locked;
            rows.push_back(json::object{
                {"trace", trace},
                {"code", account.refusal},
                {"says", account.says},
                {"field", named ? field_with(account.refuses, fields_of(row)) : ""}});
            continue;
        }
        const std::string written = write_row(account, row, create);
        if (!account.says_nothing_about.contains(written))
            rows.push_back(json::object{{"trace", trace}, {"id", written}});
    }
    return {{"rows", std::move(rows)}};
}

}  // namespace

json::object object_of(const Fields& fields) { return {fields.begin(), fields.end()}; }
Fields fields_of(const json::value& row) {
    Fields out;
    if (const auto* fields = value_at(row, "/fields"))
        for (const auto& [field, value] : fields->as_object()) out.emplace(field, value);
    return out;
}

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
    converted[person] = records.at(person);
    merge(id, person);
    return id;
}

Result<HttpResponse> ToyCloud::send(std::string_view connection, const HttpRequest& request) {
    ToyAccount& account = accounts[std::string(connection)];
    if (request.path.starts_with("/confirm")) {
        account.calls.push_back(request.path);
        return HttpResponse{account.confirms ? 200 : 404, {}, "no JSON"};
    }
    if (request.path == "/me") return HttpResponse{account.knows_the_key ? 200 : 403, {}, "{}"};
    const auto question = *parse_json(request.body);
    account.calls.push_back(request.path + " " + std::to_string(items_at(question, "/rows").size()));
    if (value_at(question, "/since") != nullptr) account.cursors.emplace_back(text_at(question, "/since"));
    const auto act = [&]() -> HttpResponse {
        if (!account.knows_the_key) return {403, {}, "{}"};
        if (fails_on(account, question)) return {500, {}, "{}"};
        if (will_not_look_up(account, question)) return {405, {}, "{}"};
        const json::array described(account.described.begin(), account.described.end());
        if (request.path == "/describe")
            return {described.empty() ? 501 : 200, {}, json::serialize(json::object{{"fields", described}})};
        if (const auto no = request.path == "/read" ? no_to(account, question) : std::nullopt) return *no;
        Headers told;
        if (!account.used_of.empty()) told["Used-Of"] = account.used_of;
        if (request.path == "/read") return {200, told, json::serialize(read_account(account, question))};
        const json::value rows = write_account(account, question, request.path == "/create");
        const bool sunk = account.sinks_whole_batch && !scalar_at(rows, "/rows/0/code").empty();
        return {sunk ? 400 : 200, {}, json::serialize(rows)};
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
