// connector/app/admin/rollout_format.h - how far the people who are known already were brought along, for people and
// for programs.
#pragma once

#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/admin/command_result.h"
#include "connector/run/jobs/rollout.h"

namespace crosswalk {

// "done: 80 people, 12 of them changed"; `in_force`: a roll-out of another version was cut short.
std::string rollout_line(const std::optional<Rollout>&, std::int64_t version, std::int64_t in_force);
boost::json::value json_of(const std::optional<Rollout>&, std::int64_t in_force);

boost::json::object json_of(const MappingVersion&);
// "activated", or "undo of 3".
std::string what_was_done(const MappingVersion&);

}  // namespace crosswalk
