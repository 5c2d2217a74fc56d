// tests/fuzz/harness.h - one harness for each kind of reader of bytes that strangers write. A harness calls the reader and
// holds it to its promises; the driver (fuzz_test.cpp) and libFuzzer (libfuzzer/entry.cpp) bring the inputs.
#pragma once

#include <boost/json.hpp>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::fuzz {

// A reader did what it must never do with any input.
struct BrokenPromise : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// Throws BrokenPromise unless it holds; `details`: what was there instead.
void require(bool holds, std::string_view promise, std::string_view details = {});

// An input in parts: choices of one byte each, texts that end in U+001E, and the rest. What is cut off reads as 0 or empty,
// so that every input means something.
class Input {
public:
    explicit Input(std::string_view bytes) : bytes_(bytes) {}

    std::size_t choice(std::size_t among);  // 0 of none
    std::string_view part();
    std::string_view rest() const { return bytes_; }

private:
    std::string_view bytes_;
};
inline constexpr char kPartEnd = '\x1e';
// A choice as an input spells it.
inline std::string choose(std::size_t choice) { return {1, static_cast<char>(choice)}; }

struct Harness {
    std::string_view name{};
    void (*run)(std::string_view input) = nullptr;  // throws BrokenPromise
    std::vector<std::string> (*seeds)() = nullptr;
    std::size_t mutations = 0;  // of the seeds, that an ordinary run tries
};

std::span<const Harness> all_harnesses();
// Null when there is none of that name.
const Harness* find_harness(std::string_view name);

// Each in a file of its name.
extern const Harness kAnswers, kConfig, kConsole, kDecode, kEdge, kMapping, kNotices, kTexts, kTool, kValues, kVerify;

}  // namespace crosswalk::fuzz
