// Pain 11: "first sync or a changed mapping floods everyone". CROSSWALK_FLOOD=80000 plays it with as many
// people as a grown newsletter has: six minutes, most of them the email tool's five calls a second. Without
// it, 2,000 tell the same story in seconds.
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "tests/scenarios/complaints_flow.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

class TheFirstSyncFloodsNobody : public Flow {
protected:
    static int people() {
        const char* wanted = std::getenv("CROSSWALK_FLOOD");
        return wanted ? std::atoi(wanted) : 2'000;
    }
    static int marketing_qualified() { return people() / 100; }

    void subscribe_everybody() {
        for (int i = 0; i < people(); ++i) {
            const auto name = "p" + std::to_string(i);
            const int id = doubles.activecampaign().add_contact({{"email", name + "@example.com"}});
            doubles.activecampaign().set_score(id, i % 100 == 0 ? 73 : 10 + i % 40);
        }
    }
    std::size_t contacts() { return doubles.hubspot().contacts().size() - 2; }
    std::size_t leads() { return doubles.salesforce().records("Lead").size() - 2; }
    // As long as the email tool's five calls a second allow for so many people, and some more.
    ::testing::AssertionResult in_the_end(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60 + people() / 80);
        while (std::chrono::steady_clock::now() < end) {
            if (holds()) return ::testing::AssertionSuccess();
            std::this_thread::sleep_for(std::chrono::milliseconds(200));  // looking is not free with so many
        }
        return ::testing::AssertionFailure() << "not in time. The program's log:\n" << service->log();
    }
    std::string next_mappings() const { return folder.path() + "/next"; }
    bool nothing_waits() {
        for (const char* connection : {"salesforce", "hubspot"})
            if (status_of(connection).at("writes_waiting").to_number<int>() != 0) return false;
        return true;
    }
};

TEST_F(TheFirstSyncFloodsNobody, SalesforceGetsOnlyTheMarketingQualifiedAsThePreviewSaid) {
    subscribe_everybody();
    prepare();
    std::filesystem::copy(
        folder.path() + "/mappings", next_mappings(), std::filesystem::copy_options::recursive
    );
    edit(
        "mappings/fields.yaml",
        "    create: from stage mql",
        "    create: never                     # for now"
    );
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(in_the_end([&] { return contacts() == static_cast<std::size_t>(people()); }));
    ASSERT_TRUE(in_the_end([&] { return nothing_waits(); }));
    ASSERT_EQ(leads(), 0u);

    const auto written = writes();
    const auto preview = ask({"what-if", next_mappings()});
    const auto& tools = preview.at("tools").as_object();
    EXPECT_EQ(tools.at("salesforce").at("created"), marketing_qualified()) << preview;
    EXPECT_EQ(writes(), written) << "a preview sends nothing";
    EXPECT_THAT(
        service->command({"what-if", next_mappings()}).out,
        HasSubstr(std::to_string(marketing_qualified()) + " people created")
    );

    edit("mappings/fields.yaml", "create: never                     # for now", "create: from stage mql");
    doubles.hubspot().forget_calls();
    ASSERT_EQ(service->command({"mapping", "activate"}).exit_code, 0);
    ASSERT_TRUE(in_the_end([&] { return leads() == static_cast<std::size_t>(marketing_qualified()); }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(leads(), static_cast<std::size_t>(marketing_qualified()));
    for (const auto& lead : doubles.salesforce().records("Lead")) {
        const auto email = text_of(lead, "Email");
        EXPECT_TRUE(email[0] != 'p' || text_of(lead, "Status") == "Marketing Qualified") << email;
    }
    EXPECT_EQ(doubles.hubspot().count(writes_something), 0u) << "nothing changed for HubSpot";
    EXPECT_TRUE(balances());
}

TEST_F(TheFirstSyncFloodsNobody, NothingIsSentBeforeTheAdminGoesLive) {
    subscribe_everybody();
    open("watch");
    ASSERT_TRUE(in_the_end([&] { return status_of("hubspot").at("would_write").to_number<int>() >= people(); }
    ));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(writes(), 0u);
    EXPECT_EQ(leads(), 0u);
}

}  // namespace
}  // namespace crosswalk::doubles
