// Every code that is printed with a remedy has an act in acts.txt, and every act is followed once.
#include "connector/contract/json_read.h"
#include "tests/run/engine_story.h"
#include "tests/sync/small_way.h"

#include <unistd.h>

#include <fstream>
#include <regex>
#include <sstream>

namespace crosswalk {
namespace {

namespace fs = std::filesystem;
using boost::json::value;
using namespace std::chrono_literals;

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Calls `body` with every source file of the product.
template <class Body>
void for_each_source(Body body) {
    for (const char* room : {"connector", "adapters", "webhooks"})
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(CROSSWALK_SOURCE_DIR) / room))
            if (entry.path().extension() == ".cpp" || entry.path().extension() == ".h")
                body(entry.path(), text_of(entry.path()));
}

std::map<std::string, std::string> acts() {
    std::map<std::string, std::string> out;
    std::istringstream in(text_of(fs::path(CROSSWALK_SOURCE_DIR) / "tests/remedies/acts.txt"));
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') continue;
        const auto blank = line.find(' ');
        out[line.substr(0, blank)] = line.substr(blank + 1);
    }
    return out;
}

std::vector<std::string> codes_with(std::string_view act) {
    std::vector<std::string> out;
    for (const auto& [code, wanted] : acts())
        if (wanted == act) out.push_back(code);
    return out;
}

// Looks like a code, and is none.
const std::set<std::string> kNoCodes = {
    "crosswalk.sock", "fields.yaml", "connections.crm.auth.token", "connections.crm.auth", "decode.not_json",
    "webauthn.create", "webauthn.get"};

TEST(Remedies, EveryCodeInTheSourcesHasAnActAndEveryActACode) {
    const auto known = acts();
    std::set<std::string> found{"ping_pong"};
    const std::regex code("\"([a-z_]+(?:\\.[a-z_0-9]+)+)\"");
    for_each_source([&](const fs::path& path, const std::string& text) {
        for (auto it = std::sregex_iterator(text.begin(), text.end(), code); it != std::sregex_iterator();
             ++it) {
            const std::string one = (*it)[1];
            if (kNoCodes.contains(one)) continue;
            found.insert(one);
            EXPECT_TRUE(known.contains(one))
                << path << " prints " << one << ": add it to tests/remedies/acts.txt";
        }
    });
    for (const auto& [one, act] : known) EXPECT_TRUE(found.contains(one)) << one << " is printed nowhere";
}

TEST(Remedies, EveryCommandThatARemedyNamesIsThere) {
    std::string commands;
    for (const auto& entry : fs::directory_iterator(fs::path(CROSSWALK_SOURCE_DIR) / "connector/app/cli"))
        if (entry.path().filename().string().starts_with("cli")) commands += text_of(entry.path());
    const auto there = [&](const std::string& word) {
        return commands.find('"' + word + '"') != std::string::npos;
    };
    const std::set<std::string> groups = {"lead", "mapping", "parked", "token", "user"};
    const std::regex named("`crosswalk ([a-z-]+)( [a-z-]+)?");
    for_each_source([&](const fs::path& path, const std::string& text) {
        for (auto it = std::sregex_iterator(text.begin(), text.end(), named); it != std::sregex_iterator();
             ++it) {
            const std::string first = (*it)[1], second = (*it)[2];
            if (first.starts_with("--")) continue;
            EXPECT_TRUE(there(first)) << path << ": " << it->str();
            if (!second.empty() && groups.contains(first)) {
                EXPECT_TRUE(there(second.substr(1))) << path << ": " << it->str();
            }
        }
    });
}

class FollowingRemedies : public EngineStory {
protected:
    void expect_nothing_waits() {
        settle();
        EXPECT_TRUE(parked().empty()) << parked()[0].code;
        EXPECT_EQ(imbalance(books()), "");
    }
};

TEST_F(FollowingRemedies, CompareThenDropBringsWhatAnUnreadableEventTold) {
    const auto ann = account("mail").add({{"address", "ann@example.com"}, {"score", 10}});
    account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event(ann, {{"address", "ann@example.com"}, {"score", 10}}));
    settle();
    account("mail").records[ann]["score"] = 73;
    for (const char* body : {R"({"events":[{"garbled":true}]})", "no JSON", "{\"a\":1,\"a\":2}"}) {
        hears("mail", body);
        settle();
    }
    EXPECT_EQ(at("crm", "r1", "Score"), value(10));
    ASSERT_EQ(parked().size(), 3U);
    ASSERT_TRUE(engine->compare("mail", false));
    settle(60s);
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
    for (const Parked& item : parked()) EXPECT_TRUE(*engine->drop(item.id));
    expect_nothing_waits();
    EXPECT_FALSE(codes_with("compare").empty());
}

TEST_F(FollowingRemedies, CorrectingTheMappingAndReplayingTakesTheValue) {
    mapping.fields[1].range = {{0, 100}};
    start();
    account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 173}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(acts().at(parked()[0].code), "mapping");
    mapping.fields[1].range.reset();
    start();
    EXPECT_EQ(*engine->replay(std::nullopt), 1U);
    expect_nothing_waits();
    EXPECT_EQ(at("crm", "r1", "Score"), value(173));
}

TEST_F(FollowingRemedies, PuttingTheConnectionBackAndReplayingAppliesItsNews) {
    account("crm").add({{"Email", "ann@example.com"}});
    const auto whole = mapping;
    std::erase_if(mapping.connections, [](const ConnectionPlan& plan) { return plan.name == "mail"; });
    start();
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "journal.no_connection");
    EXPECT_EQ(*engine->replay(std::nullopt), 1U);
    EXPECT_EQ(parked().size(), 1U) << "nothing has changed, so it waits on";
    mapping = whole;
    start();
    EXPECT_EQ(*engine->replay(std::nullopt), 1U);
    expect_nothing_waits();
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
}

TEST_F(FollowingRemedies, ARecordTheVendorLeavesOutIsReadWhenItIsReplayed) {
    account("crm").add({{"Email", "ann@example.com"}});
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 73}};
    account("mail").garbles = {"m1"};
    hears("mail", toy_event("m1", {}, {}, "thin"));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    account("mail").garbles.clear();
    EXPECT_EQ(*engine->replay(parked()[0].id), 1U);
    expect_nothing_waits();
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
}

TEST_F(FollowingRemedies, AnItemWhoseDeliveryIsGoneCanBeDropped) {
    hears("mail", "no JSON");
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_TRUE(*engine->drop(parked()[0].id));
    expect_nothing_waits();
}

TEST_F(FollowingRemedies, ChoosingOneOfSeveralEndsTheWait) {
    account("crm").add({{"Email", "ann@example.com"}});
    account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(acts().at(parked()[0].code), "choose");
    EXPECT_TRUE(*engine->choose(parked()[0].id, "r2"));
    expect_nothing_waits();
    EXPECT_EQ(at("crm", "r2", "Score"), value(73));
}

}  // namespace
}  // namespace crosswalk
