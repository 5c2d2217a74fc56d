#include "connector/mapping/tools/compile_tool.h"

#include "connector/mapping/tools/tool_reader.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

using tree::Node;

ObjectPlan plan_of(Tool& tool) {
    ObjectPlan out{.kind = {tool.person.kind}};
    out.vendor_object = tool.keep(tool.person.kind);
    if (tool.create) out.operations.push_back(WriteKind::create);
    if (tool.update) out.operations.push_back(WriteKind::update);
    if (tool.read) out.reads.push_back(Reading::by_ids);
    if (tool.find) out.reads.push_back(Reading::by_match);
    if (tool.changes) out.reads.push_back(Reading::since);
    out.limits = {.records = 1, .read_records = 20};  // a call for each
    if (tool.create)
        for (const Field& field : tool.person.fields)
            if (field.needed) out.required_to_create.push_back(tool.keep(field.name));
    return out;
}

void compile_parts(ToolReader& in, const Node& root) {
    if (!tree::is_table(
            root,
            in.notes,
            "the file",
            {"format", "title", "base_url", "account", "hosts", "headers", "auth", "probe", "limits", "errors", "refusals",
             "webhook", "people"}
        ))
        return;
    tree::check_format(root, in.notes);
    compile_account(in, root);
    compile_refusals(in, root);
    if (const Node* people = tree::need(root, in.notes, "the file", "people")) {
        compile_people(in, *people);
        compile_operations(in, *people);
    }
    if (const Node* hook = root.find("webhook"))
        compile_webhook(in, *hook);
    else if (!in.tool.changes)
        in.error(
            root,
            "tool.no_news",
            "The tool has neither a webhook nor a list of changes, so nothing would ever be heard of it.",
            "Add 'webhook', or 'changes' below 'people'."
        );
}

}  // namespace

Compiled compile_tool(std::string_view name, const MappingFile& file) {
    tree::Notes notes(file.path);
    auto tool = std::make_unique<Tool>();
    tool->name = std::string(name);
    ToolReader in(*tool, notes);
    if (file.text.size() > kMostBytes)
        notes.error(0, 0, "tool.too_large", "The declaration is larger than 64 kB.", "Keep what the mapping uses.");
    else if (const auto root = tree::read(file.text, notes))
        compile_parts(in, *root);
    Compiled out{.findings = notes.findings()};
    std::ranges::stable_sort(out.findings, {}, [](const Finding& one) { return std::pair(one.line, one.column); });
    if (notes.errors() > 0) return out;
    tool->manifest.vendor = tool->keep(tool->name);
    tool->manifest.objects = {plan_of(*tool)};
    tool->manifest.error_rules = tool->refusals;
    tool->manifest.poll_by_default = tool->changes.has_value();  // nobody promised that its webhooks come again
    out.tool = std::move(tool);
    return out;
}

}  // namespace crosswalk::tools
