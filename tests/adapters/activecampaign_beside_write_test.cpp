// What ActiveCampaign keeps beside a contact, written call by call: lists and tags.
#include "tests/adapters/activecampaign_beside.h"
#include "tests/support/operations.h"

#include <functional>

namespace crosswalk::test::activecampaign_beside_write {
namespace {

using namespace beside;

struct Written {
    Outcome outcome{};
    std::vector<std::string> asked{};
};
Written written(Vendor vendor, Fields fields, WriteKind operation = WriteKind::membership) {
    std::vector<Record> records{{.trace = {"t1"}, .own_id = "cw_1", .fields = std::move(fields)}};
    if (operation != WriteKind::create) records[0].id = VendorId{"42"};
    const WriteBatch batch{kContact, kSchema, operation, "", records};
    const auto report = ask(activecampaign, batch, Connection{}, std::ref(vendor));
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return {report ? report->outcomes()[0] : Outcome{}, vendor.asked};
}
const std::string kLook = "GET /api/3/contacts/42/contactLists?limit=100&offset=0";
const std::string kSet = "POST /api/3/contactLists";
std::string sets(const char* list, const char* status, const char* more = "") {
    return kSet + R"( {"contactList":{"list":")" + list + R"(","contact":"42","status":")" + status + '"' +
           more + "}}";
}

TEST(ActiveCampaignConsentWrite, leaving_all_goes_list_by_list) {
    std::vector<std::string> asked;
    const std::vector<Record> records{{.id = VendorId{"42"}, .fields = {{"lists/all", true}}}};
    const WriteBatch batch{kContact, kSchema, WriteKind::membership, "", records};
    const auto report =
        ask(activecampaign, batch, Connection{}, [&](const HttpRequest& request) {
            asked.push_back(request.method + " " + request.path);
            if (request.method == "GET")
                return answer(200, rows({row("1", "1"), row("2", "2"), row("3", "3"), row("4", "0")}));
            const auto list = std::string(text_at(*parse_json(request.body), "/contactList/list"));
            EXPECT_EQ(text_at(*parse_json(request.body), "/contactList/status"), "2");
            return answer(200, R"({"contactList":{"contact":"42","list":")" + list + R"(","status":2}})");
        });
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::applied);
    EXPECT_EQ(report->outcomes()[0].id->text, "42");
    EXPECT_EQ(asked, (std::vector<std::string>{kLook, kSet, kSet})) << "lists 1 and 4";
}

TEST(ActiveCampaignConsentWrite, a_list_that_refuses_keeps_nobody_on_the_others) {
    std::vector<std::string> left;
    const std::vector<Record> records{{.id = VendorId{"42"}, .fields = {{"lists/all", true}}}};
    const WriteBatch batch{kContact, kSchema, WriteKind::membership, "", records};
    const auto report =
        ask(activecampaign, batch, Connection{}, [&](const HttpRequest& request) {
            if (request.method == "GET")
                return answer(200, rows({row("1", "1"), row("2", "1"), row("3", "1"), row("4", "1")}));
            const auto list = std::string(text_at(*parse_json(request.body), "/contactList/list"));
            if (list == "2" || list == "3")
                return answer(422, R"({"errors":[{"title":"This list is locked."}]})");
            left.push_back(list);
            return answer(200, R"({"contactList":{"contact":"42","list":")" + list + R"(","status":2}})");
        });
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(left, (std::vector<std::string>{"1", "4"}));
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::refused);
    EXPECT_EQ(report->outcomes()[0].field, "lists/2");
}

TEST(ActiveCampaignConsentWrite, what_already_is_so_is_not_said_again) {
    Vendor vendor;
    vendor.answers[kLook] = answer(200, rows({row("1", "2")}));
    const auto out = written(vendor, {{"lists/all", true}, {"lists/1", "true"}});
    EXPECT_EQ(out.outcome.verdict, Verdict::applied);
    EXPECT_EQ(out.asked, (std::vector<std::string>{kLook}));
}

