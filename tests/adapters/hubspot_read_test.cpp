#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

namespace crosswalk::test::hubspot_read {
namespace {

const Adapter& hubspot = *find_adapter("hubspot");
const ObjectPlan& kContact = *hubspot.manifest.plan("contact");
const ObjectSchema kSchema{
    .kind = {"contact"}, .fields = {{.name = "member_no", .unique = true}, {.name = "phone"}}};

template <class What>
ReadQuery<What> reading(What what) {
    return {kContact, kSchema, {"email", "lifecyclestage"}, std::move(what)};
}
boost::json::value asked(const auto& query) {
    return *parse_json(first_request(hubspot, query).body);
}
std::string path(const auto& query) { return first_request(hubspot, query).path; }
Page page_of(const auto& query, const HttpResponse& response) {
    return *first_answer(hubspot, query, {}, response);
}
std::string found(int count, std::string_view stamp, std::string_view rest = "") {
    std::string out = R"({"total":9,"results":[)";
    for (int i = 1; i <= count; ++i)
        out +=
            (i == 1 ? "" : ",") + (R"({"id":")" + std::to_string(i) +
                                   R"(","properties":{"lastmodifieddate":")" + std::string(stamp) + R"("}})");
    return out + "]" + std::string(rest) + "}";
}

TEST(HubspotRead, OneUnreadableRowLeavesTheOthersReadable) {
    const auto body =
        R"({"results":[{"id":"1","properties":null},{"properties":{}},null,{"id":"2","properties":{"email":"a@example.com"},"updatedAt":"2026-11-20T10:15:30.000Z"}]})";
    for (const auto& page :
         {page_of(reading(ByIds{{{"1"}, {"2"}}}), answer(200, body)),
          page_of(reading(Since{}), answer(200, body)),
          page_of(reading(ByMatch{"email", {"a@example.com"}}), answer(200, body))}) {
        ASSERT_EQ(page.changes.size(), 1U);
        EXPECT_EQ(page.changes[0].id.text, "2");
        ASSERT_EQ(page.unreadable.size(), 3U);
        EXPECT_EQ(page.unreadable[0].id.text, "1");
        EXPECT_EQ(page.unreadable[0].kind.text, "contact");
    }
}

TEST(HubspotRead, tells_records_and_which_are_gone) {
    const auto query = reading(ByIds{{{"290201"}, {"999999"}}});
    EXPECT_EQ(path(query), "/crm/v3/objects/contacts/batch/read");
    EXPECT_EQ(text_at(asked(query), "/inputs/1/id"), "999999");
    EXPECT_EQ(value_at(asked(query), "/idProperty"), nullptr);
    const auto page =
        page_of(query, answer(207, json_part("hubspot/15_batch_read_207_missing.json", "/response/body")));
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, "290201");
    EXPECT_EQ(page.changes[0].fields.at("lifecyclestage"), "lead");
    EXPECT_EQ(page.changes[0].occurred_at->precision, Precision::milliseconds);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"999999"}}));
}

TEST(HubspotRead, an_id_that_is_not_mentioned_is_not_called_gone) {
    const auto page =
        page_of(reading(ByIds{{{"1"}, {"2"}}}), answer(200, R"({"status":"COMPLETE","results":[]})"));
    EXPECT_TRUE(page.gone.empty());
    EXPECT_TRUE(page.changes.empty());
}

