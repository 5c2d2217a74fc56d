// The poll is what makes up for webhooks that are never repeated.
#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

#include <algorithm>

namespace crosswalk::test::activecampaign_poll {
namespace {

const Adapter& activecampaign = *find_adapter("activecampaign");
const ObjectPlan& kContact = *activecampaign.manifest.plan("contact");
const ObjectSchema kSchema{
    .kind = {"contact"},
    .fields = {
        {.name = "email", .vendor_key = "email"},
        {.name = "field/LEAD_SOURCE", .vendor_key = "6"},
        {.name = "score/Engagement", .vendor_key = "2", .writable = false}}};
const std::vector<std::string> kScored{"email", "score/Engagement"};
const std::string kSideload =
    R"(,"scoreValues":[{"score":"2","contact":"1","scoreValue":"73","mdate":"2026-03-01T04:00:00-06:00"},{"score":"9","contact":"2","scoreValue":"1"}])";

std::string contacts(int from, int count, std::string_view rest = "") {
    std::string out = R"({"contacts":[)";
    for (int i = from; i < from + count; ++i)
        out += (i == from ? "" : ",") +
               (R"({"id":")" + std::to_string(i) + R"(","email":"p)" + std::to_string(i) +
                R"(@example.com","udate":"2026-03-01T03:00:00-06:00"})");
    return out + "]" + std::string(rest) + "}";
}

// One poll page: `list` answers the list; whoever is asked for alone has the score 5.
struct Poll {
    Page page{};
    std::string listed{};               // the path of the list
    std::vector<std::string> single{};  // the paths of all other calls
};
Poll poll(
    const std::string& cursor, const std::string& list, const std::vector<std::string>& fields = kScored
) {
    Poll out;
    const ReadQuery query{kContact, kSchema, fields, Since{cursor}};
    auto page = ask(activecampaign, query, Connection{}, [&](const HttpRequest& request) {
        if (request.path.starts_with("/api/3/contacts?")) {
            out.listed = request.path;
            return answer(200, list, {{"Date", "Sun, 01 Mar 2026 10:00:00 GMT"}});
        }
        out.single.push_back(request.path);
        const auto id = request.path.substr(16, request.path.find('/', 16) - 16);
        if (request.path.ends_with("/scoreValues"))
            return answer(
                200, R"({"scoreValues":[{"score":"2","contact":")" + id + R"(","scoreValue":"5"}]})"
            );
        return answer(200, R"({"contact":{"id":")" + id + R"("},"fieldValues":[]})");
    });
    EXPECT_TRUE(page) << (page ? "" : page.error().what);
    if (page) out.page = *page;
    return out;
}
bool everyone_has_the_score(const Page& page, std::size_t people) {
    return static_cast<std::size_t>(std::ranges::count_if(page.changes, [](const Change& c) {
               return c.fields.contains("score/Engagement");
           })) == people;
}
bool has(const std::string& path, std::string_view part) { return path.find(part) != std::string::npos; }

TEST(ActiveCampaignPoll, the_first_one_walks_through_everyone_by_id_and_reads_each_score) {
    const auto one = poll("", contacts(1, 100));
    EXPECT_EQ(one.listed, "/api/3/contacts?orders%5Bid%5D=ASC&id_greater=0&limit=100&include=scoreValues");
    EXPECT_EQ(one.single.size(), 30U) << "as many as the calls allow";
    EXPECT_TRUE(everyone_has_the_score(one.page, 30));
    EXPECT_TRUE(one.page.more);
    const auto two = poll(one.page.next_cursor, contacts(31, 3));
    EXPECT_TRUE(has(two.listed, "id_greater=30&"));
    EXPECT_FALSE(two.page.more) << "everyone was seen, so nobody is gone round again";
    const auto three = poll(two.page.next_cursor, contacts(1, 0));
    EXPECT_TRUE(has(three.listed, "updated_after%5D=2026-03-01T09%3A55%3A00.000Z"))
        << "five minutes before the vendor's clock when the poll began";
}

TEST(ActiveCampaignPoll, what_is_read_in_a_poll_is_complete_so_that_an_unchanged_one_is_no_news) {
    const auto one = poll("", contacts(1, 3));
    for (const Change& change : one.page.changes) EXPECT_NE(change.completeness, Completeness::read_the_rest);
}

TEST(ActiveCampaignPoll, a_score_that_moved_alone_is_found_by_going_round_some_contacts_a_poll) {
    auto cursor = poll("", contacts(1, 3)).page.next_cursor;
    // The second poll: nobody changed, then the rolling part begins.
    auto step = poll(cursor, contacts(1, 0));
    EXPECT_TRUE(step.page.more);
    step = poll(step.page.next_cursor, contacts(1, 100));
    EXPECT_FALSE(has(step.listed, "updated_after"));
    EXPECT_FALSE(step.page.more) << "each of them costs a call of its own, so that is enough for this poll";
    EXPECT_TRUE(everyone_has_the_score(step.page, 30));
    // The third poll goes on behind them, and at the end begins anew.
    step = poll(step.page.next_cursor, contacts(1, 0));
    step = poll(step.page.next_cursor, contacts(31, 10));
    EXPECT_TRUE(has(step.listed, "id_greater=30&"));
    EXPECT_FALSE(step.page.more);
    step = poll(step.page.next_cursor, contacts(1, 0));
    step = poll(step.page.next_cursor, contacts(1, 3));
    EXPECT_TRUE(has(step.listed, "id_greater=0&"));
}

