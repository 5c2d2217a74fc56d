#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/calendar_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosswalk::compile {
namespace {

using tree::in_quotes;
using tree::Node;
using tree::Notes;

constexpr std::chrono::days kLongestWindow{3 * 366}, kLongestCost{3'660};

struct KpiContext {
    const CompileContext& draft;
    const Node& root;
    Notes& notes;
    KpiPlan plan{};
};

std::optional<double> amount(const Node& at, const std::string& what, Notes& notes) {
    double out = 0;
    const std::string& text = at.text;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (at.scalar() && bad == std::errc{} && end == text.data() + text.size() && std::isfinite(out) && out >= 0)
        return out;
    notes.error(
        at, "kpi.amount", in_quotes(text) + " cannot be " + what + ".", "Write a number such as 31000000 or 25400.5."
    );
    return std::nullopt;
}

std::optional<std::string> currency(const Node& at, Notes& notes) {
    const bool good = at.text.size() == 3 && std::ranges::all_of(at.text, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (at.scalar() && good) return at.text;
    notes.error(
        at, "kpi.currency", in_quotes(at.text) + " is no currency.", "Write its three letters, such as VND or USD."
    );
    return std::nullopt;
}

// "2026-03"
std::optional<std::chrono::year_month> month(const Node& at, Notes& notes) {
    if (const auto first = calendar_text::day(at.text + "-01")) return first->year() / first->month();
    notes.error(at, "kpi.month", in_quotes(at.text) + " is not a month.", "Write it as 2026-03.");
    return std::nullopt;
}

std::optional<std::chrono::sys_days> day(const Node& at, Notes& notes) {
    if (const auto out = calendar_text::day(at.text)) return std::chrono::sys_days{*out};
    notes.error(at, "kpi.day", in_quotes(at.text) + " is not a day.", "Write it as 2026-03-31.");
    return std::nullopt;
}

// "90 days"
std::optional<std::chrono::days> window(const Node& at, const std::string& what, Notes& notes) {
    constexpr std::string_view kUnit = " days";
    if (at.text.ends_with(kUnit))
        if (const auto n = calendar_text::digits(std::string_view(at.text).substr(0, at.text.size() - kUnit.size())))
            if (const std::chrono::days out{*n}; out.count() > 0 && out <= kLongestWindow) return out;
    notes.error(
        at, "kpi.window", in_quotes(at.text) + " cannot be " + what + ".", "Write it as '90 days', at most 1098."
    );
    return std::nullopt;
}

void rates(KpiContext& context, const Node& table) {
    if (!tree::is_map(table, context.notes, "'rates'")) return;
    for (std::size_t i = 0; i < table.keys.size(); ++i) {
        const auto code = currency(table.keys[i], context.notes);
        const Node& months = table.items[i];
        if (!tree::is_map(months, context.notes, "the rates of " + table.keys[i].text)) continue;
        for (std::size_t j = 0; j < months.keys.size(); ++j) {
            const auto of = month(months.keys[j], context.notes);
            const auto rate = amount(months.items[j], "a rate", context.notes);
            if (rate == 0)
                context.notes.error(
                    months.items[j], "kpi.amount", "A rate of 0 counts every cost as nothing.", "Write what one of it is worth, or remove the row."
                );
            if (code && of && rate) context.plan.rates.push_back({*of, *code, *rate});
        }
    }
}

// A stage of the path, which figures are counted for.
void stage(KpiContext& context, std::string_view key, std::string& out) {
    const Node* at = tree::need(context.root, context.notes, "the file", key);
    if (at == nullptr) return;
    if (std::ranges::find(context.draft.path, at->text) == context.draft.path.end())
        context.notes.error(
            *at,
            "kpi.stage",
            in_quotes(at->text) + " is no stage of the path.",
            context.draft.path.empty() ? "Add a lifecycle.yaml with stages, or remove this file."
                                       : tree::suggestion(at->text, context.draft.path)
        );
    out = at->text;
}

void one_cost(KpiContext& context, const Node& row) {
    Notes& notes = context.notes;
    if (!tree::is_table(row, notes, "a cost", {"campaign", "kind", "from", "to", "amount", "currency"})) return;
    CampaignCost out{.currency = context.plan.currency};
    if (const Node* at = row.find("campaign")) out.campaign = tree::text(*at, notes, "'campaign'").value_or("");
    if (const Node* at = row.find("kind")) out.kind = tree::text(*at, notes, "'kind'").value_or("");
    if (const Node* at = row.find("currency")) out.currency = currency(*at, notes).value_or("");
    const Node* from = tree::need(row, notes, "a cost", "from");
    const Node* until = tree::need(row, notes, "a cost", "to");
    const Node* sum = tree::need(row, notes, "a cost", "amount");
    if (from == nullptr || until == nullptr || sum == nullptr) return;
    const auto first = day(*from, notes), last = day(*until, notes);
    const auto spent = amount(*sum, "'amount'", notes);
    if (!first || !last || !spent) return;
    if (*last < *first)
        return notes.error(*until, "kpi.cost_backwards", "The cost ends before it begins.", "Write the earlier day at 'from'.");
    if (*last - *first > kLongestCost)
        return notes.error(*until, "kpi.cost_too_long", "The cost is for more than ten years.", "Write a row for each year.");
    out.first = *first;
    out.last = *last;
    out.amount = *spent;
    context.plan.costs.push_back(std::move(out));
}

// A cost in a currency of a month without a rate would be counted nowhere.
void check_rates(KpiContext& context, const Node& at) {
    std::set<std::string> missing;
    for (const CampaignCost& cost : context.plan.costs) {
        if (cost.currency == context.plan.currency || missing.contains(cost.currency)) continue;
        const std::chrono::year_month_day last{cost.last};
        for (std::chrono::year_month_day one{cost.first}; one.year() / one.month() <= last.year() / last.month();
             one += std::chrono::months{1}) {
            const auto fits = [&](const ExchangeRate& rate) {
                return rate.currency == cost.currency && rate.month == one.year() / one.month();
            };
            if (std::ranges::none_of(context.plan.rates, fits))
                missing.insert(cost.currency);
        }
    }
    for (const std::string& code : missing)
        context.notes.warn(
            at,
            "kpi.no_rate",
            "There are costs in " + code + " in a month without a rate; they are counted nowhere.",
            "Write the rate of each month under 'rates'."
        );
}

void costs(KpiContext& context, const Node& list) {
    if (list.kind == Node::Kind::blank) return;
    if (!list.list())
        return context.notes.error(list, "kpi.costs", "'costs' is no list.", "Write one row for each: - { from: ..., to: ..., amount: ... }");
    for (const Node& row : list.items) one_cost(context, row);
    check_rates(context, list);
}

void words(KpiContext& context, std::string_view key, std::vector<std::string>& out) {
    const Node* at = context.root.find(key);
    if (at == nullptr) return;
    for (const Node* word : tree::words(*at, context.notes, in_quotes(key))) out.push_back(word->text);
}

void what_others_say(const Mapping& mapping, KpiPlan& plan) {
    for (const Stage& one : mapping.path) plan.path.push_back(one.name);
    for (const Stage& one : mapping.aside)
        if (one.reentry) plan.recycled.push_back(one.name);
    const DutyPlan* accept = mapping.handoff == nullptr ? nullptr : mapping.handoff->agreement.duty(Duty::accept);
    plan.silence_is_met = accept != nullptr && accept->silence == Silence::accepted;
}

}  // namespace

void kpi(CompileContext& draft, const Node& root, Notes& notes) {
    if (!tree::is_table(
            root,
            notes,
            "the file",
            {"format", "zone", "currency", "rates", "qualified", "accepted", "window", "touch_window", "sourced_by",
             "deals_left_out", "exclude", "costs"}
        ))
        return;
    tree::check_format(root, notes);
    KpiContext context{draft, root, notes};
    KpiPlan& plan = context.plan;
    if (const Node* at = tree::need(root, notes, "the file", "zone"))
        plan.zone = time_zone(*at, notes, "the file").value_or("");
    if (const Node* at = tree::need(root, notes, "the file", "currency")) plan.currency = currency(*at, notes).value_or("");
    stage(context, "qualified", plan.qualified);
    stage(context, "accepted", plan.accepted);
    if (const Node* at = root.find("rates")) rates(context, *at);
    if (const Node* at = root.find("window")) plan.window = window(*at, "'window'", notes).value_or(plan.window);
    if (const Node* at = root.find("touch_window"))
        plan.touch_window = window(*at, "'touch_window'", notes).value_or(plan.touch_window);
    if (const Node* at = root.find("sourced_by"))
        if (const auto which = tree::one_of(*at, notes, "'sourced_by'", {"primary", "earliest", "any"}))
            plan.sourced_by = std::array{SourcedBy::primary, SourcedBy::earliest, SourcedBy::any}.at(*which);
    words(context, "deals_left_out", plan.deals_left_out);
    if (const Node* at = root.find("exclude")) plan.exclude = tree::condition(*at, notes, "'exclude'", std::vector<std::string>{"email"});
    if (const Node* at = root.find("costs")) costs(context, *at);
    what_others_say(draft.mapping, plan);
    draft.mapping.kpi = std::make_shared<const KpiPlan>(std::move(plan));
}

}  // namespace crosswalk::compile
