// Every reader over its seeds, what was found before, and what seeds turn into. CROSSWALK_LONG: for 60 s each.
//   CROSSWALK_FUZZ_SEED=7       other mutations (ordinarily 1)
//   CROSSWALK_FUZZ_SECONDS=600  for so long
//   CROSSWALK_FUZZ_INPUT=4711   this one alone
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/watch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace crosswalk::fuzz {
namespace {

std::optional<std::uint64_t> setting(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? std::nullopt : std::optional<std::uint64_t>(std::strtoull(text, nullptr, 10));
}

std::uint64_t seconds_to_run() { return setting("CROSSWALK_FUZZ_SECONDS").value_or(std::getenv("CROSSWALK_LONG") != nullptr ? 60 : 0); }

class Fuzz : public testing::TestWithParam<Harness> {
protected:
    const Harness& harness = GetParam();
    const std::vector<std::string> seeds = harness.seeds();

    // False when it broke a promise: told with the place where the input is kept.
    bool holds(const Origin& origin, const std::string& input) {
        try {
            run_watched(harness, origin, input);
            return true;
        } catch (const BrokenPromise& broken) {
            const auto folder = std::filesystem::path(CROSSWALK_BINARY_DIR) / "fuzz" / harness.name;
            std::filesystem::create_directories(folder);
            const auto path = folder / (std::to_string(origin.seed) + "-" + std::to_string(origin.number));
            std::ofstream(path, std::ios::binary) << input;
            ADD_FAILURE() << text_of(origin) << " (kept in " << path.string() << "): " << broken.what();
            return false;
        }
    }
    std::string mutation(std::uint64_t seed, std::uint64_t number) const {
        Dice dice(seed * 1'000'003 + number);
        return mutated(seeds, dice);
    }
};

TEST_P(Fuzz, EverySeedAndWhatWasFoundBeforeHolds) {
    ASSERT_FALSE(seeds.empty());
    std::uint64_t number = 0;
    for (const std::string& seed : seeds) holds({harness.name, 0, number++}, seed);
    for (const SeedFile& found : files_below("tests/fuzz/found/" + std::string(harness.name))) holds({harness.name, 0, number++}, found.bytes);
}

TEST_P(Fuzz, WhatSeedsTurnIntoHolds) {
    const std::uint64_t seed = setting("CROSSWALK_FUZZ_SEED").value_or(1);
    if (const auto only = setting("CROSSWALK_FUZZ_INPUT")) {
        holds({harness.name, seed, *only}, mutation(seed, *only));
        return;
    }
    const auto seconds = std::chrono::seconds(seconds_to_run());
    const auto began = std::chrono::steady_clock::now();
    constexpr int kMostBroken = 20;
    int broken = 0;
    std::uint64_t number = 0;
    const auto goes_on = [&] { return number < harness.mutations || std::chrono::steady_clock::now() - began < seconds; };
    for (; goes_on() && broken < kMostBroken; ++number)
        if (!holds({harness.name, seed, number}, mutation(seed, number))) ++broken;
    RecordProperty("inputs", static_cast<int>(number));
    std::cout << harness.name << ": " << number << " inputs of seed " << seed << '\n';
}

INSTANTIATE_TEST_SUITE_P(Readers, Fuzz, testing::ValuesIn(all_harnesses().begin(), all_harnesses().end()), [](const auto& harness) {
    return std::string(harness.param.name);
});

TEST(Mutation, IsTheSameFromTheSameSeedAndAnotherFromAnother) {
    const std::vector<std::string> seeds{R"({"id":1,"name":"Lan","tags":["a","b"]})", "id=1&name=Lan"};
    const auto from = [&](std::uint64_t seed) {
        Dice dice(seed);
        return mutated(seeds, dice);
    };
    std::set<std::string> all;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        EXPECT_EQ(from(seed), from(seed));
        all.insert(from(seed));
    }
    EXPECT_GT(all.size(), 150U);
}

TEST(Mutation, EditsJsonSoThatMostOfItStillParses) {
    const std::string text = R"(x{"id":1,"name":"Lan","tags":["a","b"],"in":{"deep":true}}tail)";
    int parsed = 0, changed = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Dice dice(seed);
        const std::string edited = with_json_edited(text, dice);
        EXPECT_TRUE(edited.starts_with("x") && edited.ends_with("tail")) << edited;
        boost::json::error_code error;
        static_cast<void>(boost::json::parse(edited.substr(1, edited.size() - 5), error));
        parsed += error ? 0 : 1;
        changed += edited == text ? 0 : 1;
    }
    EXPECT_GT(parsed, 200);
    EXPECT_GT(changed, 250);
}

TEST(Watch, TellsOfAReaderThatBreaksItsPromises) {
    const auto told = [](void (*run)(std::string_view)) -> std::string {
        try {
            run_watched({"broken", run, nullptr, 0}, {"broken", 1, 2}, "x");
        } catch (const BrokenPromise& broken) {
            return broken.what();
        }
        return {};
    };
    EXPECT_EQ(told([](std::string_view) {}), "");
    EXPECT_EQ(told([](std::string_view input) { require(input.empty(), "it is empty", input); }), "it is empty: x");
    EXPECT_NE(told([](std::string_view input) { static_cast<void>(std::string(input).at(5)); }).find("no exception escapes"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk::fuzz
