#include "connector/contract/report.h"

#include <algorithm>
#include <array>

namespace crosswalk {

std::string_view to_string(Verdict verdict) {
    constexpr std::array<std::string_view, 7> kWords = {
        "unanswered", "applied", "pending", "retry", "reconnect", "refused", "merged"};
    return kWords.at(static_cast<std::size_t>(verdict));
}

const ErrorRule* error_rule_for(std::span<const ErrorRule> table, std::string_view code, std::string_view says) {
    const auto row = std::ranges::find_if(table, [&](const ErrorRule& r) {
        return r.vendor_code == code && says.find(r.when_says) != std::string_view::npos;
    });
    return row == table.end() ? nullptr : &*row;
}

Outcome classify(
    std::span<const ErrorRule> table, std::string_view code, std::string_view says, std::string_view field
) {
    Outcome out{
        .verdict = Verdict::refused,
        .vendor_code = std::string(code),
        .vendor_says = std::string(says),
        .advice = std::string(says.empty() ? kNoAdvice : says),
        .field = std::string(field)};
    const auto* row = error_rule_for(table, code, says);
    if (row == nullptr) return out;
    out.verdict = row->verdict;
    out.advice = row->advice;
    if (row->wait.count() > 0) out.wait = row->wait;
    if (const auto at = out.advice.find("{field}"); at != std::string::npos)
        out.advice.replace(at, 7, field.empty() ? "a field" : field);
    return out;
}


}  // namespace crosswalk
