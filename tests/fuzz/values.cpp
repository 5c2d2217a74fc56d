// What a tool's field holds, on its way to its one form and back.
#include "connector/mapping/model/translate.h"
#include "tests/fuzz/told.h"

#include <array>

namespace crosswalk::fuzz {
namespace {

constexpr std::array kTypes{FieldType::text, FieldType::person_name, FieldType::email, FieldType::phone, FieldType::integer,
                            FieldType::decimal, FieldType::boolean, FieldType::date, FieldType::datetime, FieldType::choice, FieldType::choices};

FieldPlan field_of(FieldType type, const Binding& binding) {
    FieldPlan out;
    out.name = "it";
    out.type = type;
    if (type == FieldType::phone) out.region = "VN";
    if (type == FieldType::date || type == FieldType::datetime) out.zone = "Asia/Ho_Chi_Minh";
    if (type == FieldType::choice || type == FieldType::choices) out.choices = {"finance", "technology"};
    out.bindings = {binding};
    return out;
}

// A type, a form of the tool's, and the value as JSON, or else as text.
void translate_once(std::string_view bytes) {
    Input input(bytes);
    const FieldType type = kTypes[input.choice(kTypes.size())];
    Binding binding{.connection = "tool", .kind = {"contact"}, .vendor_field = "it", .reads = true, .writes = true};
    const std::size_t form = input.choice(8);
    if ((form & 1U) != 0) binding.form.choices_enclosed = true, binding.form.between_choices = "||";
    if ((form & 2U) != 0) binding.form.shape = FieldShape::datetime, binding.zone = "America/Phoenix";
    if ((form & 4U) != 0) binding.form.length = 5, binding.form.scale = 2;
    if (type == FieldType::choice || type == FieldType::choices) binding.values = {{"finance", {"Banking", "Insurance"}}, {"technology", {"Tech"}}};
    const FieldPlan field = field_of(type, binding);
    const auto parsed = parse_json(input.rest());
    const boost::json::value raw = parsed ? *parsed : boost::json::value(input.rest());
    const Parsed taken = to_canonical(field, binding, raw);
    require(taken.how == Parsed::How::value ? taken.value.has_value() : !taken.value, "a value is there or not");
    require(taken.how == Parsed::How::value || taken.how == Parsed::How::blank || !taken.why.empty(), "what cannot be read says why");
    require(is_utf8(taken.why), "what cannot be read says why in UTF-8", taken.why);
    if (!taken.value) return;
    require(is_utf8(*taken.value) && !taken.value->empty(), "a value is UTF-8", *taken.value);
    const auto again = normalise(field, *taken.value);
    require(again && *again == taken.value, "a value's form is its own", *taken.value + " / " + (again ? again->value_or("blank") : "unreadable"));
    require(same_value(field, taken.value, taken.value), "a value is itself", *taken.value);
    if (!can_give(field, binding, taken.value)) return;
    const auto given = to_vendor(field, binding, taken.value);
    require(is_utf8(boost::json::serialize(given)), "what is given is UTF-8");
    const Parsed back = to_canonical(field, binding, given);
    const bool day_or_moment = type == FieldType::date || type == FieldType::datetime;
    require(day_or_moment || (back.value && same_value(field, back.value, taken.value)), "what is given comes back",
            *taken.value + " / " + boost::json::serialize(given) + " / " + back.value.value_or("none"));
    require(same_as_kept(field, binding, taken.value, taken.value), "a value is kept as itself", *taken.value);
    for (const auto& spelling : spellings(field, *taken.value)) require(is_utf8(spelling), "a spelling is UTF-8", spelling);
}

std::vector<std::string> values_for_seeds() {
    std::vector<std::string> out;
    for (std::size_t type = 0; type < kTypes.size(); ++type)
        for (const char* value : {"Ann@Example.com", "Lê Thị Hồng", "+84 912 345 678 ext. 55", "0912345678", "1234.5678", "-0", "1e3", "true", "2026-03-01",
                                  "2026-03-01T03:00:00-06:00", "1775005784000", "\"1775005784000\"", "Banking;Tech", "||Banking||Tech||", "[\"Banking\",\"Tech\"]",
                                  "null", "  ", "{\"a\":1}", "1.50", "finance", "2026-03-29T02:30:00", "0x10", "\u00e9e\u0301\u1e9e\u0130", "xn--bcher-kva@xn--bcher-kva.example"})
            out.push_back(choose(type) + choose(out.size() % 8) + value);
    return out;
}

}  // namespace

const Harness kValues{"values", translate_once, values_for_seeds, 4'000};

}  // namespace crosswalk::fuzz
