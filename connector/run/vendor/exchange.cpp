#include "connector/run/vendor/exchange.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::seconds kLongestSleep{15}, kDenialPause{2};
constexpr std::size_t kMostDenials = 64;  // paths that are counted

Outcome outcome_of(const Fault& fault) {
    Outcome out{
        .verdict = Verdict::retry,
        .vendor_code = fault.code,
        .vendor_says = fault.what,
        .advice = fault.remedy};
    if (fault.code == "send.no_answer" || fault.code == "send.stopped") out.verdict = Verdict::unanswered;
    if (fault.code == "send.sign_in" || fault.code == "send.not_connected" || fault.code == "send.insecure" ||
        fault.code == "send.bad_url")
        out.verdict = Verdict::reconnect;
    if (fault.code == "send.bad_request") out.verdict = Verdict::refused;
    return out;
}

// The account's budget, shared by everything that calls it. What is left to wait when the call must be put
// off.
std::chrono::milliseconds wait_for_turn(EngineContext& context, ConnectionRuntime& account, const HttpRequest& request) {
    for (;;) {
        std::chrono::milliseconds wait{0};
        {
            const std::lock_guard lock(account.mutex);
            wait = account.budgets.take(request, context.clock.steady());
        }
        if (wait.count() <= 0 || context.stopping || !context.may_wait || wait > kLongestSleep) return wait;
        account.signal.wait(account.signal.count(), wait);
    }
}

Result<HttpResponse> send_within_budget(EngineContext& context, ConnectionRuntime& account, const HttpRequest& request) {
    auto response = context.sender.send(account.name(), request);
    const std::lock_guard lock(account.mutex);
    account.budgets.ended(request, response ? &*response : nullptr, context.clock.steady());
    return response;
}

Outcome put_off(std::chrono::milliseconds wait) {
    return {
        .verdict = Verdict::retry,
        .vendor_code = "limit",
        .vendor_says = "The account's request limit is used up for now.",
        .wait = std::chrono::ceil<std::chrono::seconds>(wait)};
}

// Some vendors deny for a moment what they allow again; the manifest says how many times in a row that is
// believed of one path: another call that is allowed proves nothing about it.
bool passing_denial(
    const EngineContext& context, ConnectionRuntime& account, const HttpRequest& request, int status
) {
    const std::string path = request.path.substr(0, request.path.find('?'));
    const std::lock_guard lock(account.mutex);
    if (status != 403) {
        account.denials.erase(path);
        return false;
    }
    if (account.denials.size() >= kMostDenials && !account.denials.contains(path)) account.denials.clear();
    auto& denied = account.denials[path];
    const auto now = context.clock.steady();
    // Calls that are denied side by side were denied once.
    if (denied.in_a_row == 0 || now >= denied.last + kDenialPause) denied = {denied.in_a_row + 1, now};
    return denied.in_a_row <= account.manifest().denials_tolerated;
}

// A vendor may quote our request, credentials and all; nothing of it goes further than this.
Outcome scrubbed(const EngineContext& context, Outcome outcome) {
    for (std::string* words : {&outcome.vendor_code, &outcome.vendor_says, &outcome.advice, &outcome.field})
        if (!words->empty()) *words = context.sender.scrubbed(std::move(*words));
    return outcome;
}

std::string_view state_word(const Outcome& outcome) {
    if (outcome.verdict == Verdict::reconnect) return "reconnect";
    return outcome.vendor_code == "http_429" || outcome.wait ? "limited" : "unreachable";
}

// Keeps what `status` shows, and decides whether this vendor is left alone for a while.
void remember(EngineContext& context, ConnectionRuntime& account, const std::optional<Outcome>& trouble) {
    bool changed = false;
    {
        const std::lock_guard lock(account.mutex);
        ++account.calls;
        const std::string_view state = trouble ? state_word(*trouble) : std::string_view("ok");
        changed = account.state != state;
        account.state = state;
        account.detail =
            trouble ? trouble->vendor_says + (trouble->advice.empty() ? "" : " " + trouble->advice) : "";
        account.waits_until.reset();
        if (trouble && trouble->wait) account.waits_until = context.clock.now() + *trouble->wait;
        if (trouble)
            account.breaker.failed(context.clock.now(), trouble->wait);
        else
            account.breaker.worked();
    }
    if (changed)
        context.log.write(
            trouble ? Level::warn : Level::info,
            trouble ? "A vendor cannot be used for now." : "A vendor works again.",
            {{"connection", account.name()}, {"code", trouble ? trouble->vendor_code : "ok"}}
        );
}

}  // namespace

