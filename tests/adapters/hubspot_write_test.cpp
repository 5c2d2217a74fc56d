#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

#include <algorithm>

namespace crosswalk::test::hubspot_write {
namespace {

const Adapter& hubspot = *find_adapter("hubspot");
const ObjectPlan& kContact = *hubspot.manifest.plan("contact");
const ObjectSchema kSchema{.kind = {"contact"}};

struct Write {
    std::vector<Record> records{};
    WriteKind operation = WriteKind::create;
    Connection connection{};

    WriteBatch batch() const { return {kContact, kSchema, operation, "crosswalk_id", records}; }
    HttpRequest ask() const { return first_request(hubspot, batch(), connection); }
    WriteReport read(int status, const std::string& body) const {
        return *first_answer(hubspot, batch(), connection, answer(status, body));
    }
};

Record person(std::string trace, std::string own_id, std::optional<VendorId> id = {}) {
    return {
        .trace = {std::move(trace)},
        .id = std::move(id),
        .own_id = std::move(own_id),
        .fields = {{"email", "ann@example.com"}}};
}

TEST(HubspotWrite, a_create_is_an_upsert_by_our_own_id_and_all_values_are_text) {
    auto record = person("t1", "cw_1");
    record.fields = {
        {"score", 87},
        {"rate", 87.5},
        {"big", 12345678901.0},
        {"yes", true},
        {"phone", nullptr},
        {"topics", boost::json::array{"a", "b"}}};
    const auto request = Write{.records = {record}}.ask();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/crm/v3/objects/contacts/batch/upsert");
    const auto body = *parse_json(request.body);
    EXPECT_EQ(text_at(body, "/inputs/0/id"), "cw_1");
    EXPECT_EQ(text_at(body, "/inputs/0/idProperty"), "crosswalk_id");
    EXPECT_EQ(text_at(body, "/inputs/0/objectWriteTraceId"), "t1");
    EXPECT_EQ(text_at(body, "/inputs/0/properties/crosswalk_id"), "cw_1");
    EXPECT_EQ(text_at(body, "/inputs/0/properties/score"), "87");
    EXPECT_EQ(text_at(body, "/inputs/0/properties/rate"), "87.5");
    EXPECT_EQ(text_at(body, "/inputs/0/properties/big"), "12345678901");
    EXPECT_EQ(text_at(body, "/inputs/0/properties/yes"), "true");
    EXPECT_EQ(text_at(body, "/inputs/0/properties/topics"), "a;b");
    ASSERT_NE(value_at(body, "/inputs/0/properties/phone"), nullptr);
    EXPECT_EQ(text_at(body, "/inputs/0/properties/phone"), "") << "the empty text clears";
}

TEST(HubspotWrite, an_update_goes_by_record_id_at_the_version_the_admin_chose) {
    Write write{.records = {person("t1", "cw_1", VendorId{"290201"})}, .operation = WriteKind::update};
    EXPECT_EQ(write.ask().path, "/crm/v3/objects/contacts/batch/update");
    write.connection.settings["api_version"] = "2026-09";
    EXPECT_EQ(write.ask().path, "/crm/objects/2026-09/contacts/batch/update");
    const auto body = *parse_json(write.ask().body);
    EXPECT_EQ(text_at(body, "/inputs/0/id"), "290201");
    EXPECT_EQ(value_at(body, "/inputs/0/idProperty"), nullptr);
    EXPECT_EQ(value_at(body, "/inputs/0/properties/crosswalk_id"), nullptr);
}

TEST(HubspotWrite, results_in_any_order_find_their_records) {
    auto body = json_part("hubspot/13_contact_batch_upsert_email.json", "/response/body");
    const Write write{.records = {person("cw-0002", "b"), person("cw-0001", "a"), person("cw-0003", "c")}};
    const auto report = write.read(200, body);
    EXPECT_EQ(report.outcomes()[0].id->text, "290250");
    EXPECT_EQ(report.outcomes()[1].id->text, "290201");
    EXPECT_EQ(report.outcomes()[2].verdict, Verdict::unanswered) << "not mentioned";
}

TEST(HubspotWrite, without_a_trace_a_result_is_found_by_our_own_id_or_the_record_id) {
    const auto created = Write{.records = {person("t1", "cw_1"), person("t2", "cw_2")}}.read(
        201,
        R"({"status":"COMPLETE","results":[{"id":"7","properties":{"crosswalk_id":"cw_2"}},{"id":"8","properties":{}}]})"
    );
    EXPECT_EQ(created.outcomes()[0].verdict, Verdict::unanswered);
    EXPECT_EQ(created.outcomes()[1].id->text, "7");
    const auto updated =
        Write{
            .records = {person("t1", "cw_1", VendorId{"7"}), person("t2", "cw_2", VendorId{"8"})},
            .operation = WriteKind::update}
            .read(200, R"({"status":"COMPLETE","results":[{"id":"8","properties":{}}]})");
    EXPECT_EQ(updated.outcomes()[0].verdict, Verdict::unanswered) << "merged-away ids are dropped silently";
    EXPECT_EQ(updated.outcomes()[1].verdict, Verdict::applied);
}

TEST(HubspotWrite, an_update_that_is_answered_with_another_record_met_a_merge) {
    const auto report =
        Write{.records = {person("t1", "cw_1", VendorId{"7"})}, .operation = WriteKind::update}.read(
            200, R"({"status":"COMPLETE","results":[{"id":"9","objectWriteTraceId":"t1","properties":{}}]})"
        );
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::merged);
    EXPECT_EQ(report.outcomes()[0].id->text, "9");
}

TEST(HubspotWrite, one_bad_record_of_a_batch_is_refused_alone) {
    const Write write{.records = {person("549b1c2a9350", "a"), person("549b1c2a9351", "b")}};
    const auto body = json_part("hubspot/14_batch_create_207_multistatus.json", "/response/body");
    for (const int status : {200, 207}) {
        const auto report = write.read(status, body);
        EXPECT_EQ(report.outcomes()[0].verdict, Verdict::unanswered)
            << "its result carries neither trace nor own id";
        const auto& bad = report.outcomes()[1];
        EXPECT_EQ(bad.verdict, Verdict::refused);
        EXPECT_EQ(bad.vendor_code, "PROPERTY_DOESNT_EXIST");
        EXPECT_EQ(bad.field, "missing");
        EXPECT_EQ(
            bad.advice,
            "HubSpot contacts have no property 'missing'. Create it in HubSpot, or correct the mapping and "
            "activate it; then replay."
        );
    }
}

TEST(HubspotWrite, an_error_outweighs_a_result_of_the_same_record_and_may_name_it_by_id) {
    const Write write{.records = {person("t1", "cw_1", VendorId{"7"})}, .operation = WriteKind::update};
    const auto report = write.read(
        207,
        R"({"results":[{"id":"7","properties":{}}],"errors":[{"category":"OBJECT_NOT_FOUND","message":"gone","context":{"ids":["7"]}}]})"
    );
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::merged)
        << "reading tells whether it is gone or lives on";
    EXPECT_EQ(report.outcomes()[0].vendor_code, "OBJECT_NOT_FOUND");
}

