// The mapping in force: activated, compared with the disk, and where it came from.
#include "connector/app/admin/mapping_draft.h"
#include "connector/app/admin/rollout_format.h"
#include "connector/app/cli/setup.h"

#include <algorithm>

namespace crosswalk {
namespace {

Result<std::optional<MappingVersion>> active_in(Store& store) {
    std::optional<MappingVersion> active;
    const auto read = store.read([&](Transaction& tx) -> Result<void> {
        auto version = active_version(tx);
        if (!version) return version.error();
        active = std::move(*version);
        return {};
    });
    if (!read) return read.error();
    return active;
}

boost::json::array texts_of(const std::vector<Finding>& findings) {
    boost::json::array list;
    for (const Finding& one : findings) list.push_back(boost::json::string(one.text()));
    return list;
}

CommandAnswer broken(const OnDisk& disk) {
    CommandAnswer out{.exit = kNotFine};
    for (const Finding& one : disk.checked.findings) out.text += one.text() + "\n";
    out.complaint = "mapping.broken: The files have errors. What is active stays in force.\n";
    out.data = {
        {"error",
         {{"code", "mapping.broken"},
          {"what", "The files have errors."},
          {"remedy", "Correct them; what is active stays in force."}}},
        {"findings", texts_of(disk.checked.findings)}};
    return out;
}

Fault changed_meanwhile() {
    return {
        "mapping.changed_meanwhile",
        "Somebody else activated a version just now.",
        "Look at `crosswalk mapping history`, then decide again."};
}

Result<OnDisk> files_to_activate(AdminService& admin, const CommandRequest& request, std::int64_t version) {
    if (has_draft(request)) return draft_in(admin, request, version);
    return mapping_on_disk(admin.config, version);
}

constexpr std::string_view kBroughtAlong =
    "Whoever is known already is being brought along; `crosswalk mapping history` shows how far it is.\n";

bool reads(const Mapping& mapping, const Binding& wanted) {
    return std::ranges::any_of(mapping.fields, [&](const FieldPlan& field) {
        return std::ranges::any_of(field.bindings, [&](const Binding& binding) {
            return binding.reads && binding.connection == wanted.connection && binding.kind == wanted.kind &&
                   binding.vendor_field == wanted.vendor_field;
        });
    });
}

// Fields that nothing was ever heard of: of the people known already they come with the next reading.
std::string never_read(const Mapping& before, const Mapping& now) {
    std::string out;
    for (const FieldPlan& field : now.fields)
        for (const Binding& binding : field.bindings)
            if (binding.reads && !reads(before, binding))
                out += printable(
                           binding.connection + ": " + binding.vendor_field +
                           " was not read before; `crosswalk compare " + binding.connection +
                           "` brings what stands there now."
                       ) +
                       "\n";
    return out;
}

// "- sentence" and "+ sentence", in their order.
std::string sentences_changed(const Checked& before, const Checked& now) {
    std::string out;
    const auto lacking = [&](const Checked& in, const Checked& from, std::string_view sign) {
        for (const std::string& sentence : in.sentences)
            if (std::ranges::find(from.sentences, sentence) == from.sentences.end())
                out += std::string(sign) + sentence + "\n";
    };
    lacking(before, now, "- ");
    lacking(now, before, "+ ");
    return out;
}

}  // namespace

CommandAnswer command_mapping_show(AdminService& admin, const CommandRequest&) {
    const auto active = active_in(admin.store);
    if (!active) return answer_of(active.error());
    if (!*active)
        return {
            .text = "None is active yet.\n", .data = {{"version", nullptr}, {"files", boost::json::array()}}};
    CommandAnswer out;
    auto data = json_of(**active);
    boost::json::array files;
    for (const MappingFile& file : (*active)->files) {
        files.push_back({{"name", file.path}, {"text", file.text}});
        out.text += "# " + file.path + "\n" + file.text + "\n";
    }
    data["files"] = std::move(files);
    data["differs_on_disk"] = !same_files(mapping_on_disk(admin.config).files, (*active)->files);
    out.data = std::move(data);
    return out;
}

CommandAnswer command_mapping_activate(AdminService& admin, const CommandRequest& request) {
    const auto active = active_in(admin.store);
    if (!active) return answer_of(active.error());
    const std::int64_t next = *active ? (*active)->number + 1 : 1;
    const auto based_on = request.number("based_on");
    if (based_on && *based_on != next - 1) return answer_of(changed_meanwhile());
    const auto given = files_to_activate(admin, request, next);
    if (!given) return answer_of(given.error(), kUsage);
    OnDisk disk = *given;
    if (!disk.checked.ok()) return broken(disk);
    if (*active && same_files(disk.files, (*active)->files))
        return {
            .text = "Version " + std::to_string((*active)->number) +
                    " is active already; the files are the same.\n",
            .data = json_of(**active)};
    MappingVersion kept;
    const Millis now = admin.clock.now();
    const auto done = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        auto version = keep_version(tx, disk.files, request.author, now);
        if (!version) return version.error();
        kept = std::move(*version);
        if (based_on && kept.number != next) return changed_meanwhile();
        if (!*active) return {};
        return begin_rollout(tx, {.version = kept.number, .restage = request.flag("restage"), .since = now});
    });
    if (!done) return answer_of(done.error());
    // Somebody else may have activated in between; the compiled mapping says its number on every value it
    // decides.
    if (kept.number != next) disk.checked = files_to_activate(admin, request, kept.number)->checked;
    const auto before = admin.engine.mapping();
    if (disk.checked.mapping) admin.engine.use(disk.checked.mapping);
    admin.engine.wake();
    CommandAnswer out{
        .text = "Version " + std::to_string(kept.number) + " is active.\n", .data = json_of(kept)};
    if (*active) out.text += std::string(kBroughtAlong) + never_read(*before, *admin.engine.mapping());
    for (const Finding& warning : disk.checked.findings) out.text += warning.text() + "\n";
    return out;
}

CommandAnswer command_mapping_diff(AdminService& admin, const CommandRequest&) {
    const auto active = active_in(admin.store);
    if (!active) return answer_of(active.error());
    const OnDisk disk = mapping_on_disk(admin.config);
    const std::vector<MappingFile> none;
    const auto& before = *active ? (*active)->files : none;
    CommandAnswer out{.exit = disk.checked.ok() ? kFine : kNotFine};
    boost::json::object changed = files_changed(before, disk.files);
    for (const auto& [name, diff] : changed) out.text.append(name).append("\n").append(diff.get_string());
    for (const Finding& one : disk.checked.findings) out.text += one.text() + "\n";
    if (changed.empty()) out.text += "The files on disk are what is active.\n";
    const auto facts = facts_of(admin.config);
    const auto said = sentences_changed(check_mapping(before, facts), disk.checked);
    if (disk.checked.ok() && !said.empty()) out.text += "\nIn words:\n" + said;
    out.data = {
        {"differs", !changed.empty()},
        {"changed", std::move(changed)},
        {"in_words", disk.checked.ok() ? said : std::string()},
        {"findings", texts_of(disk.checked.findings)}};
    return out;
}

}  // namespace crosswalk
