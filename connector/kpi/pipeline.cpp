#include "connector/kpi/pipeline.h"

#include <algorithm>
#include <set>

namespace crosswalk::kpi {
namespace {

using ById = std::map<std::string_view, const Person*>;

// When somebody became known; nothing of whom nobody dated.
std::optional<Millis> known_since(const Person& person) {
    if (person.moves.empty()) return std::nullopt;
    return person.moves.front().at;
}

bool is_from_marketing(const Person& person, const Deal& deal) {
    const auto since = known_since(person);
    return person.side == "marketing" && since && *since < deal.created;
}

std::vector<const Person*> linked(const ById& people, const Deal& deal) {
    std::vector<const Person*> out;
    for (const DealPerson& one : deal.people)
        if (const auto at = people.find(one.person); at != people.end()) out.push_back(at->second);
    return out;
}

const Person* primary(const ById& people, const Deal& deal) {
    const auto one = std::ranges::find_if(deal.people, &DealPerson::primary);
    const auto at = people.find(one != deal.people.end() ? one->person : deal.people.front().person);
    return at == people.end() ? nullptr : at->second;
}

bool is_sourced(const KpiPlan& plan, const ById& people, const Deal& deal) {
    const auto all = linked(people, deal);
    const auto by_marketing = [&](const Person* person) { return person != nullptr && is_from_marketing(*person, deal); };
    switch (plan.sourced_by) {
        case SourcedBy::primary: return by_marketing(primary(people, deal));
        case SourcedBy::any: return std::ranges::any_of(all, by_marketing);
        case SourcedBy::earliest: break;
    }
    const auto earliest = std::ranges::min_element(all, {}, [](const Person* person) {
        return known_since(*person).value_or(Millis::max());
    });
    return earliest != all.end() && by_marketing(*earliest);
}

// The campaigns that touched somebody of the deal from the window before it was made until it was closed.
std::set<std::string> touched(const KpiPlan& plan, const Deal& deal, std::span<const CampaignTouch> touches) {
    std::set<std::string> out;
    for (const CampaignTouch& touch : touches)
        if (touch.at >= deal.created - plan.touch_window && (!deal.closed || touch.at <= *deal.closed) &&
            std::ranges::find(deal.people, touch.person, &DealPerson::person) != deal.people.end())
            out.insert(touch.campaign);
    return out;
}

void add(PipelinePart& part, const Deal& deal, double amount) {
    part.amount += amount;
    part.deals.push_back(deal.id);
}

}  // namespace

Pipeline pipeline(
    const KpiPlan& plan, std::span<const Person> people, std::span<const Deal> deals, std::span<const CampaignTouch> touches, Period period
) {
    ById known;
    for (const Person& person : people) known.emplace(person.id, &person);
    Pipeline out;
    for (const Deal& deal : deals) {
        if (!period.holds(deal.created)) continue;
        const std::chrono::year_month_day day{day_of(plan, deal.created)};
        const auto amount = in_report_currency(plan, deal.amount, deal.currency, {day.year(), day.month()});
        if (std::ranges::find(plan.deals_left_out, deal.type) != plan.deals_left_out.end()) {
            out.left_out.push_back(deal.id);
        } else if (!amount) {
            out.without_rate.push_back(deal.id);
        } else {
            add(out.total, deal, *amount);
            if (linked(known, deal).empty()) {
                add(out.unattributed, deal, *amount);
            } else if (is_sourced(plan, known, deal)) {
                add(out.sourced, deal, *amount);
            } else if (const auto campaigns = touched(plan, deal, touches); !campaigns.empty()) {
                add(out.influenced, deal, *amount);
                for (const std::string& campaign : campaigns)
                    out.influenced_by[campaign] += *amount / static_cast<double>(campaigns.size());
            } else {
                add(out.neither, deal, *amount);
            }
        }
    }
    return out;
}

}  // namespace crosswalk::kpi
