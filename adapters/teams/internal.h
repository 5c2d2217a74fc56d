// adapters/teams/internal.h - what the files here share.
#pragma once

#include "adapters/teams/teams.h"

namespace crosswalk::teams {

Operation<NoticeBatch, WriteReport> notify_operation();

}  // namespace crosswalk::teams
