#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

namespace crosswalk::test::salesforce_read {
namespace {

const Adapter& salesforce = *find_adapter("salesforce");
const ObjectPlan& kLead = *salesforce.manifest.plan("Lead");
const ObjectSchema kSchema{.kind = {"Lead"}};
const std::string kLeadSelect =
    "SELECT Id, SystemModstamp, LastModifiedById, IsDeleted, MasterRecordId, IsConverted, "
    "ConvertedContactId, ";

// The query of a request, readable.
std::string soql(const HttpRequest& request) {
    const auto at = request.path.find("?q=");
    return parse_form(request.path.substr(at + 1))->front().second;
}

template <class What>
ReadQuery<What> reading(What what, std::vector<std::string> fields = {"Email"}) {
    return {kLead, kSchema, std::move(fields), std::move(what)};
}

std::string row(
    std::string_view id, std::string_view stamp = "2026-11-20T10:15:30.000+0000", std::string_view more = ""
) {
    return R"({"attributes":{"type":"Lead"},"Id":")" + std::string(id) + R"(","SystemModstamp":")" +
           std::string(stamp) + R"(","Email":"ann@example.com")" + std::string(more) + "}";
}
std::string rows(std::initializer_list<std::string> list, std::string_view rest = R"("done":true)") {
    std::string out = R"({"totalSize":1,)" + std::string(rest) + R"(,"records":[)";
    for (const auto& item : list) out += (out.back() == '[' ? "" : ",") + item;
    return out + "]}";
}

TEST(SalesforceRead, asks_for_records_by_id_and_says_which_are_gone) {
    const auto query = reading(
        ByIds{{{"00QKa00000A1b2CMAR"}, {"00QKa00000A1b2DMAR"}}}, {"Email", "email", "Id", "Lead_Score__c"}
    );
    EXPECT_EQ(
        soql(first_request(salesforce, query)),
        kLeadSelect +
            "Email, Lead_Score__c FROM Lead WHERE Id IN "
            "('00QKa00000A1b2CMAR','00QKa00000A1b2DMAR')"
    );
    const auto told = first_answer(salesforce,
        query,
        {},
        answer(
            200, rows({row("00QKa00000A1b2CMAR", "2026-11-20T10:15:30.000+0000", R"(,"Lead_Score__c":null)")})
        )
    );
    const auto& page = *told;
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("Email"), "ann@example.com");
    EXPECT_TRUE(page.changes[0].fields.at("Lead_Score__c").is_null());
    EXPECT_EQ(page.changes[0].fields.at("email"), "ann@example.com")
        << "answered under the name that was asked";
    EXPECT_EQ(iso_text(page.changes[0].occurred_at->at), "2026-11-20T10:15:30.000Z");
    EXPECT_EQ(page.changes[0].occurred_at->precision, Precision::seconds);
    EXPECT_TRUE(page.gone.empty()) << "what is left out may only be kept from us";
    ASSERT_EQ(page.hidden.size(), 1U);
    EXPECT_EQ(page.hidden[0].text, "00QKa00000A1b2DMAR");
}

// How `row` says what became of it.
constexpr std::string_view kMerged = R"(,"IsDeleted":true,"MasterRecordId":"00QKa00000A1b2EMAR")";
constexpr std::string_view kDeleted = R"(,"IsDeleted":true,"MasterRecordId":null)";
constexpr std::string_view kConverted = R"(,"IsConverted":true,"ConvertedContactId":"003Ka00000A1b2CMAR")";
constexpr std::string_view kContactHidden = R"(,"IsConverted":true,"ConvertedContactId":null)";
constexpr std::string_view kStamp = "2026-11-20T10:15:30.000+0000";

