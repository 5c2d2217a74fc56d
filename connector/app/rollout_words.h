// connector/app/rollout_words.h - how far the people who are known already were brought along, for people and
// for programs.
#pragma once

#include "connector/app/activation.h"
#include "connector/app/answer.h"
#include "connector/run/rollout.h"

namespace crosswalk {

// "done: 80 people, 12 of them changed"; `in_force`: a roll-out of another version was cut short.
std::string rollout_line(const std::optional<Rollout>&, std::int64_t version, std::int64_t in_force);
boost::json::value json_of(const std::optional<Rollout>&, std::int64_t in_force);

boost::json::object json_of(const MappingVersion&);
// "activated", or "undo of 3".
std::string what_was_done(const MappingVersion&);

}  // namespace crosswalk
