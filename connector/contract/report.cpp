#include "connector/contract/report.h"

#include "connector/contract/adapter.h"
#include "connector/contract/json_read.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace crosswalk {

void throw_exception_from_error(const Fault& fault, const boost::source_location&) {
    throw std::logic_error("a Fault was read as a value: " + fault.code + ": " + fault.what);
}

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
        .advice = std::string(says),
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

bool CaseBlind::operator()(std::string_view a, std::string_view b) const {
    const auto lower = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : static_cast<int>(c); };
    return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

std::string_view Connection::setting(std::string_view key) const {
    const auto it = settings.find(key);
    return it == settings.end() ? std::string_view{} : std::string_view(it->second);
}

const ObjectPlan* Manifest::plan(std::string_view kind) const {
    const auto it = std::ranges::find_if(objects, [&](const ObjectPlan& o) { return o.kind.text == kind; });
    return it == objects.end() ? nullptr : &*it;
}

const FieldInfo* ObjectSchema::find(std::string_view name) const {
    const auto it = std::ranges::find(fields, name, &FieldInfo::name);
    return it == fields.end() ? nullptr : &*it;
}

namespace {

struct StatusRule {
    int status;
    Verdict verdict;
    std::string_view advice;
};
constexpr StatusRule kByStatus[] = {
    {401, Verdict::reconnect, "Reconnect the account: its credentials were rejected."},
    {403, Verdict::reconnect, "The account lacks permission for this; grant it and reconnect."},
    {408, Verdict::unanswered, "The vendor took too long; Crosswalk looks before it writes again."},
    {423, Verdict::retry, "The vendor is busy with this record; Crosswalk will try again."},
    {429, Verdict::retry, "The vendor is limiting this account; Crosswalk will try again."},
    {503, Verdict::retry, "The vendor is overloaded or in maintenance; Crosswalk will try again."},
};
// These speak about the records of a call, not about the account.
constexpr int kAboutRecords[] = {300, 400, 404, 409, 410, 412, 422};

}  // namespace

std::optional<std::chrono::seconds> retry_after(const HttpResponse& response) {
    const auto it = response.headers.find("Retry-After");
    long seconds = 0;
    if (it == response.headers.end()) return std::nullopt;
    const char* end = it->second.data() + it->second.size();
    const auto [at, bad] = std::from_chars(it->second.data(), end, seconds);
    if (bad != std::errc{} || at != end || seconds < 0) return std::nullopt;
    return std::min(std::chrono::seconds{seconds}, std::chrono::seconds{86'400});
}

Result<std::vector<InboundEvent>> readable_or_fault(std::vector<InboundEvent> news) {
    const auto bad = [](const InboundEvent& one) { return std::holds_alternative<Unreadable>(one); };
    if (!news.empty() && std::ranges::all_of(news, bad)) return std::get<Unreadable>(news.front()).why;
    return news;
}

Outcome refusal_in(const Manifest& vendor, const HttpResponse& response) {
    std::string code, message, field;
    if (const auto body = parse_json(response.body)) {
        const auto said = [&](std::string_view at) {
            return at.empty() ? std::string{} : scalar_at(*body, at);
        };
        code = said(vendor.errors.code_at);
        message = said(vendor.errors.message_at);
        field = said(vendor.errors.field_at);
    }
    if (code.empty()) code = "http_" + std::to_string(response.status);
    return classify(vendor.error_rules, code, message, field);
}

std::optional<Outcome> verdict_on_refusal(const Manifest& vendor, const HttpResponse& response) {
    if (response.status >= 200 && response.status < 300) return std::nullopt;
    Outcome out = refusal_in(vendor, response);
    const bool ruled = error_rule_for(vendor.error_rules, out.vendor_code, out.vendor_says) != nullptr;
    const bool about_a_record = out.verdict == Verdict::refused || out.verdict == Verdict::merged;
    if (ruled && !about_a_record) {
        if (const auto wait = retry_after(response)) out.wait = wait;
        return out;
    }
    if (std::ranges::find(kAboutRecords, response.status) != std::end(kAboutRecords)) return std::nullopt;
    out.wait = retry_after(response);
    if (ruled) return out;
    if (const auto row = std::ranges::find(kByStatus, response.status, &StatusRule::status);
        row != std::end(kByStatus)) {
        out.verdict = row->verdict;
        out.advice = row->advice;
    } else if (response.status >= 500) {
        out.verdict = Verdict::unanswered;
        out.advice = "The vendor failed while answering; Crosswalk looks before it writes again.";
    } else if (response.status >= 300 && response.status < 400) {
        out.vendor_says = "The vendor answered with a redirect, which is never followed.";
        out.advice = "Check the address of this connection in crosswalk.yaml.";
    }
    return out;
}

}  // namespace crosswalk
