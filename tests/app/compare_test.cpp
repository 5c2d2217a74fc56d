// What the commands say of a comparison, of a silence and of what was recovered.
#include "connector/app/admin/admin.h"
#include "connector/app/admin/admin_routes.h"
#include "connector/app/admin/admin_service.h"
#include "connector/contract/json_read.h"
#include "connector/io/log_spdlog/json_log.h"
#include "connector/io/store_sqlite/sqlite_store.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>

#include <sstream>

namespace crosswalk::test {
namespace {

using namespace std::chrono_literals;

class HandClock final : public Clock {
public:
    Millis now() const override { return now_; }
    std::chrono::milliseconds steady() const override { return now_.time_since_epoch(); }
    std::uint64_t chance() override { return ++chance_; }
    void pass(std::chrono::milliseconds by) { now_ += by; }

private:
    Millis now_{std::chrono::seconds{1'800'000'000}};
    std::uint64_t chance_ = 0;
};

// One shelf of people; a read shows all of it, a write changes what stands there.
class Shelf final : public Sender {
public:
    boost::json::array people{};
    Result<HttpResponse> send(std::string_view, const HttpRequest& request) override {
        if (request.path == "/write") {
            const auto rows = boost::json::parse(request.body);
            for (const auto& row : rows.as_array())
                for (auto& person : people)
                    if (person.at("id") == row.at("id"))
                        for (const auto& [field, value] : row.at("fields").as_object())
                            person.as_object()[field] = value;
        }
        return HttpResponse{200, {}, boost::json::serialize(people)};
    }
    void forget_credential(std::string_view) override {}
    void stop() override {}
};

Change person_of(const boost::json::value& row) {
    Change change{.kind = {"person"}, .id = {scalar_at(row, "/id")}};
    for (const auto& [field, value] : row.as_object())
        if (field != "id") change.fields[field] = value;
    return change;
}

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto row = parse_json(delivery.body);
    if (!row) return row.error();
    Change change = person_of(*row);
    change.completeness = Completeness::changed_fields_only;
    return std::vector<InboundEvent>{change};
}

template <class What>
Result<Calls> ask_all(const ReadQuery<What>&, const Connection&, Page&) {
    return Calls{{.request = {.path = "/read"}}};
}

template <class What>
Result<Calls> take_all(const ReadQuery<What>&, const Connection&, const Call&, const Answer& answer, Page& page) {
    page.next_cursor = "end";
    for (const auto& row : items_at(answer.body, "")) page.changes.push_back(person_of(row));
    return Calls{};
}

Adapter shelf(bool tells_since) {
    Adapter adapter{.decode = decode};
    ObjectPlan plan{.kind = {"person"}, .operations = {WriteKind::update}, .reads = {Reading::by_ids}};
    if (tells_since) plan.reads.push_back(Reading::since);
    adapter.manifest.vendor = "shelf";
    adapter.manifest.objects = {plan};
    adapter.read_ids = {ask_all<ByIds>, take_all<ByIds>};
    if (tells_since) adapter.changes = {ask_all<Since>, take_all<Since>};
    adapter.update = {
        [](const WriteBatch& batch, const Connection&, WriteReport&) -> Result<Calls> {
            boost::json::array rows;
            for (const Record& one : batch.records)
                rows.push_back(
                    {{"id", one.id->text},
                     {"fields", boost::json::object(one.fields.begin(), one.fields.end())}}
                );
            return Calls{
                {.request = {.method = "POST", .path = "/write", .body = boost::json::serialize(rows)}}};
        },
        [](const WriteBatch& batch, const Connection&, const Call&, const Answer&, WriteReport& report)
            -> Result<Calls> {
            report = WriteReport(batch.records.size(), {.verdict = Verdict::applied});
            return Calls{};
        }};
    return adapter;
}

Binding at(const std::string& connection, const std::string& field, bool reads, bool writes) {
    return {
        .connection = connection,
        .kind = {"person"},
        .vendor_field = field,
        .reads = reads,
        .writes = writes};
}

// "crm" shows what "mail" says; mail cannot tell what changed since a moment.
std::shared_ptr<const Mapping> shelf_mapping() {
    Mapping m;
    m.version = 1;
    m.order = {"crm", "mail"};
    for (const auto* name : {"crm", "mail"})
        m.connections.push_back({.name = name, .kinds = {{"lead", {"person"}}}, .match_by = {"email"}});
    m.fields = {
        {.name = "email",
         .type = FieldType::email,
         .bindings = {at("crm", "email", true, false), at("mail", "email", true, false)}},
        {.name = "city", .bindings = {at("crm", "city", true, false)}},
        {.name = "score",
         .type = FieldType::integer,
         .rule = {Rule::Kind::always, "mail"},
         .bindings = {at("mail", "score", true, false), at("crm", "score", false, true)}}};
    return std::make_shared<const Mapping>(std::move(m));
}

class CompareDesk : public testing::Test {
protected:
    CompareDesk() {
        for (const auto* name : {"crm", "mail"}) {
            config_.connections.push_back({.name = name});
            const bool crm = name == std::string_view("crm");
            setups_.push_back(
                {.connection = {.name = name}, .adapter = crm ? &tells_ : &silent_, .mode = Mode::live}
            );
        }
        auto opened = open_sqlite({.path = (folder_.path() / "crosswalk.db").string()});
        EXPECT_TRUE(opened);
        store_ = std::move(*opened);
        engine_ =
            std::make_unique<Engine>(EnginePorts{*store_, shelf_, clock, *log_}, setups_, shelf_mapping());
        admin_ = std::make_unique<AdminService>(AdminService{config_, *store_, *engine_, clock, true});
        shelf_.people.push_back(boost::json::object{{"id", "c1"}, {"email", "ada@example.com"}});
        hears("crm", R"({"id":"c1","email":"ada@example.com"})");
        hears("mail", R"({"id":"m1","email":"ada@example.com","score":73})");
        settle();
    }
    void hears(const std::string& connection, const std::string& body) {
        EXPECT_TRUE(run_one(*store_, [&](Transaction& tx) -> Result<void> {
            const auto seq = tx.journal.append(
                {.connection = connection,
                 .delivery = {.method = "POST", .target = "/", .body = body, .received_at = clock.now()}}
            );
            if (!seq) return seq.error();
            return {};
        }));
    }
    void settle() {
        for (int i = 0; i < 10; ++i) {
            engine_->settle_all();
            clock.pass(1s);
        }
        clock.pass(10min);
    }
    CommandAnswer run(const std::string& command, const std::string& connection = "crm", bool fix = false) {
        return run_command(*admin_, {command, {{"connection", connection}, {"fix", fix}}, "ada"});
    }
    boost::json::value& there(const char* field) { return shelf_.people[0].as_object()[field]; }

