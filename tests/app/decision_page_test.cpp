// The page on which Sales answers, as a browser, a scanner and a stranger meet it.
#include "connector/app/daemon/decision_page.h"

#include "tests/run/handoff_story.h"

namespace crosswalk {
namespace {

class OnThePage : public HandoffStory {
protected:
    OnThePage() {
        qualify();
        admin = std::make_unique<AdminService>(AdminService{config, *store, *engine, clock, true});
        page = std::make_unique<DecisionPage>(*admin);
    }
    ServerAnswer ask(std::string method, std::string body = "", std::string token = "") {
        ServerRequest request{.method = std::move(method)};
        request.target = "/act/" + (token.empty() ? channels.told.at(0).token : token);
        request.body = std::move(body);
        return page->answer(request);
    }
    static bool has(const ServerAnswer& answer, std::string_view text) {
        return answer.body.find(text) != std::string::npos;
    }
    static std::string header(const ServerAnswer& answer, std::string_view name) {
        for (const auto& [key, value] : answer.headers)
            if (key == name) return value;
        return {};
    }

    Config config{};
    std::unique_ptr<AdminService> admin{};
    std::unique_ptr<DecisionPage> page{};
};

TEST_F(OnThePage, TheLeadTheDeadlineAndTheAnswersAreShownWithoutAScript) {
    const auto shown = ask("GET");
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.content_type, "text/html; charset=utf-8");
    for (const char* text : {"ann@example.com", "Answer by", "No budget", "value=\"accept\"", "value=\"reject\""})
        EXPECT_TRUE(has(shown, text)) << text;
    EXPECT_FALSE(has(shown, "<script"));
    EXPECT_EQ(header(shown, "Cache-Control"), "no-store");
    EXPECT_EQ(header(shown, "Referrer-Policy"), "no-referrer");
    EXPECT_TRUE(header(shown, "Content-Security-Policy").starts_with("default-src 'none'; style-src 'sha256-"));
}

TEST_F(OnThePage, WhoOnlyLooksNeverActs) {
    for (const char* method : {"GET", "HEAD", "GET"}) EXPECT_EQ(ask(method, "verb=accept").status, 200);
    EXPECT_TRUE(ask("HEAD").body.empty());
    EXPECT_FALSE(state_of(handoffs()[0]).accepted);
    EXPECT_EQ(ask("DELETE").status, 405);
}

TEST_F(OnThePage, AnAnswerCountsAndTheSecondOneReadsWhoWasFirst) {
    const auto accepted = ask("POST", "verb=accept");
    EXPECT_EQ(accepted.status, 200);
    EXPECT_TRUE(has(accepted, "your answer is noted"));
    EXPECT_EQ(lead("ann@example.com").value("stage"), "sal");
    ASSERT_TRUE(engine->answer(
        {.handoff = handoffs()[0].id, .verb = AnswerVerb::reject, .by = "an", .reason = "budget"}
    ));
    const auto late = ask("POST", "verb=reject&reason=timing");
    EXPECT_TRUE(has(late, "This lead was rejected: No budget (An Nguyen)")) << late.body;
    EXPECT_FALSE(has(late, "<form"));
    EXPECT_FALSE(has(ask("GET"), "ann@example.com")) << "an old link tells nothing of the person";
}

TEST_F(OnThePage, AnUnknownTokenLeadsNowhereInBothLanguages) {
    for (const std::string& token : {std::string(43, 'a'), std::string("x"), std::string(43, '.')})
        for (const char* method : {"GET", "POST"}) {
            const auto answer = ask(method, "verb=accept", token);
            EXPECT_EQ(answer.status, 404);
            EXPECT_TRUE(has(answer, "Không tìm thấy"));
        }
}

TEST_F(OnThePage, AFormThatMakesNoSenseChangesNothing) {
    for (const char* body : {"", "verb=contact", "verb=erase", "verb=%ZZ"}) EXPECT_EQ(ask("POST", body).status, 400) << body;
    EXPECT_TRUE(has(ask("POST", "verb=reject&reason=weather"), "Reason?"));
    EXPECT_TRUE(handoffs()[0].open);
}

TEST_F(OnThePage, WhatALeadIsCalledIsNoMarkup) {
    account("crm").records[crm]["Email"] = "ann@example.com";
    hears("crm", toy_event(crm, {{"Company", "<b>\"Acme\"</b>"}}));
    pass(std::chrono::minutes{1});
    EXPECT_FALSE(has(ask("GET"), "<b>"));
}

}  // namespace
}  // namespace crosswalk
