// The admin's own tests of a declaration: NAME.cases.yaml.
#include "connector/contract/json_read.h"
#include "connector/contract/text.h"
#include "connector/mapping/tools/compile_tool.h"
#include "connector/mapping/tools/tool_calls.h"
#include "connector/mapping/tools/tool_decode.h"
#include "connector/mapping/yaml/yaml_tree.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

namespace json = boost::json;
using tree::in_quotes;
using tree::Node;
using Facts = std::map<std::string, std::string, std::less<>>;  // what is compared, as text

constexpr std::size_t kMostCases = 200;

std::string shown(const json::value& value) {
    const auto text = scalar_at(value, "");
    return text.empty() ? json::serialize(value) : text;
}

void add_shown(const Fields& fields, Facts& out) {
    for (const auto& [name, value] : fields) out["fields." + name] = shown(value);
}

Facts facts_of(const InboundEvent& event) {
    Facts out;
    const auto about = [&](std::string_view news, const auto& one) {
        out["news"] = news;
        out["id"] = one.id.text;
        if (one.occurred_at) out["at"] = iso_text(one.occurred_at->at);
    };
    if (const auto* change = std::get_if<Change>(&event)) {
        about(change->deleted                                        ? "deleted"
              : change->completeness == Completeness::read_the_rest ? "read"
                                                                     : "changed",
              *change);
        add_shown(change->fields, out);
    } else if (const auto* done = std::get_if<Engagement>(&event)) {
        about(done->what, *done);
        if (!done->link.empty()) out["link"] = done->link;
        if (!done->campaign.empty()) out["campaign"] = done->campaign;
    } else if (std::holds_alternative<Handshake>(event)) {
        out["news"] = "nothing";
    } else {
        out["news"] = "unreadable";
    }
    return out;
}

// What a row of the cases expects.
Facts expected_in(const Node& row, tree::Notes& notes) {
    Facts out;
    if (!tree::is_table(row, notes, "an expectation", {"news", "id", "at", "link", "campaign", "fields"})) return out;
    for (std::size_t i = 0; i < row.keys.size(); ++i)
        if (row.keys[i].text != "fields")
            if (auto text = tree::text(row.items[i], notes, in_quotes(row.keys[i].text))) out[row.keys[i].text] = *text;
    if (const Node* fields = row.find("fields"); fields != nullptr && tree::is_map(*fields, notes, "'fields'"))
        for (std::size_t i = 0; i < fields->keys.size(); ++i)
            out["fields." + fields->keys[i].text] =
                fields->items[i].kind == Node::Kind::blank ? "null" : fields->items[i].text;
    return out;
}

void failed(tree::Notes& notes, const Node& at, std::string what) {
    notes.error(at, "tool.case_failed", std::move(what), "Correct the declaration or the case, then check again.");
}

void compare(tree::Notes& notes, const Node& at, const Facts& expected, const Facts& got) {
    for (const auto& [name, text] : expected) {
        const auto found = got.find(name);
        if (found == got.end())
            failed(notes, at, "The case expects " + name + " to be " + in_quotes(text) + ", and it is not told.");
        else if (found->second != text)
            failed(
                notes, at, "The case expects " + name + " to be " + in_quotes(text) + ", and it is " + in_quotes(found->second) + "."
            );
    }
}

void play_delivery(const Tool& tool, const Node& one, tree::Notes& notes) {
    const auto body = tree::text(*one.find("body"), notes, "'body'");
    const Node* news = tree::need(one, notes, "a case with a body", "news");
    if (!body || news == nullptr) return;
    const auto told = decode(tool, {.method = "POST", .body = *body});
    const auto all = told ? *told : std::vector<InboundEvent>{Unreadable{.why = told.error()}};
    const std::span<const Node> rows = news->list() ? std::span<const Node>(news->items) : std::span(news, 1);
    if (rows.size() != all.size()) {
        std::string heard;
        for (const InboundEvent& event : all) heard.append(heard.empty() ? "" : ", ").append(facts_of(event).at("news"));
        failed(notes, *news, "The case expects " + std::to_string(rows.size()) + " pieces of news, and there are " +
                                 std::to_string(all.size()) + ": " + heard + ".");
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) compare(notes, rows[i], expected_in(rows[i], notes), facts_of(all[i]));
}

