// Versions of the mapping at the desk: brought into force, foreseen, undone, and told of.
#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/admin/admin_service.h"
#include "connector/app/daemon/runtime.h"
#include "connector/contract/json_read.h"
#include "connector/contract/text.h"
#include "connector/io/log_spdlog/json_log.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>

#include <sstream>

namespace crosswalk::test {
namespace {

class Versions : public testing::Test {
protected:
    Versions() { open(); }
    void open() {
        shop_.reset();
        std::vector<Finding> findings;
        auto opened = Runtime::open(house.config(), *log_, Runtime::Use::serve, findings);
        ASSERT_TRUE(opened) << told(opened.error());
        shop_ = std::move(*opened);
    }
    CommandAnswer run(const std::string& command, boost::json::object args = {}) {
        return run_command(shop_->admin(), {command, std::move(args), "ada"});
    }
    void hear(const std::string& body) {
        ASSERT_TRUE(run_one(shop_->store(), [&](Transaction& tx) -> Result<void> {
            NewEvent event{.connection = "mail"};
            event.delivery = {
                .method = "POST", .target = "/hooks/mail", .body = body, .received_at = shop_->clock().now()};
            const auto seq = tx.journal.append(event);
            if (!seq) return seq.error();
            return {};
        }));
        shop_->engine().settle_all();
    }
    void write(const std::string& text) { house.folder().write("mappings/fields.yaml", text); }
    std::string text() { return read_all(house.folder().path() / "mappings/fields.yaml"); }
    // The same files in a folder of their own, one line of them another.
    std::string copy_with(const std::string& what, const std::string& with) {
        std::string changed = text();
        const auto at = changed.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        if (at != std::string::npos) changed.replace(at, what.size(), with);
        house.folder().write("other/fields.yaml", changed);
        return (house.folder().path() / "other").string();
    }
    Engine& engine() { return shop_->engine(); }
    Millis now() { return shop_->clock().now(); }
    std::string history_line(std::size_t version) {
        const auto history = run("mapping history");
        return boost::json::serialize(history.data.at("versions").at(version - 1));
    }

