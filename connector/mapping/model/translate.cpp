#include "connector/mapping/model/translate.h"

#include "connector/mapping/model/choices.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

std::string number_text(double number) {
    return forms::scalar_text(boost::json::value(number)).value_or("?");
}

Parsed in_range(const FieldPlan& field, Parsed taken) {
    if (taken.how != Parsed::How::value || !field.range) return taken;
    double number = 0;
    std::from_chars(taken.value->data(), taken.value->data() + taken.value->size(), number);
    const auto [low, high] = *field.range;
    if (number >= low && number <= high) return taken;
    return forms::unreadable(
        *taken.value + " is outside of the range " + number_text(low) + " to " + number_text(high) + "."
    );
}

Parsed choice_named(const FieldPlan& field, std::string_view text) {
    auto name = forms::plain(text);
    if (!name) return forms::unreadable("It is not UTF-8.");
    if (name->empty()) return {};
    if (std::ranges::find(field.choices, *name) != field.choices.end()) return forms::value(std::move(*name));
    return forms::unreadable("'" + *name + "' is not one of the names of " + field.name + ".");
}

Parsed consent_word(std::string_view text) {
    const auto word = forms::folded(text);
    if (!word) return forms::unreadable("It is not UTF-8.");
    if (word->empty()) return {};
    if (*word == "open" || *word == "closed") return forms::value(*word);
    return forms::unreadable("It is neither open nor closed.");
}

// `place`: whose spelling it is; null for a canonical value.
Parsed form_of(const FieldPlan& field, const Binding* place, std::string_view text) {
    const std::string& zone = place == nullptr || place->zone.empty() ? field.zone : place->zone;
    const FieldShape shape = place == nullptr ? FieldShape::unknown : place->form.shape;
    switch (field.type) {
        case FieldType::text:
            return forms::text(text);
        case FieldType::person_name:
            return forms::person_name(text);
        case FieldType::email:
            return forms::email(text);
        case FieldType::phone:
            return forms::phone(text, field.region);
        case FieldType::integer:
            return in_range(field, forms::integer(text));
        case FieldType::decimal:
            return in_range(field, forms::decimal(text));
        case FieldType::boolean:
            return forms::boolean(text);
        case FieldType::date:
            return forms::date(text, zone, shape);
        case FieldType::datetime:
            return forms::datetime(text, zone, shape);
        case FieldType::choice:
            return choice_named(field, text);
        case FieldType::choices:
            return choices::named(field, text);
        case FieldType::consent:
            return consent_word(text);
    }
    return {};
}

bool is_flag(const std::vector<std::string>& words) {
    return words.size() == 1 && (words.front() == "true" || words.front() == "false");
}

Parsed take_choice(const FieldPlan& field, const Binding& binding, std::string_view text) {
    const auto word = forms::plain(text);
    if (!word) return forms::unreadable("It is not UTF-8.");
    if (word->empty()) return {};
    for (const auto& [name, vendor_values] : binding.values)
        if (std::ranges::find(vendor_values, *word) != vendor_values.end()) return forms::value(name);
    if (field.if_not_listed.kind == IfNotListed::Kind::write) return forms::value(field.if_not_listed.name);
    return {
        Parsed::How::not_listed,
        std::nullopt,
        "'" + *word + "' of " + binding.connection + "'s " + binding.vendor_field +
            " is not in the value table of " + field.name + "."};
}

// Whether this tool says "closed" or "open"; what is neither says nothing.
Parsed take_consent(const Binding& binding, std::string_view text) {
    auto word = forms::plain(text);
    if (!word) return forms::unreadable("It is not UTF-8.");
    for (const auto& [state, words] : binding.values) {
        if (std::ranges::find(words, *word) != words.end()) return forms::value(state);
        // Flags come as true, "True" and 1.
        const Parsed flag = is_flag(words) ? forms::boolean(*word) : Parsed{};
        if (flag.how == Parsed::How::value && *flag.value == words.front()) return forms::value(state);
    }
    return {};
}

// A whole name at the vendor is turned or cut as declared; parts are taken as they are.
Parsed take_name(const FieldPlan& field, const Binding& binding, std::string_view text) {
    Parsed taken = forms::person_name(text);
    if (taken.how != Parsed::How::value || binding.part != NamePart::whole) return taken;
    if (field.part != NamePart::whole)
        return forms::value(forms::name_part(*taken.value, field.part, binding.family_name_first));
    if (field.family_name_first != binding.family_name_first)
        return forms::value(forms::turned(*taken.value, binding.family_name_first));
    return taken;
}

Parsed take_text(const FieldPlan& field, const Binding& binding, std::string_view text) {
    if (binding.placeholder && forms::plain(text) == forms::plain(*binding.placeholder)) return {};
    if (field.type == FieldType::choice) return take_choice(field, binding, text);
    if (field.type == FieldType::choices) return choices::to_canonical(field, binding, text);
    if (field.type == FieldType::consent && !binding.values.empty()) return take_consent(binding, text);
    if (field.type == FieldType::person_name) return take_name(field, binding, text);
    return form_of(field, &binding, text);
}

// A checkbox: by the vendor's schema, and where that is not known by what is written there.
bool is_checkbox(const FieldPlan& field, const Binding& binding) {
    if (binding.form.shape != FieldShape::unknown) return binding.form.shape == FieldShape::boolean;
    if (field.type != FieldType::choice) return field.type == FieldType::boolean;
    return !binding.values.empty() &&
           std::ranges::all_of(binding.values, [](const auto& row) { return is_flag(row.second); });
}

