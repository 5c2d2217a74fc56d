// The people of a declared tool: how a record stands in an answer, and what is asked and written.
#include "connector/mapping/tools/tool_reader.h"

#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::tools {
namespace {

using Must = ToolReader::Must;
using tree::in_quotes;
using tree::Node;

void compile_field(ToolReader& in, const Node& key, const Node& value) {
    Field out{.name = key.text};
    if (key.text.empty() || key.text.size() > 100 || is_kept_beside_fields(key.text)) {
        in.error(
            key,
            "tool.field_name",
            in_quotes(key.text) + " cannot be the name of a field.",
            "Use the tool's own name of it; who has left is 'opted_out'."
        );
        return;
    }
    constexpr FieldShape kShapes[] = {
        FieldShape::text, FieldShape::number, FieldShape::boolean, FieldShape::date,
        FieldShape::datetime, FieldShape::choice, FieldShape::choices};
    if (value.map()) {
        if (!tree::is_table(value, in.notes, in_quotes(key.text), {"at", "type", "write", "needed"})) return;
        if (auto at = in.place(value, "at", Must::needed)) out.at = std::move(*at);
        if (const auto type = in.word(value, "type", {"text", "number", "boolean", "date", "datetime", "choice", "choices"}))
            out.shape = kShapes[*type];
        if (auto at = in.place(value, "write")) out.write_at = std::move(*at);
        out.needed = in.word(value, "needed", {"no", "yes"}) == std::optional<std::size_t>(1);
        if (out.needed && value.find("write") == nullptr)
            in.error(
                value,
                "tool.not_written",
                in_quotes(key.text) + " is needed to create somebody, and nothing says where it is written.",
                "Add 'write:', or leave 'needed' out."
            );
    } else if (auto at = in.place_in(value, key.text)) {
        out.at = std::move(*at);
    }
    in.tool.person.fields.push_back(std::move(out));
}

void compile_opt_out(ToolReader& in, const Node& people) {
    const Node* table = people.find("opted_out");
    if (table == nullptr || !tree::is_table(*table, in.notes, "'opted_out'", {"at", "closed", "open", "write"})) return;
    OptOut out;
    if (auto at = in.place(*table, "at", Must::needed)) out.at = std::move(*at);
    if (auto at = in.place(*table, "write")) out.write_at = std::move(*at);
    if (const Node* closed = tree::need(*table, in.notes, "'opted_out'", "closed")) out.closed = in.words(*closed, "closed");
    if (const Node* open = table->find("open")) out.open = in.words(*open, "open");
    for (const std::string& word : out.open)
        if (std::ranges::count(out.closed, word) > 0)
            in.error(
                *table, "tool.twice", in_quotes(word) + " says that somebody has left, and that they have not.", "Keep one of them."
            );
    in.tool.person.opt_out = std::move(out);
}

void compile_host(ToolReader& in, const Node& table, CallPlan& out) {
    const auto host = in.text(table, "host");
    if (!host) return;
    std::vector<std::string> known;
    for (const ApiHost& one : in.tool.manifest.hosts) known.emplace_back(one.name);
    out.host = *host;
    if (std::ranges::count(known, *host) == 0)
        in.error(
            *table.find("host"),
            "tool.unknown_host",
            in_quotes(*host) + " does not stand below 'hosts'.",
            known.empty() ? "Add 'hosts:' with its address, or leave 'host' out." : tree::suggestion(*host, known)
        );
}

// A number where the text is one that a whole number can hold.
boost::json::value constant_in(const std::string& text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [at, bad] = std::from_chars(text.data(), end, number);
    if (bad == std::errc{} && at == end) return number;
    if (text == "true" || text == "false") return text == "true";
    return boost::json::value(text);
}

void compile_constants(ToolReader& in, const Node& table, CallPlan& out) {
    const Node* with = table.find("with");
    if (with == nullptr || !tree::is_map(*with, in.notes, "'with'") || !in.within(*with, "'with'", 20)) return;
    for (std::size_t i = 0; i < with->keys.size(); ++i) {
        const auto at = in.place_in(with->keys[i], "with");
        if (const auto value = in.text(*with, with->keys[i].text); at && value)
            out.constants.emplace_back(*at, constant_in(*value));
    }
}

void compile_write(ToolReader& in, const Node& people, std::string_view key, std::optional<CallPlan>& to) {
    const Node* table = people.find(key);
    const bool creates = key == "create";
    if (table == nullptr || !tree::is_table(*table, in.notes, in_quotes(key), {"method", "path", "host", "id", "with"})) return;
    constexpr std::string_view kMethods[] = {"POST", "PUT", "PATCH"};
    CallPlan out{.method = creates ? "POST" : "PATCH"};
    if (const auto method = in.word(*table, "method", {"POST", "PUT", "PATCH"})) out.method = kMethods[*method];
    if (auto path = in.path(*table, "path", creates ? "" : "id")) out.path = std::move(*path);
    if (auto id = in.place(*table, "id", Must::needed)) out.id = std::move(*id);
    compile_host(in, *table, out);
    compile_constants(in, *table, out);
    const bool any = std::ranges::any_of(in.tool.person.fields, [](const Field& one) { return !one.write_at.empty(); });
    if (!any)
        in.error(
            *table, "tool.not_written", "No field says where it is written.", "Add 'write:' to the fields that the tool takes."
        );
    to = std::move(out);
}

void compile_read(ToolReader& in, const Node& people) {
    const Node* table = people.find("read");
    if (table == nullptr || !tree::is_table(*table, in.notes, "'read'", {"path", "host", "record", "gone"})) return;
    CallPlan out;
    if (auto path = in.path(*table, "path", "id")) out.path = std::move(*path);
    if (auto rows = in.place(*table, "record")) out.rows = std::move(*rows);
    compile_host(in, *table, out);
    const Node* gone = tree::need(*table, in.notes, "'read'", "gone");
    if (gone != nullptr && tree::is_table(*gone, in.notes, "'gone'", {"at", "says"})) {
        if (auto at = in.place(*gone, "at", Must::needed)) in.tool.gone_at = std::move(*at);
        if (auto says = in.text(*gone, "says", Must::needed)) in.tool.gone_says = std::move(*says);
    }
    in.tool.read = std::move(out);
}

void compile_find(ToolReader& in, const Node& people) {
    const Node* table = people.find("find");
    if (table == nullptr || !tree::is_table(*table, in.notes, "'find'", {"path", "host", "list", "by"})) return;
    CallPlan out;
    if (auto path = in.path(*table, "path", "value")) out.path = std::move(*path);
    if (auto rows = in.place(*table, "list")) out.rows = std::move(*rows);
    compile_host(in, *table, out);
    std::vector<std::string> known;
    for (const Field& field : in.tool.person.fields) known.push_back(field.name);
    if (const auto by = in.text(*table, "by", Must::needed)) {
        in.tool.found_by = *by;
        if (in.tool.person.field(*by) == nullptr)
            in.error(
                *table->find("by"), "tool.unknown_field", in_quotes(*by) + " is none of the fields.", tree::suggestion(*by, known)
            );
    }
    in.tool.find = std::move(out);
}

void compile_page(ToolReader& in, const Node& table, ChangesPlan& out) {
    const Node* page = tree::need(table, in.notes, "'changes'", "page");
    if (page == nullptr ||
        !tree::is_table(*page, in.notes, "'page'", {"by", "parameter", "next", "rows", "rows_parameter"}))
        return;
    const Node* by = tree::need(*page, in.notes, "'page'", "by");
    const auto which = by == nullptr ? std::nullopt : in.word(*page, "by", {"offset", "token"});
    out.by_token = which == std::optional<std::size_t>(1);
    if (auto name = in.text(*page, "parameter", Must::needed)) out.parameter = percent_encode(*name);
    if (auto name = in.text(*page, "rows_parameter")) out.rows_parameter = percent_encode(*name);
    if (const auto rows = in.number(*page, "rows", 1, 1'000)) out.page_rows = *rows;
    if (out.by_token) {
        if (auto next = in.place(*page, "next", Must::needed)) out.next = std::move(*next);
    } else if (page->find("next") != nullptr) {
        in.error(
            *page->find("next"), "tool.page", "A list that is read by offset has no 'next'.", "Leave it out, or write 'by: token'."
        );
    }
}

void compile_changes(ToolReader& in, const Node& people) {
    const Node* table = people.find("changes");
    if (table == nullptr ||
        !tree::is_table(*table, in.notes, "'changes'", {"path", "host", "list", "since", "since_form", "page"}))
        return;
    ChangesPlan out;
    if (auto path = in.path(*table, "path", "")) out.call.path = std::move(*path);
    if (auto rows = in.place(*table, "list")) out.call.rows = std::move(*rows);
    compile_host(in, *table, out.call);
    if (auto name = in.text(*table, "since")) out.since = percent_encode(*name);
    out.since_in_seconds = in.word(*table, "since_form", {"iso", "epoch"}) == std::optional<std::size_t>(1);
    compile_page(in, *table, out);
    in.tool.changes = std::move(out);
}

}  // namespace

void compile_people(ToolReader& in, const Node& people) {
    if (!tree::is_table(
            people,
            in.notes,
            "'people'",
            {"kind", "id", "id_is", "changed", "fields", "opted_out", "read", "find", "create", "update", "changes"}
        ))
        return;
    Person& person = in.tool.person;
    if (auto kind = in.text(people, "kind", Must::needed)) person.kind = std::move(*kind);
    if (auto id = in.place(people, "id", Must::needed)) person.id = std::move(*id);
    person.id_is_address = in.word(people, "id_is", {"number or text", "address"}) == std::optional<std::size_t>(1);
    if (auto changed = in.time(people, "changed")) person.changed = std::move(*changed);
    const Node* fields = tree::need(people, in.notes, "'people'", "fields");
    if (fields != nullptr && tree::is_map(*fields, in.notes, "'fields'") && in.within(*fields, "'fields'", 200))
        for (std::size_t i = 0; i < fields->keys.size(); ++i) compile_field(in, fields->keys[i], fields->items[i]);
    compile_opt_out(in, people);
}

void compile_operations(ToolReader& in, const Node& people) {
    if (!people.map()) return;
    compile_read(in, people);
    compile_find(in, people);
    compile_write(in, people, "create", in.tool.create);
    compile_write(in, people, "update", in.tool.update);
    compile_changes(in, people);
}

}  // namespace crosswalk::tools