TEST(SalesforceRead, SpellsEveryIdOfAnAnswerWith18Characters) {
    const ObjectSchema schema{
        .kind = {"Lead"},
        .fields = {{.name = "Partner__c", .type = "reference"}, {.name = "Code__c", .type = "string"}}};
    const ReadQuery query{kLead, schema, {"OwnerId", "Partner__c", "Code__c"}, Since{}};
    const auto told = first_answer(salesforce,
        query,
        {},
        answer(
            200,
            rows(
                {row("00QKa00000A1b2C",
                     "2026-11-20T10:15:30.000+0000",
                     R"(,"OwnerId":"005Ka00000CW7aB","Partner__c":"001Ka00000CW7aB","Code__c":"ABCDEFGHIJKLMNO")"
                 ),
                 row("00QKa00000A1b2D",
                     "2026-11-20T10:15:30.000+0000",
                     R"(,"IsDeleted":true,"MasterRecordId":"00QKa00000A1b2C")"),
                 row("00QKa00000A1b2E",
                     "2026-11-20T10:15:30.000+0000",
                     R"(,"IsConverted":true,"ConvertedContactId":"003Ka00000A1b2C")")}
            )
        )
    );
    const auto& page = *told;
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, "00QKa00000A1b2CMAR");
    EXPECT_EQ(page.changes[0].fields.at("OwnerId"), "005Ka00000CW7aBIAT");
    EXPECT_EQ(page.changes[0].fields.at("Partner__c"), "001Ka00000CW7aBIAT");
    EXPECT_EQ(page.changes[0].fields.at("Code__c"), "ABCDEFGHIJKLMNO") << "no id, only as long";
    ASSERT_EQ(page.merges.size(), 2U);
    EXPECT_EQ(page.merges[0].winner.text, "00QKa00000A1b2CMAR");
    EXPECT_EQ(page.merges[0].losers.front().text, "00QKa00000A1b2DMAR");
    EXPECT_EQ(page.merges[1].winner.text, "003Ka00000A1b2CIAR");
}

TEST(SalesforceRead, ARowWithoutAnIdLeavesTheOthersReadable) {
    const auto told = first_answer(salesforce,
        reading(Since{}),
        {},
        answer(200, rows({"null", R"({"Id":null})", row("00QKa00000A1b2CMAR")}))
    );
    ASSERT_TRUE(told);
    const auto& page = *told;
    EXPECT_EQ(page.changes.size(), 1U);
    ASSERT_EQ(page.unreadable.size(), 2U);
    EXPECT_EQ(page.unreadable[0].kind.text, "Lead");
}

TEST(SalesforceRead, by_id_the_dead_are_asked_for_too_and_told_apart) {
    const auto query = reading(ByIds{
        {{"00QKa00000A1b2CMAR"}, {"00QKa00000A1b2DMAR"}, {"00QKa00000A1b2FMAR"}, {"00QKa00000A1b2GMAR"}}});
    EXPECT_TRUE(first_request(salesforce, query).path.starts_with("/services/data/v66.0/queryAll?q="));
    const auto told = first_answer(salesforce,
        query,
        {},
        answer(
            200,
            rows(
                {row("00QKa00000A1b2CMAR", kStamp, kMerged),
                 row("00QKa00000A1b2DMAR", kStamp, kDeleted),
                 row("00QKa00000A1b2FMAR", kStamp, kConverted),
                 row("00QKa00000A1b2GMAR", kStamp, kContactHidden)}
            )
        )
    );
    const auto& page = *told;
    EXPECT_TRUE(page.changes.empty()) << "none of them may be written to";
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"00QKa00000A1b2DMAR"}}))
        << "a converted lead whose contact is hidden from us is not gone";
    ASSERT_EQ(page.merges.size(), 2U);
    EXPECT_EQ(page.merges[0].winner.text, "00QKa00000A1b2EMAR");
    EXPECT_EQ(page.merges[0].losers, (std::vector<VendorId>{{"00QKa00000A1b2CMAR"}}));
    EXPECT_TRUE(page.merges[0].winner_kind.text.empty());
    EXPECT_EQ(page.merges[1].kind.text, "Lead");
    EXPECT_EQ(page.merges[1].winner.text, "003Ka00000A1b2CMAR");
    EXPECT_EQ(page.merges[1].winner_kind.text, "Contact");
    EXPECT_EQ(page.merges[1].losers, (std::vector<VendorId>{{"00QKa00000A1b2FMAR"}}));
    EXPECT_EQ(page.merges[1].event_key, "converted/00QKa00000A1b2FMAR");
    EXPECT_EQ(iso_text(page.merges[1].occurred_at->at), "2026-11-20T10:15:30.000Z");
}

TEST(SalesforceRead, consent_comes_as_the_boolean_it_is) {
    const auto query = reading(ByIds{{{"00QKa00000A1b2CMAR"}}}, {"HasOptedOutOfEmail"});
    const auto told = first_answer(salesforce,
        query,
        {},
        answer(200, rows({row("00QKa00000A1b2CMAR", kStamp, R"(,"HasOptedOutOfEmail":true)")}))
    );
    EXPECT_EQ(told->changes[0].fields.at("HasOptedOutOfEmail"), true);
}