TEST(ActiveCampaignConsentWrite, one_list_is_left_even_by_who_was_never_on_it) {
    Vendor vendor;
    vendor.answers[kLook] = answer(200, rows({row("1", "1")}));
    vendor.answers[kSet] = answer(200, R"({"contactList":{"list":"3","status":2}})");
    const auto out = written(vendor, {{"lists/3", true}});
    EXPECT_EQ(out.outcome.verdict, Verdict::applied);
    EXPECT_EQ(out.asked, (std::vector<std::string>{kLook, sets("3", "2")}));
}

TEST(ActiveCampaignConsentWrite, coming_back_to_a_list_says_that_it_is_a_return) {
    Vendor vendor;
    vendor.answers[kLook] = answer(200, rows({row("3", "2")}));
    vendor.answers[kSet] = answer(200, R"({"contactList":{"list":"3","status":1}})");
    const auto out = written(vendor, {{"lists/3", false}});
    EXPECT_EQ(out.outcome.verdict, Verdict::applied);
    EXPECT_EQ(out.asked[1], sets("3", "1", R"(,"sourceid":4)"));
}

TEST(ActiveCampaignConsentWrite, nobody_is_put_back_on_all_lists_and_nothing_is_sent) {
    struct Case {
        Fields fields{};
        const char* code{};
    };
    for (const auto& [fields, code] :
         {Case{{{"lists/all", false}}, "rejoin_all_lists"},
          Case{{{"lists/all", true}, {"lists/3", false}}, "consent_contradicts"},
          Case{{{"lists/3", "maybe"}}, "not_yes_or_no"},
          Case{{{"lists/News", true}}, "unknown_field"},
          Case{{{"tag/MQL", 1}}, "not_yes_or_no"}}) {
        const auto out = written({}, fields);
        EXPECT_EQ(out.outcome.verdict, Verdict::refused) << code;
        EXPECT_EQ(out.outcome.vendor_code, code);
        EXPECT_FALSE(out.outcome.advice.empty());
        EXPECT_TRUE(out.asked.empty());
    }
}

TEST(ActiveCampaignConsentWrite, a_status_that_is_not_the_one_asked_for_is_no_success) {
    for (const char* told : {"{}", R"({"contactList":{"list":"1","status":1}})", R"({"succeeded":0})"}) {
        Vendor vendor;
        vendor.answers[kLook] = answer(200, rows({row("1", "1")}));
        vendor.answers[kSet] = answer(200, told);
        EXPECT_EQ(written(vendor, {{"lists/all", true}}).outcome.verdict, Verdict::unanswered) << told;
    }
    Vendor refuses;
    refuses.answers[kLook] = answer(200, rows({row("1", "1")}));
    refuses.answers[kSet] = answer(400, "{}");
    const auto out = written(refuses, {{"lists/all", true}, {"tag/MQL", true}});
    EXPECT_EQ(out.outcome.verdict, Verdict::refused);
    EXPECT_EQ(out.outcome.field, "lists/1");
    EXPECT_EQ(out.asked.size(), 2U) << "tags come after consent, or not at all";
}

TEST(ActiveCampaignConsentWrite, more_lists_than_calls_are_left_in_several_goes) {
    std::string all = R"({"contactLists":[)";
    for (int i = 1; i <= 60; ++i) all += (i == 1 ? "" : ",") + row(std::to_string(i).c_str(), "1");
    const std::vector<Record> records{{.id = VendorId{"42"}, .fields = {{"lists/all", true}}}};
    const WriteBatch batch{kContact, kSchema, WriteKind::membership, "", records};
    int left = 0;
    const auto report =
        ask(activecampaign, batch, Connection{}, [&](const HttpRequest& request) {
            if (request.method == "GET") return answer(200, all + "]}");
            ++left;
            const auto list = std::string(text_at(*parse_json(request.body), "/contactList/list"));
            return answer(200, R"({"contactList":{"list":")" + list + R"(","status":2}})");
        });
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::retry);
    EXPECT_EQ(left, 30);
}

