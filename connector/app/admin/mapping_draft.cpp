#include "connector/app/admin/mapping_draft.h"

#include "connector/app/admin/rollout_format.h"
#include "connector/app/cli/line_diff.h"
#include "connector/app/cli/setup.h"
#include "connector/handoff/cases.h"

#include <algorithm>
#include <filesystem>

namespace crosswalk {
namespace {

constexpr std::size_t kMostFiles = 32;

bool is_file_name(std::string_view name) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; };
    return name.size() <= 64 && name.ends_with(".yaml") && !name.starts_with('.') && std::ranges::all_of(name, fits);
}

std::map<std::string, std::string> by_name(const std::vector<MappingFile>& files) {
    std::map<std::string, std::string> out;
    for (const MappingFile& file : files) out[std::filesystem::path(file.path).filename().string()] = file.text;
    return out;
}

boost::json::object labels(const std::map<std::string, std::string, std::less<>>& label) {
    boost::json::object out;
    for (const auto& [language, text] : label) out[language] = text;
    return out;
}

boost::json::object field_json(const FieldPlan& field) {
    boost::json::array places;
    for (const Binding& one : field.bindings)
        places.push_back(
            {{"connection", one.connection},
             {"kind", one.kind.text},
             {"field", one.vendor_field},
             {"reads", one.reads},
             {"writes", one.writes}}
        );
    return {
        {"name", field.name},
        {"label", labels(field.label)},
        {"means", field.means},
        {"type", to_string(field.type)},
        {"rule", field.rule.text()},
        {"places", std::move(places)}};
}

boost::json::object stage_json(const Stage& stage, bool on_path) {
    return {
        {"name", stage.name},
        {"label", labels(stage.label)},
        {"on_path", on_path},
        {"enter_when", stage.enter_when.text},
        {"again", stage.reentry ? boost::json::value(stage.reentry->to) : boost::json::value(nullptr)},
        {"hand_off", stage.hand_off}};
}

boost::json::object plan_json(const Mapping& mapping) {
    boost::json::array connections, fields, stages, back;
    for (const ConnectionPlan& one : mapping.connections) connections.push_back(boost::json::string(one.name));
    for (const FieldPlan& one : mapping.fields) fields.push_back(field_json(one));
    for (const Stage& one : mapping.path) stages.push_back(stage_json(one, true));
    for (const Stage& one : mapping.aside) stages.push_back(stage_json(one, false));
    for (const BackMove& one : mapping.back)
        back.push_back({{"from", crosswalk::json_of(one.from)}, {"to", one.to}, {"needs_reason", one.needs_reason}});
    return {
        {"version", mapping.version},
        {"connections", std::move(connections)},
        {"fields", std::move(fields)},
        {"stages", std::move(stages)},
        {"back", std::move(back)}};
}

boost::json::object finding_json(const Finding& one) {
    return {
        {"file", std::filesystem::path(one.file).filename().string()},
        {"line", one.line},
        {"column", one.column},
        {"code", one.code},
        {"what", one.what},
        {"remedy", one.remedy},
        {"error", one.error}};
}

Result<std::vector<MappingVersion>> versions_in(Store& store) {
    std::vector<MappingVersion> versions;
    const auto read = store.read([&](Transaction& tx) -> Result<void> {
        auto all = all_versions(tx);
        if (!all) return all.error();
        versions = std::move(*all);
        return {};
    });
    if (!read) return read.error();
    return versions;
}

}  // namespace

bool has_draft(const CommandRequest& request) {
    const auto* files = request.args.if_contains("files");
    return files != nullptr && files->is_object();
}

Result<OnDisk> draft_in(AdminService& admin, const CommandRequest& request, std::int64_t version) {
    const Fault bad{
        "mapping.draft",
        "What came is not a set of mapping files.",
        "Send `files` as an object of names such as \"fields.yaml\" and their texts."};
    if (!has_draft(request)) return bad;
    const auto& files = request.args.at("files").get_object();
    if (files.empty() || files.size() > kMostFiles) return bad;
    OnDisk draft;
    for (const auto& [name, text] : files) {
        if (!is_file_name(name) || !text.is_string()) return bad;
        draft.files.push_back({std::string(name), std::string(text.get_string())});
    }
    std::ranges::sort(draft.files, {}, &MappingFile::path);
    const auto facts = facts_of(admin.config);
    draft.checked = handoff::check_with_all_cases(draft.files, facts, version);
    return draft;
}

boost::json::object files_changed(const std::vector<MappingFile>& before, const std::vector<MappingFile>& after) {
    const auto was = by_name(before), is = by_name(after);
    auto names = was;
    names.insert(is.begin(), is.end());
    const auto text_of = [](const std::map<std::string, std::string>& files, const std::string& name) {
        const auto found = files.find(name);
        return found == files.end() ? std::string() : found->second;
    };
    boost::json::object changed;
    for (const auto& [name, text] : names)
        if (auto diff = line_diff(text_of(was, name), text_of(is, name)); !diff.empty()) changed[name] = std::move(diff);
    return changed;
}

CommandAnswer command_mapping_check(AdminService& admin, const CommandRequest& request) {
    const auto draft = draft_in(admin, request, admin.engine.mapping()->version + 1);
    if (!draft) return answer_of(draft.error(), kUsage);
    const auto versions = versions_in(admin.store);
    if (!versions) return answer_of(versions.error());
    CommandAnswer out{.exit = draft->checked.ok() ? kFine : kNotFine};
    boost::json::array findings;
    for (const Finding& one : draft->checked.findings) {
        out.text += one.text() + "\n";
        findings.push_back(finding_json(one));
    }
    const std::vector<MappingFile> none;
    out.data = {
        {"ok", draft->checked.ok()},
        {"findings", std::move(findings)},
        {"sentences", json_of(draft->checked.sentences)},
        {"cases_run", draft->checked.cases_run},
        {"changed", files_changed(versions->empty() ? none : versions->back().files, draft->files)},
        {"plan", draft->checked.ok() ? boost::json::value(plan_json(*draft->checked.mapping)) : boost::json::value(nullptr)}};
    return out;
}

CommandAnswer command_mapping_plan(AdminService& admin, const CommandRequest&) {
    return {.data = plan_json(*admin.engine.mapping())};
}

CommandAnswer command_mapping_version(AdminService& admin, const CommandRequest& request) {
    const auto versions = versions_in(admin.store);
    if (!versions) return answer_of(versions.error());
    const auto number = request.number("id").value_or(0);
    const auto found = std::ranges::find(*versions, number, &MappingVersion::number);
    if (found == versions->end())
        return answer_of(Fault{
            "version.unknown", "There is no version of this number.", "`crosswalk mapping history` lists them."});
    boost::json::array files;
    for (const MappingFile& file : found->files) files.push_back({{"name", file.path}, {"text", file.text}});
    CommandAnswer out;
    auto data = json_of(*found);
    data["files"] = std::move(files);
    data["changed"] = files_changed(found->files, versions->back().files);
    out.data = std::move(data);
    return out;
}

}  // namespace crosswalk