TEST(SalesforceRead, looks_up_by_value_without_letting_values_speak_soql) {
    const auto query = reading(ByMatch{"Email", {"o'neill@example.com", "x') OR Id != ('\\"}});
    EXPECT_EQ(
        soql(first_request(salesforce, query)),
        kLeadSelect +
            "Email FROM Lead WHERE Email IN "
            R"(('o\'neill@example.com','x\') OR Id != (\'\\'))"
    );
    const auto& contact = *salesforce.manifest.plan("Contact");
    const ReadQuery of_contact{contact, kSchema, {"Email"}, ByMatch{"Phone", {"+49301234"}}};
    EXPECT_EQ(
        soql(first_request(salesforce, of_contact)),
        "SELECT Id, SystemModstamp, LastModifiedById, IsDeleted, MasterRecordId, Email, Phone FROM Contact "
        "WHERE Phone IN ('+49301234')"
    );
}

TEST(SalesforceRead, a_name_that_is_no_field_is_refused_and_nothing_is_sent) {
    const auto query = reading(ByIds{{{"00QKa00000A1b2CMAR"}}}, {"Email FROM User--"});
    EXPECT_TRUE(first_request(salesforce, query).path.empty());
    const auto page = first_answer(salesforce, query, {}, answer(200, rows({})));
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, "salesforce.field_name");
}

TEST(SalesforceRead, a_refused_query_is_a_fault_in_the_admins_words) {
    const auto query = reading(ByIds{{{"00QKa00000A1b2CMAR"}}});
    const auto page = first_answer(salesforce, query, {}, answer(400, json_part("salesforce/09_query.json", "/errors/1/body"))
    );
    ASSERT_FALSE(page);
    EXPECT_NE(page.error().what.find("INVALID_FIELD"), std::string::npos);
    EXPECT_NE(page.error().remedy.find("permission set"), std::string::npos);
}

