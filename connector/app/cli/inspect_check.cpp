#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/cli/inspect.h"
#include "connector/app/cli/setup.h"

#include <algorithm>

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

Checked check_files(const Config& config) {
    if (config.mappings_path.empty()) return {};
    if (all_known(config)) return mapping_on_disk(config).checked;
    Config without{.mappings_path = config.mappings_path};
    return mapping_on_disk(without).checked;
}

}  // namespace

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
    const Checked checked = check_files(loaded.config);
    auto findings = loaded.findings;
    findings.insert(findings.end(), checked.findings.begin(), checked.findings.end());
    if (live != nullptr && loaded.ok) {
        const auto more = live_findings(loaded.config, *live, checked.mapping.get());
        findings.insert(findings.end(), more.begin(), more.end());
    }
    CommandAnswer out = answer_of(findings);
    for (const std::string& sentence : checked.sentences) out.text += sentence + "\n";
    if (out.exit == kFine)
        out.text += "No errors. " + std::to_string(checked.cases_run) +
                    (checked.cases_run == 1 ? " case was run.\n" : " cases were run.\n");
    auto& data = out.data.get_object();
    data["sentences"] = json_of(checked.sentences);
    data["cases_run"] = checked.cases_run;
    return out;
}

}  // namespace crosswalk
