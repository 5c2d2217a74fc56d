// The commands that end what lets somebody in: a token, or a session of one's own.
#include "connector/app/admin/accounts.h"
#include "connector/app/admin/paging.h"

namespace crosswalk {
namespace {

Result<bool> end_one(AdminService& admin, std::string_view kind, const std::string& user, const std::string& id) {
    bool ended = false;
    const auto done = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        const auto gone = tx.accounts.end(kind, user, id);
        if (!gone) return gone.error();
        ended = *gone;
        return {};
    });
    if (!done) return done.error();
    return ended;
}

CommandAnswer told_ended(const Result<bool>& ended, const std::string& id, const Fault& none) {
    if (!ended) return answer_of(ended.error());
    if (!*ended) return answer_of(none);
    return {.text = "It has ended.\n", .data = {{"id", id}, {"ended", true}}};
}

}  // namespace

CommandAnswer command_token_end(AdminService& admin, const CommandRequest& request) {
    const std::string id = request.text("id");
    return told_ended(
        end_one(admin, kToken, "", id),
        id,
        {"token.unknown", "There is no token '" + printable(id) + "'.", "`crosswalk token list` shows their ids."}
    );
}

CommandAnswer command_session_list(AdminService& admin, const CommandRequest& request) {
    const auto limit = page_limit(request);
    std::vector<Credential> sessions;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        if (request.caller.user.empty()) return {};
        auto found = tx.accounts.of(kSession, request.caller.user, request.text("after"), limit + 1);
        if (!found) return found.error();
        sessions = std::move(*found);
        return {};
    });
    if (!read) return answer_of(read.error());
    const bool more = cut_to_page(sessions, limit);
    boost::json::array list;
    for (const Credential& one : sessions) {
        const auto session = access::session_from(one.doc).value_or(access::Session{});
        list.push_back(
            {{"id", one.id},
             {"made", crosswalk::json_of(std::optional(session.made))},
             {"seen", crosswalk::json_of(std::optional(session.seen))},
             {"expires_at", crosswalk::json_of(one.until)},
             {"browser", session.browser},
             {"from", session.origin},
             {"current", one.hash == request.caller.session}}
        );
    }
    return {
        .data = {
            {"sessions", std::move(list)}, {"next", next_place(more, sessions.empty() ? "" : sessions.back().id)}}};
}

CommandAnswer command_session_end(AdminService& admin, const CommandRequest& request) {
    const std::string id = request.text("id");
    return told_ended(
        end_one(admin, kSession, request.caller.user, id),
        id,
        {"session.unknown", "You have no such session.", "GET /api/v1/sessions lists yours."}
    );
}

}  // namespace crosswalk
