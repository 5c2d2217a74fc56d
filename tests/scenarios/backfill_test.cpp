// What HubSpot held before anybody listened, brought in by the real program: counted first, cut off by a crash, and
// finished without a word to anybody.
#include <gmock/gmock.h>

#include <thread>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

constexpr int kHeld = 250;  // in three pages

std::string address(int number) { return "held" + std::to_string(number) + "@example.com"; }

class BackfillOfHubSpot : public ServiceFixture {
protected:
    void open_with_many() {
        open("watch");  // what follows from it is not written: tools that take five calls a second would be busy long
        for (int i = 0; i < kHeld; ++i)
            doubles.hubspot().add_contact({{"email", address(i)}, {"firstname", "Held"}, {"lastname", std::to_string(i)}});
    }
    boost::json::value last() const { return ask({"backfill", "hubspot", "--last"}); }
    std::int64_t count(const char* what) const { return last().at(what).to_number<std::int64_t>(); }
    // The list is sorted by time alone: the rows of a page's last moment may stand on the next one as well.
    static bool fits(std::int64_t counted) { return counted >= kHeld && counted < 2 * kHeld; }
    int is_known(int number) const { return service->command({"lead", "show", address(number)}).exit_code; }
};

TEST_F(BackfillOfHubSpot, IsCountedFirstGoesOnAfterACrashAndBringsEverybodyOnce) {
    open_with_many();
    const auto held = doubles.hubspot().contacts().size();
    const auto dry = ask({"backfill", "hubspot", "--dry-run"});
    EXPECT_EQ(text_of(dry.as_object(), "state"), "finished");
    EXPECT_TRUE(fits(dry.at("strangers").to_number<std::int64_t>())) << boost::json::serialize(dry);
    EXPECT_TRUE(fits(dry.at("fields").at("email").to_number<std::int64_t>())) << boost::json::serialize(dry);
    EXPECT_NE(is_known(7), 0);

    std::thread follower([&] { (void)service->command({"backfill", "hubspot"}); });
    EXPECT_TRUE(soon([&] {
        const auto now = last();
        return now.at("dry_run") == boost::json::value(false) && now.at("read").to_number<int>() >= 100;
    }));
    service->kill();
    follower.join();
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return text_of(last().as_object(), "state") == "finished"; }));
    EXPECT_TRUE(fits(count("read")));
    EXPECT_TRUE(fits(count("strangers")));
    EXPECT_TRUE(soon([&] { return is_known(0) == 0 && is_known(kHeld - 1) == 0; }));
    EXPECT_EQ(service->command({"books"}).exit_code, 0) << "they balance";
    EXPECT_THAT(service->command({"backfill", "hubspot", "--last"}).out, HasSubstr("of people who were not known."));
    EXPECT_EQ(doubles.hubspot().contacts().size(), held) << "nobody was made twice";
}

TEST_F(BackfillOfHubSpot, TakesOrdersAndNamesWhatCannotBeDone) {
    open("watch");
    EXPECT_THAT(service->command({"backfill", "hubspot", "--last"}).err, HasSubstr("backfill.none"));
    EXPECT_THAT(service->command({"backfill", "hubspot", "--fields", "colour"}).err, HasSubstr("backfill.unknown_field"));
    const auto since = service->command({"backfill", "hubspot", "--since", "yesterday"});
    EXPECT_EQ(since.exit_code, 2);
    EXPECT_THAT(since.err, HasSubstr("backfill.bad_since"));
    EXPECT_THAT(service->command({"backfill", "hubspot", "--stop"}).err, HasSubstr("backfill.none"));
    EXPECT_EQ(service->terminate(), 0);
    EXPECT_THAT(service->command({"backfill", "hubspot"}).err, HasSubstr("backfill.not_running"));
}

}  // namespace
}  // namespace crosswalk::doubles
