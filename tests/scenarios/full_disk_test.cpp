// A disk that fills up while the service runs: the vendors are asked to come again, nothing is promised that
// is not kept, and it goes on by itself when there is space again.
#include <gmock/gmock.h>
#include <sys/mount.h>

#include <filesystem>
#include <fstream>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

class FullDisk : public ServiceFixture {
protected:
    ~FullDisk() override {
        service.reset();
        if (mounted_) ::umount2(disk().c_str(), MNT_DETACH);
    }

    std::string disk() const { return folder.path() + "/disk"; }

    bool mount_small_disk() {
        std::filesystem::create_directory(disk());
        mounted_ = ::mount("tmpfs", disk().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=8m") == 0;
        return mounted_;
    }

    void fill() const {
        std::ofstream filler(disk() + "/filler", std::ios::binary);
        const std::string block(4096, 'x');
        while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
        std::ofstream rest(disk() + "/rest", std::ios::binary);
        while (rest.put('x').flush()) {
        }
    }

    void make_room() const {
        std::filesystem::remove(disk() + "/filler");
        std::filesystem::remove(disk() + "/rest");
    }

    // Somebody new, with much to say.
    Reply tell_of(int number) {
        const std::string id = std::to_string(9000 + number);
        doubles.activecampaign().add_contact({{"email", "person" + id + "@example.com"}}, 9000 + number);
        return activecampaign_says(
            "type=update&contact[id]=" + id + "&contact[email]=person" + id +
            "@example.com&contact[note]=" + std::string(40'000, 'n')
        );
    }

private:
    bool mounted_ = false;
};

TEST_F(FullDisk, TurnsDeliveriesAwayUntilThereIsSpaceAndKeepsWhatItTook) {
    prepare("watch");
    if (!mount_small_disk()) GTEST_SKIP() << "a small disk can only be mounted as root";
    edit("crosswalk.yaml", "sqlite:" + folder.path(), "sqlite:" + disk());
    open("watch");
    int taken = 0;
    ASSERT_EQ(tell_of(taken++).status, 200);

    fill();
    Reply answer;
    // What is left of the last block may still hold some.
    for (int i = 0; i < 200 && (answer = tell_of(taken)).status == 200; ++i) ++taken;
    EXPECT_EQ(answer.status, 503) << answer.body;
    EXPECT_NE(answer.header("Retry-After"), "");
    EXPECT_TRUE(soon([&] { return call(service->admin_url(), "GET", "/readyz").status == 503; }));
    EXPECT_EQ(call(service->public_url(), "GET", "/healthz").status, 200) << "alive, so not to be restarted";
    const auto status = service->command({"status"});
    EXPECT_EQ(status.exit_code, 1);
    EXPECT_THAT(status.out, AllOf(HasSubstr("store.unavailable: The disk"), HasSubstr("Free space")));

    make_room();
    EXPECT_TRUE(soon([&] { return tell_of(taken).status == 200; }));
    ++taken;
    EXPECT_TRUE(soon([&] { return call(service->admin_url(), "GET", "/readyz").status == 200; }));
    for (int i = 0; i < taken; ++i) {
        const auto who = "person" + std::to_string(9000 + i) + "@example.com";
        EXPECT_TRUE(soon([&] { return service->command({"lead", "show", who}).exit_code == 0; })) << who;
    }
    EXPECT_EQ(service->terminate(), 0);
}

}  // namespace
}  // namespace crosswalk::doubles
