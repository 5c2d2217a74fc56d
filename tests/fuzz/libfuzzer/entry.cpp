// libFuzzer's entry points over the same harnesses. CROSSWALK_HARNESS says which one; CROSSWALK_SEEDS=DIR writes its seeds.
#include "tests/fuzz/harness.h"
#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace crosswalk::fuzz;

namespace {

const Harness* harness = nullptr;
std::vector<std::string> seeds;

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("CROSSWALK_HARNESS");
    harness = find_harness(name == nullptr ? "" : name);
    if (harness == nullptr) {
        std::fputs("CROSSWALK_HARNESS names none of these:", stderr);
        for (const Harness& one : all_harnesses()) std::fprintf(stderr, " %s", std::string(one.name).c_str());
        std::fputs("\n", stderr);
        std::exit(2);
    }
    seeds = harness->seeds();
    if (const char* folder = std::getenv("CROSSWALK_SEEDS")) {
        std::filesystem::create_directories(folder);
        for (std::size_t i = 0; i < seeds.size(); ++i)
            std::ofstream(std::filesystem::path(folder) / ("seed-" + std::to_string(i)), std::ios::binary) << seeds[i];
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    harness->run({reinterpret_cast<const char*>(data), size});  // what it throws ends the process, and libFuzzer keeps the input
    return 0;
}

// Half of the time the edits of our own, which know JSON.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed) {
    if (seed % 2 == 0) return LLVMFuzzerMutate(data, size, max_size);
    Dice dice(seed);
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string other = seed % 4 == 1 ? with_json_edited(text, dice) : mutated(std::span(&text, 1), dice);
    const std::size_t kept = std::min(other.size(), max_size);
    std::copy_n(other.begin(), kept, data);
    return kept;
}
