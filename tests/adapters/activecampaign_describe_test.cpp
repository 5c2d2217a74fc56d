#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"

#include <map>

namespace crosswalk::test::activecampaign_describe {
namespace {

const Adapter& activecampaign = *find_adapter("activecampaign");
const ObjectPlan& kContact = *activecampaign.manifest.plan("contact");

TEST(ActiveCampaignDescribe, scores_fields_lists_and_tags_come_page_by_page) {
    std::vector<std::string> asked;
    std::string full = R"({"fields":[)";
    for (int i = 1; i <= 100; ++i)
        full += (i == 1 ? "" : ",") + (R"({"id":")" + std::to_string(i) + R"(","perstag":"T)" +
                                       std::to_string(i) + R"(","title":"x","type":"text"})");
    std::map<std::string, std::string> answers{
        {"/api/3/scores?limit=100&offset=0", fixture("activecampaign/res_scores_200.json")},
        {"/api/3/fields?limit=100&offset=0", full + "]}"},
        {"/api/3/fields?limit=100&offset=100",
         R"({"fields":[{"id":"101","perstag":"LEAD_SOURCE","title":"Lead source","type":"text"}]})"},
        {"/api/3/lists?limit=100&offset=0", R"({"lists":[{"id":"3","name":"News"}]})"},
        {"/api/3/tags?limit=100&offset=0",
         R"({"tags":[{"id":"16","tag":"MQL","tagType":"contact"},{"id":"4","tag":"old","tagType":"template"}]})"}};
    const auto schema = ask(activecampaign,
        SchemaQuery{kContact},
        Connection{},
        [&](const HttpRequest& request) {
            asked.push_back(request.path);
            return answer(200, answers[request.path]);
        }
    );
    ASSERT_TRUE(schema) << schema.error().what;
    EXPECT_EQ(asked.size(), answers.size());
    EXPECT_EQ(schema->find("score/Engagement")->vendor_key, "2");
    EXPECT_FALSE(schema->find("score/Engagement")->writable);
    EXPECT_EQ(schema->find("score/Fit"), nullptr) << "it belongs to deals";
    EXPECT_EQ(schema->find("field/LEAD_SOURCE")->vendor_key, "101");
    EXPECT_TRUE(schema->find("email")->required);
    EXPECT_EQ(schema->find("lists/3")->label, "Left the list News");
    EXPECT_NE(schema->find("lists/all"), nullptr);
    EXPECT_EQ(schema->find("tag/MQL")->vendor_key, "16");
    EXPECT_EQ(schema->find("tag/old"), nullptr) << "it belongs to templates";
}

TEST(ActiveCampaignDescribe, a_source_that_is_denied_or_not_there_is_left_out_and_the_list_is_not_whole) {
    for (const int status : {403, 404}) {
        const auto schema = ask(activecampaign,
            SchemaQuery{kContact},
            Connection{},
            [&](const HttpRequest& request) {
                if (request.path.starts_with("/api/3/scores")) return answer(status, R"({"message":"No."})");
                return answer(200, R"({"fields":[],"lists":[{"id":"3","name":"News"}],"tags":[]})");
            }
        );
        ASSERT_TRUE(schema) << schema.error().what;
        EXPECT_FALSE(schema->whole);
        EXPECT_NE(schema->find("email"), nullptr);
        EXPECT_NE(schema->find("lists/3"), nullptr);
    }
}

TEST(ActiveCampaignDescribe, where_nothing_is_found_the_address_is_wrong) {
    const auto schema =
        ask(activecampaign, SchemaQuery{kContact}, Connection{}, [&](const HttpRequest&) {
            return answer(404, "{}");
        });
    EXPECT_FALSE(schema);
}

TEST(ActiveCampaignDescribe, however_many_tags_there_are_it_comes_to_an_end) {
    std::string full = R"({"scores":[],"fields":[],"lists":[],"tags":[)";
    for (int i = 1; i <= 100; ++i)
        full += (i == 1 ? "" : ",") +
                (R"({"id":")" + std::to_string(i) + R"(","tag":"t)" + std::to_string(i) + R"("})");
    const auto schema =
        ask(activecampaign, SchemaQuery{kContact}, Connection{}, [&](const HttpRequest&) {
            return answer(200, full + "]}");
        });
    ASSERT_TRUE(schema) << schema.error().what;
}

TEST(ActiveCampaignDescribe, WhereTheFirstPageCannotBeReadNothingIsTaken) {
    for (const auto& bad : {answer(500, ""), answer(200, "<html>"), answer(200, R"({"fields":[{"id":"1"},null]})")}) {
        ObjectSchema schema;
        const SchemaQuery query{kContact};
        const auto calls = activecampaign.describe.build(query, {}, schema);
        ASSERT_TRUE(calls && !calls->empty());
        const auto read = answer_of(activecampaign.manifest, bad);
        EXPECT_FALSE(read && activecampaign.describe.parse(query, {}, calls->front(), *read, schema));
        EXPECT_TRUE(schema.fields.empty()) << "a list without custom fields would be believed for minutes";
    }
}

}  // namespace
}  // namespace crosswalk::test::activecampaign_describe
