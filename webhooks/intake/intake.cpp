#include "webhooks/intake/intake.h"

#include "webhooks/intake/new_event.h"
#include "webhooks/route/handshake.h"
#include "webhooks/route/route.h"
#include "webhooks/verify/verify.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace crosswalk {

namespace {

ServerAnswer as_declared(const Reply& answer) {
    ServerAnswer out{answer.status, std::string(answer.content_type), std::string(answer.body), {}};
    if (answer.retry_after > 0) out.headers.emplace_back("Retry-After", std::to_string(answer.retry_after));
    return out;
}

ServerAnswer plain(int status, std::string_view text) {
    return {.status = status, .body = std::string(text) + "\n"};
}

// Said to everyone who is not proven to be the vendor, whatever the reason: it tells nobody which part was
// wrong. Where no connection is meant it is what most vendors hear.
Reply forged(const WebhookEndpoint* hook) {
    return hook == nullptr ? Webhook{}.forged : hook->adapter->manifest.webhook.forged;
}

ServerAnswer echoed(std::string text) {
    return {.body = std::move(text), .headers = {{"X-Content-Type-Options", "nosniff"}}};
}

int most_hashes(const WebhookEndpoints& hooks) {
    std::size_t most = 0;
    for (const WebhookEndpoint& hook : hooks.hooks)
        for (const Scheme& scheme : hook.adapter->manifest.webhook.accept) {
            const auto* signature = std::get_if<Signature>(&scheme);
            if (signature == nullptr) continue;
            const auto found = hook.secrets.find(signature->secret_setting);
            if (found != hook.secrets.end()) most = std::max(most, found->second.size());
        }
    return static_cast<int>(most);
}

bool encoded(const ServerRequest& request) {
    const HeaderFound found = find_header(request.headers, "Content-Encoding");
    return found.count > 1 || (found.count == 1 && found.value != "identity" && !found.value.empty());
}

ServerAnswer greeting(const Route& found, std::string_view target) {
    if (found.hook != nullptr) {
        auto echo = echo_of_query(found.hook->adapter->manifest.webhook.handshake, target);
        if (echo) return echoed(std::move(*echo));
    }
    return plain(200, "Deliveries are taken here by POST.");
}

}  // namespace

struct Intake::State {
    State(
        WebhookEndpoints all_hooks,
        Store& the_store,
        const Clock& the_clock,
        std::function<void()> wake,
        IntakeParts the_parts
    )
        : hooks(std::move(all_hooks)),
          store(the_store),
          clock(the_clock),
          on_new_event(std::move(wake)),
          parts(std::move(the_parts)),
          most_hashes(crosswalk::most_hashes(hooks)) {}

    // The answer of everything but a delivery.
    std::optional<ServerAnswer> answer_to_others(const Route&, std::string_view target) const;
    // The answer for what is not taken; nothing when it is genuine and can be.
    std::optional<ServerAnswer> refusal(const Route&, const ServerRequest&);
    std::optional<ServerAnswer> unusable(const WebhookEndpoint&, const ServerRequest&);
    ServerAnswer not_yet(const WebhookEndpoint&, const std::string& key_url);
    bool worth_reading(const Route&, const ServerRequest& head) const;
    void note_refused(std::string_view connection, int status);
    void take(const std::shared_ptr<State>& self, const WebhookEndpoint&, ServerRequest&&, Respond);

    const WebhookEndpoints hooks;
    Store& store;
    const Clock& clock;
    const std::function<void()> on_new_event;
    const IntakeParts parts;
    const int most_hashes;  // of one form of the URL
    IntakeCounts counts{};
    std::mutex mutex{};
    RefusedByConnection refused{};  // guarded by the mutex
};

