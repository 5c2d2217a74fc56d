// One March of a small company, told to the figure: what both sides were asked in their review, and the answers.
#pragma once

#include "connector/kpi/pipeline.h"
#include "connector/kpi/service_level.h"
#include "connector/mapping/model/zone.h"

namespace crosswalk::kpi {

inline const std::string kZone = "Asia/Ho_Chi_Minh";

// A moment of 2026 as the clocks of the zone show it.
inline Millis at(unsigned day, unsigned month, int hour = 9, int minute = 0) {
    const std::chrono::year_month_day date{
        std::chrono::year{2026}, std::chrono::month{month}, std::chrono::day{day}};
    return zone::moment_of(kZone, Millis{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute});
}

inline std::chrono::sys_days day(unsigned day, unsigned month) {
    return std::chrono::year{2026} / std::chrono::month{month} / std::chrono::day{day};
}

inline const Millis kNow = at(1, 7, 0);

inline KpiPlan march_plan() {
    using namespace std::chrono_literals;
    return {
        .zone = kZone,
        .currency = "VND",
        .rates = {{2026y / std::chrono::March, "USD", 25'400}},
        .path = {"lead", "mql", "sal", "sql", "opportunity", "customer"},
        .qualified = "mql",
        .accepted = "sal",
        .recycled = {"recycled"},
        .deals_left_out = {"renewal"},
        .exclude = *parse_condition("email ends with @test.example.com", std::vector<std::string>{"email"})};
}

inline std::vector<Person> march_people() {
    const std::string m = "marketing";
    const auto f = [](std::string to, Millis when) { return Move{.to = std::move(to), .at = when, .filled_in = true}; };
    return {
        {"An", "an@example.com", m, "", "webinar", "",
         {{"lead", at(2, 3)}, {"mql", at(5, 3, 10)}, {"sal", at(5, 3, 15)}, {"sql", at(12, 3)},
          {"opportunity", at(20, 3)}, {"customer", at(20, 4)}}},
        {"Binh", "binh@example.com", m, "", "webinar", "", {{"lead", at(3, 3)}, {"mql", at(1, 4, 0, 30)}}},
        {"Chi", "chi@example.com", m, "", "ads", "",
         {{"lead", at(15, 3)}, f("mql", at(18, 3)), f("sal", at(18, 3)), {"sql", at(18, 3)},
          {"opportunity", at(28, 3)}}},
        {"Dung", "dung@example.com", m, "", "ads", "",
         {{"lead", at(16, 3)}, {"mql", at(19, 3)}, {"recycled", at(23, 3)}, {"mql", at(2, 5)},
          f("sal", at(10, 5)), {"sql", at(10, 5)}}},
        {"Em", "em@example.com", "sales", "", "", "",
         {{"lead", at(12, 3)}, f("mql", at(13, 3)), f("sal", at(13, 3)), {"sql", at(13, 3)},
          {"opportunity", at(14, 3)}}},
        {"Giang", "giang@example.com", m, "", "ads", "", {{"lead", at(20, 3)}}},
        {"Minh", "minh@example.com", m, "", "", "", {{"lead", at(25, 3)}, {"mql", at(29, 6)}}},
        {"Nga", "nga@example.com", m, "", "webinar", "",
         {{"lead", at(20, 2)}, {"mql", at(9, 3, 16, 30)}, {"disqualified", at(11, 3)}}},
        {"Lan", "lan@example.com", m, "", "", "", {{.to = "mql", .at = at(6, 3), .dated = false}}},
        {"Khoa", "khoa@test.example.com", m, "", "", "", {{"lead", at(7, 3)}}}};
}

inline std::vector<Cost> march_costs() {
    return {
        {"webinar", "media", day(1, 3), day(31, 3), 31'000'000, "VND"},
        {"ads", "media", day(15, 3), day(13, 4), 30'000'000, "VND"},
        {"", "tool", day(1, 3), day(31, 3), 200, "USD"}};
}

inline std::vector<Deal> march_deals() {
    constexpr double million = 1'000'000;
    return {
        {"an", "", at(20, 3), {}, 400 * million, "VND", {{"An", true}}},
        {"em", "", at(14, 3), {}, 100 * million, "VND", {{"Em", true}}},
        {"nobody", "", at(25, 3), {}, 150 * million, "VND", {}},
        {"chi", "", at(28, 3), at(30, 4), 10'000, "USD", {{"Chi", true}}},
        {"renewal", "renewal", at(16, 3), {}, 500 * million, "VND", {{"An", true}}},
        {"two", "", at(5, 4), {}, 300 * million, "VND", {{"Em", true}, {"Binh", false}}}};
}

}  // namespace crosswalk::kpi
