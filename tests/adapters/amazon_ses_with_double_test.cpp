#include "connector/contract/poll.h"
#include "connector/contract/text.h"
#include "connector/crypto/signature_v4.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/amazon_ses_double.h"
#include "tests/support/operations.h"

namespace crosswalk::test::amazon_ses_with_double {
namespace {

class AmazonSesLife : public ToolAccount<doubles::AmazonSesDouble> {
protected:
    AmazonSesLife()
        : ToolAccount(
              {.vendor = "amazon_ses", .kind = "recipient", .wanted = {"EmailAddress", "Reason", "preferences/all"}},
              "secret-1"
          ) {
        send = [this](const HttpRequest& request) {
            const auto& way = std::get<SignatureV4>(adapter.manifest.auth.front().way);
            const std::string time = "20260305T010000Z", host = "127.0.0.1:" + std::to_string(vendor.port());
            const auto signature = crypto::signature_v4(
                {.version = way.version,
                 .date_header = "x-amz-date",
                 .id = "AKIDEXAMPLE",
                 .secret = secret,
                 .region = "eu-west-1",
                 .service = way.service},
                {.method = request.method, .host = host, .target = request.path, .body = request.body, .time = time}
            );
            const doubles::Pairs headers{{"Authorization", signature}, {std::string(way.date_header), time}};
            const auto reply = doubles::call(vendor.url(), request.method, request.path, headers, request.body);
            return HttpResponse{.status = reply.status, .body = reply.body};
        };
        describe();
    }
    std::string secret = "secret-1";
    static constexpr char ann[] = "ann@example.com";
};

TEST_F(AmazonSesLife, WhoeverTheListDoesNotHoldIsThereAndMayBeWrittenTo) {
    const auto page = read(ByMatch{"EmailAddress", {"Ann@Example.com"}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, ann);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), false);
    EXPECT_NE(schema.find("Reason"), nullptr);
}

TEST_F(AmazonSesLife, AComplaintIsTheirWordAndABounceIsNobodys) {
    vendor.suppress(ann, "COMPLAINT");
    vendor.suppress("bo+x@example.com", "BOUNCE");
    const auto page = read(ByIds{{{ann}, {"bo+x@example.com"}}});
    ASSERT_EQ(page.changes.size(), 2U);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    EXPECT_TRUE(page.changes[0].occurred_at);
    EXPECT_FALSE(page.changes[1].fields.contains("preferences/all"));
    EXPECT_EQ(page.changes[1].fields.at("Reason"), "BOUNCE");
}

TEST_F(AmazonSesLife, AnOptOutIsLookedAtAndNobodyIsTakenOffTheList) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "open as it is";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(vendor.suppression(ann)->reason, "COMPLAINT");
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied) << "as it is";
    EXPECT_EQ(write({{"preferences/all", false}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(vendor.count([](const doubles::Call& call) { return call.method == "DELETE"; }), 0U);
}

TEST_F(AmazonSesLife, AnAnswerWithoutWordsIsNoYes) {
    std::size_t calls = 0;
    const std::vector<Record> one{{.id = VendorId{ann}, .fields = {{"preferences/all", true}}}};
    const auto report = ask(adapter, WriteBatch{plan, schema, WriteKind::update, "", one}, connection, [&](const HttpRequest&) {
        return ++calls == 1 ? answer(200, "{}") : answer(404, R"({"message":"not there"})");
    });
    ASSERT_TRUE(report);
    EXPECT_EQ(calls, 2U);
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::unanswered);
}

TEST_F(AmazonSesLife, AnotherAddressIsAnotherRecipientAndOtherFieldsCannotBeWritten) {
    EXPECT_EQ(write({{"EmailAddress", "Anna@example.com"}}, ann).id, VendorId{"anna@example.com"});
    EXPECT_EQ(write({{"EmailAddress", "Ann@example.com"}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(write({{"Reason", "no"}}, ann).vendor_code, "unknown_field");
}

TEST_F(AmazonSesLife, APollReadsWhoeverJoinedTheListPageByPage) {
    for (int i = 0; i < 1200; ++i) vendor.suppress("p" + std::to_string(i) + "@example.com", "COMPLAINT");
    const auto page = read(Since{});
    EXPECT_EQ(page.changes.size(), 1000U);
    ASSERT_TRUE(page.more);
    const auto rest = read(Since{page.next_cursor});
    EXPECT_EQ(rest.changes.size(), 200U);
    EXPECT_FALSE(rest.more);
    const Place before{.from = parse_iso("2026-03-05T01:00:00Z")->at};
    EXPECT_EQ(
        first_request(adapter, ChangesQuery{plan, schema, {}, {crosswalk::text_of(before)}}).path,
        "/v2/email/suppression/addresses?PageSize=1000&StartDate=2026-03-05T00%3A55%3A00.000Z"
    );
}

TEST_F(AmazonSesLife, AnotherSecretIsTurnedAway) {
    secret = "secret-2";
    const auto refused = send(get_json("/v2/email/suppression/addresses?PageSize=1"));
    EXPECT_EQ(verdict_on_refusal(adapter.manifest, refused)->verdict, Verdict::reconnect);
}

}  // namespace
}  // namespace crosswalk::test::amazon_ses_with_double
