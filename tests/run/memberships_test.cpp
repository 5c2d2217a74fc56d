// Lists, tags and groups: a write of their own, once the person is there.
#include "engine_story.h"

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class Memberships : public EngineStory {
protected:
    Memberships() {
        mapping.connections[0].create.when = CreatePolicy::When::always;
        mapping.fields.push_back(member("newsletter", "groups/7"));
        mapping.fields.push_back(member("webinars", "groups/8"));
        FieldPlan consent{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
        consent.consent = ConsentPlan{"email", "", {{"mail", "confirmed"}}};
        for (const auto& [name, field] : {std::pair{"crm", "groups/9"}, std::pair{"hub", "optout"}}) {
            consent.bindings.push_back(both(name, field));
            consent.bindings.back().values = {{"closed", {"true"}}, {"open", {"false"}}};
        }
        mapping.fields.push_back(consent);
        start();
    }
    static FieldPlan member(const char* name, const char* group) {
        FieldPlan out{.name = name, .type = FieldType::boolean, .bindings = {both("hub", name), both("crm", group)}};
        out.bindings[1].membership = true;
        return out;
    }
    // A field that is written with a group along.
    void have_levels() {
        FieldPlan level{
            .name = "level", .type = FieldType::choice, .bindings = {both("hub", "level"), both("crm", "Level")}};
        level.choices = {"warm", "hot"};
        for (Binding& binding : level.bindings) binding.values = {{"warm", {"warm"}}, {"hot", {"hot"}}};
        level.bindings[1].along = {{"hot", {{"groups/hot", "true"}}}};
        mapping.fields.push_back(level);
        start();
    }
    void known_at_both() {
        account("crm").records["c1"] = {{"Email", value("ann@example.com")}};
        hears("hub", toy_event("h1", {{"email", "ann@example.com"}}));
        settle();
        account("crm").calls.clear();
        account("crm").tried.clear();
    }
    void says(Fields more) {
        more.emplace("email", "ann@example.com");
        hears("hub", toy_event("h1", std::move(more)));
        settle();
    }
    std::vector<std::string> wrote() {
        std::vector<std::string> out;
        for (const std::string& call : account("crm").calls)
            if (!call.starts_with("/read")) out.push_back(call);
        return out;
    }
};

TEST_F(Memberships, AreWrittenAloneAndConsentAmongThemFirst) {
    known_at_both();
    says({{"company", "Acme"}, {"newsletter", true}, {"optout", true}});
    ASSERT_EQ(account("crm").tried.size(), 3U);
    EXPECT_EQ(account("crm").tried[0], (Fields{{"groups/9", true}}));
    EXPECT_EQ(wrote(), (std::vector<std::string>{"/member 1", "/update 1", "/member 1"}));
    EXPECT_EQ(at("crm", "c1", "groups/7"), value(true));
    EXPECT_EQ(at("crm", "c1", "Company"), value("Acme"));
}

TEST_F(Memberships, ARefusedOneHoldsNoFieldUpAndIsParkedAlone) {
    known_at_both();
    account("crm").refuses = {"true"};
    says({{"company", "Acme"}, {"newsletter", true}});
    EXPECT_EQ(at("crm", "c1", "Company"), value("Acme"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"newsletter"});
    account("crm").refuses.clear();
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "c1", "groups/7"), value(true));
}

TEST_F(Memberships, OneOfSeveralThatIsRefusedHoldsNoOtherUp) {
    known_at_both();
    says({{"newsletter", true}, {"webinars", false}});
    account("crm").refuses = {"true"};
    says({{"newsletter", false}, {"webinars", true}});
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"webinars"});
    EXPECT_EQ(at("crm", "c1", "groups/7"), value(false));
}

TEST_F(Memberships, FollowAtOnceWhereTheRecordIsMade) {
    says({{"company", "Acme"}, {"newsletter", true}, {"optout", true}});
    EXPECT_EQ(wrote(), (std::vector<std::string>{"/create 1", "/member 1"}));
    EXPECT_EQ(at("crm", "r1", "groups/7"), value(true));
    EXPECT_EQ(at("crm", "r1", "groups/9"), value(true));
    EXPECT_TRUE(parked().empty());
}

