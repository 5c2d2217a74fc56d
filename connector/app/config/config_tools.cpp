#include "connector/app/config/config_tools.h"

#include "connector/mapping/tools/compile_tool.h"
#include "connector/mapping/yaml/plain_file.h"

#include <algorithm>

namespace crosswalk {
namespace {

bool is_tool_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 && name.front() >= 'a' && name.front() <= 'z' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

std::string listed(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all.append(all.empty() ? "" : ", ").append(name);
    return all;
}

std::vector<std::string> names_of(const std::vector<const Adapter*>& adapters) {
    std::vector<std::string> out;
    for (const Adapter* adapter : adapters) out.emplace_back(adapter->manifest.vendor);
    return out;
}

// The declaration of this name, and its cases where there are some.
void load(YamlReading& in, const YAML::Mark& mark, const std::string& name, Config& out) {
    const auto folder = std::filesystem::path(out.mappings_path) / "tools";
    const std::string path = (folder / (name + ".yaml")).string(), cases = (folder / (name + ".cases.yaml")).string();
    DeclaredTool tool{.name = name};
    const auto text = read_plain_file(path, tools::kMostBytes);
    if (!text) {
        in.complain(
            mark,
            "config.no_tool_file",
            "The declaration " + path + " " + text.error().what,
            "Write it as mappings/README.md shows, or correct the name"
        );
        out.tools.push_back(std::move(tool));
        return;
    }
    auto compiled = tools::compile_tool(name, {path, *text});
    in.findings.insert(in.findings.end(), compiled.findings.begin(), compiled.findings.end());
    std::error_code none;
    if (std::filesystem::exists(cases, none)) {
        const auto told = read_plain_file(cases, tools::kMostBytes);
        if (told)
            tool.cases = {cases, *told};
        else
            in.complain(mark, "config.no_tool_file", "The file " + cases + " " + told.error().what, "Make it readable");
    }
    if (compiled.tool != nullptr) {
        auto made = tools::ToolAdapter::make(std::move(compiled.tool));
        if (made)
            tool.made = *made;
        else
            in.complain(mark, made.error().code, made.error().what, made.error().remedy);
    }
    out.tools.push_back(std::move(tool));
}

}  // namespace

void load_tool(
    YamlReading& in, const YAML::Node& entry, std::span<const Adapter* const> built_in, Config& out
) {
    const YAML::Node named = entry.IsMap() ? entry["tool"] : YAML::Node();
    if (!named || !named.IsScalar() || out.mappings_path.empty()) return;
    const std::string& name = named.Scalar();
    if (std::ranges::count(out.tools, name, &DeclaredTool::name) > 0) return;
    const bool taken = std::ranges::any_of(built_in, [&](const Adapter* one) { return one->manifest.vendor == name; });
    if (is_tool_name(name) && !taken) return load(in, named.Mark(), name, out);
    in.complain(
        named.Mark(),
        taken ? "config.tool_is_built_in" : "config.bad_tool_name",
        taken ? "The tool " + name + " is known without a declaration" : "The tool's name is that of its file, and this one cannot be",
        taken ? "Write adapter: " + name : "Use small letters, digits and _, beginning with a letter; at most 40"
    );
    out.tools.push_back({.name = name});
}

const Adapter* read_adapter(YamlReading& in, YamlSection& entry, const KnownAdapters& known) {
    const auto tool = entry.take("tool"), node = entry.take("adapter");
    if (tool && node) {
        in.complain(
            entry.mark_of("tool"),
            "config.adapter_and_tool",
            entry.full("tool") + " stands beside an adapter, and it can be one of the two",
            "Keep adapter for a tool that Crosswalk knows, tool for one of yours"
        );
        return nullptr;
    }
    if (tool) {  // `load_tool` has said what is wrong
        for (const Adapter* adapter : known.declared)
            if (tool->IsScalar() && adapter->manifest.vendor == tool->Scalar()) return adapter;
        if (!tool->IsScalar()) (void)read_text(in, *tool, entry.full("tool"));
        return nullptr;
    }
    const auto names = names_of(known.built_in);
    if (!node) {
        in.complain(
            entry.mark(),
            "config.adapter_missing",
            entry.full("adapter") + " is missing",
            "Write one of: " + listed(names)
        );
        return nullptr;
    }
    const auto text = read_text(in, *node, entry.full("adapter"));
    if (!text) return nullptr;
    for (const Adapter* adapter : known.built_in)
        if (adapter->manifest.vendor == text->text) return adapter;
    const auto meant = suggest(text->text, names);
    in.complain(
        text->mark,
        "config.unknown_adapter",
        "There is no adapter " + text->text,
        meant ? "Did you mean " + *meant + "?" : "Use one of: " + listed(names)
    );
    return nullptr;
}

}  // namespace crosswalk
