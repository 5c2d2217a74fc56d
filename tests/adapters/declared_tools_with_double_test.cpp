// Tools that are declared, held to doubles that know nothing of the declaration.
#include "connector/contract/json_read.h"
#include "tests/adapters/fixtures.h"
#include "tests/mapping/tool_files.h"
#include "tests/support/client.h"
#include "tests/support/example_tools.h"

namespace crosswalk::test::declared_tools {
namespace {

class DeclaredTool : public testing::Test {
protected:
    DeclaredTool(const std::string& name, doubles::ResourceFacts facts)
        : credentials(facts.credentials), vendor(std::move(facts)), adapter(declared_adapter(name)) {
        const auto told = ask(adapter, SchemaQuery{plan}, {}, send);
        EXPECT_TRUE(told) << (told ? "" : told.error().what);
        if (told) schema = *told;
        for (const FieldInfo& field : schema.fields) wanted.push_back(field.name);
    }
    template <class What>
    Page read(What what) {
        const ReadQuery query{plan, schema, wanted, std::move(what)};
        const auto page = ask(adapter, query, {}, send);
        EXPECT_TRUE(page) << (page ? "" : page.error().what);
        return page ? *page : Page{};
    }
    Outcome write(Fields fields, std::string id = {}) {
        Record record{.trace = {"t1"}, .own_id = "cw_1", .fields = std::move(fields)};
        if (!id.empty()) record.id = VendorId{id};
        const auto way = record.id ? WriteKind::update : WriteKind::create;
        const auto report = ask(adapter, WriteBatch{plan, schema, way, "", std::span(&record, 1)}, {}, send);
        EXPECT_TRUE(report && vendor.unplanned_calls().empty());
        return report ? report->outcomes()[0] : Outcome{};
    }

    const doubles::Pairs credentials;
    doubles::ResourceDouble vendor;
    const Adapter& adapter;
    const ObjectPlan& plan = adapter.manifest.objects.front();
    std::function<HttpResponse(const HttpRequest&)> send = [this](const HttpRequest& request) {
        const auto reply = doubles::call(vendor.url(), request.method, request.path, credentials, request.body);
        return HttpResponse{.status = reply.status, .body = reply.body};
    };
    ObjectSchema schema{};
    std::vector<std::string> wanted{};
};

class JsonTool : public DeclaredTool {
protected:
    JsonTool() : DeclaredTool("example_score", doubles::example_score_facts()) {
        vendor.add({{"id", "p1"}, {"email", "ann@example.com"}, {"lead_score", 41}, {"status", "subscribed"}});
    }
};

TEST_F(JsonTool, is_described_by_its_declaration_once_the_probe_has_answered) {
    ASSERT_NE(schema.find("score"), nullptr);
    EXPECT_FALSE(schema.find("score")->writable);
    EXPECT_TRUE(schema.find("email")->unique);
    EXPECT_TRUE(schema.find("preferences/all")->writable);
}

TEST_F(JsonTool, reads_whom_it_is_asked_for_and_says_who_is_gone) {
    const auto page = read(ByIds{{{"p1"}, {"p9"}}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("score"), 41);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), false);
    EXPECT_TRUE(page.changes[0].occurred_at);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"p9"}}));
}

TEST_F(JsonTool, finds_by_address_and_takes_nobody_else_for_an_answer) {
    EXPECT_EQ(read(ByMatch{"email", {"ANN@example.com"}}).changes.size(), 1U);
    EXPECT_TRUE(read(ByMatch{"email", {"bo@example.com"}}).changes.empty());
    vendor.when(doubles::get("/people?")).reply(200, R"({"people":[{"id":"p1","email":"ann@example.com"}]})");
    EXPECT_TRUE(read(ByMatch{"email", {"bo@example.com"}}).changes.empty()) << "its filter was not heeded";
}

