#include "connector/ports/store.h"

#include <array>

namespace crosswalk {

std::string_view to_string(EventKind kind) {
    constexpr std::array<std::string_view, 3> kWords = {"webhook", "read", "poll"};
    return kWords.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(NoticeState state) {
    constexpr std::array<std::string_view, 6> kWords = {
        "queued", "sent", "delivered", "acted", "failed", "withdrawn"};
    return kWords.at(static_cast<std::size_t>(state));
}

std::string_view to_string(Topic topic) {
    constexpr std::array<std::string_view, kTopics> kWords = {
        "leads", "handoffs", "parked", "connections", "mapping"};
    return kWords.at(static_cast<std::size_t>(topic));
}

Result<void> run_one(Store& store, Unit unit) {
    std::vector<Unit> units;
    units.push_back(std::move(unit));
    return store.run(std::move(units)).front();
}

}  // namespace crosswalk