TEST(ActiveCampaignPoll, where_the_list_carries_scores_everyone_is_gone_round_at_once_without_further_calls) {
    auto step = poll(poll("", contacts(1, 3, kSideload)).page.next_cursor, contacts(1, 0));
    step = poll(step.page.next_cursor, contacts(1, 100, kSideload));
    EXPECT_TRUE(step.single.empty());
    EXPECT_TRUE(step.page.more);
    ASSERT_EQ(step.page.changes.size(), 100U);
    EXPECT_EQ(step.page.changes[0].fields.at("score/Engagement"), "73");
    EXPECT_EQ(
        iso_text(step.page.changes[0].field_times.at("score/Engagement").at), "2026-03-01T10:00:00.000Z"
    );
    EXPECT_FALSE(step.page.changes[1].fields.contains("score/Engagement")) << "another score";
}

TEST(ActiveCampaignPoll, custom_fields_that_the_list_leaves_out_are_read_of_those_that_changed) {
    const std::vector<std::string> all{"email", "field/LEAD_SOURCE", "score/Engagement"};
    const auto one = poll("", contacts(1, 40), all);
    EXPECT_TRUE(has(one.listed, "include=scoreValues%2CfieldValues"));
    EXPECT_EQ(one.single.size(), 30U);
    EXPECT_EQ(one.single[0], "/api/3/contacts/1");
    EXPECT_EQ(one.single[1], "/api/3/contacts/1/scoreValues");
    EXPECT_TRUE(everyone_has_the_score(one.page, 15));
    EXPECT_TRUE(one.page.more);
    auto cursor = poll(one.page.next_cursor, contacts(16, 1), all).page.next_cursor;
    cursor = poll(cursor, contacts(1, 0), all).page.next_cursor;
    const auto rolling = poll(cursor, contacts(1, 2), all);
    EXPECT_EQ(
        rolling.single,
        (std::vector<std::string>{"/api/3/contacts/1/scoreValues", "/api/3/contacts/2/scoreValues"})
    );
}

TEST(ActiveCampaignPoll, without_scores_in_the_mapping_only_what_changed_is_read) {
    const auto one = poll("", contacts(1, 3), {"email"});
    EXPECT_FALSE(one.page.more);
    EXPECT_TRUE(one.single.empty());
    EXPECT_FALSE(has(one.listed, "include"));
    EXPECT_FALSE(poll(one.page.next_cursor, contacts(1, 1), {"email"}).page.more);
}

// ---- lists: who leaves one must be found, however long it takes to go round everyone

std::string left_rows(std::initializer_list<std::pair<int, const char*>> people) {
    std::string out = R"({"contactLists":[)";
    for (const auto& [id, at] : people)
        out += (out.back() == '[' ? "" : ",") + (R"({"contact":")" + std::to_string(id)) +
               R"(","list":"1","status":"2","udate":)" +
               (at == nullptr ? "null" : '"' + std::string(at) + '"') + "}";
    return out + "]}";
}

// Pages of one poll until it ends: `list` answers the contacts, `left` the memberships; single contacts are
// on list 2.
struct WholePoll {
    std::vector<Change> changes{};
    std::vector<std::string> asked{};
    std::string cursor{};
};
WholePoll whole_poll(std::string cursor, const std::string& list, const HttpResponse& left) {
    WholePoll out;
    for (int pages = 0; pages < 10; ++pages) {
        const ReadQuery query{kContact, kSchema, {"email", "lists/1", "lists/all"}, Since{cursor}};
        auto page = ask(activecampaign, query, Connection{}, [&](const HttpRequest& request) {
            out.asked.push_back(request.path);
            if (request.path.starts_with("/api/3/contactLists")) return left;
            if (request.path.starts_with("/api/3/contacts?"))
                return answer(200, list, {{"Date", "Sun, 01 Mar 2026 10:00:00 GMT"}});
            const auto id = request.path.substr(16, request.path.find('/', 16) - 16);
            return answer(200, R"({"contactLists":[{"contact":")" + id + R"(","list":"2","status":"1"}]})");
        });
        EXPECT_TRUE(page) << (page ? "" : page.error().what);
        if (!page) return out;
        std::ranges::move(page->changes, std::back_inserter(out.changes));
        cursor = out.cursor = page->next_cursor;
        if (!page->more) return out;
    }
    ADD_FAILURE() << "the poll does not end";
    return out;
}