boost::json::value given_blank(const FieldPlan& field, const Binding& binding) {
    if (binding.placeholder) return boost::json::string(*binding.placeholder);
    if (binding.form.cleared_is_false && is_checkbox(field, binding)) return false;
    return nullptr;
}

// A day where the tool keeps moments, and a moment where it keeps days, by the clocks of its zone.
std::string given_time(const FieldPlan& field, const Binding& binding, const std::string& value) {
    const std::string& zone = binding.zone.empty() ? field.zone : binding.zone;
    std::optional<std::string> other;
    if (field.type == FieldType::date && binding.form.shape == FieldShape::datetime)
        other = forms::moment_of_day(value, zone);
    if (field.type == FieldType::datetime && binding.form.shape == FieldShape::date)
        other = forms::day_of_moment(value, zone);
    return other.value_or(value);
}

const std::vector<std::string>* vendor_words(const Binding& binding, std::string_view name) {
    const auto it =
        std::ranges::find(binding.values, name, &std::pair<std::string, std::vector<std::string>>::first);
    return it == binding.values.end() || it->second.empty() ? nullptr : &it->second;
}

}  // namespace

Parsed to_canonical(const FieldPlan& field, const Binding& binding, const boost::json::value& raw) {
    if (raw.is_null()) return {};
    if (const auto* text = raw.if_string()) return take_text(field, binding, {text->data(), text->size()});
    if (field.type == FieldType::choices && raw.is_array()) return choices::to_canonical(field, binding, raw.get_array());
    const auto text = forms::scalar_text(raw);
    if (!text) return forms::unreadable("It is a list or an object, not a single value.");
    return take_text(field, binding, *text);
}

bool can_give(const FieldPlan& field, const Binding& binding, const Value& value) {
    if (field.type == FieldType::consent)
        return value && vendor_words(binding, *value) != nullptr && (*value != kOpen || binding.writes_open);
    if (value && field.type == FieldType::choices)
        return field.if_blank == IfBlank::clear || choices::given(field, binding, *value).has_value();
    return !value || field.type != FieldType::choice || vendor_words(binding, *value) != nullptr;
}

boost::json::value to_vendor(const FieldPlan& field, const Binding& binding, const Value& value) {
    const auto blank = [&] { return given_blank(field, binding); };
    if (!value || value->empty()) return blank();
    switch (field.type) {
        case FieldType::integer: {
            std::int64_t number = 0;
            const auto [ptr, error] = std::from_chars(value->data(), value->data() + value->size(), number);
            if (error != std::errc{} || ptr != value->data() + value->size()) return blank();
            return number;
        }
        case FieldType::boolean:
            return *value == "true";
        case FieldType::choice: {
            const auto* words = vendor_words(binding, *value);
            if (words == nullptr) return blank();
            if (is_kept_beside_fields(binding.vendor_field)) return words->front() == "true";
            return boost::json::string(words->front());
        }
        case FieldType::choices: {
            const auto words = choices::given(field, binding, *value);
            return words ? boost::json::value(boost::json::string(*words)) : blank();
        }
        case FieldType::date:
        case FieldType::datetime:
            return boost::json::string(given_time(field, binding, *value));
        case FieldType::consent: {
            const auto* words = vendor_words(binding, *value);
            if (words == nullptr) return blank();
            if (is_flag(*words)) return words->front() == "true";
            return boost::json::string(words->front());
        }
        case FieldType::person_name:
            if (field.part == NamePart::whole && binding.part == NamePart::whole &&
                field.family_name_first != binding.family_name_first)
                return boost::json::string(forms::turned(*value, field.family_name_first));
            return boost::json::string(*value);
        default:
            return boost::json::string(*value);
    }
}

boost::json::value give_over(
    const FieldPlan& field, const Binding& binding, const Value& value, const boost::json::value* held
) {
    boost::json::value out = to_vendor(field, binding, value);
    const bool keeps = field.type == FieldType::choices && (out.is_string() || out.is_null()) &&
                       field.if_not_listed.kind == IfNotListed::Kind::ignore;
    if (!keeps || held == nullptr) return out;
    const std::string listed = out.is_string() ? std::string(out.get_string()) : std::string();
    const std::string all = choices::with_unlisted(field, binding, listed, *held);
    return all.empty() ? boost::json::value(nullptr) : boost::json::value(boost::json::string(all));
}

std::optional<Value> normalise(const FieldPlan& field, std::string_view text) {
    Parsed taken = form_of(field, nullptr, text);
    if (taken.how == Parsed::How::blank) return Value{};
    if (taken.how != Parsed::How::value) return std::nullopt;
    return std::move(taken.value);
}

std::optional<std::string> match_form(const FieldPlan& field, std::string_view text) {
    auto normal = normalise(field, text);
    if (!normal || !*normal) return std::nullopt;
    return field.type == FieldType::email ? forms::email_key(**normal) : forms::folded(**normal);
}

bool same_value(const FieldPlan& field, const Value& a, const Value& b) {
    if (a == b || field.type != FieldType::email || !a || !b) return a == b;
    return forms::email_key(*a) == forms::email_key(*b);
}

std::vector<std::string> spellings(const FieldPlan& field, std::string_view text) {
    if (field.type == FieldType::email) return forms::email_spellings(text);
    if (field.type == FieldType::phone) return forms::phone_spellings(text, field.region);
    auto form = match_form(field, text);
    return form ? std::vector{std::move(*form)} : std::vector<std::string>{};
}

std::optional<std::string> address_key(std::string_view address) { return forms::email_key(address); }

}  // namespace crosswalk
