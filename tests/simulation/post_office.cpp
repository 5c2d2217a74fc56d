#include "post_office.h"

namespace crosswalk::simulation {
namespace {

constexpr int kLost = 6, kRepeated = 8, kLate = 25;  // percent

}  // namespace

void PostOffice::post(Letter letter) {
    using std::chrono::seconds;
    letter.due = clock_.truth();
    if (!reliable_) {
        if (chance_.percent(kLost)) return;
        if (chance_.percent(kLate)) letter.due += seconds{chance_.between(1, 1'200)};
        if (chance_.percent(kRepeated)) {
            under_way_.push_back(letter);
            under_way_.back().due += seconds{chance_.between(0, 3'600)};
        }
    }
    under_way_.push_back(std::move(letter));
}

std::optional<Letter> PostOffice::next(bool due_or_not) {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < under_way_.size(); ++i)
        if (due_or_not || under_way_[i].due <= clock_.truth()) ready.push_back(i);
    if (ready.empty()) return std::nullopt;
    const auto at = under_way_.begin() + static_cast<std::ptrdiff_t>(chance_.pick(ready));
    Letter letter = std::move(*at);
    under_way_.erase(at);
    return letter;
}

void PostOffice::give_back(Letter letter) {
    letter.due = clock_.truth() + std::chrono::seconds{chance_.between(1, 60)};
    under_way_.push_back(std::move(letter));
}

}  // namespace crosswalk::simulation
