#include "adapters/hubspot/write_state.h"

#include "adapters/hubspot/error_table.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

// Together with the calls before and behind them no more than a question may take.
constexpr std::size_t kMostConsentCalls = 24;
static_assert(kMostConsentCalls + 5 < kMaxCalls);

constexpr std::array kUpdate{
    Stage::look, Stage::consent, Stage::values, Stage::again, Stage::check, Stage::clear, Stage::set};
constexpr std::array kCreate{
    Stage::values, Stage::look, Stage::consent, Stage::check, Stage::clear, Stage::set};

std::span<const Stage> order(WriteKind operation) {
    return operation == WriteKind::create ? std::span<const Stage>(kCreate) : std::span<const Stage>(kUpdate);
}

bool is_preference(std::string_view field) { return field.starts_with(kPreferences); }

// Every value is text at HubSpot; the empty text clears.
std::string text_of(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_double()) {
        std::array<char, 400> text{};
        const auto end = std::to_chars(
            text.data(), text.data() + text.size(), value.get_double(), std::chars_format::fixed
        );
        return {text.data(), end.ptr};
    }
    if (!value.is_array()) return json::serialize(value);
    std::string out;
    for (const auto& item : value.get_array()) out += (out.empty() ? "" : ";") + text_of(item);
    return out;
}

std::string told(const Record& record, std::string_view field) {
    const auto it = record.fields.find(field);
    return it == record.fields.end() ? std::string() : text_of(it->second);
}

// The calls for one record; its opt-outs first.
std::vector<ConsentCall> calls_for(std::size_t person, const Record& record) {
    std::vector<ConsentCall> out;
    for (const bool leaves : {true, false})
        for (const auto& [field, value] : record.fields)
            if (is_preference(field) && opted_out(value) == leaves && property_of(field) &&
                (leaves || field != kAllPreferences))
                out.push_back({person, field, leaves});
    return out;
}

// A call for each address the person may have: the one HubSpot knows, and the one that is written.
std::size_t cost_of(const WriteBatch& batch, const Record& record) {
    const std::size_t addresses = batch.operation == WriteKind::update && !address_in(record).empty() ? 2 : 1;
    return calls_for(0, record).size() * addresses;
}

bool has_call(const WriteBatch& batch, const Course& course, Stage stage, std::size_t person) {
    if (!wants_consent(batch.records[person])) return false;
    const auto calls = consent_calls(batch);
    const std::size_t from = course.stage == stage ? course.step : 0;
    for (std::size_t i = from; i < calls.size(); ++i)
        if (calls[i].record == person) return true;
    return false;
}

}  // namespace

Course first_course(const WriteBatch& batch) {
    Course out{.stage = order(batch.operation).front()};
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        Person one{.over = turned_away(batch, i).has_value()};
        if (batch.operation == WriteKind::update) one.id = batch.records[i].id.value_or(VendorId{}).text;
        out.people.push_back(std::move(one));
    }
    if (concerned(batch, out).empty()) go_on(batch, out);
    return out;
}

std::string address_in(const Record& record) { return told(record, "email"); }
std::string stage_in(const Record& record) { return told(record, kStageProperty); }

bool wants_consent(const Record& record) {
    return std::ranges::any_of(record.fields, [](const auto& one) { return is_preference(one.first); });
}

bool wants_everything_open(const Record& record) {
    const auto it = record.fields.find(kAllPreferences);
    return it != record.fields.end() && !opted_out(it->second);
}

json::object properties_of(const WriteBatch& batch, const Record& record) {
    json::object out;
    for (const auto& [field, value] : record.fields)
        if (!is_preference(field)) out[field] = text_of(value);
    if (batch.operation == WriteKind::create) out[batch.own_id_field] = record.own_id;
    return out;
}

std::vector<ConsentCall> consent_calls(const WriteBatch& batch) {
    std::vector<ConsentCall> out;
    for (std::size_t i = 0; i < batch.records.size(); ++i)
        for (auto& call : calls_for(i, batch.records[i])) out.push_back(std::move(call));
    return out;
}

std::optional<Outcome> turned_away(const WriteBatch& batch, std::size_t person) {
    const Record& record = batch.records[person];
    if (!wants_consent(record)) return std::nullopt;
    for (const auto& [field, value] : record.fields)
        if (is_preference(field) && !property_of(field))
            return classify(kOwnWords, kNoSubscription, "", field);
    if (cost_of(batch, record) > kMostConsentCalls) return classify(kOwnWords, kTooMany, "");
    std::size_t cost = 0;
    for (std::size_t i = 0; i <= person; ++i)
        if (const auto one = cost_of(batch, batch.records[i]); one <= kMostConsentCalls) cost += one;
    if (cost > kMostConsentCalls) return classify(kOwnWords, kNextCall, "");
    return std::nullopt;
}

bool concerns(const WriteBatch& batch, const Course& course, Stage stage, std::size_t person) {
    const Person& one = course.people[person];
    if (one.over) return false;
    const Record& record = batch.records[person];
    const bool create = batch.operation == WriteKind::create;
    const auto has_own = [&] { return !address_in(record).empty(); };
    switch (stage) {
        case Stage::look:
            return wants_consent(record) && (!create || !has_own() || wants_everything_open(record));
        case Stage::consent:
            return has_call(batch, course, stage, person) && (!one.address.empty() || (create && has_own()));
        case Stage::values:
            return create || !wants_consent(record) || !properties_of(batch, record).empty();
        case Stage::again:
            return has_call(batch, course, stage, person) && has_own() &&
                   !same_but_for_case(address_in(record), one.address);
        case Stage::check:
            return one.silent || (!stage_in(record).empty() && !one.fresh && !one.back);
        case Stage::clear:
        case Stage::set:
            return one.back;
        case Stage::done:
            break;
    }
    return false;
}

std::vector<std::size_t> concerned(const WriteBatch& batch, const Course& course) {
    std::vector<std::size_t> out;
    const bool consent = course.stage == Stage::consent || course.stage == Stage::again;
    const auto calls = consent ? consent_calls(batch) : std::vector<ConsentCall>{};
    if (consent) {
        if (course.step < calls.size() && concerns(batch, course, course.stage, calls[course.step].record))
            out.push_back(calls[course.step].record);
        return out;
    }
    for (std::size_t i = 0; i < course.people.size(); ++i)
        if (concerns(batch, course, course.stage, i)) out.push_back(i);
    return out;
}

bool needs_more(const WriteBatch& batch, const Course& course, std::size_t person) {
    const auto stages = order(batch.operation);
    return std::any_of(std::ranges::find(stages, course.stage), stages.end(), [&](Stage stage) {
        return concerns(batch, course, stage, person);
    });
}

void go_on(const WriteBatch& batch, Course& course) {
    const auto stages = order(batch.operation);
    do {
        const bool consent = course.stage == Stage::consent || course.stage == Stage::again;
        if (consent && ++course.step < consent_calls(batch).size()) continue;
        course.step = 0;
        const auto at = std::ranges::find(stages, course.stage);
        course.stage = at == stages.end() || at + 1 == stages.end() ? Stage::done : *(at + 1);
    } while (course.stage != Stage::done && concerned(batch, course).empty());
}

}  // namespace crosswalk::hubspot
