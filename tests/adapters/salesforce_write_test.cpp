#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

namespace crosswalk::test::salesforce_write {
namespace {

const Adapter& salesforce = *find_adapter("salesforce");
const ObjectPlan& kLead = *salesforce.manifest.plan("Lead");
const ObjectSchema kSchema{.kind = {"Lead"}};

std::vector<Record> leads(std::size_t count) {
    std::vector<Record> out;
    for (std::size_t i = 1; i <= count; ++i)
        out.push_back(
            {.trace = {"t" + std::to_string(i)},
             .own_id = "cw_" + std::to_string(i),
             .fields = {{"LastName", "Okafor"}, {"Lead_Score__c", 87.5}, {"Phone", nullptr}}}
        );
    return out;
}

struct Write {
    std::vector<Record> records{};
    WriteKind operation = WriteKind::create;
    Connection connection{};

    WriteBatch batch() const { return {kLead, kSchema, operation, "Crosswalk_Id__c", records}; }
    HttpRequest ask() const { return first_request(salesforce, batch(), connection); }
    WriteReport read(int status, const std::string& body) const {
        return *first_answer(salesforce, batch(), connection, answer(status, body));
    }
};

TEST(SalesforceWrite, a_create_is_an_upsert_by_our_own_id) {
    const auto request = Write{.records = leads(2)}.ask();
    EXPECT_EQ(request.method, "PATCH");
    EXPECT_EQ(request.path, "/services/data/v66.0/composite/sobjects/Lead/Crosswalk_Id__c");
    const auto body = *parse_json(request.body);
    EXPECT_EQ(boost::json::serialize(*value_at(body, "/allOrNone")), "false");
    const auto row = *value_at(body, "/records/0");
    EXPECT_EQ(text_at(row, "/attributes/type"), "Lead");
    EXPECT_EQ(text_at(row, "/Crosswalk_Id__c"), "cw_1");
    EXPECT_EQ(value_at(row, "/Lead_Score__c")->get_double(), 87.5);
    EXPECT_TRUE(value_at(row, "/Phone")->is_null()) << "null clears";
    EXPECT_EQ(value_at(row, "/id"), nullptr);
}

TEST(SalesforceWrite, an_update_goes_by_record_id) {
    auto records = leads(1);
    records[0].id = VendorId{"00QKa00000A1b2CMAR"};
    const auto request = Write{.records = records, .operation = WriteKind::update}.ask();
    EXPECT_EQ(request.path, "/services/data/v66.0/composite/sobjects");
    const auto body = *parse_json(request.body);
    EXPECT_EQ(text_at(body, "/records/0/id"), "00QKa00000A1b2CMAR");
    EXPECT_EQ(value_at(body, "/records/0/Crosswalk_Id__c"), nullptr)
        << "the engine stamps through the fields";
}

TEST(SalesforceWrite, a_score_never_changes_the_owner_unless_the_admin_wants_the_rules_to_run) {
    Write write{.records = leads(1)};
    EXPECT_EQ(write.ask().headers.at("Sforce-Auto-Assign"), "FALSE");
    EXPECT_EQ(write.ask().headers.at("Sforce-Call-Options"), "client=Crosswalk");
    write.operation = WriteKind::update;
    EXPECT_EQ(write.ask().headers.at("Sforce-Auto-Assign"), "FALSE");
    write.connection.settings["auto_assign"] = "true";
    EXPECT_FALSE(write.ask().headers.contains("Sforce-Auto-Assign"));
}

TEST(SalesforceWrite, the_api_version_is_pinned_and_may_be_overridden_with_sense) {
    Write write{.records = leads(1), .operation = WriteKind::update};
    write.connection.settings["api_version"] = "67.0";
    EXPECT_EQ(write.ask().path, "/services/data/v67.0/composite/sobjects");
    write.connection.settings["api_version"] = "../evil";
    EXPECT_EQ(write.ask().path, "/services/data/v66.0/composite/sobjects");
}

TEST(SalesforceWrite, every_row_gets_its_own_verdict) {
    const auto report =
        Write{.records = leads(4)}.read(200, json_part("salesforce/07_collections_upsert.json", "/response"));
    const auto all = report.outcomes();
    EXPECT_EQ(all[0].verdict, Verdict::applied);
    EXPECT_EQ(all[0].id->text, "00QKa00000A1b2CMAR");
    EXPECT_EQ(all[1].verdict, Verdict::refused);
    EXPECT_EQ(all[1].vendor_code, "REQUIRED_FIELD_MISSING");
    EXPECT_EQ(all[1].field, "LastName");
    EXPECT_EQ(
        all[1].advice,
        "Salesforce needs 'LastName' on this record. Map it or give it a placeholder, activate the mapping, "
        "then replay."
    );
    EXPECT_EQ(all[2].vendor_code, "INVALID_EMAIL_ADDRESS");
    EXPECT_EQ(all[3].vendor_code, "CANNOT_UPDATE_CONVERTED_LEAD");
    EXPECT_EQ(all[3].verdict, Verdict::merged);
    EXPECT_FALSE(all[3].id) << "reading the lead tells which contact it became";
}

TEST(SalesforceWrite, consent_is_sent_as_the_boolean_it_is) {
    auto records = leads(1);
    records[0].fields = {{"HasOptedOutOfEmail", true}, {"DoNotCall", false}};
    const auto body = *parse_json(Write{.records = records}.ask().body);
    EXPECT_EQ(*value_at(body, "/records/0/HasOptedOutOfEmail"), true);
    EXPECT_EQ(*value_at(body, "/records/0/DoNotCall"), false);
}

TEST(SalesforceWrite, a_deleted_record_may_live_on_so_it_is_looked_at) {
    const auto report = Write{.records = leads(1)}.read(
        200,
        R"([{"success":false,"errors":[{"statusCode":"ENTITY_IS_DELETED","message":"entity is deleted","fields":[]}]}])"
    );
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::merged);
    EXPECT_FALSE(report.outcomes()[0].id);
}

TEST(SalesforceWrite, rows_that_do_not_fit_say_nothing_about_anyone) {
    const auto body = json_part("salesforce/07_collections_upsert.json", "/response");
    for (const std::size_t count : {1U, 3U, 5U}) {
        const auto report = Write{.records = leads(count)}.read(200, body);
        for (const auto& o : report.outcomes()) EXPECT_EQ(o.verdict, Verdict::unanswered);
    }
}

TEST(SalesforceWrite, success_about_another_record_is_no_success) {
    auto records = leads(2);
    records[0].id = VendorId{"00QKa00000A1b2CMAR"};
    records[1].id = VendorId{"00QKa00000A1b2DMAR"};
    const auto report = Write{.records = records, .operation = WriteKind::update}.read(
        200,
        R"([{"id":"00QKa00000A1b2C","success":true,"errors":[]},{"id":"00QKa00000A1b2EMAR","success":true,"errors":[]}])"
    );
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::applied) << "15 and 18 characters are the same id";
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::unanswered);
}

