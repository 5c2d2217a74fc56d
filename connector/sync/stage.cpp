#include "connector/sync/stage.h"

#include "connector/mapping/model/translate.h"
#include "connector/sync/consent.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

std::optional<double> number_in(const Value& value) {
    double out = 0;
    if (!value) return std::nullopt;
    const auto [end, bad] = std::from_chars(value->data(), value->data() + value->size(), out);
    return bad == std::errc{} ? std::optional{out} : std::nullopt;
}

Step step_to(const Lead& lead, std::string to, Step::Cause why, Millis at, const Cause& cause) {
    return {
        .lead = lead.id,
        .from = lead.value(kStageField).value_or(""),
        .to = std::move(to),
        .at = at,
        .cause = why,
        .event = cause.event,
        .connection = cause.connection,
        .mapping_version = cause.mapping_version};
}

// One step for each stage from `first` to `last` on the path; all but the last one are filled in.
std::vector<Step> along(const Mapping& mapping, const Step& to, std::ptrdiff_t first, std::ptrdiff_t last) {
    std::vector<Step> steps;
    for (auto i = first; i <= last; ++i) {
        Step step = to;
        if (!steps.empty()) step.from = steps.back().to;
        step.to = mapping.path[static_cast<std::size_t>(i)].name;
        step.filled_in = i != last;
        steps.push_back(std::move(step));
    }
    return steps;
}

const BackMove* way_back(const Mapping& mapping, std::string_view from, std::string_view to) {
    for (const BackMove& move : mapping.back)
        if (move.to == to && std::ranges::find(move.from, from) != move.from.end()) return &move;
    return nullptr;
}

// Where a lead that stands aside may come back onto the path, at most at `target`; -1: nowhere.
std::ptrdiff_t way_in(const Mapping& mapping, std::string_view aside, std::ptrdiff_t target) {
    std::ptrdiff_t best = -1;
    const auto consider = [&](std::string_view stage) {
        const auto at = mapping.place(stage);
        if (at <= target) best = std::max(best, at);
    };
    const Stage* here = mapping.stage(aside);
    if (here != nullptr && here->reentry) consider(here->reentry->to);
    for (const BackMove& move : mapping.back)
        if (std::ranges::find(move.from, aside) != move.from.end()) consider(move.to);
    return best;
}

std::string shown(const Mapping& mapping, std::string_view name) {
    const Stage* stage = mapping.stage(name);
    const auto label = stage == nullptr ? decltype(stage->label.end()){} : stage->label.find("en");
    return stage == nullptr || label == stage->label.end() ? std::string(name) : label->second;
}

Obstacle illegal(const Mapping& mapping, const Lead& lead, const StageSignal& word) {
    const std::string here = lead.value(kStageField).value_or("");
    const auto held = lead.values.find(kStageField);
    const std::string by = held == lead.values.end() || held->second.why.connection.empty()
                               ? std::string("a rule")
                               : held->second.why.connection;
    return {
        std::string(kStageField),
        "stage.illegal_move",
        word.connection + " says '" + shown(mapping, word.stage) + "', but the lead is '" +
            shown(mapping, here) + "' by the word of " + by + ", and no legal step leads from " + here +
            " to " + word.stage + ".",
        "Allow it under `back` in lifecycle.yaml, activate it and replay; or drop this: then " +
            word.connection + " is told what the lead is."};
}

Obstacle no_reason_given(const StageSignal& word) {
    return {
        std::string(kStageField),
        std::string(kReasonMissing),
        word.connection + " moved the lead to " + word.stage + " without a reason.",
        "Fill in the reason there; then replay."};
}

// A step that is far ahead of our clock was taken when the clock was: everything since then is newer.
bool is_older(const StageSignal& word, Millis since, Millis now) {
    if (since > now + kFarthestAhead) return false;
    if (word.precision == Precision::milliseconds) return word.at < since;
    return word.at < std::chrono::floor<std::chrono::seconds>(since);
}

// Before which moment a move back is older news. A promotion by rule is our conclusion at the time of a receipt: it
// hides no word that was said after the last step before it.
Millis moved_last(const Lead& lead, const StageSignal& word) {
    const Millis since = lead.progress.since;
    const auto here = lead.values.find(kStageField);
    if (word.first_sight || here == lead.values.end() || !here->second.why.rule.starts_with(kEnterWhen)) return since;
    Millis last{};
    for (const auto& [stage, at] : lead.progress.first)
        if (at < since) last = std::max(last, at);
    return last;
}

// The condition of a stage ahead, as far as one leads somebody there.
template <class Earned>
Moves furthest(const Mapping& mapping, const Lead& lead, const Cause& cause, Earned earned) {
    const auto& here = lead.value(kStageField);
    const auto at = mapping.place(here.value_or(""));
    if (here && at < 0) return {};  // who stands aside comes back by `again` or by a person
    for (auto i = std::ssize(mapping.path) - 1; i > at; --i) {
        const Stage& stage = mapping.path[static_cast<std::size_t>(i)];
        if (stage.enter_when.always() || !earned(stage.enter_when)) continue;
        const Step to = step_to(lead, stage.name, Step::Cause::rule, cause.now, cause);
        return {.steps = along(mapping, to, here ? at + 1 : i, i)};
    }
    return {};
}

}  // namespace

Facts facts_of(const Lead& lead) {
    return {.now = [&lead](std::string_view field) { return lead.value(field); }};
}

