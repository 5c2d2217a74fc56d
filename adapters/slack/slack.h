// adapters/slack/slack.h - Slack as Crosswalk knows it: notices with buttons in channels and direct messages, and the clicks on them.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& slack_adapter();

}  // namespace crosswalk