TEST(HubspotRead, the_id_of_a_loser_is_answered_with_its_survivor_and_told_as_a_merge) {
    const auto query = reading(ByIds{{{"1"}, {"2"}, {"3"}}});
    EXPECT_EQ(asked(query).at("properties").as_array().size(), 5U);
    const auto page = page_of(
        query,
        answer(
            200,
            R"({"status":"COMPLETE","results":[
                {"id":"9","properties":{"email":"a@example.com","hs_merged_object_ids":"4;1;2"}},
                {"id":"3","properties":{"email":"c@example.com","hs_merged_object_ids":null}}]})"
        )
    );
    ASSERT_EQ(page.changes.size(), 1U) << "nothing is told under a wrong id";
    EXPECT_EQ(page.changes[0].id.text, "3");
    EXPECT_FALSE(page.changes[0].fields.contains("hs_merged_object_ids")) << "nobody asked for it";
    ASSERT_EQ(page.merges.size(), 3U) << "also of who was not asked about";
    for (const auto& merge : page.merges) EXPECT_EQ(merge.winner.text, "9");
    EXPECT_EQ(page.merges[0].losers[0].text, "1");
    EXPECT_EQ(page.merges[1].losers[0].text, "2");
    EXPECT_EQ(page.merges[2].losers[0].text, "4");
}

TEST(HubspotRead, IdsThatABatchLeavesOutAreAskedForSingly) {
    const auto query = reading(ByIds{{{"1"}, {"2"}, {"3"}, {"4"}}});
    std::vector<HttpRequest> asked_for;
    const std::vector<HttpResponse> answers{
        answer(200, R"({"results":[{"id":"3","properties":{"email":"c@example.com"}}]})"),
        answer(200, R"({"id":"9","properties":{}})"),
        answer(404, R"({"status":"error","category":"OBJECT_NOT_FOUND"})"),
        answer(200, R"({"id":"4","properties":{"email":"d@example.com"}})")};
    const auto page = ask(hubspot, query, Connection{}, [&](const HttpRequest& request) {
        asked_for.push_back(request);
        return answers.at(asked_for.size() - 1);
    });
    ASSERT_TRUE(page);
    ASSERT_EQ(asked_for.size(), 4U);
    EXPECT_EQ(asked_for[1].method, "GET");
    EXPECT_TRUE(asked_for[1].path.starts_with("/crm/v3/objects/contacts/1?properties=")) << asked_for[1].path;
    ASSERT_EQ(page->merges.size(), 1U) << "answered under another id, it was merged";
    EXPECT_EQ(page->merges[0].winner.text, "9");
    EXPECT_EQ(page->merges[0].losers[0].text, "1");
    EXPECT_EQ(page->gone, (std::vector<VendorId>{{"2"}}));
    ASSERT_EQ(page->changes.size(), 2U);
    EXPECT_EQ(page->changes[0].id.text, "3");
    EXPECT_EQ(page->changes[1].id.text, "4");
}

TEST(HubspotRead, ASingleIdIsNotCalledGoneByAStatusAlone) {
    const auto query = reading(ByIds{{{"1"}}});
    const auto page = ask(hubspot, query, Connection{}, [&](const HttpRequest& request) {
        return request.method == "GET" ? answer(404, "nothing here") : answer(200, R"({"results":[]})");
    });
    EXPECT_FALSE(page);
}

TEST(HubspotRead, TellsTheFurtherAddressesOfAContact) {
    const auto query = reading(ByMatch{"email", {"old@example.com", "b@example.com"}});
    const auto page = page_of(
        query,
        answer(
            200,
            R"({"results":[{"id":"1","properties":{"email":"new@example.com","hs_additional_emails":"old@example.com;older@example.com"}}]})"
        )
    );
    EXPECT_EQ(
        page.changes[0].aliases.at("email"),
        (std::vector<std::string>{"old@example.com", "older@example.com"})
    );
    const auto hidden = page_of(
        reading(ByMatch{"email", {"old@example.com"}}),
        answer(200, R"({"results":[{"id":"1","properties":{"email":"new@example.com"}}]})")
    );
    EXPECT_EQ(hidden.changes[0].aliases.at("email"), std::vector<std::string>{"old@example.com"})
        << "asked for alone, it is found under what was asked";
}

