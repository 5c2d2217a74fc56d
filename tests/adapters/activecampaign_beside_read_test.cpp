// What ActiveCampaign keeps beside a contact, as a read tells it: lists and tags.
#include "connector/contract/text.h"
#include "tests/adapters/activecampaign_beside.h"
#include "tests/support/operations.h"

#include <algorithm>
#include <functional>

namespace crosswalk::test::activecampaign_beside_read {
namespace {

using namespace beside;

Change lists_read(const std::string& body, std::vector<std::string> fields = {"lists/all", "lists/1"}) {
    const ReadQuery query{kContact, kSchema, std::move(fields), ByIds{{{"42"}}}};
    const auto page =
        ask(activecampaign, query, Connection{}, [&](const HttpRequest& request) {
            EXPECT_EQ(request.path, "/api/3/contacts/42/contactLists?limit=100");
            return answer(200, body);
        });
    EXPECT_TRUE(page && page->changes.size() == 1U);
    return page && !page->changes.empty() ? page->changes[0] : Change{};
}

TEST(ActiveCampaignLists, who_left_one_list_and_is_on_another_did_not_leave_all) {
    const auto change = lists_read(rows({row("1", "2"), row("2", "1", "2026-02-01T03:00:00-06:00")}));
    EXPECT_EQ(change.fields.at("lists/1"), true);
    EXPECT_EQ(change.fields.at("lists/all"), false);
    EXPECT_EQ(iso_text(change.field_times.at("lists/1").at), "2026-03-01T09:00:00.000Z");
    EXPECT_EQ(iso_text(change.field_times.at("lists/all").at), "2026-02-01T09:00:00.000Z");
}

TEST(ActiveCampaignLists, who_left_the_last_list_left_all_when_they_left_it) {
    const auto change =
        lists_read(rows({row("1", "2", "2026-01-01T00:00:00Z"), row("2", "2"), row("3", "3")}));
    EXPECT_EQ(change.fields.at("lists/all"), true);
    EXPECT_EQ(iso_text(change.field_times.at("lists/all").at), "2026-03-01T09:00:00.000Z");
}

TEST(ActiveCampaignLists, a_bounce_an_unconfirmed_and_no_membership_tell_nothing) {
    for (const auto& body : {rows({}), rows({row("1", "3")}), rows({row("1", "0")}), rows({row("1", "91")})})
        EXPECT_TRUE(lists_read(body).fields.empty()) << body;
}

TEST(ActiveCampaignLists, somebody_elses_lists_are_not_theirs) {
    EXPECT_TRUE(lists_read(R"({"contactLists":[{"contact":"43","list":"1","status":"2"}]})").fields.empty());
}

TEST(ActiveCampaignLists, a_contact_that_comes_with_its_lists_costs_one_call) {
    Vendor vendor;
    vendor.answers["GET /api/3/contacts/42"] = answer(
        200, R"({"contact":{"id":"42","email":"ann@example.com"},"contactLists":[)" + row("1", "2") + "]}"
    );
    const ReadQuery query{kContact, kSchema, {"email", "lists/all"}, ByIds{{{"42"}}}};
    const auto page = ask(activecampaign, query, Connection{}, std::ref(vendor));
    ASSERT_TRUE(page) << page.error().what;
    EXPECT_EQ(vendor.asked.size(), 1U);
    ASSERT_EQ(page->changes.size(), 2U);
    EXPECT_EQ(page->changes[1].fields.at("lists/all"), true);
}

TEST(ActiveCampaignLists, what_is_no_list_is_told) {
    for (const char* name : {"lists/", "lists/News", "lists/1x"}) {
        const ReadQuery query{kContact, kSchema, {name}, ByIds{{{"42"}}}};
        const auto page = first_answer(activecampaign, query, {}, answer(200, rows({})));
        ASSERT_FALSE(page) << name;
        EXPECT_EQ(page.error().code, "activecampaign.unknown_field");
    }
}

TEST(ActiveCampaignRead, nonsense_rows_are_unreadable_and_do_not_mean_that_nothing_is_there) {
    struct Case {
        std::vector<std::string> fields{};
        const char* body = "";
    };
    for (const Case& one :
         {Case{{"score/Engagement"}, R"({"scoreValues":[null,{}]})"},
          Case{{"score/Engagement"}, R"({"scoreValues":[{"contact":"42"}]})"},
          Case{{"lists/all"}, R"({"contactLists":["1"]})"},
          Case{{"lists/all"}, R"({"contactLists":[{"list":"1","status":"2"}]})"},
          Case{{"tag/MQL"}, R"({"contactTags":[null]})"},
          Case{{"email"}, R"({"contact":{"id":"42"},"fieldValues":[{}]})"}}) {
        const ReadQuery query{kContact, kSchema, one.fields, ByIds{{{"42"}}}};
        const auto page = first_answer(activecampaign, query, {}, answer(200, one.body));
        ASSERT_FALSE(page) << one.body;
        EXPECT_EQ(page.error().code, "activecampaign.unreadable") << one.body;
    }
    const ReadQuery look{kContact, kSchema, {"email"}, ByMatch{"email", {"ann@example.com"}}};
    EXPECT_FALSE(first_answer(activecampaign, look, {}, answer(200, R"({"contacts":[null,{}]})")))
        << "else a person would be made who is there already";
}

TEST(ActiveCampaignLists, a_look_up_takes_along_what_the_list_carries) {
    const ReadQuery query{kContact, kSchema, {"lists/all", "tag/MQL"}, ByMatch{"email", {"ann@example.com"}}};
    const std::string contact = R"({"contacts":[{"id":"42","email":"ann@example.com"}])";
    const auto read = [&](const std::string& rest) {
        return (*first_answer(activecampaign, query, {}, answer(200, contact + rest))).changes.at(0);
    };
    EXPECT_NE(
        first_request(activecampaign, query).path.find("include=contactLists%2CcontactTags"),
        std::string::npos
    );
    EXPECT_EQ(read("}").completeness, Completeness::read_the_rest);
    const auto whole =
        read(R"(,"contactTags":[{"contact":"42","tag":"16"}],"contactLists":[)" + row("1", "2") + "]}");
    EXPECT_EQ(whole.completeness, Completeness::shown);
    EXPECT_EQ(whole.fields.at("lists/all"), true);
    EXPECT_EQ(whole.fields.at("tag/MQL"), true);
}

TEST(ActiveCampaignTags, a_tag_is_there_or_not_and_one_nobody_knows_yet_is_not_told) {
    Vendor vendor;
    vendor.answers["GET /api/3/contacts/42/contactTags?limit=100"] = answer(
        200, R"({"contactTags":[{"id":"7","contact":"42","tag":"16","cdate":"2026-03-01T03:00:00-06:00"}]})"
    );
    vendor.answers["GET /api/3/contacts/43/contactTags?limit=100"] =
        answer(200, R"({"contactTags":[{"id":"8","contact":"42","tag":"16"}]})");
    const ReadQuery query{kContact, kSchema, {"tag/MQL", "tag/brand new"}, ByIds{{{"42"}, {"43"}, {"44"}}}};
    const auto page = ask(activecampaign, query, Connection{}, std::ref(vendor));
    ASSERT_TRUE(page) << page.error().what;
    ASSERT_EQ(page->changes.size(), 2U);
    EXPECT_EQ(page->changes[0].fields.at("tag/MQL"), true);
    EXPECT_TRUE(page->changes[0].field_times.contains("tag/MQL"));
    EXPECT_EQ(page->changes[1].fields.at("tag/MQL"), false);
    EXPECT_FALSE(page->changes[0].fields.contains("tag/brand new"));
    EXPECT_EQ(page->gone, (std::vector<VendorId>{{"44"}}));
}

}  // namespace
}  // namespace crosswalk::test::activecampaign_beside_read