// What waits for the disk. Dropped without an answer, it says that we are busy, in the vendor's way.
class Waiting {
public:
    Waiting(NewEvent taken, Respond respond, const Reply& busy)
        : event(std::move(taken)), respond_(std::move(respond)), busy_(busy) {}
    ~Waiting() { answer(busy_); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    // The first answer counts.
    void answer(const Reply& with) {
        if (const Respond respond = std::exchange(respond_, nullptr)) respond(as_declared(with));
    }

    const NewEvent event;
    std::optional<Seq> place{};  // in the journal; nothing for a delivery that was taken before

private:
    Respond respond_;
    const Reply& busy_;
};

Intake::Intake(
    WebhookEndpoints hooks,
    Store& store,
    const Clock& clock,
    std::function<void()> on_new_event,
    IntakeParts parts
)
    : state_(
          std::make_shared<State>(std::move(hooks), store, clock, std::move(on_new_event), std::move(parts))
      ) {}

const IntakeCounts& Intake::counts() const { return state_->counts; }

std::size_t Intake::body_limit(std::string_view target) const {
    const Route found = route(state_->hooks, "POST", target);
    return found.hook == nullptr ? 0 : found.hook->adapter->manifest.webhook.max_body;
}

std::optional<ServerAnswer> Intake::busy_answer(std::string_view method, std::string_view target) const {
    const Route found = route(state_->hooks, method, target);
    if (found.place != Place::deliver || found.hook == nullptr) return std::nullopt;
    return as_declared(found.hook->adapter->manifest.webhook.busy);
}

void Intake::note_refused(std::string_view method, std::string_view target, int status) const {
    const Route found = route(state_->hooks, method, target);
    if (!target.empty() && found.place != Place::deliver) return;
    state_->note_refused(found.hook == nullptr ? "" : found.hook->connection, status);
}

RefusedByConnection Intake::refused() const {
    const std::lock_guard lock(state_->mutex);
    return state_->refused;
}

std::optional<ServerAnswer> Intake::early_answer(const ServerRequest& head) const {
    const Route found = route(state_->hooks, head.method, head.target);
    if (auto answer = state_->answer_to_others(found, head.target)) return answer;
    if (state_->worth_reading(found, head)) return std::nullopt;
    ++state_->counts.forged;
    const Reply no = forged(found.hook);
    state_->note_refused(found.hook == nullptr ? "" : found.hook->connection, no.status);
    return as_declared(no);
}

void Intake::handle(ServerRequest request, Respond respond) const {
    const Route found = route(state_->hooks, request.method, request.target);
    if (auto answer = state_->answer_to_others(found, request.target)) return respond(std::move(*answer));
    if (auto answer = state_->refusal(found, request)) return respond(std::move(*answer));
    if (auto echo = echo_of_body(found.hook->adapter->manifest.webhook.handshake, request.body)) {
        return respond(echoed(std::move(*echo)));
    }
    state_->take(state_, *found.hook, std::move(request), std::move(respond));
}

std::optional<ServerAnswer> Intake::State::answer_to_others(const Route& found, std::string_view target)
    const {
    switch (found.place) {
        case Place::health:
            return plain(200, "ok");
        case Place::nowhere:
            return plain(404, "Not found");
        case Place::handshake:
            return greeting(found, target);
        case Place::wrong_method: {
            ServerAnswer answer = plain(405, "Method not allowed");
            answer.headers.emplace_back("Allow", found.allow);
            return answer;
        }
        case Place::deliver:
            break;
    }
    return std::nullopt;
}

// A head that would do for some signing connection is read wherever it is sent to: else a stranger could tell
// from the time which connections there are.
bool Intake::State::worth_reading(const Route& found, const ServerRequest& head) const {
    const VerifyRequest request{head.method, head.target, head.headers, {}};
    bool worth = false;
    for (const WebhookEndpoint& hook : hooks.hooks) {
        const std::string_view secret = &hook == found.hook ? found.path_secret : std::string_view{};
        const bool fits = may_be_genuine(hook.adapter->manifest.webhook, hook, request, secret);
        worth = worth || fits;
    }
    return worth;
}

void Intake::State::note_refused(std::string_view connection, int status) {
    const Millis now = clock.now();
    const std::lock_guard lock(mutex);
    RefusedDeliveries& kept = refused[std::string(connection)];
    ++kept.by_status[status];
    kept.last_status = status;
    kept.last_at = now;
}

std::optional<ServerAnswer> Intake::State::refusal(const Route& found, const ServerRequest& request) {
    const VerifyRequest bytes{request.method, request.target, request.headers, request.body};
    Verification proof;
    if (found.hook != nullptr) {
        const Webhook& webhook = found.hook->adapter->manifest.webhook;
        const VerifyContext context{hooks.public_url, found.path_secret, clock.now(), parts.keys.get()};
        proof = verify(webhook, *found.hook, bytes, context);
        if (proof.result == Authenticity::needs_key) return not_yet(*found.hook, proof.key_url);
        const bool late_but_welcome =
            proof.result == Authenticity::stale && proof.age <= webhook.accept_stale_for;
        if (proof.result == Authenticity::valid || late_but_welcome) return unusable(*found.hook, request);
    }
    // A URL with escapes may have been hashed in two forms.
    const int forms = request.target.find('%') == std::string::npos ? 1 : 2;
    equalize_timing(bytes, most_hashes * forms - proof.hashes);
    ++(proof.result == Authenticity::stale ? counts.stale : counts.forged);
    const Reply no = forged(found.hook);
    note_refused(found.hook == nullptr ? "" : found.hook->connection, no.status);
    return as_declared(no);
}

ServerAnswer Intake::State::not_yet(const WebhookEndpoint& hook, const std::string& key_url) {
    if (parts.keys) parts.keys->want(key_url);
    const Reply& busy = hook.adapter->manifest.webhook.busy;
    ++counts.refused;
    note_refused(hook.connection, busy.status);
    return as_declared(busy);
}

std::optional<ServerAnswer> Intake::State::unusable(
    const WebhookEndpoint& hook, const ServerRequest& request
) {
    const Webhook& webhook = hook.adapter->manifest.webhook;
    std::optional<ServerAnswer> answer;
    if (request.body.size() > webhook.max_body)
        answer = plain(413, "The body is too large.");
    else if (encoded(request))
        answer = plain(415, "Send the body without Content-Encoding.");
    else if (webhook.comes_again && parts.pace && parts.pace->delay(clock.steady()) > kLongestDelay)
        answer = as_declared(webhook.busy);
    if (!answer) return answer;
    ++counts.refused;
    note_refused(hook.connection, answer->status);
    return answer;
}

void Intake::State::take(
    const std::shared_ptr<State>& self, const WebhookEndpoint& hook, ServerRequest&& request, Respond respond
) {
    NewEvent event = event_of(std::move(request), hook, clock.now());
    if (parts.scrubber) take_out_secrets(event.delivery, *parts.scrubber);
    auto waiting =
        std::make_shared<Waiting>(std::move(event), std::move(respond), hook.adapter->manifest.webhook.busy);
    store.submit(
        Lane::intake,
        [waiting](Transaction& transaction) -> Result<void> {
            const auto seq = transaction.journal.append(waiting->event);
            if (!seq) return seq.error();
            waiting->place = *seq;
            return {};
        },
        [self, waiting, &hook](const Result<void>& on_disk) {
            const Webhook& webhook = hook.adapter->manifest.webhook;
            if (!on_disk) {
                ++self->counts.refused;
                self->note_refused(hook.connection, webhook.busy.status);
                return waiting->answer(webhook.busy);
            }
            ++self->counts.accepted;
            waiting->answer(webhook.ok);
            if (!waiting->place) return;
            if (self->parts.pace) self->parts.pace->taken(*waiting->place, self->clock.steady());
            if (self->on_new_event) self->on_new_event();
        }
    );
}

}  // namespace crosswalk
