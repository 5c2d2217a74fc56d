#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"
#include "connector/mapping/model/translate.h"

#include <algorithm>
#include <cmath>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

std::string plain_number(double number) {
    return forms::scalar_text(boost::json::value(number)).value_or("0");
}

std::vector<std::string> numbers(const FieldPlan& field) {
    const auto [low, high] = field.range.value_or(std::pair(-1'000.0, 1'000.0));
    if (field.type == FieldType::decimal)
        return {plain_number(low), plain_number(low + (high - low) / 3), plain_number(high)};
    return {plain_number(std::ceil(low)), plain_number(std::floor(high))};
}

// Each choice that is shown there, and all of them.
std::vector<std::string> several(const FieldPlan& field, const Binding& binding) {
    std::vector<std::string> out;
    std::string all;
    for (const std::string& name : field.choices) {
        if (!binding.shows(name)) continue;
        out.push_back(name);
        all += (all.empty() ? "" : ";") + name;
    }
    if (out.size() > 1) out.push_back(std::move(all));
    return out;
}

// Values that are tried: every name of a table, the ends of a range, and of the rest what is easily mistaken.
std::vector<std::string> samples(const FieldPlan& field, const Binding& binding) {
    switch (field.type) {
        case FieldType::text:
            return {"Acme", "NO", "0", "true"};
        case FieldType::person_name:
            return {"Ada", "Ada Lovelace", "Nguyễn Văn An"};
        case FieldType::email:
            return {"ada@example.com"};
        case FieldType::phone:
            return {"+84912345678", "+12025550143"};
        case FieldType::integer:
        case FieldType::decimal:
            return numbers(field);
        case FieldType::boolean:
            return {"true", "false"};
        case FieldType::date:
            return {"2026-03-01", "1970-01-01"};
        case FieldType::datetime:
            return {"2026-03-01T09:00:00.000Z", "1970-01-01T00:00:00.000Z"};
        case FieldType::choice:
            return field.choices;
        case FieldType::choices:
            return several(field, binding);
        case FieldType::consent:
            return {std::string(kClosed), std::string(kOpen)};
    }
    return {};
}

std::string as_read(const Parsed& taken) {
    switch (taken.how) {
        case Parsed::How::value:
            return "comes back as " + in_quotes(*taken.value);
        case Parsed::How::blank:
            return "comes back as blank";
        case Parsed::How::not_listed:
        case Parsed::How::unreadable:
            break;
    }
    return "cannot be read back: " + taken.why.substr(0, taken.why.find_last_not_of('.') + 1);
}

}  // namespace

void round_trip(const FieldPlan& field, const Binding& binding, const Node& at, Notes& notes) {
    if (!binding.reads || !binding.writes) return;
    for (const std::string& value : samples(field, binding)) {
        if (!can_give(field, binding, value)) continue;
        const Parsed back = to_canonical(field, binding, to_vendor(field, binding, value));
        const bool same = back.how == Parsed::How::value && back.value == value;
        const bool never_meant = field.type != FieldType::choice && binding.placeholder == value;
        if (same || never_meant) continue;
        notes.error(
            at,
            "field.round_trip",
            in_quotes(value) + " of " + field.name + ", written to " + in_quotes(binding.vendor_field) + " of " +
                binding.connection + ", " + as_read(back) + "; the two would never agree.",
            binding.placeholder ? "Choose a placeholder that is no value of the field."
                                : "Let every value come back as what it was, or write it one way only."
        );
        return;
    }
}

void round_trips(const FieldPlan& field, const Node& node, Notes& notes) {
    const Node* places = node.find("both_ways");
    if (places == nullptr) return;
    std::set<std::string, std::less<>> tried;
    for (const Binding& binding : field.bindings) {
        const Node* at = places->find(binding.connection);
        if (at == nullptr || !tried.insert(binding.connection + "/" + binding.vendor_field).second) continue;
        round_trip(field, binding, *at, notes);
    }
}

}  // namespace crosswalk::compile
