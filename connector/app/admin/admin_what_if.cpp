// What other mapping files would change, before anybody activates them.
#include "connector/app/admin/mapping_draft.h"
#include "connector/run/jobs/what_if.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::int64_t kDays = 30, kMostDays = 3'650;

std::string count(std::int64_t n, const std::string& one, const std::string& many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
}
std::string people(std::int64_t n) { return count(n, "person", "people"); }
std::string records(std::int64_t n) { return count(n, "record", "records"); }
std::string calls(std::int64_t n) { return count(n, "call", "calls"); }
std::string shown(const Value& value) { return value ? printable(*value) : "(blank)"; }

std::string values_told(const Impact& forecast) {
    if (forecast.fields.empty()) return {};
    std::string out = "\nValues that would be others:\n";
    for (const auto& [name, field] : forecast.fields) {
        out += "  " + name + ": " + people(field.people) + "\n";
        for (const Example& one : field.examples)
            out += "    " + printable(one.who) + ": " + shown(one.before) + " -> " + shown(one.after) + "\n";
    }
    return out;
}

std::string tool_told(const std::string& name, const ToolForecast& tool, const CallForecast& cost) {
    std::int64_t written = 0;
    for (const auto& [kind, n] : tool.records) written += n;
    std::string out = "  " + printable(name) + ": " + records(written) + " written";
    if (tool.created > 0) out += ", " + people(tool.created) + " created";
    if (tool.no_longer_created > 0) out += ", " + people(tool.no_longer_created) + " not created any more";
    out += "; " + calls(cost.writes) + " to write";
    if (cost.lookups > 0) out += ", at most " + calls(cost.lookups) + " to look up " + people(tool.looked_up);
    out += "\n";
    for (const auto& [field, n] : tool.fields) out += "    " + field + ": " + records(n) + "\n";
    return out;
}

std::string tools_told(const WhatIf& what) {
    std::string out;
    for (const auto& [name, tool] : what.forecast.tools)
        if (!tool.nothing()) {
            const auto cost = what.calls.find(name);
            out += tool_told(name, tool, cost == what.calls.end() ? CallForecast{} : cost->second);
        }
    return out.empty() ? out : "\nWhat would be sent:\n" + out;
}

std::string steps_told(const WhatIf& what, std::int64_t days) {
    const Impact& forecast = what.forecast;
    std::string out = "\nSteps, from the journal of the last " + count(days, "day", "days") + ", since " +
                      short_time(what.since) + ":\n";
    bool any = false;
    for (const auto& [stage, n] : forecast.stages) {
        if (n.promoted == 0 && n.promoted_now == 0) continue;
        any = true;
        out += "  " + stage + ": " + people(n.promoted) + " would have been promoted; " +
               std::to_string(n.promoted_now) + " under what is active\n";
    }
    if (!any) out += "  nobody would have been promoted by a rule, then or now\n";
    if (forecast.notices != 0 || forecast.notices_now != 0)
        out += "  notices to Sales: " + std::to_string(forecast.notices) + "; " +
               std::to_string(forecast.notices_now) + " under what is active\n";
    if (what.restage)
        for (const auto& [stage, n] : forecast.stages)
            if (n.at_once > 0)
                out += "  " + stage + ": " + people(n.at_once) + " would be promoted at once, by --restage\n";
    for (const auto& [stage, n] : forecast.stranded)
        out += "  " + stage + ": " + people(n) + " would be left in this stage, which is no more\n";
    return out;
}

boost::json::object json_of(const Impact& forecast) {
    boost::json::object fields, stages, stranded;
    for (const auto& [name, field] : forecast.fields) {
        boost::json::array examples;
        for (const Example& one : field.examples)
            examples.push_back(
                {{"who", one.who},
                 {"before", crosswalk::json_of(one.before)},
                 {"after", crosswalk::json_of(one.after)}}
            );
        fields[name] = {{"people", field.people}, {"examples", std::move(examples)}};
    }
    for (const auto& [name, n] : forecast.stages)
        stages[name] = {{"promoted", n.promoted}, {"promoted_now", n.promoted_now}, {"at_once", n.at_once}};
    for (const auto& [name, n] : forecast.stranded) stranded[name] = n;
    return {
        {"people", forecast.people},
        {"changed", forecast.changed},
        {"fields", std::move(fields)},
        {"stages", std::move(stages)},
        {"stranded", std::move(stranded)},
        {"notices", forecast.notices},
        {"notices_now", forecast.notices_now}};
}

boost::json::object json_of(const WhatIf& what, std::int64_t days) {
    boost::json::object out = json_of(what.forecast), tools;
    for (const auto& [name, tool] : what.forecast.tools) {
        boost::json::object fields, by_kind;
        for (const auto& [field, n] : tool.fields) fields[field] = n;
        for (const auto& [kind, n] : tool.records) by_kind[kind] = n;
        const auto cost = what.calls.find(name);
        const CallForecast calls = cost == what.calls.end() ? CallForecast{} : cost->second;
        tools[name] = {
            {"fields", std::move(fields)},
            {"records", std::move(by_kind)},
            {"created", tool.created},
            {"no_longer_created", tool.no_longer_created},
            {"looked_up", tool.looked_up},
            {"calls", {{"write", calls.writes}, {"look_up_at_most", calls.lookups}}}};
    }
    out["tools"] = std::move(tools);
    out["window"] = {{"days", days}, {"since", crosswalk::json_of(std::optional(what.since))}};
    out["compared_with"] = what.now_version;
    out["restage"] = what.restage;
    out["nothing"] = what.forecast.nothing();
    return out;
}

CommandAnswer refused(const Checked& checked) {
    CommandAnswer out{.exit = kNotFine};
    boost::json::array findings;
    for (const Finding& one : checked.findings) {
        out.text += one.text() + "\n";
        findings.push_back(boost::json::string(one.text()));
    }
    const Fault fault{"mapping.broken", "These files have errors.", "Correct them, then ask again."};
    out.complaint = told(fault) + "\n";
    out.data = {{"error", crosswalk::json_of(fault)}, {"findings", std::move(findings)}};
    return out;
}

}  // namespace

CommandAnswer command_what_if(AdminService& admin, const CommandRequest& request) {
    const std::string folder = request.text("folder");
    const std::int64_t days = std::clamp(request.number("days").value_or(kDays), std::int64_t{1}, kMostDays);
    const auto active = admin.engine.mapping();
    const std::int64_t next = active->version + 1;
    const auto files = folder.empty() ? draft_in(admin, request, next) : mapping_in(folder, admin.config, next);
    if (!files) return answer_of(files.error(), kUsage);
    if (!files->checked.ok()) return refused(files->checked);
    const auto what = admin.engine.what_if(
        *files->checked.mapping, {.window = std::chrono::hours{24 * days}, .restage = request.flag("restage")}
    );
    if (!what) return answer_of(what.error());
    CommandAnswer out{.data = json_of(*what, days)};
    out.text = "With the files in " + printable(folder.empty() ? "the request" : folder) + " instead of version " +
               std::to_string(what->now_version) + ", " + std::to_string(what->forecast.changed) + " of " +
               people(what->forecast.people) + " would change.\n";
    out.text += values_told(what->forecast) + tools_told(*what) + steps_told(*what, days);
    for (const Finding& one : files->checked.findings) out.text += "\n" + one.text();
    out.text += "\nNothing was sent, and nothing is kept.\n";
    return out;
}

}  // namespace crosswalk