TEST(ActiveCampaignPoll, lists_that_come_along_are_seen_of_everyone_and_nobody_is_asked_for_alone) {
    const std::string carried =
        contacts(1, 2, R"(,"contactLists":[{"contact":"2","list":"1","status":"2"}])");
    const auto first = whole_poll("", carried, answer(500, ""));
    EXPECT_TRUE(has(first.asked[0], "include=contactLists"));
    const auto second = whole_poll(first.cursor, carried, answer(500, ""));
    EXPECT_EQ(second.asked.size(), 2U) << "recent, then everyone";
    const auto& last = second.changes.back();
    EXPECT_EQ(last.id.text, "2");
    EXPECT_EQ(last.fields.at("lists/all"), true);
    EXPECT_EQ(last.fields.at("lists/1"), true);
    EXPECT_FALSE(last.occurred_at) << "the contact's own time is not that of its lists";
}

TEST(ActiveCampaignPoll, a_list_of_memberships_that_ignores_its_offset_is_not_read_for_ever) {
    const auto start = whole_poll("", contacts(1, 2), answer(500, "")).cursor;
    std::string rows = R"({"contactLists":[)";
    for (int i = 0; i < 100; ++i)
        rows += (i == 0 ? "" : ",") + (R"({"id":")" + std::to_string(500 + i)) +
                R"(","contact":"7","list":"1","status":"2","udate":null})";
    std::string cursor = start;
    for (int pages = 0; pages < 6; ++pages) {
        const ReadQuery query{kContact, kSchema, {"email", "lists/1", "lists/all"}, Since{cursor}};
        auto page = ask(activecampaign, query, Connection{}, [&](const HttpRequest& request) {
            if (request.path.starts_with("/api/3/contactLists")) return answer(200, rows + "]}");
            if (request.path.starts_with("/api/3/contacts?")) return answer(200, contacts(1, 2));
            return answer(200, R"({"contactLists":[]})");
        });
        if (!page) {
            EXPECT_EQ(page.error().code, "activecampaign.unreadable");
            return;
        }
        ASSERT_TRUE(page->more);
        cursor = page->next_cursor;
    }
    ADD_FAILURE() << "the poll does not end";
}

TEST(ActiveCampaignPoll, who_left_a_list_since_the_last_poll_is_read_and_who_left_before_is_not) {
    const auto cursor = whole_poll("", contacts(1, 2), answer(500, "")).cursor;
    const auto second = whole_poll(
        cursor,
        contacts(1, 2),
        answer(200, left_rows({{7, "2026-03-01T09:56:00Z"}, {8, "2026-03-01T09:54:00Z"}, {9, nullptr}}))
    );
    EXPECT_EQ(second.asked.back(), "/api/3/contactLists?filters%5Bstatus%5D=2&limit=100&offset=0");
    const auto& last = second.changes.back();
    EXPECT_EQ(last.id.text, "7");
    EXPECT_EQ(last.fields.at("lists/1"), true);
    EXPECT_FALSE(last.fields.contains("lists/all")) << "they may be on another";
    EXPECT_EQ(last.completeness, Completeness::read_the_rest);
    EXPECT_TRUE(std::ranges::none_of(second.changes, [](const Change& c) {
        return c.id.text == "8" || c.id.text == "9";
    }));
}

TEST(ActiveCampaignPoll, an_account_that_does_not_list_memberships_goes_on_with_its_contacts) {
    const auto cursor = whole_poll("", contacts(1, 2), answer(404, "{}")).cursor;
    const auto second = whole_poll(cursor, contacts(1, 2), answer(404, "{}"));
    EXPECT_FALSE(second.cursor.empty());
    EXPECT_TRUE(std::ranges::any_of(second.changes, [](const Change& c) {
        return c.fields.contains("lists/all");
    }));
}

TEST(ActiveCampaignPoll, somebody_who_goes_away_meanwhile_stops_nobody) {
    const ReadQuery query{kContact, kSchema, kScored, Since{}};
    const auto page =
        ask(activecampaign, query, Connection{}, [&](const HttpRequest& request) {
            if (request.path.starts_with("/api/3/contacts?")) return answer(200, contacts(1, 2));
            if (request.path.find("/1/") != std::string::npos)
                return answer(404, fixture("activecampaign/err_404_message.json"));
            return answer(200, R"({"scoreValues":[]})");
        });
    ASSERT_TRUE(page) << page.error().what;
    EXPECT_EQ(page->changes.size(), 3U);
    EXPECT_FALSE(page->next_cursor.empty());
}

TEST(ActiveCampaignPoll, a_list_that_repeats_itself_is_not_read_for_ever) {
    const auto one = poll("", contacts(1, 100), {"email"});
    const ReadQuery query{kContact, kSchema, {"email"}, Since{one.page.next_cursor}};
    EXPECT_FALSE(first_answer(activecampaign, query, {}, answer(200, contacts(1, 100))));
}

TEST(ActiveCampaignPoll, reads_the_recorded_list) {
    const auto one = poll("", fixture("activecampaign/res_contacts_get_item.json"), {"email"});
    ASSERT_EQ(one.page.changes.size(), 1U);
    EXPECT_EQ(one.page.changes[0].fields.at("email"), "johndoe@example.com");
    EXPECT_FALSE(one.page.changes[0].deleted);
}

}  // namespace
}  // namespace crosswalk::test::activecampaign_poll
