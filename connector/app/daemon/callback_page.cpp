#include "connector/app/daemon/callback_page.h"

#include "connector/app/daemon/edge_page.h"
#include "connector/contract/markup.h"
#include "connector/io/http_cpprest/browser_sign_in.h"
#include "connector/ports/sender.h"

namespace crosswalk {
namespace {

constexpr std::string_view kCallbackPrefix = "/oauth/", kCallbackSuffix = "/callback";
constexpr std::size_t kCallbackThreads = 1, kMostCallbacks = 16;

// "/oauth/crm/callback?..." -> "crm", and what follows the question mark. Names of connections need no escapes.
struct Target {
    std::string connection{}, query{};
};
std::optional<Target> target_of(std::string_view target) {
    const auto mark = target.find('?');
    std::string_view path = target.substr(0, mark);
    if (!path.starts_with(kCallbackPrefix) || !path.ends_with(kCallbackSuffix) || path.size() <= kCallbackPrefix.size() + kCallbackSuffix.size())
        return std::nullopt;
    path.remove_prefix(kCallbackPrefix.size());
    path.remove_suffix(kCallbackSuffix.size());
    if (path.find('/') != std::string_view::npos) return std::nullopt;
    return Target{
        std::string(path), mark == std::string_view::npos ? std::string() : std::string(target.substr(mark + 1))};
}

std::string paragraph(const std::string& text) { return "<p>" + html_escaped(text) + "</p>\n"; }

}  // namespace

CallbackPage::CallbackPage(AdminService& admin, Log& log) : admin_(admin), log_(log), work_(kCallbackThreads, kMostCallbacks) {}

bool CallbackPage::is_for(std::string_view target) { return target.starts_with(kCallbackPrefix); }

ServerLimits CallbackPage::let_in(ServerLimits limits) {
    limits.body_limit = [others = std::move(limits.body_limit)](std::string_view target) {
        return is_for(target) ? std::size_t{0} : others(target);
    };
    limits.early_answer = [others = std::move(limits.early_answer)](const ServerRequest& head) {
        return is_for(head.target) ? std::nullopt : others(head);
    };
    return limits;
}

void CallbackPage::handle(ServerRequest request, Respond respond) {
    // A standard function must be copyable.
    const auto kept = std::make_shared<ServerRequest>(std::move(request));
    if (!work_.post([this, kept, respond] { respond(answer(*kept)); }))
        respond(edge_text(503, "Try again shortly.\n"));
}

// A state counts once, so whoever only looks (HEAD) must not spend it.
ServerAnswer CallbackPage::answer(const ServerRequest& request) {
    if (request.method != "GET") {
        ServerAnswer refused = edge_text(405, "This page is read with GET.\n");
        refused.headers.emplace_back("Allow", "GET");
        return refused;
    }
    const auto target = target_of(request.target);
    if (!target) return edge_text(404, "There is nothing here.\n");
    if (const auto proof = admin_.sign_ins->proof_for(target->query)) return edge_text(200, *proof);
    const auto done = admin_.sign_ins->finish(target->connection, target->query);
    log_.write(
        done ? Level::info : Level::warn,
        done ? "A person signed in with a browser." : "A sign-in with a browser failed.",
        {{"connection", done ? target->connection : std::string()}, {"code", done ? "ok" : done.error().code}}
    );
    if (!done)
        return edge_page(400, "en", "Not connected", paragraph(done.error().what) + paragraph(done.error().remedy));
    admin_.sender->sign_in_anew(target->connection);
    admin_.engine.reconnected(target->connection);
    const std::string account = done->name.empty() ? done->id : done->name + " (" + done->id + ")";
    return edge_page(
        200,
        "en",
        target->connection + " is connected",
        paragraph("It belongs to the account " + account + ". You may close this window.")
    );
}

}  // namespace crosswalk
