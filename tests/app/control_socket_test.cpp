#include "connector/app/admin/control_socket.h"

#include "connector/app/admin/control_protocol.h"
#include "connector/contract/json_read.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <future>

namespace crosswalk::test {
namespace {

CommandAnswer echo(const CommandRequest& request) {
    return {
        .exit = kNotFine, .text = request.command + "\n", .data = request.args, .complaint = request.author};
}

struct Room {
    explicit Room(ControlHandler handler = echo) {
        auto made = ControlSocket::listen(store, std::move(handler));
        EXPECT_TRUE(made.has_value());
        if (made) socket = std::move(*made);
    }
    Folder folder{};
    std::string store = folder.write("crosswalk.db", "");
    std::unique_ptr<ControlSocket> socket{};
};

TEST(ControlSocket, CarriesACommandThereAndItsAnswerBack) {
    const Room room;
    const auto answer = ask_service(room.store, {"parked replay", {{"id", 7}}, "ada"});
    ASSERT_TRUE(answer.has_value() && answer->has_value());
    EXPECT_EQ((*answer)->exit, kNotFine);
    EXPECT_EQ((*answer)->text, "parked replay\n");
    EXPECT_EQ((*answer)->data, boost::json::value({{"id", 7}}));
    EXPECT_EQ((*answer)->complaint, "ada");
}

TEST(ControlSocket, BelongsToOneUser) {
    const Room room;
    struct stat about {};
    ASSERT_EQ(::stat(control_socket_path(room.store).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST(ControlSocket, IsNotThereWhenNothingRuns) {
    const Folder folder;
    const auto answer = ask_service((folder.path() / "crosswalk.db").string(), {"status"});
    ASSERT_TRUE(answer.has_value());
    EXPECT_FALSE(answer->has_value());
}

TEST(ControlSocket, GoesAwayWithTheServiceAndReplacesOneThatWasLeftBehind) {
    Room room;
    room.socket.reset();
    EXPECT_FALSE(std::filesystem::exists(control_socket_path(room.store)));
    { const Descriptor left = control_bind(control_socket_path(room.store)); }
    ASSERT_TRUE(std::filesystem::exists(control_socket_path(room.store)));
    const auto again = ControlSocket::listen(room.store, echo);
    EXPECT_TRUE(again.has_value());
}

TEST(ControlSocket, RefusesASecondServiceInTheSameFolder) {
    const Room room;
    const auto second = ControlSocket::listen(room.store, echo);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, "control.in_use");
}

TEST(ControlSocket, AnswersOnlyForItsOwnStore) {
    const Room room;
    const auto answer = ask_service(room.folder.write("other.db", ""), {"status"});
    ASSERT_TRUE(answer.has_value());
    EXPECT_FALSE(answer->has_value());
}

TEST(ControlSocket, HoldsUnderNonsenseAndGoesOn) {
    const Room room;
    const std::string path = control_socket_path(room.store);
    {
        const Descriptor nonsense = control_connect(path);
        ASSERT_TRUE(write_all(nonsense.get(), "{\"command\":\n"));
        const auto said = read_line(nonsense.get(), kMaxControlAnswer);
        ASSERT_TRUE(said.has_value());
        EXPECT_EQ(text_at(*parse_json(*said), "/data/error/code"), "control.bad_request");
    }
    {
        const Descriptor flood = control_connect(path);
        write_all(flood.get(), std::string(kMaxControlRequest + 20'000, 'x'));
        EXPECT_FALSE(read_line(flood.get(), 100).has_value()) << "hung up, not answered";
    }
    { const Descriptor silent = control_connect(path); }
    const auto answer = ask_service(room.store, {"status"});
    EXPECT_TRUE(answer.has_value() && answer->has_value());
}

TEST(ControlSocket, AnswersOthersWhileManyClientsAreSlow) {
    const Room room;
    std::vector<Descriptor> slow;
    for (int i = 0; i < 40; ++i) {
        slow.push_back(control_connect(control_socket_path(room.store)));
        ASSERT_TRUE(write_all(slow.back().get(), "{"));
    }
    const auto began = std::chrono::steady_clock::now();
    const auto answer = ask_service(room.store, {"status"});
    EXPECT_TRUE(answer.has_value() && answer->has_value());
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
}

TEST(ControlSocket, HangsUpOnAClientThatTakesTooLongHoweverOftenItWrites) {
    const Room room;
    const Descriptor slow = control_connect(control_socket_path(room.store));
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    bool open = true;
    while (open && std::chrono::steady_clock::now() < until) {
        open = write_all(slow.get(), "x", std::chrono::seconds(1));
        if (pollfd wait{slow.get(), POLLIN, 0}; ::poll(&wait, 1, 200) != 0) open = false;
    }
    EXPECT_FALSE(open);
}

TEST(ControlSocket, AnswersOthersWhileACommandRuns) {
    std::promise<void> over;
    const std::shared_future<void> waited = over.get_future().share();
    std::promise<void> began;
    const Room room([&](const CommandRequest& request) {
        if (request.command == "compare") {
            began.set_value();
            waited.wait();
        }
        return echo(request);
    });
    auto longest = std::async(std::launch::async, [&] { return ask_service(room.store, {"compare"}); });
    began.get_future().wait();
    const auto answer = ask_service(room.store, {"status"});
    EXPECT_TRUE(answer.has_value() && answer->has_value());
    over.set_value();
    EXPECT_TRUE(longest.get().has_value());
}

TEST(ControlSocket, IsReachedUnderEveryNameOfTheStore) {
    const Room room;
    const auto link = room.folder.path() / "elsewhere";
    std::filesystem::create_directory(link);
    std::filesystem::create_symlink(room.store, link / "link.db");
    const auto answer = ask_service((link / "link.db").string(), {"status"});
    EXPECT_TRUE(answer.has_value() && answer->has_value());
}

TEST(ControlSocket, WorksInAFolderWithAVeryLongName) {
    const Folder folder;
    const std::string store = folder.write(std::string(200, 'x') + "/crosswalk.db", "");
    const auto socket = ControlSocket::listen(store, echo);
    ASSERT_TRUE(socket.has_value());
    const auto answer = ask_service(store, {"status"});
    EXPECT_TRUE(answer.has_value() && answer->has_value());
}

}  // namespace
}  // namespace crosswalk::test
