#include "connector/mapping/story.h"

#include "connector/mapping/forms.h"

#include <algorithm>
#include <cstdlib>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

boost::json::value told(const Node& raw) {
    return raw.scalar() ? boost::json::value(raw.text) : boost::json::value();
}

// Further fields are texts; a tag is there or not.
boost::json::value along_value(const std::string& field, const std::string& word) {
    if (field.starts_with("tag/")) return word == "true";
    return boost::json::string(word);
}

// Stages that share a word are told apart by what stands beside it.
Taken take_with_neighbours(const FieldPlan& field, const Binding& binding, const Node& fields) {
    const Node& raw = *fields.find(binding.vendor_field);
    Taken first = take(field, binding, told(raw));
    if (first.how != Taken::How::value) return first;
    for (const auto& [stage, along] : binding.along) {
        const bool fits = !along.empty() && binding.is_word_of(stage, forms::plain(raw.text).value_or("")) &&
                          std::ranges::all_of(along, [&](const auto& one) {
                              const Node* beside = fields.find(one.first);
                              return beside != nullptr && beside->text == one.second;
                          });
        if (fits) return forms::value(stage);
    }
    return first;
}

// Dates sort as text, numbers by size, blanks first.
bool lower(const Value& a, const Value& b) {
    if (!a || !b) return !a && b;
    char *a_end = nullptr, *b_end = nullptr;
    const double x = std::strtod(a->c_str(), &a_end), y = std::strtod(b->c_str(), &b_end);
    return *a_end == '\0' && *b_end == '\0' ? x < y : *a < *b;
}

}  // namespace

void Story::hear(
    const ConnectionPlan& connection,
    const VendorKind& kind,
    const Node& fields,
    std::string_view proof,
    Notes& notes
) {
    kinds_[connection.name] = kind;
    const auto known = mapping_.vendor_fields(connection.name, kind.text);
    for (const Node& key : fields.keys)
        if (std::ranges::find(known, key.text) == known.end())
            notes.error(
                key,
                "case.unmapped_field",
                in_quotes(key.text) + " of " + connection.name + " is not mapped.",
                tree::suggestion(key.text, known)
            );
    std::vector<std::string> closed;
    for (const FieldPlan& field : mapping_.fields) {
        const Binding* binding = field.binding(connection.name, kind.text);
        if (binding == nullptr || fields.find(binding->vendor_field) == nullptr) continue;
        const Taken taken = take_with_neighbours(field, *binding, fields);
        held_[field.name][connection.name] = taken;
        if (!binding->reads) continue;
        if (field.consent && taken.value == kClosed) closed.push_back(field.name);
        listen(field, connection.name, taken);
    }
    prove(connection.name, proof, closed);
}

// A proof opens what was closed before it, never what is closed in the same breath.
void Story::prove(
    const std::string& connection, std::string_view proof, std::span<const std::string> closed
) {
    if (proof.empty()) return;
    for (const FieldPlan& field : mapping_.fields) {
        if (!field.consent || std::ranges::find(closed, field.name) != closed.end()) continue;
        const auto& listed = field.consent->opens_on;
        if (std::ranges::find(listed, std::pair(connection, std::string(proof))) != listed.end())
            latches_[field.name] = kOpen;
    }
}

void Story::listen(const FieldPlan& field, const std::string& connection, const Taken& taken) {
    const bool ignored =
        taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::ignore;
    if (ignored) return;
    if (taken.how == Taken::How::unreadable || taken.how == Taken::How::not_listed) {
        waiting_.insert(field.name);
        return;
    }
    if (field.consent) {
        if (taken.value == kClosed) latches_[field.name] = kClosed;
        return;
    }
    if (!taken.value && field.if_blank == IfBlank::keep) return;
    auto& words = words_[field.name];
    std::erase_if(words, [&](const Word& word) { return word.connection == connection; });
    words.push_back({connection, taken.value});
}