TEST(HubspotWrite, an_existing_contact_is_a_hint_where_it_can_only_mean_this_record) {
    const auto body = json_part("hubspot/17_errors.json", "/409_contact_exists/body");
    const auto one = Write{.records = {person("t1", "cw_1")}}.read(409, body);
    EXPECT_EQ(one.outcomes()[0].verdict, Verdict::refused);
    EXPECT_EQ(one.outcomes()[0].vendor_code, "CONFLICT");
    EXPECT_EQ(one.outcomes()[0].id->text, "290201");
    const auto two = Write{.records = {person("t1", "cw_1"), person("t2", "cw_2")}}.read(409, body);
    for (const auto& o : two.outcomes()) {
        EXPECT_EQ(o.verdict, Verdict::refused);
        EXPECT_FALSE(o.id) << "it names the first bad record only";
    }
    EXPECT_TRUE(kContact.whole_batch_refused) << "so the engine splits it";
}

TEST(HubspotWrite, a_value_held_by_another_contact_says_by_whom) {
    const auto report =
        Write{.records = {person("t1", "cw_1", VendorId{"290250"})}, .operation = WriteKind::update}.read(
            400, json_part("hubspot/17_errors.json", "/400_secondary_email_taken/body")
        );
    const auto& out = report.outcomes()[0];
    EXPECT_EQ(out.verdict, Verdict::refused);
    EXPECT_EQ(out.vendor_code, "VALUE_HELD_BY_ANOTHER");
    EXPECT_EQ(out.field, "email");
    EXPECT_EQ(out.id->text, "290201");
}

