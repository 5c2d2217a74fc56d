#include "connector/mapping/draft.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& names, std::string_view last) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
        out += (i == 0 ? "" : i + 1 == names.size() ? " " + std::string(last) + " " : ", ") + names[i];
    return out;
}

// The vendor's name for people, as far as it tells connections apart.
std::string title(const Draft& draft, const std::string& connection) {
    const ConnectionFacts* fact = draft.fact(connection);
    if (fact == nullptr || fact->manifest == nullptr) return connection;
    const std::string out(fact->manifest->title);
    const auto same = std::ranges::count_if(draft.facts, [&](const ConnectionFacts& other) {
        return other.manifest != nullptr && other.manifest->title == out &&
               draft.mapping.connection(other.name) != nullptr;
    });
    return same > 1 ? out + " (" + connection + ")" : out;
}

std::vector<std::string> titles(const Draft& draft, const FieldPlan& field, bool Binding::*way) {
    std::vector<std::string> out;
    for (const Binding& binding : field.bindings) {
        const std::string name = label != field.label.end() ? label->second : readable(field.name);
        const auto readers = titles(draft, field, &Binding::reads);
        std::string out = name + ": " + who_decides(draft, field, readers);
        if (titles(draft, field, &Binding::writes).empty()) return out + " It is written nowhere.";
        return readers.empty() ? out : out + " " + on_blank(field, readers);
    }

}  // namespace

std::vector<std::string> sentences(const Draft& draft) {
    std::vector<std::string> out;
    for (const FieldPlan& field : draft.mapping.fields) out.push_back(sentence(draft, field));
    out.insert(out.end(), draft.later.begin(), draft.later.end());
    return out;
}

}  // namespace crosswalk::compile