TEST(SalesforceWrite, a_lock_is_tried_again_and_a_roll_back_too) {
    const auto report = Write{.records = leads(2)}.read(
        200,
        R"([{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access","fields":[]}]},
            {"success":false,"errors":[{"statusCode":"ALL_OR_NONE_OPERATION_ROLLED_BACK","message":"rolled back","fields":[]}]}])"
    );
    for (const auto& o : report.outcomes()) {
        EXPECT_EQ(o.verdict, Verdict::retry);
        EXPECT_TRUE(o.wait);
    }
}

TEST(SalesforceWrite, a_duplicate_value_names_the_record_that_holds_it_as_a_hint) {
    const auto report = Write{.records = leads(1)}.read(
        200,
        R"([{"success":false,"errors":[{"statusCode":"DUPLICATE_VALUE","message":"duplicate value found: Crosswalk_Id__c duplicates value on record with id: 001A0000006Vm9r","fields":[]}]}])"
    );
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::refused);
    EXPECT_EQ(report.outcomes()[0].id->text, "001A0000006Vm9rIAC") << "as every other answer writes it";
}

TEST(SalesforceWrite, a_call_refused_as_a_whole_refuses_everyone_so_that_the_engine_splits_it) {
    EXPECT_TRUE(kLead.whole_batch_refused);
    const auto report = Write{.records = leads(3)}.read(
        400, R"([{"message":"No such column 'foo' on sobject of type Lead","errorCode":"INVALID_FIELD"}])"
    );
    for (const auto& o : report.outcomes()) {
        EXPECT_EQ(o.verdict, Verdict::refused);
        EXPECT_EQ(o.vendor_code, "INVALID_FIELD");
    }
}

