// The whole service over a store in PostgreSQL.
#include "connector/app/admin/control_socket.h"
#include "connector/app/daemon/serve.h"
#include "connector/contract/json_read.h"
#include "connector/io/log_spdlog/json_log.h"
#include "tests/app/toy_vendor.h"
#include "tests/store_postgres/postgres_server.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <fstream>
#include <sstream>

namespace crosswalk::test {
namespace {

class PostgresService : public testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = PostgresServer::missing(); !missing.empty()) GTEST_SKIP() << missing;
        std::string text = text_of(house.config_path());
        const std::string embedded = "sqlite:crosswalk.db";
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        text.replace(
            text.find(embedded), embedded.size(), '"' + PostgresServer::shared().store(test->name()) + '"'
        );
        house.folder().write("crosswalk.yaml", text);
    }
    static std::string text_of(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    Result<std::unique_ptr<Service>> start() { return Service::start(house.config(), *log, findings); }
    CommandAnswer command(const std::string& name) const {
        auto answer = ask_service(house.config().store_path, {name, {}, "ada"});
        EXPECT_TRUE(answer.has_value() && answer->has_value());
        return answer && *answer ? std::move(**answer) : CommandAnswer{};
    }

    const Household house{};
    std::ostringstream lines{};
    std::unique_ptr<Log> log = make_json_log(lines, Level::debug);
    std::vector<Finding> findings{};
};

TEST_F(PostgresService, KeepsWhatItAcknowledgedAcrossARestart) {
    {
        const auto service = start();
        ASSERT_TRUE(service) << service.error().what;
        const auto answer = httplib::Client("http://" + (*service)->public_address())
                                .Post("/hooks/mail/" + std::string(kPathSecret), "{}", "application/json");
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200);
        (*service)->stop();
    }
    const auto again = start();
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(*value_at(command("books").data, "/connections/mail/deliveries/total"), boost::json::value(1));
}

TEST_F(PostgresService, RefusesASecondOneOnTheSameStore) {
    const auto first = start();
    ASSERT_TRUE(first) << first.error().what;
    const auto second = start();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "store.locked");
}

}  // namespace
}  // namespace crosswalk::test
