// The commands, on a store of their own, without a process around them.
#include "connector/app/admin/admin_service.h"

#include "connector/app/admin/accounts.h"
#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/daemon/runtime.h"
#include "connector/contract/json_read.h"
#include "connector/io/log_spdlog/json_log.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>

#include <sstream>

namespace crosswalk::test {
namespace {

class Office {
public:
    Office() {
        std::vector<Finding> findings;
        auto opened = Runtime::open(house_.config(), *log_, Runtime::Use::serve, findings);
        for (const Finding& one : findings) ADD_FAILURE() << one.text();
        if (opened)
            shop_ = std::move(*opened);
        else
            ADD_FAILURE() << told(opened.error());
    }
    CommandAnswer run(const std::string& command, boost::json::object args = {}) {
        return run_command(shop_->admin(), {command, std::move(args), "ada"});
    }
    // One delivery of the toy mail tool, applied.
    void hear(const std::string& body) {
        const auto done = run_one(shop_->store(), [&](Transaction& tx) -> Result<void> {
            NewEvent event{.connection = "mail"};
            event.delivery = {
                .method = "POST", .target = "/hooks/mail", .body = body, .received_at = shop_->clock().now()};
            const auto seq = tx.journal.append(event);
            if (!seq) return seq.error();
            return {};
        });
        EXPECT_TRUE(done.has_value());
        shop_->engine().settle_all();
    }
    const Household& house() const { return house_; }
    AdminService& admin() { return shop_->admin(); }

private:
    Household house_{};
    std::ostringstream lines_{};
    std::unique_ptr<Log> log_ = make_json_log(lines_, Level::debug);
    std::unique_ptr<Runtime> shop_{};
};

std::string error_of(const CommandAnswer& answer) { return std::string(text_at(answer.data, "/error/code")); }

TEST(AdminService, StatusNamesTheDeliveriesThatWereRefused) {
    Office office;
    auto mail = office.run("status").data.at("connections").at("mail").at("refused");
    EXPECT_EQ(mail, (boost::json::value{{"total", 0}, {"by_status", boost::json::object{}}, {"last_status", nullptr}, {"last_at", nullptr}}));
    const Millis at{std::chrono::seconds(1'800'000'000)};
    office.admin().refused = [at] {
        return RefusedByConnection{
            {"mail", {.by_status = {{401, 2}, {413, 1}}, .last_status = 413, .last_at = at}},
            {"", {.by_status = {{400, 7}}, .last_status = 400, .last_at = at}}};
    };
    const auto status = office.run("status");
    mail = status.data.at("connections").at("mail").at("refused");
    EXPECT_EQ(mail.at("total").to_number<int>(), 3);
    EXPECT_EQ(mail.at("by_status").at("413").to_number<int>(), 1);
    EXPECT_EQ(mail.at("last_status").to_number<int>(), 413);
    EXPECT_NE(
        status.text.find("refused deliveries: mail, 2 with 401, 1 with 413; the last at 2027-01-15 08:00:00Z: "),
        std::string::npos
    ) << status.text;
    EXPECT_NE(status.text.find("refused deliveries: to no connection, 7 with 400"), std::string::npos);
}

TEST(AdminService, ShowsEveryConnectionAtAGlance) {
    Office office;
    const auto status = office.run("status");
    EXPECT_EQ(status.exit, kFine) << status.text;
    EXPECT_EQ(text_at(status.data, "/connections/mail/mode"), "watch");
    EXPECT_NE(status.text.find("mail"), std::string::npos);
    EXPECT_EQ(*value_at(status.data, "/mapping/version"), boost::json::value(1));
    EXPECT_EQ(*value_at(status.data, "/mapping/differs_on_disk"), boost::json::value(false));
}

TEST(AdminService, KeepsItsBooksInExactlyTheWordsOfTheContract) {
    Office office;
    office.hear(R"({"id":"7","email":"ada@example.com","score":73})");
    const auto books = office.run("books");
    EXPECT_EQ(books.exit, kFine) << books.text;
    const auto& connections = books.data.at("connections").get_object();
    ASSERT_EQ(connections.size(), 2u);
    const auto words = [&](const char* book) {
        std::set<std::string> found;
        for (const auto& entry : connections.at("mail").at(book).get_object()) found.emplace(entry.key());
        return found;
    };
    EXPECT_EQ(
        words("deliveries"),
        (std::set<std::string>{"decoded", "duplicate", "undecodable", "waiting", "total"})
    );
    EXPECT_EQ(
        words("changes"),
        (std::set<std::string>{
            "applied", "duplicate", "echo", "superseded", "irrelevant", "parked", "waiting", "total"})
    );
    EXPECT_EQ(
        words("writes"),
        (std::set<std::string>{"applied", "merged", "withdrawn", "parked", "in_flight", "waiting", "total"})
    );
    EXPECT_EQ(connections.at("mail").at("deliveries").at("decoded"), boost::json::value(1));
}

TEST(AdminService, KnowsALeadByIdAndByAddressHoweverItIsSpelled) {
    Office office;
    office.hear(R"({"id":"7","email":"ada@example.com","score":73})");
    const auto shown = office.run("lead show", {{"who", "ADA@Example.com"}});
    ASSERT_EQ(shown.exit, kFine) << shown.complaint;
    EXPECT_EQ(text_at(shown.data, "/values/lead_score/value"), "73");
    EXPECT_EQ(text_at(shown.data, "/values/lead_score/why/connection"), "mail");
    EXPECT_EQ(text_at(shown.data, "/records/0/id"), "7");
    const std::string id(text_at(shown.data, "/id"));
    EXPECT_EQ(office.run("lead show", {{"who", id}}).exit, kFine);
    const auto history = office.run("lead history", {{"who", "ada@example.com"}, {"field", "lead_score"}});
    EXPECT_EQ(text_at(history.data, "/history/0/after"), "73");
    EXPECT_EQ(office.run("lead sync", {{"who", "ada@example.com"}}).exit, kFine);
}

TEST(AdminService, DoesNotKnowAStranger) {
    Office office;
    for (const auto* command : {"lead show", "lead history", "lead sync"}) {
        const auto answer = office.run(command, {{"who", "nobody@example.com"}});
        EXPECT_EQ(answer.exit, kNotFine) << command;
        EXPECT_EQ(error_of(answer), "lead.unknown");
    }
}

TEST(AdminService, ListsWhatIsParkedByItsCauseAndPutsItBackInLine) {
    Office office;
    office.hear("this is no JSON");
    office.hear("nor is this");
    const auto list = office.run("parked list");
    EXPECT_EQ(list.exit, kFine);
    ASSERT_EQ(list.data.at("parked").get_array().size(), 2u);
    EXPECT_EQ(text_at(list.data, "/parked/0/connection"), "mail");
    EXPECT_FALSE(text_at(list.data, "/parked/0/code").empty());
    EXPECT_NE(list.text.find("mail: 2 events parked"), std::string::npos) << list.text;

    EXPECT_EQ(office.run("parked replay", {{"all", true}}).exit, kFine);
    EXPECT_EQ(office.run("books").exit, kFine) << "still as unreadable as before, and still booked";
    EXPECT_EQ(error_of(office.run("parked replay", {{"id", 4711}})), "parked.unknown");
    EXPECT_EQ(office.run("parked replay").exit, kUsage);

    const auto again = office.run("parked list");
    const auto id = again.data.at("parked").at(0).at("id").as_int64();
    EXPECT_EQ(office.run("parked drop", {{"id", id}}).exit, kFine);
    EXPECT_EQ(error_of(office.run("parked drop", {{"id", id}})), "parked.unknown");
    EXPECT_EQ(office.run("books").exit, kFine);
}

TEST(AdminService, PausesAConnectionAndLetsItGoOn) {
    Office office;
    EXPECT_EQ(office.run("pause", {{"connection", "crm"}, {"reason", "holiday"}}).exit, kFine);
    auto status = office.run("status");
    EXPECT_EQ(text_at(status.data, "/connections/crm/state"), "paused");
    EXPECT_NE(text_at(status.data, "/connections/crm/detail").find("holiday"), std::string_view::npos);
    EXPECT_EQ(office.run("resume", {{"connection", "crm"}}).exit, kFine);
    status = office.run("status");
    EXPECT_NE(text_at(status.data, "/connections/crm/state"), "paused");
    EXPECT_EQ(error_of(office.run("pause", {{"connection", "nobody"}})), "connection.unknown");
}

TEST(AdminService, MakesTokensThatOpenAndKeepsOnlyTheirHash) {
    Office office;
    const auto made = office.run("token create");
    std::string token = made.text;
    ASSERT_EQ(token.back(), '\n');
    token.pop_back();
    EXPECT_EQ(token.size(), 43u);
    EXPECT_TRUE(find_token(office.admin(), token)->has_value());
    EXPECT_FALSE(find_token(office.admin(), token.substr(1))->has_value());
    EXPECT_FALSE(find_token(office.admin(), "")->has_value());
    const auto read = office.admin().store.read([&](Transaction& tx) -> Result<void> {
        const auto all = tx.settings.starting_with("");
        if (!all) return all.error();
        for (const auto& [name, value] : *all) EXPECT_EQ((name + value).find(token), std::string::npos);
        const auto kept = tx.accounts.of("token", "", "", 10);
        if (!kept) return kept.error();
        EXPECT_EQ(kept->size(), 1U);
        for (const Credential& one : *kept) EXPECT_EQ((one.hash + one.doc).find(token), std::string::npos);
        return {};
    });
    EXPECT_TRUE(read.has_value());
}

TEST(AdminService, LetsChangesOnDiskWaitUntilTheyAreActivated) {
    Office office;
    const auto file = office.house().folder().path() / "mappings/fields.yaml";
    const std::string before = read_all(file);
    office.house().folder().write("mappings/fields.yaml", before + "    means: How keen somebody is.\n");
    auto status = office.run("status");
    EXPECT_EQ(*value_at(status.data, "/mapping/differs_on_disk"), boost::json::value(true));
    EXPECT_NE(status.text.find("the file on disk differs from what is active"), std::string::npos);
    EXPECT_EQ(office.admin().engine.mapping()->version, 1);
    const auto diff = office.run("mapping diff");
    EXPECT_NE(diff.text.find("+     means: How keen somebody is."), std::string::npos) << diff.text;

    const auto done = office.run("mapping activate");
    EXPECT_EQ(done.exit, kFine) << done.text;
    EXPECT_EQ(office.admin().engine.mapping()->version, 2);
    EXPECT_EQ(office.run("mapping activate").exit, kFine) << "twice is once";
    const auto history = office.run("mapping history");
    ASSERT_EQ(history.data.at("versions").get_array().size(), 2u);
    EXPECT_EQ(text_at(history.data, "/versions/1/author"), "ada");
}

TEST(AdminService, NeverLetsABrokenFileTouchWhatIsActive) {
    Office office;
    office.house().folder().write("mappings/fields.yaml", "format: 1\nfeilds: {}\n");
    const auto refused = office.run("mapping activate");
    EXPECT_EQ(refused.exit, kNotFine);
    EXPECT_EQ(error_of(refused), "mapping.broken");
    EXPECT_FALSE(refused.data.at("findings").get_array().empty());
    EXPECT_EQ(office.admin().engine.mapping()->version, 1);
    EXPECT_EQ(office.run("status").exit, kFine) << "what is active still works";
}

TEST(AdminService, SaysSoWhenItDoesNotKnowACommand) {
    Office office;
    EXPECT_EQ(office.run("lead dance").exit, kUsage);
}

TEST(AdminService, TakesNoTextThatIsLongOrUnreadable) {
    Office office;
    for (const std::string& bad :
         {std::string(60'000, 'x'),
          std::string("a\x1b[31m"),
          std::string("a\u202eb"),
          std::string("\xff"),
          std::string("a\nb")}) {
        const auto paused = office.run("pause", {{"connection", "mail"}, {"reason", bad}});
        EXPECT_EQ(paused.exit, kUsage);
        const auto shown = office.run("lead show", {{"who", bad}});
        EXPECT_EQ(shown.exit, kUsage);
    }
    EXPECT_EQ(office.run("pause", {{"connection", "mail"}, {"reason", "Hồng prüft"}}).exit, kFine);
}

}  // namespace
}  // namespace crosswalk::test
