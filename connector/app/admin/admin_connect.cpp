// Signing in to an account with a browser, and out again.
#include "connector/app/admin/admin_service.h"
#include "connector/io/http_cpprest/browser_sign_in.h"
#include "connector/ports/sender.h"

namespace crosswalk {
namespace {

std::string whose(const PinnedAccount& account) {
    return account.name.empty() ? account.id : account.name + " (" + account.id + ")";
}

Headers headers_in(const CommandRequest& request) {
    Headers out;
    if (const auto* all = request.args.if_contains("headers"); all != nullptr && all->is_object())
        for (const auto& [name, value] : all->get_object())
            if (value.is_string()) out[std::string(name)] = std::string(value.get_string());
    return out;
}

}  // namespace

Fault nobody_to_connect() {
    return {
        "connect.no_service",
        "The browser comes back to the service, and the service is not running.",
        "Start it with `crosswalk serve`, then try again."};
}

CommandAnswer command_connect_begin(AdminService& admin, const CommandRequest& request) {
    if (admin.sign_ins == nullptr) return answer_of(nobody_to_connect());
    const auto begun = admin.sign_ins->begin(request.text("connection"));
    if (!begun) return answer_of(begun.error());
    const bool proven = admin.sign_ins->reaches_us(begun->redirect_url);
    return {
        .text = "redirect URL: " + begun->redirect_url +
                (proven ? " (asked from here, it leads to this service)\n"
                        : " (asked from here, it does not lead to this service; the browser may still reach it)\n") +
                "The app at the vendor must name exactly this redirect URL.\n\n"
                "Open this address in a browser within 10 minutes, as somebody who may allow the app:\n\n" +
                begun->url + "\n\n",
        .data = {
            {"url", begun->url},
            {"redirect_url", begun->redirect_url},
            {"redirect_proven", proven},
            {"ticket", begun->ticket},
            {"expires", json_of(std::optional(begun->expires))}}};
}

CommandAnswer command_connect_state(AdminService& admin, const CommandRequest& request) {
    if (admin.sign_ins == nullptr) return answer_of(nobody_to_connect());
    const auto outcome = admin.sign_ins->outcome(request.text("ticket"));
    if (!outcome) return {.data = {{"waiting", true}}};
    if (!*outcome) return answer_of(outcome->error());
    const PinnedAccount& account = **outcome;
    return {
        .text = "signed in: the account " + whose(account) + "\n",
        .data = {{"waiting", false}, {"account", {{"id", account.id}, {"name", account.name}}}}};
}

CommandAnswer command_call_get(AdminService& admin, const CommandRequest& request) {
    if (admin.sender == nullptr) return answer_of(nobody_to_connect());
    const std::string connection = request.text("connection");
    const HttpRequest asked{.path = request.text("path"), .headers = headers_in(request)};
    auto answer = admin.sender->send(connection, asked);
    if (answer && answer->status == 401) {
        admin.sender->forget_credential(connection);
        answer = admin.sender->send(connection, asked);
    }
    if (!answer) return answer_of(answer.error());
    boost::json::object headers;
    for (const auto& [name, value] : answer->headers) headers[name] = value;
    return {.data = {{"status", answer->status}, {"headers", std::move(headers)}, {"body", answer->body}}};
}

CommandAnswer command_disconnect(AdminService& admin, const CommandRequest& request) {
    if (admin.sign_ins == nullptr) return answer_of(nobody_to_connect());
    const std::string connection = request.text("connection");
    const auto done = admin.sign_ins->disconnect(connection, request.flag("anyway"));
    if (!done) return answer_of(done.error());
    admin.sender->sign_in_anew(connection);
    return {
        .text = connection + (*done ? " is disconnected: the sign-in is revoked and forgotten. What is to be written "
                                      "there waits; `crosswalk connect " + connection + "` connects the same account again.\n"
                                    : " was not connected.\n"),
        .data = {{"connection", connection}, {"disconnected", *done}}};
}

}  // namespace crosswalk