TEST(SalesforceRead, many_long_values_are_asked_for_in_several_turns_and_none_is_left_out) {
    ByMatch match{.field = "Email"};
    for (int i = 0; i < 200; ++i)
        match.values.push_back(std::string(64, 'a') + std::to_string(i) + "'%@example.com");
    const auto query = reading(match);
    std::string asked;
    int calls = 0;
    const auto page = ask(salesforce, query, Connection{}, [&](const HttpRequest& request) {
        ++calls;
        EXPECT_LT(request.path.size(), 14'000U);
        asked += soql(request);
        return answer(200, rows({row("00QKa00000A1b2CMAR")}));
    });
    ASSERT_TRUE(page);
    EXPECT_GT(calls, 1);
    EXPECT_EQ(page->changes.size(), static_cast<std::size_t>(calls));
    for (int i = 0; i < 200; ++i)
        EXPECT_NE(asked.find("a" + std::to_string(i) + "\\'%@"), std::string::npos) << i;
}

TEST(SalesforceRead, follows_further_pages_of_a_query_on_the_same_host_only) {
    const auto query = reading(ByMatch{"Email", {"ann@example.com"}});
    std::vector<std::string> paths;
    const auto page = ask(salesforce, query, Connection{}, [&](const HttpRequest& request) {
        paths.push_back(request.path);
        if (paths.size() == 1)
            return answer(
                200,
                rows(
                    {row("00QKa00000A1b2CMAR")},
                    R"("done":false,"nextRecordsUrl":"/services/data/v66.0/query/01g-2000")"
                )
            );
        return answer(
            200, rows({row("00QKa00000A1b2DMAR")}, R"("done":true,"nextRecordsUrl":"https://evil.example/x")")
        );
    });
    ASSERT_TRUE(page);
    EXPECT_EQ(page->changes.size(), 2U);
    ASSERT_EQ(paths.size(), 2U);
    EXPECT_EQ(paths[1], "/services/data/v66.0/query/01g-2000");
}

TEST(SalesforcePoll, walks_by_time_and_id_and_starts_the_next_one_at_the_vendors_own_clock) {
    std::string full;
    for (int i = 0; i < 500; ++i)
        full += (i == 0 ? "" : ",") + row("00QKa0000" + std::to_string(100'000 + i) + "MAR");
    const std::string full_page = R"({"done":true,"records":[)" + full + "]}";
    const Headers clock{{"Date", "Fri, 20 Nov 2026 11:00:00 GMT"}};

    auto first = reading(Since{});
    EXPECT_EQ(
        soql(first_request(salesforce, first)),
        kLeadSelect + "Email FROM Lead ORDER BY SystemModstamp, Id LIMIT 500"
    );
    EXPECT_TRUE(first_request(salesforce, first).path.starts_with("/services/data/v66.0/queryAll?q="));
    const auto one = *first_answer(salesforce, first, {}, answer(200, full_page, clock));
    EXPECT_TRUE(one.more);

    const auto second = reading(Since{one.next_cursor});
    EXPECT_NE(
        soql(first_request(salesforce, second))
            .find("WHERE (SystemModstamp > 2026-11-20T10:15:30.000Z OR (SystemModstamp = "
                  "2026-11-20T10:15:30.000Z AND Id > "
                  "'00QKa0000100499MAR')) ORDER BY"),
        std::string::npos
    );
    const auto two = *first_answer(salesforce, second, {}, answer(200, rows({})));
    EXPECT_FALSE(two.more);

    const auto third = reading(Since{two.next_cursor});
    EXPECT_NE(
        soql(first_request(salesforce, third)).find("SystemModstamp >= 2026-11-20T10:55:00.000Z"),
        std::string::npos
    ) << "five minutes before the poll began";
}

TEST(SalesforcePoll, without_a_clock_it_goes_on_at_the_newest_row_and_a_quiet_poll_changes_nothing) {
    const auto one =
        *first_answer(salesforce, reading(Since{}), {}, answer(200, rows({row("00QKa00000A1b2CMAR")})));
    EXPECT_FALSE(one.more);
    const auto next = reading(Since{one.next_cursor});
    EXPECT_NE(
        soql(first_request(salesforce, next)).find(">= 2026-11-20T10:10:30.000Z"), std::string::npos
    );
    const auto two = *first_answer(salesforce, next, {}, answer(200, rows({})));
    EXPECT_EQ(two.next_cursor, one.next_cursor);
}

TEST(SalesforcePoll, tells_deletions_merges_conversions_and_its_own_writes) {
    const Connection connection{.settings = {{"user_id", "005Ka00000CW9xY"}}};
    const auto page = *first_answer(salesforce,
        reading(Since{}),
        connection,
        answer(
            200,
            rows(
                {row("00QKa00000A1b2CMAR", kStamp, kMerged),
                 row("00QKa00000A1b2DMAR", kStamp, R"(,"LastModifiedById":"005Ka00000CW9xYIAT")"),
                 row("00QKa00000A1b2FMAR", kStamp, kDeleted),
                 row("00QKa00000A1b2GMAR", kStamp, kConverted)}
            )
        )
    );
    ASSERT_EQ(page.changes.size(), 2U);
    EXPECT_FALSE(page.changes[0].deleted);
    EXPECT_EQ(page.changes[0].origin, Origin::ourselves);
    EXPECT_TRUE(page.changes[1].deleted);
    ASSERT_EQ(page.merges.size(), 2U);
    EXPECT_EQ(page.merges[0].winner.text, "00QKa00000A1b2EMAR");
    EXPECT_EQ(page.merges[1].winner.text, "003Ka00000A1b2CMAR");
}

TEST(SalesforcePoll, names_who_touched_a_record_last_unless_that_was_the_integration_user) {
    const auto page = *first_answer(salesforce,
        reading(Since{}),
        {.settings = {{"user_id", "005Ka00000CW9xY"}}},
        answer(
            200,
            rows(
                {row("00QKa00000A1b2DMAR", kStamp, R"(,"LastModifiedById":"005000000000001AAA")"),
                 row("00QKa00000A1b2EMAR", kStamp, R"(,"LastModifiedById":"005Ka00000CW9xYIAT")")}
            )
        )
    );
    ASSERT_EQ(page.changes.size(), 2U);
    EXPECT_EQ(page.changes[0].last_by, "005000000000001AAA");
    EXPECT_EQ(page.changes[0].who, "");
    EXPECT_EQ(page.changes[1].last_by, "");
}

TEST(SalesforcePoll, goes_on_behind_rows_that_are_no_changes) {
    std::string full;
    for (int i = 0; i < 500; ++i)
        full += (i == 0 ? "" : ",") + row("00QKa0000" + std::to_string(100'000 + i) + "MAR", kStamp, kMerged);
    const auto one = *first_answer(salesforce, reading(Since{}), {}, answer(200, R"({"done":true,"records":[)" + full + "]}")
    );
    EXPECT_TRUE(one.more);
    const auto next = reading(Since{one.next_cursor});
    EXPECT_NE(
        soql(first_request(salesforce, next)).find("AND Id > '00QKa0000100499MAR'"), std::string::npos
    );
}

}  // namespace
}  // namespace crosswalk::test::salesforce_read
