#include "connector/run/vendor/handshake.h"

#include "connector/contract/json_read.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/exchange.h"

namespace crosswalk {
namespace {

std::string setting_name(std::string_view connection) { return "confirm/" + std::string(connection); }

std::string text_of(const HttpRequest& request) {
    return boost::json::serialize(
        boost::json::object{{"method", request.method}, {"host", request.host}, {"path", request.path}}
    );
}

std::optional<HttpRequest> request_in(std::string_view text) {
    const auto told = parse_json(text);
    if (!told) return std::nullopt;
    return HttpRequest{
        .method = scalar_at(*told, "/method"), .path = scalar_at(*told, "/path"), .host = scalar_at(*told, "/host")};
}

// Whether the vendor said yes. No words of the answer are needed, so none are read.
std::optional<Outcome> refusal_of(EngineContext& context, ConnectionRuntime& account, const HttpRequest& request) {
    const auto answer = call_quietly(context, account, request);
    if (!answer) return Outcome{.vendor_says = "The vendor cannot be reached.", .advice = "It is tried again."};
    if (is_success(answer->status)) return std::nullopt;
    return Outcome{
        .vendor_code = "http_" + std::to_string(answer->status),
        .vendor_says = "The vendor does not take the confirmation of the webhook's address.",
        .advice = "Ask for a new confirmation where the vendor shows the subscription; Crosswalk answers it by itself."};
}

void note(EngineContext& context, ConnectionRuntime& account, const Outcome& why) {
    const std::lock_guard lock(account.mutex);
    if (!account.unconfirmed) account.unconfirmed = PollTrouble{.since = context.clock.now()};
    account.unconfirmed->why = why;
    account.next_confirmation = context.clock.now() + outage_pause(account.unconfirmed->failures++);
}

// Forgets it, unless another one came meanwhile.
Result<void> forget(Transaction& tx, const std::string& name, const std::string& called) {
    const auto kept = tx.settings.get(name);
    if (!kept) return kept.error();
    return *kept == called ? tx.settings.drop(name) : Result<void>{};
}

}  // namespace

Result<void> keep_confirmation(Transaction& tx, std::string_view connection, const HttpRequest& request) {
    return tx.settings.put(setting_name(connection), text_of(request));
}

bool confirm_step(EngineContext& context, ConnectionRuntime& account) {
    if (account.manifest().webhook.handshake.style != HandshakeStyle::confirm || !usable(context, account)) return false;
    const std::string name = setting_name(account.name());
    std::optional<std::string> kept;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        const auto found = tx.settings.get(name);
        if (found) kept = *found;
        return {};
    });
    const auto request = kept ? request_in(*kept) : std::nullopt;
    {
        const std::lock_guard lock(account.mutex);
        if (!request || context.clock.now() < account.next_confirmation) return false;
    }
    if (const auto no = refusal_of(context, account, *request)) {
        note(context, account, *no);
        return true;
    }
    const auto done = run_one(context.store, [&](Transaction& tx) { return forget(tx, name, *kept); });
    const std::lock_guard lock(account.mutex);
    if (done) account.unconfirmed.reset();
    account.next_confirmation = {};
    return true;
}

}  // namespace crosswalk