TEST(ActiveCampaignWrite, a_create_puts_nobody_on_a_list) {
    Vendor vendor;
    vendor.answers["POST /api/3/contact/sync"] = answer(201, R"({"contact":{"id":"42"}})");
    const auto out = written(vendor, {{"email", "ann@example.com"}}, WriteKind::create);
    EXPECT_EQ(out.outcome.verdict, Verdict::applied);
    EXPECT_EQ(out.outcome.id->text, "42");
    EXPECT_EQ(
        out.asked, (std::vector<std::string>{R"(POST /api/3/contact/sync {"contact":{"email":"ann@example.com"}})"})
    );
}

TEST(ActiveCampaignWrite, what_cannot_be_written_is_said_without_asking) {
    for (const auto& [field, code] :
         {std::pair{"score/Engagement", "score_not_writable"}, std::pair{"field/GONE", "unknown_field"}}) {
        const auto out = written({}, {{field, 7}}, WriteKind::update);
        EXPECT_EQ(out.outcome.verdict, Verdict::refused);
        EXPECT_EQ(out.outcome.vendor_code, code);
        EXPECT_TRUE(out.asked.empty());
    }
}

const std::string kFind = "GET /api/3/tags?filters%5Bsearch%5D%5Beq%5D=MQL&limit=100";
const std::string kLinks = "GET /api/3/contacts/42/contactTags?limit=100&offset=0";

TEST(ActiveCampaignTagWrite, a_tag_that_nobody_had_is_made_and_given) {
    Vendor vendor;
    vendor.answers[kFind] = answer(200, R"({"tags":[{"id":"4","tag":"MQL","tagType":"template"}]})");
    vendor.answers["POST /api/3/tags"] = answer(201, R"({"tag":{"id":"16","tag":"MQL"}})");
    vendor.answers[kLinks] = answer(200, R"({"contactTags":[]})");
    vendor.answers["POST /api/3/contactTags"] =
        answer(201, R"({"contactTag":{"id":"9","contact":"42","tag":"16"}})");
    const auto out = written(vendor, {{"tag/MQL", true}});
    EXPECT_EQ(out.outcome.verdict, Verdict::applied);
    EXPECT_EQ(
        out.asked,
        (std::vector<std::string>{
            kFind,
            R"(POST /api/3/tags {"tag":{"tag":"MQL","tagType":"contact"}})",
            kLinks,
            R"(POST /api/3/contactTags {"contactTag":{"contact":"42","tag":"16"}})"})
    );
}

TEST(ActiveCampaignTagWrite, a_tag_is_taken_away_by_its_link_and_one_that_went_meanwhile_is_gone) {
    for (const int status : {200, 404}) {
        Vendor vendor;
        vendor.answers[kFind] = answer(200, R"({"tags":[{"id":"3","tag":"mql"},{"id":"16","tag":"MQL"}]})");
        vendor.answers[kLinks] = answer(
            200,
            R"({"contactTags":[{"id":"9","contact":"42","tag":"16"},{"id":"8","contact":"42","tag":"3"}]})"
        );
        vendor.answers["DELETE /api/3/contactTags/9"] = answer(status, "{}");
        const auto out = written(vendor, {{"tag/MQL", false}});
        EXPECT_EQ(out.outcome.verdict, Verdict::applied) << status;
        EXPECT_EQ(out.asked.back(), "DELETE /api/3/contactTags/9");
    }
}

TEST(ActiveCampaignTagWrite, what_already_is_so_costs_looks_alone) {
    Vendor has;
    has.answers[kFind] = answer(200, R"({"tags":[{"id":"16","tag":"MQL"}]})");
    has.answers[kLinks] = answer(200, R"({"contactTags":[{"id":"9","contact":"42","tag":"16"}]})");
    EXPECT_EQ(written(has, {{"tag/MQL", true}}).asked, (std::vector<std::string>{kFind, kLinks}));
    Vendor no_such_tag;
    no_such_tag.answers[kFind] = answer(200, R"({"tags":[]})");
    const auto out = written(no_such_tag, {{"tag/MQL", false}});
    EXPECT_EQ(out.outcome.verdict, Verdict::applied);
    EXPECT_EQ(out.asked, (std::vector<std::string>{kFind}));
}

}  // namespace
}  // namespace crosswalk::test::activecampaign_beside_write
