#include "tests/support/vendor_double.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/client.h"
#include "tests/support/hook_sender.h"

namespace crosswalk::doubles {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Echo final : public VendorDouble {
public:
    Echo() { start(); }
    ~Echo() override { stop(); }

private:
    Answer answer(const Call& one) override {
        ++worked;
        Answer out;
        out.body = one.method + " " + one.target + " " + one.body;
        return out;
    }

public:
    int worked{};
};

TEST(VendorDouble, TellsAStoryAndPrintsWhatWasNotPlanned) {
    VendorDouble vendor;
    vendor.start();
    vendor.when(post("/batch"), body_has("ada@example.com"))
        .reply(503, "{}", {{"Retry-After", "2"}})
        .reply(200, "done");
    vendor.otherwise_fail();

    const auto first = call(vendor.url(), "POST", "/batch?a=1", {}, "ada@example.com");
    EXPECT_EQ(first.status, 503);
    EXPECT_EQ(first.header("Retry-After"), "2");
    EXPECT_EQ(call(vendor.url(), "POST", "/batch", {}, "ada@example.com").body, "done");
    EXPECT_EQ(call(vendor.url(), "POST", "/batch", {}, "ada@example.com").status, 501);
    EXPECT_THAT(vendor.unplanned_calls(), ElementsAre("POST /batch"));
    EXPECT_EQ(vendor.count(post("/batch")), 3u);
}

TEST(VendorDouble, CanDoTheWorkAndLoseTheAnswer) {
    Echo vendor;
    Answer lost;
    lost.ending = Ending::dropped;
    vendor.when(any("/write")).after_doing_it().reply(lost);
    EXPECT_EQ(call(vendor.url(), "PATCH", "/write", {}, "x").status, 0);
    EXPECT_EQ(vendor.worked, 1);
    EXPECT_EQ(call(vendor.url(), "PATCH", "/write", {}, "x").status, 200);
}

TEST(VendorDouble, CanCutAnAnswerInItsMiddle) {
    Echo vendor;
    Answer cut;
    cut.body = std::string(1000, 'a');
    cut.ending = Ending::cut;
    vendor.when(get("/")).reply(cut);
    EXPECT_EQ(call(vendor.url(), "GET", "/").status, 0);
}

TEST(VendorDouble, TakesUrisUpToTheVendorsLimit) {
    Echo vendor;
    EXPECT_EQ(call(vendor.url(), "GET", "/query?q=" + std::string(12000, 'a')).status, 200);
    EXPECT_EQ(call(vendor.url(), "GET", "/query?q=" + std::string(17000, 'a')).status, 431);
}

TEST(HookSender, TriesAgainAsOftenAsItsVendorDoes) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hook")).reply(500).reply(500).reply(200);
    HookSender sender(10, std::chrono::milliseconds(1));
    sender.send([&](int attempt) {
        return Hook{receiver.url() + "/hook", {}, "text/plain", std::to_string(attempt)};
    });
    ASSERT_TRUE(receiver.wait_until([&] { return sender.idle(); }));
    ASSERT_EQ(receiver.calls().size(), 3u);
    EXPECT_EQ(receiver.calls()[2].body, "2");
    EXPECT_EQ(sender.delivered().back().status, 200);
}

TEST(Wire, ReadsAndSpellsTimes) {
    EXPECT_EQ(utc_time(1'795'459'200'123), "2026-11-23T18:40:00.123Z");
    EXPECT_EQ(parse_time("2026-11-23T18:40:00.123+0000"), 1'795'459'200'123);
    EXPECT_EQ(parse_time("2026-11-23T12:40:00-06:00"), 1'795'459'200'000);
    EXPECT_EQ(parse_time("not a time"), std::nullopt);
}

TEST(Wire, ReadsForms) {
    EXPECT_THAT(
        form_pairs("contact%5Bid%5D=42&contact%5Btags%5D=MQL%2C+newsletter&empty="),
        ElementsAre(
            std::pair<std::string, std::string>("contact[id]", "42"),
            std::pair<std::string, std::string>("contact[tags]", "MQL, newsletter"),
            std::pair<std::string, std::string>("empty", "")
        )
    );
    EXPECT_THAT(form_pairs(""), IsEmpty());
}

}  // namespace
}  // namespace crosswalk::doubles
