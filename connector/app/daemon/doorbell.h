// connector/app/daemon/doorbell.h - how a commit wakes the engine.
#pragma once

#include "connector/run/engine/engine.h"

#include <mutex>

namespace crosswalk {

// Thread-safe. A commit may still come in while the service goes down: it rings at an engine that is there, or at none.
class Doorbell {
public:
    void ring() {
        const std::lock_guard lock(mutex_);
        if (engine_ != nullptr) engine_->wake();
    }
    void lead_to(Engine* engine) {
        const std::lock_guard lock(mutex_);
        engine_ = engine;
    }

private:
    std::mutex mutex_{};
    Engine* engine_ = nullptr;
};

}  // namespace crosswalk