    Household house{};

private:
    std::ostringstream lines_{};
    std::unique_ptr<Log> log_ = make_json_log(lines_, Level::debug);
    std::unique_ptr<Runtime> shop_{};
};

std::string refusal_of(const CommandAnswer& answer) { return std::string(text_at(answer.data, "/error/code")); }

TEST_F(Versions, TheFirstOneBringsNobodyAlong) {
    const auto history = run("mapping history");
    EXPECT_TRUE(value_at(history.data, "/versions/0/rollout")->is_null());
    EXPECT_NE(history.text.find("nobody to bring along"), std::string::npos) << history.text;
    EXPECT_EQ(refusal_of(run("mapping undo")), "mapping.nothing_to_undo");
}

TEST_F(Versions, AnActivationBringsPeopleAlongAndSaysHowFarItIs) {
    hear(R"({"id":"7","email":"ada@example.com","score":73})");
    write(text() + "    means: How keen somebody is.\n");
    EXPECT_NE(run("mapping diff").text.find("means"), std::string::npos);
    ASSERT_EQ(run("mapping activate").exit, kFine);
    const auto status = run("status");
    EXPECT_EQ(text_at(status.data, "/mapping/rollout/state"), "under_way") << status.text;
    EXPECT_NE(status.text.find("people are being brought along"), std::string::npos) << status.text;
    engine().tick_step();
    EXPECT_EQ(text_at(run("status").data, "/mapping/rollout/state"), "done");
    EXPECT_EQ(*value_at(run("mapping history").data, "/versions/1/rollout/people"), boost::json::value(1));
}

TEST_F(Versions, TheAgreementIsThatOfTheFilesInForce) {
    EXPECT_EQ(refusal_of(run("agreement")), "agreement.none");
    house.folder().write(
        "mappings/lifecycle.yaml",
        "format: 1\npath: [lead]\n"
        "stages: { lead: { hand_off: sales, shown_in: { crm: { Status: Open }, mail: not shown } } }\n"
    );
    house.folder().write(
        "mappings/handoff.yaml",
        R"(format: 1
calendars: { all: { zone: UTC, hours: { every day: 08:00-16:00 } } }
members: { an: { name: An, language: vi, channels: { email: an@example.com } } }
teams: { sales: { calendar: all, members: [an] } }
routing: [{ name: in turn, choose: round robin }]
fallback: an
agreement: { sales: { accept: { within: 3 hours } }, marketing: {} }
reject: {}
)"
    );
    EXPECT_EQ(refusal_of(run("agreement")), "agreement.none") << "on disk, and not in force";
    ASSERT_EQ(run("mapping activate").exit, kFine);
    const auto agreement = run("agreement", {{"lang", "vi"}});
    EXPECT_NE(agreement.text.find("3 giờ"), std::string::npos) << agreement.text;
    EXPECT_EQ(agreement.data.at("language"), "vi");
    EXPECT_TRUE(run("agreement", {{"html", true}}).text.starts_with("<!doctype html>"));
    EXPECT_EQ(refusal_of(run("agreement", {{"lang", "fr"}})), "agreement.language");
}

TEST_F(Versions, TheReviewCountsByTheFilesInForce) {
    EXPECT_EQ(refusal_of(run("review")), "review.none");
    house.folder().write(
        "mappings/lifecycle.yaml",
        "format: 1\npath: [lead, mql, sal]\nstages:\n"
        "  lead: { enter_when: lead_score at least 1, shown_in: { crm: { Status: Open }, mail: not shown } }\n"
        "  mql: { enter_when: lead_score at least 60, shown_in: { crm: { Status: MQL }, mail: not shown } }\n"
        "  sal: { shown_in: { crm: { Status: SAL }, mail: not shown } }\n"
    );
    house.folder().write(
        "mappings/kpi.yaml", "format: 1\nzone: UTC\ncurrency: USD\nqualified: mql\naccepted: sal\n"
    );
    ASSERT_EQ(run("mapping activate").exit, kFine) << run("mapping activate").complaint;
    hear(R"({"id":"7","email":"ada@example.com","score":73})");
    const auto review = run("review", {{"month", iso_text(now()).substr(0, 7)}});
    ASSERT_EQ(review.exit, kFine) << review.complaint;
    EXPECT_EQ(*value_at(review.data, "/figures/qualified/value"), boost::json::value(1.0)) << review.text;
    EXPECT_EQ(*value_at(review.data, "/figures/new_accepted/value"), boost::json::value(0.0));
    EXPECT_TRUE(run("review", {{"html", true}}).text.starts_with("<!doctype html>"));
    EXPECT_TRUE(run("review", {{"csv", true}}).text.starts_with("key,label,"));
    EXPECT_EQ(refusal_of(run("review", {{"month", "2026-13"}})), "review.range");
    EXPECT_EQ(refusal_of(run("review", {{"weeks", 0}})), "review.range");
    EXPECT_EQ(refusal_of(run("review", {{"lang", "fr"}})), "review.language");
}

TEST_F(Versions, AnUndoIsAVersionOfItsOwn) {
    const std::string first = text();
    write(first + "    means: How keen somebody is.\n");
    ASSERT_EQ(run("mapping activate").exit, kFine);
    const auto undone = run("mapping undo");
    EXPECT_EQ(undone.exit, kFine) << undone.complaint;
    EXPECT_EQ(engine().mapping()->version, 3);
    const auto history = run("mapping history");
    EXPECT_EQ(*value_at(history.data, "/versions/2/undoes"), boost::json::value(2));
    EXPECT_EQ(text_at(history.data, "/versions/2/author"), "ada");
    EXPECT_NE(history.text.find("undo of 2"), std::string::npos) << history.text;
    EXPECT_EQ(text_at(run("mapping show").data, "/files/0/text"), first);
    EXPECT_NE(text(), first) << "the files on disk are the admin's";
    open();
    EXPECT_EQ(engine().mapping()->version, 3) << "also after a restart";
}

TEST_F(Versions, WhatIfWithTheFilesInForceChangesNothing) {
    hear(R"({"id":"7","email":"ada@example.com","score":73})");
    const auto answer = run("what-if", {{"folder", (house.folder().path() / "mappings").string()}});
    EXPECT_EQ(answer.exit, kFine) << answer.complaint;
    EXPECT_EQ(*value_at(answer.data, "/people"), boost::json::value(1));
    EXPECT_EQ(*value_at(answer.data, "/nothing"), boost::json::value(true)) << answer.text;
    EXPECT_NE(answer.text.find("0 of 1 person would change"), std::string::npos) << answer.text;
    EXPECT_NE(answer.text.find("Nothing was sent"), std::string::npos);
}

TEST_F(Versions, WhatIfTellsWhatTheActivationThenDoes) {
    hear(R"({"id":"7","email":"ada@example.com","score":1})");
    const std::string folder = copy_with("type: integer", "type: boolean");
    const auto answer = run("what-if", {{"folder", folder}, {"days", 7}});
    ASSERT_EQ(answer.exit, kFine) << answer.complaint << answer.text;
    ASSERT_NE(value_at(answer.data, "/fields/lead_score/people"), nullptr) << answer.text;
    EXPECT_EQ(*value_at(answer.data, "/window/days"), boost::json::value(7));
    EXPECT_EQ(*value_at(answer.data, "/fields/lead_score/people"), boost::json::value(1)) << answer.text;
    EXPECT_EQ(text_at(answer.data, "/fields/lead_score/examples/0/who"), "ada@example.com");
    EXPECT_EQ(text_at(answer.data, "/fields/lead_score/examples/0/before"), "1");
    EXPECT_EQ(text_at(answer.data, "/fields/lead_score/examples/0/after"), "true");
    EXPECT_EQ(engine().mapping()->version, 1) << "asking activates nothing";
    EXPECT_EQ(text_at(run("lead show", {{"who", "ada@example.com"}}).data, "/values/lead_score/value"), "1");

    write(read_all(std::filesystem::path(folder) / "fields.yaml"));
    ASSERT_EQ(run("mapping activate").exit, kFine);
    engine().tick_step();
    EXPECT_EQ(text_at(run("lead show", {{"who", "ada@example.com"}}).data, "/values/lead_score/value"), "true");
}

TEST_F(Versions, WhatIfListsTheErrorsOfFilesThatHaveSome) {
    house.folder().write("other/fields.yaml", "format: 1\nfeilds: {}\n");
    const auto answer = run("what-if", {{"folder", (house.folder().path() / "other").string()}});
    EXPECT_EQ(answer.exit, kNotFine);
    EXPECT_EQ(refusal_of(answer), "mapping.broken");
    EXPECT_NE(answer.text.find("fields.yaml:2"), std::string::npos) << answer.text;
    EXPECT_EQ(run("what-if", {{"folder", "/nowhere/at/all"}}).exit, kNotFine);
}

boost::json::object draft_of(const std::string& text) { return {{"files", {{"fields.yaml", text}}}}; }

TEST_F(Versions, ADraftIsCheckedToTheLineAndColumnAndKeptNowhere) {
    const auto fine = run("mapping check", draft_of(text() + "    means: How keen somebody is.\n"));
    EXPECT_EQ(value_at(fine.data, "/ok")->as_bool(), true) << boost::json::serialize(fine.data);
    EXPECT_NE(text_at(fine.data, "/changed/fields.yaml").find("+     means"), std::string::npos);
    EXPECT_FALSE(items_at(fine.data, "/plan/fields").empty());
    const auto broken = run("mapping check", draft_of(text() + "    rool: newest\n"));
    EXPECT_EQ(value_at(broken.data, "/ok")->as_bool(), false);
    EXPECT_EQ(text_at(broken.data, "/findings/0/file"), "fields.yaml");
    EXPECT_GT(value_at(broken.data, "/findings/0/line")->as_int64(), 1);
    EXPECT_GT(value_at(broken.data, "/findings/0/column")->as_int64(), 1);
    EXPECT_TRUE(value_at(broken.data, "/plan")->is_null());
    EXPECT_EQ(run("mapping history").data.at("versions").as_array().size(), 1U);
}

TEST_F(Versions, ADraftIsActivatedOverTheVersionItWasWrittenForAndNoOther) {
    auto draft = draft_of(text() + "    means: How keen somebody is.\n");
    draft["based_on"] = 7;
    EXPECT_EQ(refusal_of(run("mapping activate", draft)), "mapping.changed_meanwhile");
    draft["based_on"] = 1;
    ASSERT_EQ(run("mapping activate", draft).exit, kFine);
    EXPECT_EQ(refusal_of(run("mapping activate", draft)), "mapping.changed_meanwhile");
    const auto second = run("mapping version", {{"id", 2}});
    EXPECT_NE(text_at(second.data, "/files/0/text").find("How keen"), std::string::npos);
    EXPECT_TRUE(value_at(second.data, "/changed")->as_object().empty());
    EXPECT_NE(text_at(run("mapping version", {{"id", 1}}).data, "/changed/fields.yaml").find("How keen"), std::string::npos);
    EXPECT_EQ(refusal_of(run("mapping version", {{"id", 3}})), "version.unknown");
    const auto log = run("log list", {{"what", "mapping activate"}});
    EXPECT_EQ(boost::json::serialize(log.data).find("How keen"), std::string::npos) << "the history keeps the files";
    EXPECT_EQ(text_at(run("mapping show").data, "/author"), "ada");
    EXPECT_TRUE(value_at(run("mapping show").data, "/differs_on_disk")->as_bool());
}

TEST_F(Versions, WhatIsNoSetOfMappingFilesIsRefused) {
    for (const char* args :
         {"{}", R"({"files":{}})", R"({"files":{"fields.yaml":1}})", R"({"files":{"../fields.yaml":"x"}})",
          R"({"files":{"fields.txt":"x"}})"}) {
        EXPECT_EQ(refusal_of(run("mapping check", boost::json::parse(args).as_object())), "mapping.draft") << args;
        EXPECT_EQ(refusal_of(run("what-if", boost::json::parse(args).as_object())), "mapping.draft") << args;
    }
    EXPECT_EQ(refusal_of(run("mapping activate", draft_of("format: 1\n"))), "mapping.broken");
    EXPECT_EQ(refusal_of(run("what-if", draft_of("format: 1\n"))), "mapping.broken");
}

}  // namespace
}  // namespace crosswalk::test