TEST(HubspotRead, one_stranger_for_one_that_is_missing_is_its_survivor_and_otherwise_nobody_guesses) {
    const std::string stranger = R"({"id":"9","properties":{}})";
    const auto one = page_of(reading(ByIds{{{"1"}}}), answer(200, R"({"results":[)" + stranger + "]}"));
    ASSERT_EQ(one.merges.size(), 1U);
    EXPECT_EQ(one.merges[0].losers[0].text, "1");
    const auto two =
        page_of(reading(ByIds{{{"1"}, {"2"}}}), answer(200, R"({"results":[)" + stranger + "]}"));
    EXPECT_TRUE(two.merges.empty());
    EXPECT_TRUE(two.changes.empty());
}

TEST(HubspotRead, opt_outs_are_read_as_preferences) {
    const ReadQuery query{
        kContact, kSchema, {"preferences/all", "preferences/7", "preferences/8"}, ByIds{{{"1"}, {"2"}}}};
    const auto names = boost::json::serialize(asked(query).at("properties"));
    EXPECT_NE(names.find("\"hs_email_optout\""), std::string::npos);
    EXPECT_NE(names.find("\"hs_email_optout_7\""), std::string::npos);
    EXPECT_EQ(names.find("preferences"), std::string::npos);
    const auto page = page_of(
        query,
        answer(
            200,
            R"({"results":[{"id":"1","properties":{"hs_email_optout":"true","hs_email_optout_7":null}},
                           {"id":"2","properties":{"hs_email_optout":"false","hs_email_optout_7":""}}]})"
        )
    );
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    EXPECT_EQ(page.changes[0].fields.at("preferences/7"), false);
    EXPECT_FALSE(page.changes[0].fields.contains("preferences/8")) << "the account has no such subscription";
    EXPECT_EQ(page.changes[1].fields.at("preferences/all"), false);
}

TEST(HubspotPoll, tells_who_was_merged_meanwhile) {
    const auto page = page_of(
        reading(Since{}),
        answer(
            200,
            R"({"results":[{"id":"9","properties":{"lastmodifieddate":"2026-02-14T21:36:16.420Z","hs_merged_object_ids":"1;2"}}]})"
        )
    );
    EXPECT_EQ(page.changes.size(), 1U);
    ASSERT_EQ(page.merges.size(), 1U);
    EXPECT_EQ(page.merges[0].winner.text, "9");
    EXPECT_EQ(page.merges[0].losers, (std::vector<VendorId>{{"1"}, {"2"}}));
}

TEST(HubspotRead, finds_by_unique_properties_directly_and_by_others_through_search) {
    for (const char* field : {"email", "crosswalk_id", "member_no"}) {
        const auto query = reading(ByMatch{field, {"a"}});
        EXPECT_EQ(path(query), "/crm/v3/objects/contacts/batch/read");
        EXPECT_EQ(text_at(asked(query), "/idProperty"), field);
    }
    const auto query = reading(ByMatch{"phone", {"+4930A", "+4931"}});
    EXPECT_EQ(path(query), "/crm/v3/objects/contacts/search");
    const auto body = asked(query);
    EXPECT_EQ(text_at(body, "/filterGroups/0/filters/0/operator"), "IN");
    EXPECT_EQ(text_at(body, "/filterGroups/0/filters/0/values/0"), "+4930a");
    EXPECT_EQ(text_at(body, "/sorts/0/propertyName"), "hs_object_id");
}

