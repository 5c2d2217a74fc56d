#include "connector/crypto/crypto.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/mailerlite_double.h"

#include <algorithm>

namespace crosswalk::test::mailerlite_with_double {
namespace {

class MailerLiteLife : public ToolAccount<doubles::MailerLiteDouble> {
protected:
    MailerLiteLife()
        : ToolAccount(
              {.vendor = "mailerlite",
               .kind = "subscriber",
               .wanted = {"email", "name", "preferences/all"},
               .headers = {{"Authorization", "Bearer token"}}},
              "token"
          ) {
        vendor.limit_calls(0);
        ann = vendor.add_subscriber("ann@example.com", {{"name", "Ann"}});
        group = vendor.add_group("MQL");
        describe();
    }

    std::string ann{}, group{};
};

TEST_F(MailerLiteLife, somebody_new_is_made_once_and_found_by_id_and_by_address) {
    const auto made = write({{"email", "bo@example.com"}, {"name", "Bo"}, {"preferences/all", true}});
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_says;
    EXPECT_EQ(write({{"email", "bo@example.com"}, {"city", "Hue"}}).id, made.id);
    EXPECT_EQ(vendor.subscribers().size(), 2U);
    EXPECT_EQ(vendor.subscriber("bo@example.com")->status, "unsubscribed") << "an upsert does not bring back";
    const auto page = read(ByIds{{*made.id, {"99"}}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"99"}}));
    const auto found = read(ByMatch{"email", {"bo@example.com", "cy@example.com"}});
    ASSERT_EQ(found.changes.size(), 1U);
    EXPECT_EQ(found.changes[0].id, *made.id);
}

TEST_F(MailerLiteLife, an_opt_out_arrives_and_an_opt_in_is_left_to_the_person) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "active as it is";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(vendor.subscriber(ann)->status, "unsubscribed");
    EXPECT_EQ(write({{"preferences/all", false}, {"name", "Anne"}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(vendor.subscriber(ann)->status, "unsubscribed");
    EXPECT_EQ(vendor.subscriber(ann)->fields.at("name"), "Anne") << "the rest does not wait";
}

TEST_F(MailerLiteLife, a_group_is_described_joined_and_read) {
    const auto field = "groups/" + group;
    ASSERT_NE(schema.find(field), nullptr);
    EXPECT_EQ(read(ByIds{{{ann}}}, {field}).changes.at(0).fields.at(field), false);
    EXPECT_EQ(write({{field, true}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(read(ByIds{{{ann}}}, {field}).changes.at(0).fields.at(field), true);
    EXPECT_EQ(read(Since{}, {field}).changes.at(0).fields.at(field), true) << "a list leaves them out unless asked";
}

TEST_F(MailerLiteLife, a_field_the_account_has_not_is_refused_and_taken_once_it_is_there) {
    EXPECT_EQ(write({{"lead_score", 73}}, ann).vendor_code, "unknown_field");
    vendor.add_field("lead_score", "number");
    EXPECT_EQ(write({{"lead_score", 73}}, ann).verdict, Verdict::applied);
}

TEST_F(MailerLiteLife, whoever_is_deleted_is_told_by_a_write_and_by_a_read) {
    vendor.delete_subscriber(ann);
    EXPECT_EQ(write({{"name", "Anne"}}, ann).verdict, Verdict::merged);
    EXPECT_EQ(read(ByIds{{{ann}}}).gone, (std::vector<VendorId>{{ann}}));
}

TEST_F(MailerLiteLife, a_sweep_reads_everybody_and_ends) {
    for (int i = 0; i < 240; ++i) vendor.add_subscriber("p" + std::to_string(i) + "@example.com", {});
    std::string cursor;
    std::size_t people = 0, pages = 0;
    for (bool more = true; more && pages < 10; ++pages) {
        const auto page = read(Since{cursor});
        people += page.changes.size();
        cursor = page.next_cursor;
        more = page.more;
    }
    EXPECT_EQ(people, 241U);
    EXPECT_EQ(pages, 3U);
}

TEST_F(MailerLiteLife, what_its_webhooks_tell_is_what_a_read_tells) {
    doubles::VendorDouble receiver;
    receiver.start();
    receiver.when(doubles::post("/hooks")).reply(200).always();
    for (const bool batched : {false, true}) {
        receiver.forget_calls();
        vendor.send_webhooks_to(receiver.url() + "/hooks/ml", "yaEgW3JvHz", batched);
        vendor.set_status(ann, batched ? "unsubscribed" : "active");
        ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 1; }));
        const auto call = receiver.calls().front();
        EXPECT_EQ(call.header("Signature"), crypto::hex(crypto::hmac_sha256("yaEgW3JvHz", call.body)));
        const auto news = adapter.decode(delivery_of(call.body), {});
        ASSERT_TRUE(news) << news.error().what;
        const auto& told = std::get<Change>(news->front());
        const auto page = read(ByIds{{{ann}}});
        for (const auto& [field, value] : page.changes.at(0).fields)
            EXPECT_EQ(told.fields.at(field), value) << field;
    }
}

}  // namespace
}  // namespace crosswalk::test::mailerlite_with_double
