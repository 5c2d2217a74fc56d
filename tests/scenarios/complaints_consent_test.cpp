// Pain 1: unsubscribed people are subscribed again and mailed.
#include "tests/scenarios/complaints.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::IsEmpty;

constexpr int kNews = 1, kOnIt = 1, kLeftIt = 2;
constexpr char kPlainForm[] = "5", kConfirmedForm[] = "7";

class PainsOfConsent : public Complaints {
protected:
    bool sales_may_not_mail() const {
        return lead().contains("HasOptedOutOfEmail") && lead().at("HasOptedOutOfEmail") == json::value(true);
    }
    int news_status(const std::string& email) {
        const auto contact = doubles.activecampaign().contact(email);
        return contact && contact->lists.contains(kNews) ? contact->lists.at(kNews).status : 0;
    }
    // A minute later, as the email tool tells it: a proof must be later than the opt-out.
    void comes_back_by_form(const std::string& form) {
        doubles.activecampaign().set_clock([] { return system_ms() + 60'000; });
        doubles.activecampaign().subscribe(kAnnsId, kNews, std::stoi(form));
    }
    std::string consent_of(const std::string& email) const {
        const auto told = ask({"lead", "show", email});
        const auto& values = told.at("values").as_object();
        const auto* held = values.if_contains("consent_email");
        return held ? text_of(held->as_object(), "value") : "";
    }
};

TEST_F(PainsOfConsent, UnsubscribedPeopleAreNeverMailedAgain) {
    doubles.activecampaign().subscribe(kAnnsId, kNews);
    for (const char* tool : {"salesforce", "activecampaign"}) poll(tool, "1 second");
    open();
    hear_everything();

    // Sales corrects a field, and while that write waits for HubSpot, she clicks "unsubscribe".
    ASSERT_EQ(service->command({"pause", "hubspot"}).exit_code, 0);
    doubles.salesforce().edit("Lead", text_of(lead(), "Id"), {{"Company", "Example Works"}});
    ASSERT_TRUE(soon([&] { return status_of("hubspot").at("writes_waiting").to_number<int>() >= 1; }));
    doubles.activecampaign().unsubscribe(kAnnsId);
    ASSERT_TRUE(soon([&] { return sales_may_not_mail(); }));
    ASSERT_EQ(service->command({"resume", "hubspot"}).exit_code, 0);
    ASSERT_TRUE(soon([&] { return is_out_everywhere(kAnn) && contact()["company"] == "Example Works"; }));

    // Both CRMs delete her, HubSpot with all it knew of her.
    const auto former = hubspot().size();
    doubles.hubspot().erase_contact(doubles.hubspot().contact(kAnn)->id);
    doubles.salesforce().remove("Lead", text_of(lead(), "Id"));
    ASSERT_TRUE(soon([&] { return records(kAnn, "hubspot").empty() && records(kAnn, "salesforce").empty(); })
    );
    EXPECT_EQ(hubspot().size(), former - 1) << "nobody is brought back by us";

    // Somebody finds the old file and imports it, everywhere.
    doubles.hubspot().import_csv({{{"email", kAnn}, {"firstname", "Ann"}}});
    doubles.salesforce().add_lead(
        {{"LastName", "Lee"}, {"Company", "Example Corp"}, {"Email", kAnn}, {"HasOptedOutOfEmail", false}}
    );
    doubles.activecampaign().import_csv({kAnn}, kNews);
    EXPECT_TRUE(soon([&] { return is_out_everywhere(kAnn); }))
        << "Salesforce: " << json::serialize(salesforce("Lead").back())
        << " HubSpot: " << hubspot(kAnn, "hs_email_optout") << " list: " << news_status(kAnn);
    EXPECT_EQ(news_status(kAnn), kLeftIt);
    expect_all_is_well();
    EXPECT_THAT(calls_that_subscribe(), IsEmpty());
}

TEST_F(PainsOfConsent, ABulkWriteThatIsTriedAgainAfterSheLeftBringsNobodyBack) {
    doubles.activecampaign().subscribe(kAnnsId, kNews);
    open();
    hear_everything();
    const auto of_the_company = [](const Call& call) {
        return call.method != "GET" && call.body.find("Example Works") != std::string::npos;
    };
    doubles.hubspot().when(of_the_company).reply(503).reply(503);
    doubles.salesforce().edit("Lead", text_of(lead(), "Id"), {{"Company", "Example Works"}});
    ASSERT_TRUE(soon([&] { return doubles.hubspot().count(of_the_company) >= 1; }));
    doubles.hubspot().unsubscribe(doubles.hubspot().contact(kAnn)->id);
    EXPECT_TRUE(soon([&] { return contact()["company"] == "Example Works" && is_out_everywhere(kAnn); }));
    expect_all_is_well();
    EXPECT_TRUE(is_out_everywhere(kAnn));
    EXPECT_THAT(calls_that_subscribe(), IsEmpty());
}

TEST_F(PainsOfConsent, WhoLeftIsBornOptedOutInAToolThatNeverMetHer) {
    open();
    hear_everything();
    const int cleo =
        doubles.activecampaign().add_contact({{"email", kCleo}, {"firstName", "Cleo"}, {"lastName", "Park"}});
    doubles.activecampaign().subscribe(cleo, kNews);
    doubles.activecampaign().unsubscribe(cleo);
    doubles.activecampaign().set_score(cleo, 73);
    ASSERT_TRUE(soon([&] { return salesforce("Lead").size() == 3 && hubspot().size() == 3; }));
    EXPECT_TRUE(soon([&] { return is_out_everywhere(kCleo); }));
    const auto creations = [](const Call& call) {
        return call.method != "GET" && call.body.find(kCleo) != std::string::npos;
    };
    EXPECT_EQ(doubles.salesforce().count(creations), 1u);
    EXPECT_EQ(
        doubles.salesforce().count([&](const Call& call) {
            return creations(call) && call.body.find("\"HasOptedOutOfEmail\":true") != std::string::npos;
        }),
        1u
    ) << "not for one moment could she be mailed";
    expect_all_is_well();
    EXPECT_THAT(calls_that_subscribe(), IsEmpty());
}

TEST_F(PainsOfConsent, AnUnsubscribeWhoseWebhookWasLostIsFoundByThePoll) {
    doubles.activecampaign().subscribe(kAnnsId, kNews);
    poll("activecampaign", "1 second");
    open();
    hear_everything();
    doubles.activecampaign().lose_hooks(1);
    doubles.activecampaign().unsubscribe(kAnnsId);
    EXPECT_TRUE(soon([&] { return is_out_everywhere(kAnn); }));
    EXPECT_TRUE(sales_may_not_mail());
    expect_all_is_well();
}

TEST_F(PainsOfConsent, OnlyAFormThatAsksForConfirmationLetsHerBackIn) {
    doubles.activecampaign().subscribe(kAnnsId, kNews);
    prepare();
    edit(
        "crosswalk.yaml",
        "poll: 60 minutes",
        std::string("poll: 60 minutes\n    double_opt_in_forms: \"") + kConfirmedForm + "\""
    );
    open();
    hear_everything();
    doubles.activecampaign().unsubscribe(kAnnsId);
    ASSERT_TRUE(soon([&] { return is_out_everywhere(kAnn); }));
    ASSERT_TRUE(falls_quiet());

    comes_back_by_form(kPlainForm);
    EXPECT_TRUE(soon([&] { return news_status(kAnn) == kLeftIt; })) << "anybody can type her address";
    EXPECT_TRUE(is_out_everywhere(kAnn));
    EXPECT_EQ(consent_of(kAnn), "closed");
    ASSERT_TRUE(falls_quiet());
    EXPECT_THAT(calls_that_subscribe(), IsEmpty());

    comes_back_by_form(kConfirmedForm);
    EXPECT_TRUE(soon([&] { return consent_of(kAnn) == "open" && !sales_may_not_mail(); }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(news_status(kAnn), kOnIt);
    EXPECT_EQ(calls_that_subscribe().size(), 1u) << "Salesforce, by proof";
}

}  // namespace
}  // namespace crosswalk::doubles
