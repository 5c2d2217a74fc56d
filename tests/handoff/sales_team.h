// A team of three in Vietnam, which the tests of this room share.
#pragma once

#include "connector/handoff/routing.h"
#include "tests/handoff/calendars.h"

namespace crosswalk::handoff::test {

inline Condition when(const std::string& text) {
    const std::vector<std::string> fields{"lead_score", "company", "country", "language", "email"};
    auto parsed = parse_condition(text, fields);
    EXPECT_TRUE(parsed.has_value()) << text;
    Condition out;
    out.text = text;
    out.parts.push_back(*parsed);
    return out;
}

inline Absence away(const std::string& from, const std::string& until, std::string name = "leave") {
    return {
        Millis{std::chrono::sys_days{day_of(from)}},
        Millis{std::chrono::sys_days{day_of(until)}},
        std::move(name)};
}

// An and Binh speak Vietnamese, Chi Vietnamese and English; Dung leads them and gets what nobody else can
// get.
inline HandoffPlan sales_plan() {
    HandoffPlan plan;
    plan.calendars = {saigon_with_tet()};
    plan.calendars.front().name = "vn";
    for (const char* name : {"an", "binh", "chi", "dung"})
        plan.members.push_back(
            {.name = name,
             .full_name = name,
             .language = "vi",
             .speaks = {"vi"},
             .channels = {{"email", std::string(name) + "@example.com"}}}
        );
    plan.members[2].speaks.emplace_back("en");
    plan.teams = {
        {.name = "sales",
         .label = {{"en", "Sales"}},
         .calendar = "vn",
         .members = {"an", "binh", "chi"},
         .head = "dung"}};
    plan.fallback = "dung";
    return plan;
}

inline RoutingRule rule(std::string name, Choose choose, Condition condition = {}) {
    return {.name = std::move(name), .when = std::move(condition), .choose = choose};
}

inline RoutingQuestion question() {
    return {
        .facts = {{"lead_score", "73"}, {"language", "vi"}}, .team = "sales", .now = vn("2026-03-05 10:00")};
}

}  // namespace crosswalk::handoff::test
