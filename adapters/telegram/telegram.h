// adapters/telegram/telegram.h - Telegram as Crosswalk knows it: notices of a bot with buttons, and the taps on them.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& telegram_adapter();

}  // namespace crosswalk