TEST(HubspotRead, a_search_for_many_values_takes_turns_and_pages_and_leaves_none_out) {
    ByMatch match{.field = "phone"};
    for (int i = 0; i < 100; ++i)
        match.values.push_back("+49" + std::string(40, '0') + std::to_string(1000 + i));
    const auto query = reading(match);
    std::string asked_for;
    int calls = 0;
    const auto page = ask(hubspot, query, Connection{}, [&](const HttpRequest& request) {
        EXPECT_LE(request.body.size(), 3'000U) << "the vendor refuses longer ones";
        asked_for += request.body;
        return answer(
            200,
            ++calls == 1 ? found(1, "2026-02-17T19:23:18.734Z", R"(,"paging":{"next":{"after":"200"}})")
                         : found(1, "2026-02-17T19:23:18.734Z")
        );
    });
    ASSERT_TRUE(page);
    EXPECT_GT(calls, 3);
    EXPECT_NE(asked_for.find(R"("after":"200")"), std::string::npos);
    for (const auto& value : match.values) EXPECT_NE(asked_for.find(value), std::string::npos);
}

TEST(HubspotPoll, goes_on_by_time_and_starts_the_next_one_at_the_vendors_own_clock) {
    const auto first = reading(Since{});
    EXPECT_EQ(path(first), "/crm/v3/objects/contacts/search");
    EXPECT_EQ(text_at(asked(first), "/filterGroups/0/filters/0/operator"), "GTE");
    EXPECT_EQ(text_at(asked(first), "/filterGroups/0/filters/0/value"), "0");
    const auto one = page_of(
        first,
        answer(200, found(200, "2026-02-14T21:36:16.420Z"), {{"Date", "Sat, 14 Feb 2026 22:00:00 GMT"}})
    );
    EXPECT_TRUE(one.more);
    const auto second = reading(Since{one.next_cursor});
    EXPECT_EQ(text_at(asked(second), "/filterGroups/0/filters/0/value"), "1771104976420");
    const auto two = page_of(second, answer(200, found(3, "2026-02-14T21:40:00.000Z")));
    EXPECT_FALSE(two.more);
    const auto third = asked(reading(Since{two.next_cursor}));
    EXPECT_EQ(text_at(third, "/filterGroups/0/filters/0/value"), std::to_string(1771106400000 - 300'000));
}

TEST(HubspotPoll, an_import_of_thousands_in_one_millisecond_is_walked_by_id) {
    const std::string stamp = "2026-02-14T21:36:16.420Z";
    auto page = page_of(reading(Since{}), answer(200, found(200, stamp)));
    page = page_of(reading(Since{page.next_cursor}), answer(200, found(200, stamp)));
    EXPECT_TRUE(page.more);
    auto body = asked(reading(Since{page.next_cursor}));
    EXPECT_EQ(text_at(body, "/filterGroups/0/filters/0/operator"), "EQ");
    EXPECT_EQ(text_at(body, "/filterGroups/0/filters/1/propertyName"), "hs_object_id");
    EXPECT_EQ(text_at(body, "/filterGroups/0/filters/1/value"), "0");
    page = page_of(reading(Since{page.next_cursor}), answer(200, found(200, stamp)));
    EXPECT_EQ(text_at(asked(reading(Since{page.next_cursor})), "/filterGroups/0/filters/1/value"), "200");
    page = page_of(reading(Since{page.next_cursor}), answer(200, found(7, stamp)));
    EXPECT_TRUE(page.more) << "behind that millisecond it goes on";
    body = asked(reading(Since{page.next_cursor}));
    EXPECT_EQ(text_at(body, "/filterGroups/0/filters/0/value"), "1771104976421");
    page = page_of(reading(Since{page.next_cursor}), answer(200, found(0, stamp)));
    EXPECT_FALSE(page.more);
}

TEST(HubspotPoll, an_index_that_lags_is_no_news) {
    const auto page = page_of(
        reading(Since{}), answer(200, json_part("hubspot/16_contact_search.json", "/stale_index/body"))
    );
    EXPECT_TRUE(page.changes.empty());
    EXPECT_FALSE(page.more);
}

TEST(HubspotRead, a_refused_search_is_a_fault_with_a_remedy) {
    const auto page = first_answer(hubspot,
        reading(Since{}),
        {},
        answer(400, json_part("hubspot/17_errors.json", "/400_validation/body"))
    );
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, "hubspot.refused");
    EXPECT_FALSE(page.error().remedy.empty());
}

}  // namespace
}  // namespace crosswalk::test::hubspot_read