TEST_F(JsonTool, makes_somebody_once_and_writes_fields_where_they_belong) {
    const auto made = write({{"email", "bo@example.com"}, {"first_name", "Bo"}, {"interests", "news;events"}});
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_says;
    EXPECT_EQ(write({{"email", "bo@example.com"}, {"last_name", "Lee"}}).id, made.id);
    const auto record = vendor.record(made.id->text);
    EXPECT_EQ(value_at(record, "/name/first")->as_string(), "Bo");
    EXPECT_EQ(value_at(record, "/name/last")->as_string(), "Lee");
    EXPECT_EQ(record.at("interests"), (boost::json::value{"news", "events"}));
    EXPECT_EQ(record.at("source"), "crosswalk");
    EXPECT_EQ(read(ByIds{{*made.id}}).changes.at(0).fields.at("interests"), "news;events");
}

TEST_F(JsonTool, tells_who_has_left_and_never_that_somebody_is_back) {
    EXPECT_EQ(write({{"preferences/all", true}}, "p1").verdict, Verdict::applied);
    EXPECT_EQ(vendor.record("p1").at("status"), "unsubscribed");
    const auto no = write({{"preferences/all", false}}, "p1");
    EXPECT_EQ(no.verdict, Verdict::refused);
    EXPECT_EQ(no.vendor_code, "opt_in_not_sent");
    EXPECT_EQ(vendor.record("p1").at("status"), "unsubscribed");
}

TEST_F(JsonTool, explains_a_refusal_by_its_declared_words) {
    const auto no = write({{"email", "nobody"}}, "p1");
    EXPECT_EQ(no.verdict, Verdict::refused);
    EXPECT_EQ(no.vendor_code, "invalid_value");
    EXPECT_EQ(no.field, "email");
    EXPECT_NE(no.advice.find("'email'"), std::string::npos) << no.advice;
    EXPECT_EQ(write({{"score", 99}}, "p1").vendor_code, "unknown_field") << "the score is the tool's own";
    EXPECT_EQ(write({{"first_name", "Cy"}}, "p9").verdict, Verdict::merged) << "gone: a read settles it";
}

TEST_F(JsonTool, polls_page_by_page_and_then_what_changed_since) {
    for (int i = 0; i < 230; ++i)
        vendor.add({{"id", "q" + std::to_string(1000 + i)}, {"email", "q" + std::to_string(i) + "@example.com"}});
    std::size_t rows = 0, pages = 0;
    std::string cursor;
    for (bool more = true; more && pages < 10; ++pages) {
        const auto page = read(Since{cursor});
        rows += page.changes.size();
        cursor = page.next_cursor;
        more = page.more;
    }
    EXPECT_EQ(rows, 231U);
    EXPECT_EQ(pages, 3U);
    vendor.forget_calls();
    (void)read(Since{cursor});
    EXPECT_FALSE(vendor.calls().empty());
}

class FormTool : public DeclaredTool {
protected:
    FormTool() : DeclaredTool("example_forms", doubles::example_forms_facts()) {
        vendor.add({{"id", "7"}, {"email", "ann@example.com"}, {"answers", {{"company", "Acme"}}}, {"may_mail", false}});
    }
};

TEST_F(FormTool, reads_records_that_stand_alone_and_words_that_json_has_too) {
    const auto page = read(ByIds{{{"7"}, {"8"}}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("company"), "Acme");
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    EXPECT_EQ(page.changes[0].occurred_at->precision, Precision::seconds);
    EXPECT_EQ(page.gone.size(), 1U);
    EXPECT_EQ(read(ByMatch{"email", {"ann@example.com"}}).changes.size(), 1U);
    EXPECT_FALSE(adapter.writes());
}

TEST_F(FormTool, polls_by_offset_and_comes_to_an_end) {
    for (int i = 0; i < 120; ++i)
        vendor.add({{"id", std::to_string(1000 + i)}, {"email", "q" + std::to_string(i) + "@example.com"}});
    std::set<std::string> seen;
    std::string cursor;
    std::size_t pages = 0;
    for (bool more = true; more && pages < 10; ++pages) {
        const auto page = read(Since{cursor});
        for (const Change& change : page.changes) seen.insert(change.id.text);
        cursor = page.next_cursor;
        more = page.more;
    }
    EXPECT_EQ(seen.size(), 121U);
    EXPECT_LT(pages, 10U);
}

}  // namespace
}  // namespace crosswalk::test::declared_tools
