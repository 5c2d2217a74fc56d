// connector/run/engine/connection_setup.h - how one connection is to be run.
#pragma once

#include "connector/contract/adapter.h"

#include <set>

namespace crosswalk {

enum class Mode { watch, only, live };  // nothing is sent before the admin lets it

struct ConnectionSetup {
    Connection connection{};  // name and settings, no secrets
    const Adapter* adapter = nullptr;
    Mode mode = Mode::watch;
    bool channel = false;  // it tells people; no records are read or written there
    std::set<std::string, std::less<>> only{};        // of Mode::only: e-mail addresses
    std::optional<std::chrono::milliseconds> poll{};  // "what changed since", where the adapter can
    // The poll is nobody's wish, but there in case a webhook is lost that says who opted out: it brings in no
    // strangers, and rests where no consent is read.
    bool backs_webhooks = false;
    std::optional<std::chrono::milliseconds> compare{};  // all of it read anew; none: when a person asks
};

struct ConnectionDelays {
    std::chrono::milliseconds now{0}, score{1'000}, bulk{5'000};
};

}  // namespace crosswalk
