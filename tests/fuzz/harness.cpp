#include "tests/fuzz/harness.h"

#include <algorithm>
#include <array>

namespace crosswalk::fuzz {

void require(bool holds, std::string_view promise, std::string_view details) {
    if (holds) return;
    std::string what(promise);
    if (!details.empty()) what.append(": ").append(details.substr(0, 2'000));
    throw BrokenPromise(what);
}

std::size_t Input::choice(std::size_t among) {
    if (bytes_.empty() || among == 0) return 0;
    const auto chosen = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return chosen % among;
}

std::string_view Input::part() {
    const auto end = std::min(bytes_.find(kPartEnd), bytes_.size());
    const auto out = bytes_.substr(0, end);
    bytes_.remove_prefix(std::min(end + 1, bytes_.size()));
    return out;
}

std::span<const Harness> all_harnesses() {
    static const std::array all{
        kAnswers, kConfig, kConsole, kDecode, kEdge, kMapping, kNotices, kTexts, kTool, kValues, kVerify};
    return all;
}

const Harness* find_harness(std::string_view name) {
    const auto all = all_harnesses();
    const auto found = std::ranges::find(all, name, &Harness::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace crosswalk::fuzz
