#include "connector/mapping/tools/tool_rows.h"

#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

namespace json = boost::json;

// Not finer than it was told.
std::string text_of(const When& when) {
    const auto text = iso_text(when.at);
    return when.precision == Precision::milliseconds ? text : text.substr(0, text.find('.')) + "Z";
}

json::value row_in_one_form(const Person& person, const json::value& told) {
    const Row row = row_of(person, told);
    json::object fields;
    for (const auto& [name, value] : row.fields) fields[name] = value;
    json::object out{{"id", row.id}, {"fields", std::move(fields)}};
    if (row.changed) out["changed"] = text_of(*row.changed);
    return out;
}

std::string segment_of(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '~' && i + 1 < text.size())
            out += text[++i] == '1' ? '/' : '~';
        else
            out += text[i];
    return out;
}

}  // namespace

std::string spelled(const Person& person, std::string_view id) {
    return person.id_is_address ? lower_case(id) : std::string(id);
}

std::optional<json::value> plain_value(const json::value& told) {
    if (told.is_primitive()) return told;
    if (!told.is_array()) return std::nullopt;
    std::string all;
    for (const json::value& one : told.get_array()) {
        const auto text = scalar_at(one, "");
        if (text.empty()) return std::nullopt;
        all.append(all.empty() ? "" : ";").append(text);
    }
    return all.empty() ? json::value() : json::value(all);
}

Row row_of(const Person& person, const json::value& told) {
    Row out{
        .id = spelled(person, scalar_at(told, person.id)),
        .changed = time_at(told, person.changed.at, person.changed.form)};
    for (const Field& field : person.fields)
        if (const auto* value = value_at(told, field.at))
            if (auto plain = plain_value(*value)) out.fields[field.name] = std::move(*plain);
    if (!person.opt_out) return out;
    const std::string word = scalar_at(told, person.opt_out->at);
    if (std::ranges::count(person.opt_out->closed, word) > 0)
        out.fields[std::string(kOptOut)] = true;
    else if (std::ranges::count(person.opt_out->open, word) > 0)
        out.fields[std::string(kOptOut)] = false;
    return out;
}

Answer in_rows(const Tool& tool, const CallPlan& call, const Answer& answer, std::string_view next) {
    if (!answer.ok()) return answer;
    Answer out{.status = answer.status, .headers = answer.headers};
    json::object body;
    if (const auto* rows = value_at(answer.body, call.rows)) {
        if (rows->is_array()) {
            json::array list;
            for (const json::value& row : rows->get_array()) list.push_back(row_in_one_form(tool.person, row));
            body["rows"] = std::move(list);
        } else if (rows->is_object()) {
            body["rows"] = row_in_one_form(tool.person, *rows);
        }
    }
    if (!next.empty()) body["next"] = scalar_at(answer.body, next);
    out.body = std::move(body);
    return out;
}

const RowShape& row_shape() {
    static constexpr std::string_view kFields[] = {"/fields"};
    static constexpr RowShape kRows{.items = "/rows", .id = "/id", .fields_at = kFields, .updated_at = "/changed"};
    return kRows;
}

void put_at(json::object& into, std::string_view pointer, json::value value) {
    json::object* at = &into;
    for (;;) {
        const auto end = std::min(pointer.find('/', 1), pointer.size());
        const std::string name = segment_of(pointer.substr(1, end - 1));
        pointer.remove_prefix(end);
        if (pointer.empty()) {
            (*at)[name] = std::move(value);
            return;
        }
        json::value& below = (*at)[name];
        if (!below.is_object()) below = json::object();
        at = &below.get_object();
    }
}

}  // namespace crosswalk::tools
