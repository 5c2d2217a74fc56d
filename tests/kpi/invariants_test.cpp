// What holds for every history: figures fall along the path, parts sum to the whole, and time changes nothing that is over.
#include "march.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace crosswalk::kpi {
namespace {

using namespace std::chrono_literals;

Person any_person(const KpiPlan& plan, std::size_t number) {
    Person out{.id = "p" + std::to_string(number), .side = *rc::gen::element<std::string>("marketing", "sales"),
               .campaign = *rc::gen::element<std::string>("", "webinar", "ads")};
    Millis when = at(1, 1) + std::chrono::hours{*rc::gen::inRange(0, 24 * 150)};
    std::size_t place = 0;
    out.moves.push_back({"lead", when});
    const int steps = *rc::gen::inRange(0, 7);
    for (int i = 0; i < steps; ++i) {
        when += std::chrono::hours{*rc::gen::inRange(1, 24 * 60)};
        if (*rc::gen::inRange(0, 5) == 0) {
            out.moves.push_back({"recycled", when});
            place = 0;
            continue;
        }
        const std::size_t to = std::min(place + static_cast<std::size_t>(*rc::gen::inRange(1, 3)), plan.path.size() - 1);
        for (std::size_t between = place + 1; between < to; ++between) out.moves.push_back({plan.path[between], when, true});
        if (to > place) out.moves.push_back({plan.path[to], when});
        place = to;
    }
    return out;
}

std::vector<Person> any_people(const KpiPlan& plan) {
    std::vector<Person> out;
    const int count = *rc::gen::inRange(0, 30);
    for (int i = 0; i < count; ++i) out.push_back(any_person(plan, static_cast<std::size_t>(i)));
    return out;
}

std::set<std::string> set_of(const People& people) { return {people.begin(), people.end()}; }

RC_GTEST_PROP(Figures, ReachFallsAlongThePath, ()) {
    const KpiPlan plan = march_plan();
    const auto people = any_people(plan);
    const Population all = population(plan, people);
    const Period march = month_of(plan, 2026y / std::chrono::March);
    std::size_t before = people.size();
    for (const std::string& stage : plan.path) {
        const auto ratio = conversion({plan, all.counted, march, kNow}, "lead", stage).ratio;
        RC_ASSERT(ratio.hit.size() <= before);
        RC_ASSERT(ratio.hit.size() <= ratio.of.size());
        before = ratio.hit.size();
    }
}

RC_GTEST_PROP(Figures, OfACohortNeverFallAsItAges, ()) {
    const KpiPlan plan = march_plan();
    const auto people = any_people(plan);
    const Population all = population(plan, people);
    const Period march = month_of(plan, 2026y / std::chrono::March);
    std::set<std::string> before;
    for (Millis now = march.until; now < march.until + 120 * 24h; now += 10 * 24h) {
        const auto hit = set_of(conversion({plan, all.counted, march, now}, "lead", "sql").ratio.hit);
        RC_ASSERT(std::ranges::includes(hit, before));
        before = hit;
    }
}

RC_GTEST_PROP(Figures, ChangeByNothingThatComesBehindTheWindow, ()) {
    const KpiPlan plan = march_plan();
    auto people = any_people(plan);
    const Period march = month_of(plan, 2026y / std::chrono::March);
    const Millis over = march.until + plan.window;
    const auto asked = [&](Millis now) {
        const Population all = population(plan, people);
        return conversion({plan, all.counted, march, now}, "lead", "customer").ratio;
    };
    const Ratio then = asked(over);
    for (Person& person : people) person.moves.push_back({"customer", std::max(over, person.moves.back().at) + 1h});
    const Ratio now = asked(over + 365 * 24h);
    RC_ASSERT(now.of == then.of);
    RC_ASSERT(now.hit == then.hit);
}

RC_GTEST_PROP(Figures, MovePeopleBetweenMonthsWithTheZoneAndLoseNobody, ()) {
    KpiPlan plan = march_plan();
    const auto people = any_people(plan);
    const Population all = population(plan, people);
    for (const std::string zone : {"UTC", "Asia/Ho_Chi_Minh", "America/New_York"}) {
        plan.zone = zone;
        std::set<std::string> seen;
        for (int months = -1; months < 12; ++months) {  // one before: the new year comes later elsewhere
            const auto month = 2026y / std::chrono::January + std::chrono::months{months};
            for (const auto& one : reached({plan, all.counted, month_of(plan, month), kNow + 365 * 24h}, "lead"))
                RC_ASSERT(seen.insert(one).second);
        }
        RC_ASSERT(seen.size() == people.size());
    }
}

RC_GTEST_PROP(Figures, OfCostSumToTheWholeOverCampaignsAndMonths, ()) {
    const KpiPlan plan = march_plan();
    std::vector<Cost> costs;
    double whole = 0;
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) {
        const auto first = day(1, 1) + std::chrono::days{*rc::gen::inRange(0, 200)};
        const double amount = *rc::gen::inRange(0, 1'000'000);
        costs.push_back({*rc::gen::element<std::string>("", "webinar", "ads"), "media", first,
                         first + std::chrono::days{*rc::gen::inRange(0, 100)}, amount, "VND"});
        whole += amount;
    }
    double by_month = 0;
    for (unsigned month = 1; month <= 12; ++month) {
        const Spent spent = spent_in(plan, costs, month_of(plan, 2026y / std::chrono::month{month}));
        double by_campaign = 0;
        for (const auto& [campaign, amount] : spent.by_campaign) by_campaign += amount;
        RC_ASSERT(std::abs(by_campaign - spent.total) < 0.01);
        by_month += spent.total;
    }
    RC_ASSERT(std::abs(by_month - whole) < 0.01);
}

}  // namespace
}  // namespace crosswalk::kpi
