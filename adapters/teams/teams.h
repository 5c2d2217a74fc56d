// adapters/teams/teams.h - Microsoft Teams as Crosswalk knows it: notices as cards posted through a workflow.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& teams_adapter();

}  // namespace crosswalk