Moves on_stage_reported(const Mapping& mapping, const Lead& lead, const StageSignal& word, const Cause& cause) {
    const Value& here = lead.value(kStageField);
    if (here && *here == word.stage) return {};
    Step to = step_to(lead, word.stage, here ? Step::Cause::heard : Step::Cause::entered, word.at, cause);
    to.connection = word.connection;
    to.who = word.who;
    if (!here) return {.steps = {std::move(to)}};

    const auto from = mapping.place(*here), target = mapping.place(word.stage);
    if (from >= 0 && target > from) return {.steps = along(mapping, to, from + 1, target)};
    const BackMove* back = way_back(mapping, *here, word.stage);
    if (is_older(word, back == nullptr ? lead.progress.since : moved_last(lead, word), cause.now)) return {};
    if (back != nullptr) {
        to.at = std::max(to.at, lead.progress.since);  // steps follow each other
        to.reason = word.reason;
        if (back->needs_reason && to.reason.empty()) {
            if (mapping.wait_for_reason && !word.first_sight) return {.disputed = no_reason_given(word)};
            to.reason = kNoReason;
        }
        return {.steps = {std::move(to)}};
    }
    if (from < 0 && target >= 0)
        if (const auto in = way_in(mapping, *here, target); in >= 0)
            return {.steps = along(mapping, to, in, target)};
    if (word.first_sight) return {};
    return {.disputed = illegal(mapping, lead, word)};
}

const Step* step_named_by(std::span<const Step> steps, const StageSignal& word, Millis now) {
    if (steps.empty()) return nullptr;
    const Step& last = steps.back();
    if (last.cause != Step::Cause::heard || last.to != word.stage || last.connection != word.connection || !last.who.empty())
        return nullptr;
    const auto other = std::ranges::find_if(
        steps.rbegin(), steps.rend(), [&](const Step& step) { return step.event != last.event; }
    );
    return other != steps.rend() && is_older(word, other->at, now) ? nullptr : &last;
}

Moves promote(const Mapping& mapping, const Lead& lead, const Facts& facts, const Cause& cause) {
    const Facts before{.now = facts.before};
    return furthest(mapping, lead, cause, [&](const Condition& condition) {
        return condition.holds(facts) && !condition.holds(before);
    });
}

Moves promote_as_it_is(const Mapping& mapping, const Lead& lead, const Cause& cause) {
    return furthest(mapping, lead, cause, [&](const Condition& condition) {
        return condition.holds(facts_of(lead));
    });
}

Moves reenter(const Mapping& mapping, const Lead& lead, const Cause& cause) {
    const Stage* here = mapping.stage(lead.value(kStageField).value_or(""));
    if (here == nullptr || !here->reentry || cause.now < lead.progress.since + here->reentry->after) return {};
    const Reentry& again = *here->reentry;
    if (!again.when.holds(facts_of(lead))) return {};
    if (!again.rising.empty()) {
        const auto then = lead.progress.then.find(again.rising);
        const auto was = then == lead.progress.then.end() ? std::nullopt : number_in(then->second);
        const auto is = number_in(lead.value(again.rising));
        if (!is || *is < was.value_or(0) + again.by) return {};
    }
    return {.steps = {step_to(lead, again.to, Step::Cause::again, cause.now, cause)}};
}

std::optional<Millis> time_is_up(const Mapping& mapping, const Lead& lead) {
    const Stage* here = mapping.stage(lead.value(kStageField).value_or(""));
    if (here == nullptr || !here->reentry || here->reentry->after.count() == 0) return std::nullopt;
    return lead.progress.since + here->reentry->after;
}

HistoryRow apply_step(const Mapping& mapping, Lead& lead, Step& step, std::string_view rule) {
    step.number = ++lead.progress.steps;
    lead.progress.since = step.at;
    lead.progress.first.try_emplace(step.to, step.at);
    lead.progress.then.clear();
    if (const Stage* stage = mapping.stage(step.to);
        stage != nullptr && stage->reentry && !stage->reentry->rising.empty())
        lead.progress.then[stage->reentry->rising] = lead.value(stage->reentry->rising);
    HistoryRow row{
        .lead = lead.id,
        .event = step.event,
        .at = step.at,
        .field = std::string(kStageField),
        .before = lead.value(kStageField),
        .after = step.to,
        .connection = step.connection,
        .rule = std::string(rule),
        .mapping_version = step.mapping_version};
    lead.values[std::string(kStageField)] = {
        step.to, {step.event, step.connection, step.at, std::string(rule), step.mapping_version}};
    return row;
}

std::optional<std::string> stage_meant(
    const FieldPlan& field,
    const Binding& binding,
    const RecordState& record,
    const Lead& lead,
    const boost::json::value& raw
) {
    const Parsed taken = to_canonical(field, binding, raw);
    if (taken.how != Parsed::How::value || !taken.value) return std::nullopt;
    const auto reads_as = [&](const std::string& stage) {
        return binding.shows(stage) && to_canonical(field, binding, to_vendor(field, binding, stage)).value == taken.value;
    };
    const auto& here = lead.value(kStageField);
    if (here && reads_as(*here)) return here;
    for (const std::string& stage : field.choices) {
        const auto further = binding.along.find(stage);
        if (!reads_as(stage) || further == binding.along.end() || further->second.empty()) continue;
        const bool fits = std::ranges::all_of(further->second, [&](const auto& one) {
            const auto memory = record.fields.find(one.first);
            if (memory == record.fields.end() || !memory->second.known) return false;
            const auto& known = *memory->second.known;
            return known.is_bool() ? known.get_bool() == (one.second == "true")
                                   : known == boost::json::string(one.second);
        });
        if (fits) return stage;
    }
    return taken.value;
}

}  // namespace crosswalk