void Story::conclude() {
    for (const FieldPlan& field : mapping_.fields)
        canonical_[field.name] = field.consent ? standing(field) : decide(field);
    const Facts facts = facts_with({}, {});
    const Value stage = value(kStageField);
    for (const Stage& each : mapping_.path)
        if (ahead_of(stage, each) && !each.enter_when.always() && each.enter_when.holds(facts))
            canonical_[std::string(kStageField)] = each.name;
}

Value Story::value(std::string_view field) const {
    const auto it = canonical_.find(field);
    return it == canonical_.end() ? Value{} : it->second;
}

Fields Story::writes(const ConnectionPlan& connection) const {
    Fields out;
    if (!connection.only.holds(facts_with({}, {}))) return out;
    const auto known = kinds_.find(connection.name);
    const bool is_new = known == kinds_.end();
    const VendorKind& kind = is_new ? connection.create_kind() : known->second;
    for (const FieldPlan& field : mapping_.fields) {
        const Binding* binding = field.binding(connection.name, kind.text);
        if (binding == nullptr || !binding->writes || !is_sent(field, *binding, is_new)) continue;
        const Value now = value(field.name);
        out[binding->vendor_field] = give(field, *binding, now);
        const auto along = now ? binding->along.find(*now) : binding->along.end();
        if (along == binding->along.end()) continue;
        for (const auto& [name, word] : along->second) out[name] = along_value(name, word);
    }
    return out;
}

Value Story::decide(const FieldPlan& field) const {
    const auto found = words_.find(field.name);
    if (found == words_.end()) return {};
    const auto& words = found->second;
    const auto of = std::ranges::find(words, field.rule.connection, &Word::connection);
    switch (field.rule.kind) {
        case Rule::Kind::always:
            return of == words.end() ? Value{} : of->value;
        case Rule::Kind::prefer:
            if (of != words.end() && of->value) return of->value;
            break;
        case Rule::Kind::highest:
            return std::ranges::max_element(
                       words, [](const Word& a, const Word& b) { return lower(a.value, b.value); }
            )->value;
        case Rule::Kind::newest:
            break;
    }
    return words.back().value;
}

// A latch without a scope closes every scope of its channel.
Value Story::standing(const FieldPlan& field) const {
    const auto state = [&](const FieldPlan& of) {
        const auto it = latches_.find(of.name);
        return it == latches_.end() ? Value{} : Value{it->second};
    };
    for (const FieldPlan& wider : mapping_.fields)
        if (wider.consent && wider.consent->scope.empty() &&
            wider.consent->channel == field.consent->channel && state(wider) == kClosed)
            return std::string(kClosed);
    return state(field);
}

bool Story::ahead_of(const Value& stage, const Stage& other) const {
    if (!stage) return true;
    const auto here = mapping_.place(*stage);
    return here >= 0 && here < mapping_.place(other.name);
}

Facts Story::facts_with(std::string field, Value before) const {
    return {
        .now = [this](std::string_view name) { return value(name); },
        .before = [this, field = std::move(field), before = std::move(before)](std::string_view name
                  ) { return name == field ? before : value(name); }};
}

bool Story::is_sent(const FieldPlan& field, const Binding& binding, bool is_new) const {
    const Value now = value(field.name);
    if (!can_give(field, binding, now)) return false;
    const auto at_field = held_.find(field.name);
    const bool told = at_field != held_.end() && at_field->second.contains(binding.connection);
    if (!told) return now.has_value() || (is_new && binding.placeholder.has_value());
    const Taken& held = at_field->second.at(binding.connection);
    if (held.how != Taken::How::value && held.how != Taken::How::blank) return false;
    if (held.value == now || (!now && field.if_blank == IfBlank::keep)) return false;
    return field.send_when.always() || !held.value ||
           field.send_when.holds(facts_with(field.name, held.value));
}

}  // namespace crosswalk::compile
