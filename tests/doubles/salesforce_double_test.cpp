#include "tests/doubles/salesforce_office.h"

#include <gmock/gmock.h>

#include "connector/crypto/crypto.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class Salesforce : public SalesforceOffice {
protected:
    Reply ask(
        const std::string& method, const std::string& path, const std::string& body = {}, Pairs headers = {}
    ) {
        headers.emplace_back("Authorization", "Bearer " + token);
        return call(vendor.url(), method, "/services/data/v66.0" + path, headers, body);
    }
    Reply query(const std::string& soql, const std::string& resource = "/query") {
        return ask("GET", resource + "?q=" + encode_form(soql));
    }
    Reply upsert(
        const std::string& records,
        Pairs headers = {{"Sforce-Auto-Assign", "FALSE"}},
        bool all_or_none = false
    ) {
        const std::string body = std::string(R"({"allOrNone":)") + (all_or_none ? "true" : "false") +
                                 R"(,"records":[)" + records + "]}";
        return ask("PATCH", "/composite/sobjects/Lead/Crosswalk_Id__c", body, std::move(headers));
    }
    std::string code(const Reply& reply, std::size_t row) {
        return reply.json().at(row).at("errors").at(0).at("statusCode").as_string().c_str();
    }
    std::string refusal(const Reply& reply) { return reply.json().at(0).at("errorCode").as_string().c_str(); }
};

std::string lead(const std::string& id, const std::string& more) {
    return R"({"attributes":{"type":"Lead"},"Crosswalk_Id__c":")" + id + "\"" + more + "}";
}

const char kNew[] = R"(,"LastName":"Ray","Company":"Other","Email":"ray@example.com")";

std::string assertion(
    const std::string& audience, std::int64_t expires, const std::string& user = "integration@example.com"
) {
    const std::string claims = json::serialize(json::object{
        {"iss", "3MVG9.crosswalk"}, {"sub", user}, {"aud", audience}, {"exp", expires}});
    const std::string head = crypto::base64url(R"({"alg":"RS256"})") + "." + crypto::base64url(claims);
    return head + "." + crypto::base64url(*crypto::sign_rs256(test_keys().private_pem, head));
}