std::variant<Answer, Outcome> call(EngineContext& context, ConnectionRuntime& account, const HttpRequest& request) {
    for (bool renewed = false;; renewed = true) {
        const auto wait = wait_for_turn(context, account, request);
        if (context.stopping)
            return Outcome{.verdict = Verdict::retry, .vendor_code = "stopping"};  // nothing was sent
        if (wait.count() > 0) return put_off(wait);
        auto response = send_within_budget(context, account, request);
        if (!response) {
            const Outcome trouble = scrubbed(context, outcome_of(response.error()));
            const bool about_the_vendor =
                response.error().code != "send.stopped" && trouble.verdict != Verdict::refused;
            if (about_the_vendor) remember(context, account, trouble);
            return trouble;
        }
        if (response->status == 401 && !renewed) {
            context.sender.forget_credential(account.name());
            continue;
        }
        if (passing_denial(context, account, request, response->status)) return put_off(kDenialPause);
        auto answer = answer_of(account.manifest(), std::move(*response));
        if (!answer) {
            remember(context, account, std::nullopt);
            return unreadable(context, answer.error());
        }
        auto refusal = verdict_on_refusal(account.manifest(), *answer);
        if (refusal && refusal->verdict == Verdict::reconnect && is_success(answer->status) && !renewed) {
            context.sender.forget_credential(account.name());
            continue;
        }
        if (refusal) refusal = scrubbed(context, std::move(*refusal));
        if (refusal && refusal->verdict == Verdict::refused) {
            remember(context, account, std::nullopt);
            return *refusal;
        }
        remember(context, account, refusal);
        if (refusal) return *refusal;
        return std::move(*answer);
    }
}

void note_trouble(EngineContext& context, ConnectionRuntime& account, const Outcome& trouble) {
    remember(context, account, trouble);
}

std::optional<HttpResponse> call_quietly(EngineContext& context, ConnectionRuntime& account, const HttpRequest& request) {
    if (wait_for_turn(context, account, request).count() > 0 || context.stopping) return std::nullopt;
    auto response = send_within_budget(context, account, request);
    return response ? std::optional(std::move(*response)) : std::nullopt;
}

bool blame_the_right(EngineContext& context, ConnectionRuntime& account, Outcome& no) {
    const std::string_view probe = account.manifest().probe_path;
    if (no.verdict != Verdict::reconnect || no.vendor_code.starts_with("send.") || probe.empty()) return false;
    if (!std::holds_alternative<Answer>(call(context, account, {.path = std::string(probe)}))) return false;
    no.verdict = Verdict::refused;
    no.wait.reset();
    return true;
}

Outcome unreadable(const EngineContext& context, const Answer& answer, const Fault& fault) {
    if (fault.code.ends_with(kUnknownField) || fault.code.ends_with(kFieldName)) return senseless(context, fault);
    if (answer.status < 400 || answer.status >= 500) return unreadable(context, fault);
    Outcome no = *answer.error;
    no.verdict = Verdict::refused;
    no.wait.reset();
    if (no.vendor_says.empty()) no.vendor_says = fault.what;
    if (no.advice.empty() || no.advice == kNoAdvice) no.advice = fault.remedy;
    return scrubbed(context, std::move(no));
}

Outcome senseless(const EngineContext& context, const Fault& fault) {
    return scrubbed(
        context,
        {.verdict = Verdict::refused,
         .vendor_code = fault.code,
         .vendor_says = fault.what,
         .advice = fault.remedy}
    );
}

bool asks_the_same(const Call& a, const Call& b) {
    return a.request.method == b.request.method && a.request.path == b.request.path &&
           a.request.body == b.request.body;
}

Outcome endless() {
    return {
        .verdict = Verdict::unanswered,
        .vendor_code = "exchange.endless",
        .advice = "The vendor kept asking for more calls."};
}

bool is_endless(const Outcome& why) { return why.vendor_code == endless().vendor_code; }

Outcome goes_in_circles() {
    return {
        .verdict = Verdict::unanswered,
        .vendor_code = "read.no_progress",
        .vendor_says = "The vendor sends the same part of a list again and again.",
        .advice = "Crosswalk asks again later. If it stays, ask the vendor's support."};
}

Outcome unreadable(const EngineContext& context, const Fault& fault) {
    return scrubbed(
        context,
        {.verdict = Verdict::unanswered,
         .vendor_code = fault.code,
         .vendor_says = fault.what,
         .advice = fault.remedy}
    );
}

void scrub(const EngineContext& context, WriteReport& report) {
    for (std::size_t i = 0; i < report.outcomes().size(); ++i)
        report[i] = scrubbed(context, std::move(report[i]));
}

}  // namespace crosswalk