Record record_in(const Tool& tool, const Node& table) {
    Record out{.trace = {"case"}, .own_id = "case"};
    if (const Node* id = table.find("id")) out.id = VendorId{id->text};
    const Node* fields = table.find("fields");
    for (std::size_t i = 0; fields != nullptr && i < fields->keys.size(); ++i) {
        const std::string &name = fields->keys[i].text, &text = fields->items[i].text;
        const Field* field = tool.person.field(name);
        const bool literal = name == kOptOut || (field != nullptr && (field->shape == FieldShape::number ||
                                                                      field->shape == FieldShape::boolean));
        const auto value = literal ? parse_json(text) : Result<json::value>(json::value(text));
        out.fields[name] = fields->items[i].kind == Node::Kind::blank ? json::value() : value ? *value : json::value(text);
    }
    return out;
}

void play_write(const Tool& tool, const Node& one, tree::Notes& notes) {
    const Node& table = *one.find("record");
    const Node* request = tree::need(one, notes, "a case with a record", "request");
    if (request == nullptr || !tree::is_table(table, notes, "'record'", {"id", "fields"}) ||
        !tree::is_table(*request, notes, "'request'", {"method", "path", "body"}))
        return;
    const Record record = record_in(tool, table);
    const ObjectSchema schema;
    const ObjectPlan& plan = tool.manifest.objects.front();
    const WriteBatch batch{plan, schema, record.id ? WriteKind::update : WriteKind::create, "", std::span(&record, 1)};
    if (record.id ? !tool.update : !tool.create)
        return failed(notes, table, record.id ? "The tool has no 'update'." : "The tool has no 'create'.");
    WriteReport report = nothing_said(batch);
    const auto calls = build(tool, batch, report);
    if (!calls || calls->empty())
        return failed(notes, table, "Nothing is sent: " + report.outcomes()[0].vendor_code + ", '" + report.outcomes()[0].field + "'.");
    const HttpRequest& sent = calls->front().request;
    for (const auto& [key, is] : {std::pair{"method", sent.method}, std::pair{"path", sent.path}})
        if (const Node* wanted = request->find(key); wanted != nullptr && wanted->text != is)
            failed(notes, *wanted, "The request has " + in_quotes(is) + ".");
    const Node* wanted = request->find("body");
    if (wanted == nullptr) return;
    const auto body = parse_json(wanted->text);
    if (!body || *body != *parse_json(sent.body)) failed(notes, *wanted, "The request has the body " + in_quotes(sent.body) + ".");
}

void play(const Tool& tool, const Node& one, CasesPlayed& out, tree::Notes& notes) {
    if (!tree::is_table(one, notes, "a case", {"name", "body", "news", "record", "request"})) return;
    tree::need(one, notes, "a case", "name");
    ++out.run;
    if (one.find("body") != nullptr) return play_delivery(tool, one, notes);
    if (one.find("record") != nullptr) return play_write(tool, one, notes);
    notes.error(one, "tool.empty_case", "The case says nothing.", "Give it a 'body' and 'news', or a 'record' and a 'request'.");
}

}  // namespace

CasesPlayed play_cases(const Tool& tool, const MappingFile& file) {
    CasesPlayed out;
    tree::Notes notes(file.path);
    const auto root = file.text.size() > kMostBytes ? std::nullopt : tree::read(file.text, notes);
    if (file.text.size() > kMostBytes)
        notes.error(0, 0, "tool.too_large", "The cases are larger than 64 kB.", "Keep one of each kind.");
    if (root && tree::is_table(*root, notes, "the file", {"format", "cases"})) {
        tree::check_format(*root, notes);
        const Node* cases = tree::need(*root, notes, "the file", "cases");
        if (cases != nullptr && cases->items.size() > kMostCases)
            notes.error(*cases, "tool.too_large", "There are more than 200 cases.", "Keep one of each kind.");
        else if (cases != nullptr)
            for (const Node& one : cases->items) play(tool, one, out, notes);
    }
    out.findings = notes.findings();
    return out;
}

}  // namespace crosswalk::tools
