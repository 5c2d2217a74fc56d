// The mapping files on disk change while the service runs.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

class MappingChange : public ServiceFixture {};

TEST_F(MappingChange, AFileThatBreaksOnDiskNeverTouchesWhatIsActive) {
    open();
    edit("mappings/fields.yaml", "range: 0 to 100", "range: 100 to 0");
    const auto status = ask({"status"});
    EXPECT_EQ(status.at("mapping").at("differs_on_disk"), true);
    EXPECT_EQ(status.at("mapping").at("disk_is_fine"), false);
    EXPECT_THAT(service->command({"status"}).out, HasSubstr("the file on disk differs from what is active"));

    const auto refused = service->command({"mapping", "activate"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.out, HasSubstr("fields.yaml:43:12: field.range_reversed: "));
    EXPECT_THAT(refused.err, HasSubstr("What is active stays in force."));

    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    EXPECT_EQ(service->terminate(), 0);
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_EQ(report_score(81), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 81 && contact_score() == 81; }));
    EXPECT_EQ(ask({"status"}).at("mapping").at("version"), 1);
}

TEST_F(MappingChange, AFolderThatIsGoneDoesNotEither) {
    open();
    std::filesystem::remove_all(folder.path() + "/mappings");
    EXPECT_EQ(ask({"status"}).at("mapping").at("differs_on_disk"), true);
    EXPECT_EQ(service->command({"mapping", "activate"}).exit_code, 1);
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
}

TEST_F(MappingChange, AGoodOneTakesEffectWithoutARestartAndOnlyWhenActivated) {
    open();
    edit("mappings/fields.yaml", "send_when: changed by 5 or crosses 60", "send_when: changed by 1");
    std::filesystem::remove(folder.path() + "/mappings/fields.cases.yaml");  // one of them says otherwise
    EXPECT_EQ(report_score(42), 200);
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(lead_score(), 41) << "one point more is not worth a write yet";

    EXPECT_THAT(service->command({"mapping", "diff"}).out, HasSubstr("+     send_when: changed by 1\n"));
    EXPECT_EQ(service->command({"mapping", "activate"}).exit_code, 0);
    EXPECT_EQ(ask({"status"}).at("mapping").at("version"), 2);
    EXPECT_EQ(ask({"status"}).at("mapping").at("differs_on_disk"), false);
    EXPECT_EQ(report_score(43), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 43 && contact_score() == 43; }));
    EXPECT_EQ(ask({"mapping", "history"}).at("versions").as_array().size(), 2u);
}

}  // namespace
}  // namespace crosswalk::doubles