TEST(SalesforceWrite, a_vanished_column_is_named_by_the_words_alone) {
    const auto report = Write{.records = leads(1)}.read(
        400, R"([{"errorCode":"INVALID_FIELD","message":"No such column 'Phone' on sobject of type Lead"}])"
    );
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::refused);
    EXPECT_EQ(report.outcomes()[0].field, "Phone");
}

TEST(SalesforceWrite, recorded_refusals_are_classed_as_the_vendor_means_them) {
    const auto all = json_fixture("salesforce/12_rest_errors.json");
    for (const auto& item : items_at(all, "/single_record_errors")) {
        const auto status = static_cast<int>(value_at(item, "/status")->get_int64());
        const auto body = boost::json::serialize(*value_at(item, "/body"));
        const auto kind = text_at(item, "/class");
        auto out = verdict_on_refusal(salesforce.manifest, answer(status, body));
        if (!out) out = Write{.records = leads(1)}.read(status, body).outcomes()[0];
        const auto expected = kind == "retryable" || kind == "rate-limit" ? Verdict::retry
                              : kind == "auth-refresh" || kind == "auth-do-not-refresh" || kind == "bug"
                                  ? Verdict::reconnect
                              : kind == "permanent-state" && body.find("NOT_FOUND") == std::string::npos
                                  ? Verdict::merged  // perhaps: the record is read to find out
                                  : Verdict::refused;
        EXPECT_EQ(out->verdict, expected) << kind << " " << body;
    }
}

TEST(SalesforceWrite, the_daily_limit_waits_longer_than_a_crowd) {
    const auto wait = [](std::string_view says) {
        return verdict_on_refusal(
                   salesforce.manifest,
                   answer(
                       403,
                       R"([{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":")" + std::string(says) + R"("}])"
                   )
        )
            ->wait;
    };
    EXPECT_EQ(wait("TotalRequests Limit exceeded."), std::chrono::minutes{15});
    EXPECT_LT(*wait("ConcurrentPerOrgLongTxn Limit exceeded."), std::chrono::minutes{1});
}

TEST(SalesforceDescribe, tells_what_may_be_written_what_is_needed_and_closed_lists) {
    const SchemaQuery query{kLead};
    EXPECT_EQ(first_request(salesforce, query).path, "/services/data/v66.0/sobjects/Lead/describe");
    const auto told = first_answer(salesforce, query, {}, answer(200, fixture("salesforce/05_lead_describe_excerpt.json"))
    );
    const auto& schema = *told;
    EXPECT_EQ(schema.kind.text, "Lead");
    EXPECT_TRUE(schema.find("LastName")->required);
    EXPECT_TRUE(schema.find("Company")->required);
    EXPECT_FALSE(schema.find("Status")->required) << "it has a default";
    EXPECT_FALSE(schema.find("SystemModstamp")->writable);
    EXPECT_FALSE(schema.find("Name")->writable);
    EXPECT_TRUE(schema.find("Crosswalk_Id__c")->unique);
    EXPECT_EQ(schema.find("Lead_Score__c")->type, "double");
    EXPECT_TRUE(schema.find("Industry")->options.empty()) << "an open picklist takes anything";
}

TEST(SalesforceManifest, sends_a_credential_to_its_own_hosts_only) {
    EXPECT_EQ(salesforce.manifest.auth.front().flow, "jwt_bearer");
    const auto& oauth = std::get<OAuth2>(salesforce.manifest.auth.front().way);
    EXPECT_EQ(oauth.lifetime.count(), 0) << "there is no expires_in: use the token until it is refused";
    EXPECT_EQ(salesforce.manifest.budget.used_of_header, "Sforce-Limit-Info");
}

}  // namespace
}  // namespace crosswalk::test::salesforce_write
