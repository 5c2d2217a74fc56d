#include "connector/contract/adapter.h"

#include <algorithm>

namespace crosswalk {
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
constexpr std::chrono::seconds kNoticeWait{30};

// A notice cannot be looked up, as a record can: told twice is better than never.
void as_of_a_notice(Outcome& out) {
    if (out.verdict == Verdict::unanswered) {
        out.verdict = Verdict::retry;
        out.advice = "The channel did not say whether it took the notice; it goes out again.";
    }
    if (out.verdict == Verdict::retry && !out.wait) out.wait = kNoticeWait;
}

// These speak about the records of a call, not about the account.
constexpr int kAboutRecords[] = {300, 400, 404, 409, 410, 412, 422};

}  // namespace

std::optional<std::chrono::seconds> retry_after(const Headers& headers) {
    const auto it = headers.find("Retry-After");
    if (it == headers.end()) return std::nullopt;
    return whole_seconds(it->second);
}

Result<std::vector<InboundEvent>> readable_or_fault(std::vector<InboundEvent> news) {
    const auto bad = [](const InboundEvent& one) { return std::holds_alternative<Unreadable>(one); };
    if (!news.empty() && std::ranges::all_of(news, bad)) return std::get<Unreadable>(news.front()).why;
    return news;
}

std::optional<Outcome> verdict_on_refusal(const Manifest& vendor, const Answer& answer) {
    if (answer.ok()) return std::nullopt;
    Outcome out = *answer.error;
    const auto* rule = error_rule_for(vendor.error_rules, out.vendor_code, out.vendor_says);
    const bool about_a_record = out.verdict == Verdict::refused || out.verdict == Verdict::merged;
    if (rule != nullptr && !about_a_record && !rule->of_record) {
        if (const auto wait = retry_after(answer.headers)) out.wait = wait;
        return out;
    }
    if (is_success(answer.status) || std::ranges::find(kAboutRecords, answer.status) != std::end(kAboutRecords))
        return std::nullopt;
    if (const auto wait = retry_after(answer.headers)) out.wait = wait;
    if (rule != nullptr) return out;
    if (vendor.channel && vendor.channel->by_mail) {  // 4 asks to come again, 5 is for good (RFC 5321, 4.2.1)
        out.verdict = answer.status < 500 ? Verdict::retry : Verdict::refused;
        as_of_a_notice(out);
        return out;
    }
    if (const auto row = std::ranges::find(kByStatus, answer.status, &StatusRule::status);
        row != std::end(kByStatus)) {
        out.verdict = row->verdict;
        out.advice = row->advice;
    } else if (answer.status >= 500) {
        out.verdict = Verdict::unanswered;
        out.advice = "The vendor failed while answering; Crosswalk looks before it writes again.";
    } else if (answer.status >= 300 && answer.status < 400) {
        out.vendor_says = "The vendor answered with a redirect, which is never followed.";
        out.advice = "Check the address of this connection in crosswalk.yaml.";
    }
    if (vendor.channel) as_of_a_notice(out);
    return out;
}

std::optional<Outcome> verdict_on_refusal(const Manifest& vendor, HttpResponse response) {
    const bool says_no_by_status = vendor.errors.refused_at.empty();
    if (is_success(response.status) && says_no_by_status) return std::nullopt;  // nothing of it need be read
    const auto answer = answer_of(vendor, std::move(response));
    return answer ? verdict_on_refusal(vendor, *answer) : std::nullopt;
}

const Operation<SchemaQuery, ObjectSchema>& operation_for(const Adapter& adapter, const SchemaQuery&) {
    return adapter.describe;
}
const Operation<WriteBatch, WriteReport>& operation_for(const Adapter& adapter, const WriteBatch& batch) {
    if (batch.operation == WriteKind::membership) return adapter.membership;
    return batch.operation == WriteKind::create ? adapter.create : adapter.update;
}
const Operation<IdsQuery, Page>& operation_for(const Adapter& adapter, const IdsQuery&) {
    return adapter.read_ids;
}
const Operation<MatchQuery, Page>& operation_for(const Adapter& adapter, const MatchQuery&) {
    return adapter.find;
}
const Operation<ChangesQuery, Page>& operation_for(const Adapter& adapter, const ChangesQuery&) {
    return adapter.changes;
}
const Operation<NoticeBatch, WriteReport>& operation_for(const Adapter& adapter, const NoticeBatch&) {
    return adapter.notify;
}

}  // namespace crosswalk
