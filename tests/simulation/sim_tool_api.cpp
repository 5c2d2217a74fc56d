// What programs ask of an account: reads by ids, by match and "what changed since"; writes with a word for
// each row.
#include "connector/contract/json_read.h"
#include "sim_adapter.h"
#include "sim_tool.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::simulation {
namespace {

namespace json = boost::json;

constexpr std::size_t kPage = 5;
constexpr std::string_view kNotTaken = "!";  // a text that begins so is refused

std::string refused_field(const json::object& fields) {
    for (const auto& [field, value] : fields)
        if (value.is_string() && std::string_view(value.get_string()).starts_with(kNotTaken)) return field;
    return {};
}

void leave_out(json::array& rows, std::optional<std::size_t> silent) {
    if (silent && !rows.empty())
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(*silent % rows.size()));
}

}  // namespace

std::string SimTool::read(
    const std::string& kind, const json::value& question, std::optional<std::size_t> silent
) {
    json::object answer;
    json::array rows, gone;
    FieldNames wanted;
    for (const json::value& field : items_at(question, "/fields")) {
        if (hidden_.contains(std::string_view(field.as_string())))
            return json::serialize(json::object{
                {"refused", habits_.names_what_it_refuses ? field : json::value("")}});
        wanted.emplace(field.as_string());
    }
    for (const json::value& asked : items_at(question, "/ids")) {
        const std::string id(asked.as_string());
        const auto it = records_.find(id);
        if (it == records_.end() || it->second.deleted)
            gone.emplace_back(id);
        else
            rows.push_back(row_of(id, wanted));
    }
    for (const json::value& asked : items_at(question, "/values"))
        for (const std::string& id : alive(kind))
            if (has(records_[id], text_at(question, "/field"), asked)) rows.push_back(row_of(id, wanted));
    if (value_at(question, "/values") != nullptr)
        silent.reset();  // to leave somebody out there is to say "nobody"
    if (value_at(question, "/since") != nullptr) {
        std::int64_t cursor = 0;
        const auto since = text_at(question, "/since");
        std::from_chars(since.data(), since.data() + since.size(), cursor);
        std::map<std::int64_t, std::string> changed;
        for (const auto& [id, record] : records_)
            if (record.kind == kind && record.turn > cursor) changed.emplace(record.turn, id);
        for (const auto& [turn, id] : changed) {
            if (rows.size() == kPage) {
                answer["more"] = true;
                break;
            }
            rows.push_back(row_of(id, wanted));
            cursor = turn;
        }
        answer["cursor"] = std::to_string(cursor);
        silent.reset();
    }
    leave_out(rows, silent);
    answer["records"] = std::move(rows);
    answer["gone"] = std::move(gone);
    return json::serialize(answer);
}

// An upsert on our own id, so that it may be repeated.
std::string SimTool::create(const std::string& kind, const json::value& row) {
    const json::value own(text_at(row, "/own"));
    if (std::string there = find(kOwnId, own); !there.empty()) return there;
    const int person = oracle_.who(text_at(row, "/fields/" + habits_.email));
    if (person < 0)
        oracle_.complain(habits_.name + " was told to create a stranger: " + json::serialize(row));
    if (!of_person(person).empty()) oracle_.was_doubled(person);
    for (const std::string& other : of_person(person))
        if (!oracle_.had_several_addresses(person) && !oracle_.was_united(person))
            oracle_.complain(habits_.name + " has a second record of the person in " + other);
    const std::string id = habits_.name + "-" + std::to_string(next_id_++);
    records_[id] = {.kind = kind, .person = person};
    records_[id].fields = {{std::string(kOwnId), own}, {habits_.consent, false}};
    return id;
}

json::object SimTool::write_row(const std::string& kind, const json::value& row, bool creates) {
    const json::object& fields = row.at("fields").as_object();
    if (const std::string field = refused_field(fields); !field.empty())
        return {{"code", kBad}, {"field", field}};
    const auto* address = fields.if_contains(habits_.email);
    std::string id(text_at(row, "/id"));
    if (habits_.one_record_an_address && address != nullptr && !address->is_null()) {
        const std::string other = find(habits_.email, *address);
        if (!other.empty() && other != id &&
            (!creates || find(kOwnId, json::value(text_at(row, "/own"))) != other))
            return creates ? json::object{{"code", kExists}, {"id", other}}
                           : json::object{{"code", kBad}, {"field", habits_.email}};
    }
    if (creates) id = create(kind, row);
    const auto it = records_.find(id);
    if (it == records_.end() || it->second.deleted) return {{"code", kGone}};
    if (const auto& [other_kind, other] = it->second.merged_into; !other.empty())
        return other_kind == it->second.kind ? json::object{{"code", kMerged}, {"id", other}}
                                             : json::object{{"code", kConverted}};
    const auto* consent = fields.if_contains(habits_.consent);
    if (consent != nullptr && *consent == json::value(false))
        oracle_.told_open(
            it->second.person, habits_.name, std::string(text_at(row, "/own")), clock_.truth()
        );
    if (consent != nullptr && *consent == json::value(true)) oracle_.closed_by_us(id, clock_.truth());
    ++rows_written_;
    if (creates || fields.contains(kOwnId)) oracle_.stamped(id, std::string(text_at(row, "/own")));
    Fields told;
    for (const auto& [field, value] : fields) told.emplace(field, value);
    change(id, told, false);
    return {{"id", id}};
}

std::string SimTool::write(
    const std::string& kind, const json::value& question, std::optional<std::size_t> silent
) {
    json::array rows;
    const bool creates = value_at(question, "/create") != nullptr;
    const auto asked = items_at(question, "/rows");
    const bool sunk = asked.size() > 1 && std::ranges::any_of(asked, [](const json::value& row) {
                          return !refused_field(row.at("fields").as_object()).empty();
                      });
    for (const json::value& row : asked) {
        json::object said = sunk ? json::object{{"code", kBad}} : write_row(kind, row, creates);
        said["trace"] = text_at(row, "/trace");
        rows.push_back(std::move(said));
    }
    leave_out(rows, silent);
    return json::serialize(json::object{{"rows", std::move(rows)}});
}

void SimTool::lost(const json::value& question) {
    for (const json::value& row : items_at(question, "/rows"))
        for (const auto& [field, value] : row.at("fields").as_object())
            oracle_.edits().lost_a_write(
                {std::string(text_at(row, "/id")), std::string(field)}, value, clock_.truth()
            );
}

void SimTool::answered(const std::string& body) {
    const auto read = parse_json(body);
    for (const json::value& row : items_at(*read, "/rows"))
        if (const auto id = text_at(row, "/id"); !id.empty()) oracle_.named(std::string(id));
    for (const json::value& row : items_at(*read, "/records"))
        if (const auto* fields = value_at(row, "/fields"); fields != nullptr && fields->as_object().contains(habits_.email))
            oracle_.named(std::string(text_at(row, "/id")));
}

}  // namespace crosswalk::simulation
