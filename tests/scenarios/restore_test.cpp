// Backup, disaster and restore: whoever opted out or was erased in between stays so, and nothing is sent before the tools
// were asked.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::HasSubstr;

constexpr int kAnnsId = 42;
constexpr char kAnn[] = "ann@example.com", kErased[] = "grace.hopper@example.com";

class Restore : public ServiceFixture {
protected:
    std::string store() const { return folder.path() + "/crosswalk.db"; }
    std::string backup() const { return folder.path() + "/monday.backup"; }
    bool is_known(const std::string& address) {
        return service->command({"lead", "show", address}).exit_code == 0;
    }
    bool sales_may_not_mail() const {
        return lead().contains("HasOptedOutOfEmail") && lead().at("HasOptedOutOfEmail") == json::value(true);
    }
    void tell_of_grace() {
        doubles.activecampaign().add_contact({{"email", kErased}}, 9001);
        const auto told = activecampaign_says(
            std::string("type=update&contact[id]=9001&contact[email]=") + replaced(kErased, {{"@", "%40"}})
        );
        ASSERT_EQ(told.status, 200);
        ASSERT_TRUE(soon([&] { return is_known(kErased); }));
    }
    // She asked to be forgotten: here, and by whoever keeps each tool.
    void erase_grace() {
        doubles.activecampaign().delete_contact(9001);
        ASSERT_EQ(service->command({"lead", "erase", kErased, "--yes"}).exit_code, 0);
        for (const auto& row : doubles.salesforce().records("Lead"))
            if (text_of(row, "Email") == kErased) doubles.salesforce().remove("Lead", text_of(row, "Id"));
        if (const auto there = doubles.hubspot().contact(std::string(kErased)))
            doubles.hubspot().erase_contact(there->id);
    }
    void lose_the_store() {
        service->kill();
        for (const char* ending : {"", "-wal", "-shm"}) fs::remove(store() + ending);
    }
};

TEST_F(Restore, NobodyWhoOptedOutSinceIsToldSubscribedAndNobodyErasedSinceComesBack) {
    doubles.activecampaign().subscribe(kAnnsId, 1);
    open();
    tell_of_grace();
    ASSERT_EQ(service->command({"backup", backup()}).exit_code, 0);
    erase_grace();
    lose_the_store();
    doubles.activecampaign().unsubscribe(kAnnsId);  // while nothing listens
    const auto restored = service->command({"restore", backup(), "--yes", "--json"});
    ASSERT_EQ(restored.exit_code, 0) << restored.err;
    EXPECT_THAT(restored.out, HasSubstr("\"erased\":1"));
    const auto before = writes();
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_TRUE(soon([&] { return sales_may_not_mail(); })) << "the opt-out is learnt before anything is sent";
    EXPECT_GT(writes(), before);
    EXPECT_FALSE(is_known(kErased));
    EXPECT_TRUE(soon([&] {
        return service->command({"status"}).out.find("store.restored") == std::string::npos;
    }));
    for (const auto& row : doubles.salesforce().records("Lead")) EXPECT_NE(text_of(row, "Email"), kErased);
}

TEST_F(Restore, WhileAToolCannotBeReadNothingIsSentAndStatusSaysWhy) {
    open();
    ASSERT_EQ(service->command({"backup", backup()}).exit_code, 0);
    ASSERT_EQ(service->command({"pause", "hubspot"}).exit_code, 0);
    ASSERT_EQ(service->command({"backup", backup(), "--yes"}).exit_code, 0);
    EXPECT_EQ(service->terminate(), 0);
    ASSERT_EQ(service->command({"restore", backup(), "--yes"}).exit_code, 0);
    doubles.activecampaign().set_score(kAnnsId, 88);
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] {
        return service->command({"compare", "activecampaign", "--last"}).out.find("88") != std::string::npos ||
               service->command({"lead", "show", kAnn}).out.find("88") != std::string::npos;
    }));
    EXPECT_EQ(lead_score(), 41) << "what is learnt meanwhile waits";
    EXPECT_THAT(service->command({"status"}).out, HasSubstr("store.restored"));
    EXPECT_THAT(call(service->admin_url(), "GET", "/readyz").body, HasSubstr("store.restored"));
    ASSERT_EQ(service->command({"resume", "hubspot"}).exit_code, 0);
    EXPECT_TRUE(soon([&] { return lead_score() == 88; }));
}

TEST_F(Restore, ABackupIsPrivateAndReplacesNothingUnasked) {
    open("watch");
    ASSERT_EQ(service->command({"backup", backup()}).exit_code, 0);
    struct stat about {};
    ASSERT_EQ(::stat(backup().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    EXPECT_EQ(service->command({"backup", backup()}).exit_code, 2);
    EXPECT_EQ(service->command({"backup", backup(), "--yes"}).exit_code, 0);
}

TEST_F(Restore, AStoreInUseIsNotReplaced) {
    open("watch");
    ASSERT_EQ(service->command({"backup", backup()}).exit_code, 0);
    const auto refused = service->command({"restore", backup(), "--yes"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("store.locked"));
}

TEST_F(Restore, WhatIsNoWholeStoreIsRefusedAndTheStoreStays) {
    open("watch");
    EXPECT_EQ(service->terminate(), 0);
    const auto file = folder.write("torn.backup", std::string("SQLite format 3\0torn", 20));
    const auto refused = service->command({"restore", file, "--yes"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("backup.damaged"));
    EXPECT_TRUE(service->start()) << service->log();
}

}  // namespace
}  // namespace crosswalk::doubles