TEST(HubspotWrite, recorded_refusals_get_the_verdict_they_mean) {
    struct Case {
        std::string_view name;
        Verdict verdict;
        std::string_view code;
    };
    const auto all = json_fixture("hubspot/17_errors.json");
    for (const auto& [name, verdict, code] : {
             Case{"400_validation", Verdict::refused, "INVALID_EMAIL"},
             Case{"400_2026_09_missing_required", Verdict::refused, "MISSING_REQUIRED_PROPERTY"},
             Case{"400_duplicate_ids_in_batch", Verdict::refused, "VALIDATION_ERROR"},
             Case{"401_missing", Verdict::reconnect, "INVALID_AUTHENTICATION"},
             Case{"401_expired", Verdict::reconnect, "EXPIRED_AUTHENTICATION"},
             Case{"403_missing_scopes", Verdict::reconnect, "MISSING_SCOPES"},
             Case{"404", Verdict::refused, "http_404"},
             Case{"404_non_numeric_id", Verdict::merged, "OBJECT_NOT_FOUND"},
             Case{"429_ten_secondly", Verdict::retry, "http_429"},
             Case{"429_daily", Verdict::retry, "http_429"},
             Case{"429_search_secondly", Verdict::retry, "RATE_LIMITS"},
             Case{"477_migration", Verdict::retry, "http_477"},
             Case{"423_locked", Verdict::retry, "http_423"},
         }) {
        const std::string at = "/" + std::string(name);
        const auto* body = value_at(all, at + "/body");
        HttpResponse response = answer(
            static_cast<int>(value_at(all, at + "/status")->get_int64()),
            body ? boost::json::serialize(*body) : ""
        );
        response.headers["Retry-After"] = "3600";
        auto out = verdict_on_refusal(hubspot.manifest, response);
        if (!out)
            out = Write{.records = {person("t1", "cw_1")}}.read(response.status, response.body).outcomes()[0];
        EXPECT_EQ(out->verdict, verdict) << name;
        EXPECT_EQ(out->vendor_code, code) << name;
        EXPECT_FALSE(out->advice.empty()) << name;
        if (verdict == Verdict::retry) {
            EXPECT_EQ(out->wait, std::chrono::seconds{3600}) << name;
        }
    }
}

TEST(HubspotWrite, the_daily_limit_waits_longer_than_the_one_of_ten_seconds) {
    const auto wait = [](std::string_view which) {
        return *verdict_on_refusal(hubspot.manifest, answer(429, json_part("hubspot/17_errors.json", which)))
                    ->wait;
    };
    EXPECT_GT(wait("/429_daily/body"), std::chrono::minutes{1});
    EXPECT_LE(wait("/429_ten_secondly/body"), std::chrono::seconds{10});
}

TEST(HubspotDescribe, tells_what_may_be_written_and_closed_lists) {
    const SchemaQuery query{kContact};
    EXPECT_EQ(first_request(hubspot, query).path, "/crm/v3/properties/contacts");
    const auto told = first_answer(hubspot,
        query,
        {},
        answer(200, fixture("hubspot/22_contact_property_definitions_subset.json"))
    );
    const auto& schema = *told;
    EXPECT_TRUE(schema.find("email")->writable);
    EXPECT_TRUE(schema.find("email")->unique);
    EXPECT_FALSE(schema.find("hubspotscore")->writable);
    EXPECT_EQ(std::ranges::count(schema.find("lifecyclestage")->options, "marketingqualifiedlead"), 1);
    EXPECT_TRUE(schema.find("hubspot_owner_id")->options.empty()) << "owners come from elsewhere";
}

}  // namespace
}  // namespace crosswalk::test::hubspot_write
