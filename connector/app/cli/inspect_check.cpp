#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/cli/inspect.h"
#include "connector/app/cli/setup.h"
#include "connector/mapping/tools/compile_tool.h"

#include <algorithm>
#include <filesystem>

namespace crosswalk {
namespace {

std::string lines(const std::vector<Finding>& findings) {
    std::string out;
    for (const Finding& one : findings) out += one.text() + "\n";
    return out;
}

bool broken(const std::vector<Finding>& findings) { return std::ranges::any_of(findings, &Finding::error); }

// A connection that could not be read must not make the mapping look wrong.
bool all_known(const Config& config) {
    return !config.connections.empty() &&
           std::ranges::all_of(config.connections, [](const auto& one) { return one.adapter != nullptr; });
}

OnDisk check_files(const Config& config) {
    if (config.mappings_path.empty()) return {};
    if (all_known(config)) return mapping_on_disk(config);
    Config without{.mappings_path = config.mappings_path};
    return mapping_on_disk(without);
}

// The line on which a key begins, from `after` on; `after` where it does not.
int line_of_key(std::string_view text, const std::string& key, int after) {
    int line = 1;
    for (std::size_t at = 0; at < text.size(); ++line) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string_view row = text.substr(at, end - at);
        const auto begin = std::min(row.find_first_not_of(' '), row.size());
        if (line >= after && row.substr(begin).starts_with(key + ":")) return line;
        at = end + 1;
    }
    return after;
}

// The cases beside the declared tools; how many.
int play_tools(const Config& config, std::vector<Finding>& findings) {
    int run = 0;
    for (const DeclaredTool& tool : config.tools) {
        if (tool.made == nullptr || tool.cases.path.empty()) continue;
        const auto played = tools::play_cases(tool.made->tool(), tool.cases);
        findings.insert(findings.end(), played.findings.begin(), played.findings.end());
        run += played.run;
    }
    return run;
}

std::vector<Finding> channels_checked(const Config& config, const OnDisk& disk) {
    const Mapping* mapping = disk.checked.mapping.get();
    const auto file = std::ranges::find_if(disk.files, [](const MappingFile& one) {
        return std::filesystem::path(one.path).stem() == "handoff";
    });
    if (mapping == nullptr || mapping->handoff == nullptr || file == disk.files.end()) return {};
    return channel_findings(config, *mapping->handoff, *file);
}

}  // namespace

// The people of handoff.yaml are told through the channels of crosswalk.yaml: each file names what the other must hold.
std::vector<Finding> channel_findings(const Config& config, const HandoffPlan& plan, const MappingFile& file) {
    std::vector<Finding> out;
    if (config.channels.empty()) return out;  // nobody is told of anything, by the admin's wish
    const auto is_there = [&](const auto& channel) {
        return std::ranges::find(config.channels, channel.first, &ConnectionConfig::name) != config.channels.end();
    };
    const int members = line_of_key(file.text, "members", 1);
    for (const MemberPlan& member : plan.members) {
        const bool none = std::ranges::none_of(member.channels, is_there);
        for (const auto& channel : member.channels)
            if (!is_there(channel))
                out.push_back(
                    {.file = file.path,
                     .line = line_of_key(file.text, member.name, members),
                     .column = 1,
                     .code = "handoff.unknown_channel",
                     .what = "Member " + member.name + " is told by '" + channel.first +
                             "', which does not stand below 'channels' of crosswalk.yaml" +
                             (none ? ", so that they hear of nothing." : "."),
                     .remedy = "Add a channel of this name there, or give the member one that is there.",
                     .error = none}
                );
    }
    return out;
}

boost::json::array json_of(const std::vector<Finding>& findings) {
    boost::json::array list;
    for (const Finding& one : findings)
        list.push_back(
            {{"file", one.file},
             {"line", one.line},
             {"column", one.column},
             {"code", one.code},
             {"what", one.what},
             {"remedy", one.remedy},
             {"error", one.error}}
        );
    return list;
}

CommandAnswer answer_of(const std::vector<Finding>& findings) {
    return {
        .exit = broken(findings) ? kNotFine : kFine,
        .text = lines(findings),
        .data = {
            {"ok", !broken(findings)}, {"findings", json_of(findings)}, {"sentences", boost::json::array()}}};
}

CommandAnswer inspect_check(const LoadedConfig& loaded, Sender* live) {
    const OnDisk disk = check_files(loaded.config);
    const Checked& checked = disk.checked;
    auto findings = loaded.findings;
    const int cases_run = checked.cases_run + play_tools(loaded.config, findings);
    findings.insert(findings.end(), checked.findings.begin(), checked.findings.end());
    const auto channels = channels_checked(loaded.config, disk);
    findings.insert(findings.end(), channels.begin(), channels.end());
    if (live != nullptr && loaded.ok) {
        const auto more = live_findings(loaded.config, *live, checked.mapping.get());
        findings.insert(findings.end(), more.begin(), more.end());
    }
    CommandAnswer out = answer_of(findings);
    for (const std::string& sentence : checked.sentences) out.text += sentence + "\n";
    if (out.exit == kFine)
        out.text += "No errors. " + std::to_string(cases_run) +
                    (cases_run == 1 ? " case was run.\n" : " cases were run.\n");
    auto& data = out.data.get_object();
    data["sentences"] = json_of(checked.sentences);
    data["cases_run"] = cases_run;
    return out;
}

}  // namespace crosswalk