Reply jwt(const SalesforceDouble& vendor, const std::string& text) {
    return call(
        vendor.url(),
        "POST",
        "/services/oauth2/token",
        {},
        {form_body({{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"}, {"assertion", text}}),
         "application/x-www-form-urlencoded"}
    );
}

TEST_F(Salesforce, GivesATokenForASignedAssertionAndNamesItsInstance) {
    const auto reply = jwt(vendor, assertion(vendor.url(), now / 1000 + 180));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().at("instance_url"), json::value(vendor.url()));
    EXPECT_FALSE(reply.json().as_object().contains("expires_in"));
}

TEST_F(Salesforce, RefusesAssertionsOfAnotherAudienceTooLateTooEarlyUnsignedOrOfStrangers) {
    const auto at = now / 1000;
    EXPECT_EQ(
        jwt(vendor, assertion("https://test.salesforce.com", at + 180)).json().at("error"), "invalid_grant"
    );
    EXPECT_EQ(jwt(vendor, assertion(vendor.url(), at - 1)).status, 400);
    EXPECT_EQ(jwt(vendor, assertion(vendor.url(), at + 3600)).status, 400);
    EXPECT_EQ(jwt(vendor, assertion(vendor.url(), at + 180, "other@example.com")).status, 400);
    std::string forged = assertion(vendor.url(), at + 180);
    forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(jwt(vendor, forged).status, 400);
}

TEST_F(Salesforce, AsksForANewSessionWhenTheOldOneExpired) {
    EXPECT_EQ(ask("GET", "/limits").status, 200);
    vendor.expire_sessions();
    const auto reply = ask("GET", "/limits");
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(refusal(reply), "INVALID_SESSION_ID");
    EXPECT_EQ(call(vendor.url(), "GET", "/services/data").status, 200);
}

TEST_F(Salesforce, UpsertsRowByRowWithAVerdictEach) {
    const auto reply = upsert(
        lead("cw_1", kNew) + "," + lead("cw_2", R"(,"Company":"NoName")") + "," +
        lead("cw_3", R"(,"LastName":"X","Company":"Y","Email":"nope")") + "," +
        lead("cw_4", R"(,"LastName":"X","Company":"Y","Nope__c":"1")")
    );
    ASSERT_EQ(reply.status, 200);
    EXPECT_EQ(reply.json().at(0).at("created"), true);
    EXPECT_EQ(code(reply, 1), "REQUIRED_FIELD_MISSING");
    EXPECT_EQ(code(reply, 2), "INVALID_EMAIL_ADDRESS");
    EXPECT_EQ(code(reply, 3), "INVALID_FIELD");
    EXPECT_EQ(vendor.records("Lead").size(), 2u);
    EXPECT_EQ(upsert(lead("cw_1", R"(,"Lead_Score__c":73)")).json().at(0).at("created"), false);
}

TEST_F(Salesforce, GivesTheLeadToTheRulesOwnerUnlessToldNotTo) {
    const std::string record = R"({"attributes":{"type":"Lead"},"id":")" + ann + R"(","Lead_Score__c":73})";
    const std::string body = R"({"allOrNone":false,"records":[)" + record + "]}";
    ASSERT_EQ(ask("PATCH", "/composite/sobjects", body, {{"Sforce-Auto-Assign", "FALSE"}}).status, 200);
    EXPECT_EQ(owner_of(ann), owner);
    EXPECT_EQ(vendor.record("Lead", ann)->at("Lead_Score__c"), 73.0);
    EXPECT_EQ(text_of(*vendor.record("Lead", ann), "LastModifiedById"), vendor.api_user());
    ASSERT_EQ(ask("PATCH", "/composite/sobjects", body).status, 200);
    EXPECT_EQ(owner_of(ann), vendor.rule_owner());
}

TEST_F(Salesforce, RefusesTheWholeCallForTooManyRowsNoRowsOrUnreadableValues) {
    std::string many = lead("cw_0", kNew);
    for (int i = 1; i <= 200; ++i) many += "," + lead("cw_" + std::to_string(i), kNew);
    EXPECT_EQ(upsert(many).status, 400);
    EXPECT_EQ(upsert("").status, 400);
    const auto unreadable = upsert(lead("cw_1", R"(,"LastName":"A","Company":"B","Lead_Score__c":"many")"));
    EXPECT_EQ(unreadable.status, 400);
    EXPECT_EQ(refusal(unreadable), "JSON_PARSER_ERROR");
}

TEST_F(Salesforce, RefusesBothRowsOfOneExternalIdAndRowsThatTakeAnothersId) {
    const auto twice = upsert(lead("cw_1", kNew) + "," + lead("cw_1", kNew));
    EXPECT_EQ(code(twice, 0), "DUPLICATE_VALUE");
    EXPECT_EQ(code(twice, 1), "DUPLICATE_VALUE");
    upsert(lead("cw_1", kNew));
    const std::string record =
        R"({"attributes":{"type":"Lead"},"id":")" + ann + R"(","Crosswalk_Id__c":"cw_1"})";
    const auto taken = ask("PATCH", "/composite/sobjects", R"({"records":[)" + record + "]}");
    EXPECT_EQ(code(taken, 0), "DUPLICATE_VALUE");
}

TEST_F(Salesforce, RollsAllBackWhenAskedForAllOrNone) {
    const auto reply = upsert(lead("cw_1", kNew) + "," + lead("cw_2", ""), {}, true);
    EXPECT_EQ(code(reply, 0), "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    EXPECT_EQ(code(reply, 1), "REQUIRED_FIELD_MISSING");
    EXPECT_EQ(vendor.records("Lead").size(), 1u);
}

TEST_F(Salesforce, RefusesDeletedConvertedLockedAndForeignRows) {
    const auto update = [&](const std::string& id, const std::string& more) {
        const std::string record = R"({"attributes":{"type":"Lead"},"id":")" + id + "\"" + more + "}";
        return code(ask("PATCH", "/composite/sobjects", R"({"records":[)" + record + "]}"), 0);
    };
    const auto gone = vendor.add_lead({{"LastName", "Gone"}, {"Company", "X"}});
    const auto done = vendor.add_lead({{"LastName", "Done"}, {"Company", "X"}});
    vendor.remove("Lead", gone);
    vendor.convert_lead(done);
    vendor.lock_row(ann, 1);
    EXPECT_EQ(update(gone, R"(,"Title":"x")"), "ENTITY_IS_DELETED");
    EXPECT_EQ(update(done, R"(,"Title":"x")"), "CANNOT_UPDATE_CONVERTED_LEAD");
    EXPECT_EQ(update(ann, R"(,"Title":"x")"), "UNABLE_TO_LOCK_ROW");
    EXPECT_EQ(update("00QKa00000zzzzz", R"(,"Title":"x")"), "INVALID_CROSS_REFERENCE_KEY");
    EXPECT_EQ(update(ann, R"(,"LastName":")" + std::string(81, 'a') + "\""), "STRING_TOO_LONG");
    EXPECT_EQ(update(ann, R"(,"SystemModstamp":"2026-01-01T00:00:00Z")"), "INVALID_FIELD_FOR_INSERT_UPDATE");
    EXPECT_EQ(update(ann, R"(,"Lead_Score__c":1000)"), "NUMBER_OUTSIDE_VALID_RANGE");
    EXPECT_EQ(update(ann, R"(,"Company":null)"), "REQUIRED_FIELD_MISSING");
    EXPECT_EQ(update(ann, R"(,"OwnerId":"005Ka00000zzzzz")"), "INVALID_CROSS_REFERENCE_KEY");
}

TEST_F(Salesforce, AnswersQueriesInPages) {
    for (int i = 0; i < 5; ++i) vendor.add_lead({{"LastName", "P" + std::to_string(i)}, {"Company", "X"}});
    vendor.page_queries_by(4);
    const auto first = query("SELECT Id, LastName, Owner.Email FROM Lead ORDER BY LastName DESC");
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(first.json().at("totalSize"), 6);
    EXPECT_EQ(first.json().at("records").at(0).at("LastName"), "P4");
    EXPECT_EQ(first.json().at("records").at(0).at("Owner").at("Email"), "sam.sales@example.com");
    const std::string next = first.json().at("nextRecordsUrl").as_string().c_str();
    const auto second = ask("GET", next.substr(std::string("/services/data/v66.0").size()));
    EXPECT_EQ(second.json().at("done"), true);
    EXPECT_EQ(second.json().at("records").as_array().size(), 2u);
}

TEST_F(Salesforce, ComparesAsSoqlDoes) {
    const auto total = [&](const std::string& where) {
        return query("SELECT Id FROM Lead WHERE " + where).json().at("totalSize").to_number<int>();
    };
    vendor.add_lead({{"LastName", "O'Neil"}, {"Company", "X"}, {"Lead_Score__c", 40}, {"Phone", "+1555"}});
    EXPECT_EQ(total("Email = 'ANN@EXAMPLE.COM'"), 1);
    EXPECT_EQ(total("Email IN ('ann@example.com', 'other@example.com')"), 1);
    EXPECT_EQ(total("LastName = 'O\\'Neil' AND Lead_Score__c >= 40"), 1);
    EXPECT_EQ(total("(Email = null AND Phone != null) OR LastName LIKE 'Le%'"), 2);
    EXPECT_EQ(total("SystemModstamp >= 2026-11-23T18:40:00Z"), 2);
    EXPECT_EQ(total("SystemModstamp > 2026-11-23T18:40:00.000+0000"), 0);
    EXPECT_EQ(total("Id = '" + ann.substr(0, 15) + "' AND IsConverted = false"), 1);
    EXPECT_EQ(total("NOT (LastName = 'Lee')"), 1);
}

TEST_F(Salesforce, RefusesQueriesThatSalesforceWouldRefuse) {
    const auto refused = [&](const std::string& soql) { return refusal(query(soql)); };
    EXPECT_EQ(
        refused("SELECT Id FROM Lead WHERE Email = 'a' AND Phone = 'b' OR Title = 'c'"), "MALFORMED_QUERY"
    );
    EXPECT_EQ(refused("SELECT Id FROM Lead WHERE Email = 'it's'"), "MALFORMED_QUERY");
    EXPECT_EQ(refused("SELECT Nope FROM Lead"), "INVALID_FIELD");
    EXPECT_EQ(refused("SELECT Id FROM Leed"), "INVALID_TYPE");
    EXPECT_EQ(refused("SELECT Id FROM Lead WHERE SystemModstamp > '2026-11-23T18:40:00Z'"), "INVALID_FIELD");
    EXPECT_EQ(refused("SELECT Id FROM Lead WHERE Email IN ()"), "MALFORMED_QUERY");
}

TEST_F(Salesforce, ShowsMergedRowsOnlyToQueryAll) {
    const auto loser = vendor.add_lead({{"LastName", "Lee"}, {"Company", "Example"}});
    EXPECT_TRUE(vendor.merge("Lead", ann, loser, {{"Phone", "+15550100"}}));
    EXPECT_EQ(text_of(*vendor.record("Lead", ann), "Phone"), "+15550100");
    const std::string soql = "SELECT Id, IsDeleted, MasterRecordId FROM Lead WHERE Id = '" + loser + "'";
    EXPECT_EQ(query(soql).json().at("totalSize"), 0);
    EXPECT_EQ(query(soql, "/queryAll").json().at("records").at(0).at("MasterRecordId"), json::value(ann));
}

TEST_F(Salesforce, ReadsManyByIdAndSaysNullForTheMissing) {
    const auto reply =
        ask("POST",
            "/composite/sobjects/Lead",
            R"({"ids":[")" + ann + R"(","00QKa00000zzzzz"],"fields":["Email","Title"]})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().at(0).at("Email"), "ann@example.com");
    EXPECT_TRUE(reply.json().at(0).at("Title").is_null());
    EXPECT_TRUE(reply.json().at(1).is_null());
}

TEST_F(Salesforce, UpsertsOneRowByItsExternalId) {
    const auto made =
        ask("PATCH", "/sobjects/Lead/Crosswalk_Id__c/cw_9", R"({"LastName":"Nine","Company":"X"})");
    EXPECT_EQ(made.status, 201);
    const auto again = ask("PATCH", "/sobjects/Lead/Crosswalk_Id__c/cw_9", R"({"Title":"Dr"})");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.json().at("created"), false);
    EXPECT_EQ(ask("PATCH", "/sobjects/Lead/Nope__c/1", R"({"Title":"Dr"})").status, 404);
    EXPECT_EQ(ask("PATCH", "/sobjects/Lead/" + ann, R"({"Title":"Dr"})").status, 204);
    EXPECT_EQ(ask("GET", "/sobjects/Lead/" + ann + "?fields=Title").json().at("Title"), "Dr");
}

TEST_F(Salesforce, DescribesWhatOurUserMaySee) {
    vendor.hide_field("Lead", "HasOptedOutOfEmail");
    const auto reply = ask("GET", "/sobjects/Lead/describe");
    ASSERT_EQ(reply.status, 200);
    EXPECT_THAT(reply.body, HasSubstr("\"Crosswalk_Id__c\""));
    EXPECT_THAT(reply.body, ::testing::Not(HasSubstr("HasOptedOutOfEmail")));
}

TEST_F(Salesforce, CountsCallsAndStopsAtTheDaysLimit) {
    EXPECT_THAT(ask("GET", "/limits").header("Sforce-Limit-Info"), HasSubstr("api-usage=1/15000"));
    vendor.limit_daily_calls(1);
    const auto reply = ask("GET", "/limits");
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(refusal(reply), "REQUEST_LIMIT_EXCEEDED");
}

}  // namespace
}  // namespace crosswalk::doubles
