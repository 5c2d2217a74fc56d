// The versions of the mapping: what there was, and back to the one before.
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/paging.h"
#include "connector/app/admin/rollout_format.h"
#include "connector/app/cli/setup.h"

namespace crosswalk {
namespace {

constexpr std::size_t kMostVersions = 10'000;

}  // namespace

CommandAnswer command_mapping_history(AdminService& admin, const CommandRequest& request) {
    std::vector<std::vector<std::string>> rows{{"VERSION", "ACTIVATED", "BY", "WHAT", "ROLL-OUT"}};
    boost::json::array list;
    boost::json::value next;
    const auto limit = page_limit(request, kMostVersions);
    const auto after = place_in(request, 0);
    if (!after) return answer_of(after.error(), kUsage);
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto versions = all_versions(tx);
        if (!versions) return versions.error();
        const std::int64_t in_force = versions->empty() ? 0 : versions->back().number;
        for (const MappingVersion& version : *versions) {
            if (version.number <= *after) continue;
            if (list.size() == limit) {
                next = next_place(true, list.back().at("version").get_int64());
                break;
            }
            const auto job = rollout_of(tx, version.number);
            if (!job) return job.error();
            rows.push_back(
                {std::to_string(version.number),
                 short_time(version.at),
                 version.author,
                 what_was_done(version),
                 rollout_line(*job, version.number, in_force)}
            );
            auto json = json_of(version);
            json["rollout"] = crosswalk::json_of(*job, in_force);
            list.push_back(std::move(json));
        }
        return {};
    });
    if (!read) return answer_of(read.error());
    return {.text = table(rows), .data = {{"versions", std::move(list)}, {"next", next}}};
}

// The files of the version before, as a version of their own; the roll-out then takes back what was written.
CommandAnswer command_mapping_undo(AdminService& admin, const CommandRequest& request) {
    std::vector<MappingVersion> versions;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto all = all_versions(tx);
        if (!all) return all.error();
        versions = std::move(*all);
        return {};
    });
    if (!read) return answer_of(read.error());
    if (versions.size() < 2)
        return answer_of(Fault{
            "mapping.nothing_to_undo",
            "There is no version before the one in force.",
            "`crosswalk mapping history` lists them."});
    const MappingVersion& undone = versions.back();
    const MappingVersion& before = versions[versions.size() - 2];
    const std::int64_t next = undone.number + 1;
    const auto facts = facts_of(admin.config);
    const Checked checked = check_mapping(before.files, facts, next);
    if (!checked.ok()) {
        CommandAnswer refused = answer_of(Fault{
            "mapping.broken",
            "The files of version " + std::to_string(before.number) + " no longer fit the configuration.",
            "What is active stays in force; correct the files on disk and activate them."});
        for (const Finding& one : checked.findings) refused.text += one.text() + "\n";
        return refused;
    }
    const Millis now = admin.clock.now();
    MappingVersion kept;
    const auto done = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        auto version = keep_version(tx, before.files, request.author, now, undone.number);
        if (!version) return version.error();
        kept = std::move(*version);
        if (kept.number != next)
            return Fault{
                "mapping.changed_meanwhile",
                "Somebody else activated a version just now.",
                "Look at `crosswalk mapping history`, then decide again."};
        return begin_rollout(tx, {.version = next, .undone = {{undone.number, 0}}, .since = now});
    });
    if (!done) return answer_of(done.error());
    admin.engine.use(checked.mapping);
    CommandAnswer out{.data = json_of(kept)};
    out.text = "Version " + std::to_string(next) + " is active: the files of version " +
               std::to_string(before.number) + " again. What version " + std::to_string(undone.number) +
               " wrote and nobody changed since is being put back; `crosswalk mapping history` shows how far "
               "it is. The files on disk stay as they are.\n";
    return out;
}

}  // namespace crosswalk