    HandClock clock{};
    std::unique_ptr<AdminService> admin_{};
    std::unique_ptr<Engine> engine_{};

private:
    Folder folder_{};
    std::ostringstream lines_{};
    std::unique_ptr<Log> log_ = make_json_log(lines_, Level::debug);
    Adapter tells_ = shelf(true), silent_ = shelf(false);
    Shelf shelf_{};
    Config config_{};
    std::vector<ConnectionSetup> setups_{};
    std::unique_ptr<Store> store_{};

public:
    ~CompareDesk() override {
        admin_.reset();
        engine_.reset();
    }
};

TEST_F(CompareDesk, EndsWithZeroWhereNothingDrifts) {
    const auto said = run("compare");
    EXPECT_EQ(said.exit, kFine) << said.text << said.complaint;
    EXPECT_EQ(said.data.at("drifting").as_int64(), 0);
    EXPECT_EQ(said.data.at("read").as_int64(), 1);
    EXPECT_NE(said.text.find("not looked for"), std::string::npos) << "what was not done is said";
}

TEST_F(CompareDesk, EndsWithOneAndShowsWhoWhatAndSinceWhen) {
    there("score") = 5;
    const auto said = run("compare");
    EXPECT_EQ(said.exit, kNotFine);
    EXPECT_EQ(text_at(said.data, "/drift/0/who"), "ada@example.com");
    EXPECT_EQ(text_at(said.data, "/drift/0/field"), "score");
    EXPECT_EQ(text_at(said.data, "/drift/0/here"), "73");
    EXPECT_EQ(text_at(said.data, "/drift/0/there"), "5");
    for (const auto* word : {"ada@example.com", "score", "73", "--fix"})
        EXPECT_NE(said.text.find(word), std::string::npos) << said.text;
    EXPECT_EQ(run("compare last").data, said.data);
}

TEST_F(CompareDesk, FixWritesItAndTheNextEndsWithZero) {
    there("score") = 5;
    EXPECT_EQ(run("compare", "crm", true).data.at("queued").as_int64(), 1);
    settle();
    EXPECT_EQ(there("score"), boost::json::value(73));
    EXPECT_EQ(run("compare").exit, kFine);
}

TEST_F(CompareDesk, WhatWasRecoveredStandsBesideTheBookAndNotInIt) {
    there("city") = "Vinh";
    EXPECT_EQ(run("compare").data.at("recovered").as_int64(), 1);
    const auto books = run("books");
    EXPECT_EQ(books.exit, kFine) << books.complaint;
    const auto& crm = books.data.at("connections").at("crm");
    EXPECT_EQ(crm.at("recovered").as_int64(), 1);
    EXPECT_EQ(crm.at("changes").get_object().if_contains("recovered"), nullptr);
    EXPECT_EQ(books.data.at("connections").at("mail").at("recovered").as_int64(), 0);
    const std::string metrics = metrics_text(*admin_, {});
    EXPECT_NE(metrics.find("crosswalk_recovered_total{connection=\"crm\"} 1"), std::string::npos) << metrics;
    EXPECT_EQ(metrics.find("word=\"recovered\""), std::string::npos);
}

TEST_F(CompareDesk, DriftIsAGaugeToo) {
    there("score") = 5;
    (void)run("compare");
    EXPECT_NE(
        metrics_text(*admin_, {}).find("crosswalk_drifting_values{connection=\"crm\"} 1"), std::string::npos
    );
}

TEST_F(CompareDesk, SaysWhyItCannot) {
    EXPECT_EQ(text_at(run("compare", "mail").data, "/error/code"), "compare.not_possible");
    EXPECT_EQ(text_at(run("compare", "nobody").data, "/error/code"), "connection.unknown");
    EXPECT_EQ(text_at(run("compare last").data, "/error/code"), "compare.never");
    admin_->serving = false;
    EXPECT_EQ(text_at(run("compare").data, "/error/code"), "compare.not_running");
}

TEST_F(CompareDesk, ASilentConnectionIsShownInTheStatusAndTheMetrics) {
    for (int i = 0; i < 30 * 12; ++i) {
        if (i < 27 * 12) hears("mail", R"({"id":"m1","score":)" + std::to_string(i) + "}");
        engine_->apply_step();
        engine_->tick_step();
        clock.pass(5min);
    }
    const auto status = run("status");
    EXPECT_NE(status.text.find("usually 12 an hour, quiet since "), std::string::npos) << status.text;
    EXPECT_TRUE(status.data.at("connections").at("mail").at("quiet").is_object());
    EXPECT_TRUE(status.data.at("connections").at("crm").at("quiet").is_null());
    const std::string metrics = metrics_text(*admin_, {});
    EXPECT_NE(metrics.find("crosswalk_quiet_seconds{connection=\"mail\"} "), std::string::npos) << metrics;
    EXPECT_EQ(metrics.find("crosswalk_quiet_seconds{connection=\"crm\"}"), std::string::npos);
}

TEST(CompareRoute, TakesFixAsTrueOrFalse) {
    const auto call = find_call("POST", "/api/v1/connections/crm/compare", R"({"fix": true})");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->route->command, "compare");
    EXPECT_EQ(call->args.at("fix"), boost::json::value(true));
    EXPECT_EQ(call->args.at("connection"), boost::json::value("crm"));
    EXPECT_EQ(find_call("GET", "/api/v1/connections/crm/compare", "")->route->command, "compare last");
}

TEST(CompareSchedule, IsReadAndJudged) {
    const Folder folder;
    const Household house;
    const std::string before = read_all(house.config_path());
    const auto with = [&](const std::string& line) {
        std::string text = before;
        text.insert(text.find("    poll: never\n"), line);
        house.folder().write("crosswalk.yaml", text);
        return load_config(house.config_path(), no_environment(), toy_adapters());
    };
    EXPECT_EQ(with("    compare: 24 hours\n").config.connection("mail")->compare, 24h);
    EXPECT_FALSE(with("    compare: never\n").config.connection("mail")->compare);
    EXPECT_FALSE(with("").config.connection("mail")->compare) << "nobody asked for it";
    const auto often = with("    compare: 5 minutes\n");
    ASSERT_FALSE(often.findings.empty());
    EXPECT_EQ(often.findings.front().code, "config.compare_too_often");
}

}  // namespace
}  // namespace crosswalk::test
