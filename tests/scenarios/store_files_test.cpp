// The store's files under the running program: who was erased is in none of them, and nothing is acknowledged
// into files that were pulled away.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr char kAddress[] = "grace.hopper@example.com";

class StoreFiles : public ServiceFixture {
protected:
    std::string store() const { return folder.path() + "/crosswalk.db"; }
    // In any file below the folder, plainly or as a form or JSON would write it.
    std::vector<std::string> files_that_name(const std::string& address) const {
        std::vector<std::string> found;
        const std::string encoded = replaced(address, {{"@", "%40"}});
        for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
            if (!entry.is_regular_file()) continue;
            const std::string bytes = text_of_file(entry.path().string());
            if (bytes.find(address) != std::string::npos || bytes.find(encoded) != std::string::npos)
                found.push_back(entry.path().filename().string());
        }
        return found;
    }
    // Somebody new in the email tool, and its webhook about them.
    Reply tell_of(int id, const std::string& address) {
        doubles.activecampaign().add_contact({{"email", address}}, id);
        return activecampaign_says(
            "type=update&contact[id]=" + std::to_string(id) +
            "&contact[email]=" + replaced(address, {{"@", "%40"}})
        );
    }
    bool is_known(const std::string& address) {
        return service->command({"lead", "show", address}).exit_code == 0;
    }
};

TEST_F(StoreFiles, AnErasedPersonIsInNoFile) {
    open("watch");
    ASSERT_EQ(tell_of(9001, kAddress).status, 200);
    ASSERT_TRUE(soon([&] { return is_known(kAddress); }));
    // News that cannot be read belongs to no lead, and names her all the same.
    ASSERT_EQ(hubspot_says(std::string("[{\"nonsense\":\"") + kAddress + "\"}]").status, 200);
    ASSERT_TRUE(soon([&] { return booked("hubspot", "deliveries", "undecodable") > 0; }));
    ASSERT_FALSE(files_that_name(kAddress).empty());
    doubles.activecampaign().delete_contact(9001);  // else a poll would tell of her again
    EXPECT_EQ(service->command({"lead", "erase", kAddress, "--yes"}).exit_code, 0);
    EXPECT_THAT(files_that_name(kAddress), ::testing::IsEmpty());
    EXPECT_EQ(service->terminate(), 0);
    EXPECT_THAT(files_that_name(kAddress), ::testing::IsEmpty()) << "after the stop";
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_THAT(files_that_name(kAddress), ::testing::IsEmpty()) << "after the restart";
    EXPECT_EQ(service->command({"books"}).exit_code, 0);
}

TEST_F(StoreFiles, AReaderOfTheStoreThatKeepsAnErasedPersonIsNamedInStatus) {
    open("watch");
    ASSERT_EQ(tell_of(9001, kAddress).status, 200);
    ASSERT_TRUE(soon([&] { return is_known(kAddress); }));
    sqlite3* reader = nullptr;
    ASSERT_EQ(sqlite3_open(store().c_str(), &reader), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM lead", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_THAT(
        service->command({"lead", "erase", kAddress, "--yes"}).err, HasSubstr("store.erasure_in_log")
    );
    const auto status = service->command({"status"});
    EXPECT_EQ(status.exit_code, 1);
    EXPECT_THAT(status.out, HasSubstr("store.erasure_in_log"));
    sqlite3_close(reader);
    EXPECT_TRUE(soon([&] { return service->command({"status"}).exit_code == 0; }));
    EXPECT_THAT(files_that_name(kAddress), ::testing::IsEmpty());
}

TEST_F(StoreFiles, NothingIsAcknowledgedIntoAStoreThatWasRemoved) {
    open("watch");
    ASSERT_EQ(tell_of(9001, kAddress).status, 200);
    fs::remove(store());
    EXPECT_EQ(tell_of(9002, "second@example.com").status, 503);
    EXPECT_TRUE(soon([&] { return call(service->admin_url(), "GET", "/readyz").status == 503; }));
    EXPECT_THAT(service->command({"status"}).out, HasSubstr("store.gone"));
}

TEST_F(StoreFiles, AcknowledgedDeliveriesThatAreGoneAreToldOfUntilTheToolsWereCompared) {
    open("watch");
    for (int i = 0; i < 5; ++i)
        ASSERT_EQ(tell_of(9001 + i, "p" + std::to_string(i) + "@example.com").status, 200);
    service->kill();
    for (const char* ending : {"", "-wal", "-shm"}) fs::remove(store() + ending);
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_THAT(service->log(), HasSubstr("store.lost"));
    EXPECT_THAT(service->command({"status"}).out, HasSubstr("store.lost"));
    const auto told = service->command({"books"});
    EXPECT_EQ(told.exit_code, 1);
    EXPECT_THAT(told.err, HasSubstr("store.lost"));
    for (const char* connection : {"salesforce", "hubspot", "activecampaign"})
        ASSERT_TRUE(soon([&] {
            const auto compared = service->command({"compare", connection, "--json"});
            return compared.out.find("\"running\":false") != std::string::npos;
        })) << connection;
    EXPECT_TRUE(soon([&] { return service->command({"books"}).exit_code == 0; }));
}

TEST_F(StoreFiles, ASecondServiceUnderAnotherNameOfTheStoreIsRefused) {
    open("watch");
    fs::create_directory(folder.path() + "/other");
    fs::create_symlink(store(), folder.path() + "/other/link.db");
    const std::string config = replaced(
        text_of_file(folder.path() + "/crosswalk.yaml"), {{store(), folder.path() + "/other/link.db"}}
    );
    const auto second_config = folder.write("second.yaml", config);
    edit("crosswalk.yaml", store(), folder.path() + "/other/link.db");
    const auto linked = service->command({"serve"});
    EXPECT_EQ(linked.exit_code, 1);
    EXPECT_THAT(linked.err, HasSubstr("store.locked"));
    EXPECT_EQ(service->command({"status"}).exit_code, 0) << "a command reaches the service by any name";
    fs::create_hard_link(store(), folder.path() + "/other/hard.db");
    edit("crosswalk.yaml", "link.db", "hard.db");
    const auto hard = service->command({"serve"});
    EXPECT_EQ(hard.exit_code, 1);
    EXPECT_THAT(hard.err, HasSubstr("store.linked"));
}

TEST_F(StoreFiles, AHangUpEndsNothing) {
    open("watch");
    for (int i = 0; i < 3; ++i) service->hang_up();
    EXPECT_TRUE(soon([&] { return service->log().find("SIGHUP is ignored") != std::string::npos; }));
    EXPECT_TRUE(service->running());
    EXPECT_EQ(tell_of(9001, kAddress).status, 200);
    EXPECT_EQ(service->terminate(), 0);
}

}  // namespace
}  // namespace crosswalk::doubles