TEST_F(Memberships, ThatAreCutOffAfterTheRecordWasMadeAreToldLaterAndNobodyIsMadeTwice) {
    cloud.next = {{.path = "/member", .answer = HttpResponse{.status = 429, .headers = {{"Retry-After", "2"}}}}};
    says({{"company", "Acme"}, {"newsletter", true}, {"optout", true}});
    settle(60s);
    EXPECT_EQ(account("crm").records.size(), 1U);
    EXPECT_EQ(at("crm", "r1", "groups/7"), value(true));
    EXPECT_EQ(at("crm", "r1", "groups/9"), value(true));
}

TEST_F(Memberships, ThatCannotBeSaidAreFoundBeforeTheRecordIsMade) {
    for (FieldPlan& field : mapping.fields)
        if (field.name == "newsletter") field.bindings[1].vendor_field = "groups/never";
    start();
    says({{"company", "Acme"}, {"newsletter", true}});
    EXPECT_EQ(at("crm", "r1", "Company"), value("Acme"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"newsletter"});
}

TEST_F(Memberships, NobodyIsMadeWhoseOptOutCannotBeSaid) {
    for (FieldPlan& field : mapping.fields)
        if (field.name == "consent_email") field.bindings[0].vendor_field = "groups/never";
    start();
    says({{"company", "Acme"}, {"optout", true}});
    EXPECT_TRUE(account("crm").records.empty());
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "BAD");
}

TEST_F(Memberships, ThatAreCutOffBehindFieldsThatWereTakenAreLookedAtBeforeTheyAreToldAgain) {
    have_levels();
    known_at_both();
    cloud.next = {{.path = "/member", .answer = HttpResponse{.status = 429, .headers = {{"Retry-After", "2"}}}}};
    says({{"level", "hot"}});
    settle(60s);
    EXPECT_EQ(wrote(), (std::vector<std::string>{"/update 1", "/member 1", "/member 1"}))
        << "what was taken is not said again";
    EXPECT_EQ(at("crm", "c1", "groups/hot"), value(true));
}

TEST_F(Memberships, OfWhomTheVendorDoesNotMakeAreNotAskedFor) {
    for (int i = 0; i < 6; ++i)  // whatever is left out
        cloud.next.push_back({.path = "/create", .answer = HttpResponse{.status = 400, .body = R"({"code":"BAD"})"}});
    says({{"newsletter", true}});
    EXPECT_EQ(calls("crm", "/member"), 0U);
    ASSERT_TRUE(account("crm").records.empty());
    cloud.next.clear();
    (void)engine->replay({});
    settle(60s);
    EXPECT_EQ(at("crm", "r1", "groups/7"), value(true));
}

TEST_F(Memberships, ThatGoAlongWithAFieldAreToldRightAfterIt) {
    have_levels();
    known_at_both();
    says({{"level", "hot"}});
    EXPECT_EQ(wrote(), (std::vector<std::string>{"/update 1", "/member 1"}));
    EXPECT_EQ(at("crm", "c1", "Level"), value("hot"));
    EXPECT_EQ(at("crm", "c1", "groups/hot"), value(true));
}

TEST_F(Memberships, LeaveForSeveralPeopleInCallsOfTheVendorsSize) {
    account("crm").records["c1"] = {{"Email", value("ann@example.com")}};
    account("crm").records["c2"] = {{"Email", value("bo@example.com")}};
    hears("hub", toy_event("h1", {{"email", "ann@example.com"}}));
    hears("hub", toy_event("h2", {{"email", "bo@example.com"}}));
    settle();
    account("crm").calls.clear();
    hears("hub", toy_event("h1", {{"newsletter", true}}));
    hears("hub", toy_event("h2", {{"newsletter", true}}));
    settle();
    EXPECT_EQ(wrote(), (std::vector<std::string>{"/member 1", "/member 1"}));
    EXPECT_EQ(at("crm", "c1", "groups/7"), value(true));
    EXPECT_EQ(at("crm", "c2", "groups/7"), value(true));
}

}  // namespace
}  // namespace crosswalk
