// connector/app/admin/mapping_draft.h - mapping files that somebody is still writing: they come with the request.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "connector/app/daemon/mapping_versions.h"

namespace crosswalk {

// The files of the argument `files`, {"fields.yaml": "..."}, checked as those on disk are. Faults: "mapping.draft".
Result<OnDisk> draft_in(AdminService&, const CommandRequest&, std::int64_t version);
bool has_draft(const CommandRequest&);

// What is wrong with the files of a request, what they would mean, and how they differ from those in force.
CommandAnswer command_mapping_check(AdminService&, const CommandRequest&);
// The mapping in force as a grid: fields and their places in every tool, stages and moves.
CommandAnswer command_mapping_plan(AdminService&, const CommandRequest&);
// The files of one version, and how those in force differ from them. Faults: "version.unknown".
CommandAnswer command_mapping_version(AdminService&, const CommandRequest&);

// By name, what differs of each file.
boost::json::object files_changed(const std::vector<MappingFile>& before, const std::vector<MappingFile>& after);

}  // namespace crosswalk
