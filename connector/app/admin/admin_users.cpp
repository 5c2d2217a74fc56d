// The commands about who may use the admin side.
#include "connector/app/admin/accounts.h"
#include "connector/app/admin/paging.h"
#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

using access::Role;

constexpr std::size_t kLongestUserName = 64, kUsersAtOnce = 200;
constexpr std::int64_t kMostTokenDays = 3'650;

Fault no_such_user(const std::string& name) {
    return {
        "user.unknown",
        "There is no user '" + printable(name) + "'.",
        "`crosswalk user list` names them; `crosswalk user invite NAME --role ROLE` adds one."};
}

Fault bad_role(const std::string& said) {
    return {"user.role", "'" + printable(said) + "' is no role.", "Choose one of: rep, viewer, editor, admin."};
}

Fault last_admin() {
    return {
        "user.last_admin",
        "Nobody else is an admin.",
        "Make somebody else an admin first: `crosswalk user invite NAME --role admin`."};
}

boost::json::object json_of(const User& user) {
    return {
        {"id", user.id},
        {"name", user.name},
        {"role", user.role},
        {"email", user.email},
        {"disabled", user.disabled},
        {"made", crosswalk::json_of(std::optional(user.made))},
        {"seen", crosswalk::json_of(dated(user.seen))}};
}

// Without this one.
Result<bool> is_another_admin(Transaction& tx, const User& but) {
    std::string mark;
    for (;;) {
        const auto some = tx.accounts.users(mark, kUsersAtOnce);
        if (!some) return some.error();
        if (some->empty()) return false;
        for (const User& user : *some)
            if (user.id != but.id && !user.disabled && user.role == to_string(Role::admin)) return true;
        mark = some->back().name;
    }
}

Result<void> keep_an_admin(Transaction& tx, const User& before, const User& after) {
    const auto is_admin = [](const User& user) { return !user.disabled && user.role == to_string(Role::admin); };
    if (!is_admin(before) || is_admin(after)) return {};
    const auto other = is_another_admin(tx, before);
    if (!other) return other.error();
    return *other ? Result<void>{} : last_admin();
}

// The user as the request would have them: a new one, or the one of this name.
Result<User> user_meant(Transaction& tx, Clock& clock, const CommandRequest& request) {
    const std::string name = request.text("name"), role = request.text("role"), email = request.text("email");
    auto known = tx.accounts.user_named(name);
    if (!known) return known.error();
    if (!*known && role.empty())
        return Fault{
            "user.role",
            "It is not said what " + printable(name) + " may do.",
            "Add --role rep, viewer, editor or admin."};
    if (!role.empty() && !access::role_named(role)) return bad_role(role);
    if (*known && (*known)->disabled)
        return Fault{
            "user.disabled",
            printable(name) + " was shut out.",
            "Let them in again first: `crosswalk user enable " + printable(name) + "`."};
    User user = *known ? **known : User{.id = new_account_id(clock), .name = name, .made = clock.now()};
    const User before = user;
    if (!role.empty()) user.role = role;
    if (!email.empty()) user.email = email;
    if (const auto kept = keep_an_admin(tx, before, user); !kept) return kept.error();
    return user;
}

std::optional<Fault> bad_user(const CommandRequest& request) {
    const std::string name = request.text("name"), email = request.text("email");
    if (name.empty() || name.size() > kLongestUserName || name.find('/') != std::string::npos)
        return Fault{
            "user.name", "A user's name has 1 to 64 bytes and no '/'.", "Choose the name that the log is to show."};
    if (!email.empty() && email.find('@') == std::string::npos)
        return Fault{"user.email", "'" + printable(email) + "' is no e-mail address.", "Write it as NAME@HOST."};
    return {};
}

// A rep is whom handoff.yaml calls so.
std::string hint_for(const AdminService& admin, const User& user) {
    const auto mapping = admin.engine.mapping();
    const bool known = mapping->handoff != nullptr && mapping->handoff->member(user.name) != nullptr;
    if (known || user.role != to_string(Role::rep)) return {};
    return "handoff.yaml names no member '" + printable(user.name) +
           "': a rep sees the hand-offs of the member of the same name.\n";
}

CommandAnswer set_disabled(AdminService& admin, const CommandRequest& request, bool disabled) {
    User user;
    const auto done = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        const auto known = tx.accounts.user_named(request.text("name"));
        if (!known) return known.error();
        if (!*known) return no_such_user(request.text("name"));
        user = **known;
        user.disabled = disabled;
        if (const auto kept = keep_an_admin(tx, **known, user); !kept) return kept;
        if (disabled)
            for (const std::string_view kind : {kSession, kInvite})
                if (const auto ended = tx.accounts.end_all(kind, user.id); !ended) return ended;
        return tx.accounts.save(user);
    });
    if (!done) return answer_of(done.error());
    return {
        .text = printable(user.name) + (disabled ? " is shut out; all their sessions have ended.\n" : " may come in again.\n"),
        .data = json_of(user)};
}

}  // namespace

CommandAnswer command_user_invite(AdminService& admin, const CommandRequest& request) {
    if (const auto bad = bad_user(request)) return answer_of(*bad, kUsage);
    if (admin.console_url.empty())
        return answer_of(Fault{
            "user.no_console",
            "The service does not run, so there is nothing that the link could lead to.",
            "Start it with `crosswalk serve`, then invite again."});
    const std::string token = new_secret();
    const Millis until = admin.clock.now() + access::kInviteLasts;
    User user;
    const auto done = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        auto meant = user_meant(tx, admin.clock, request);
        if (!meant) return meant.error();
        user = std::move(*meant);
        if (const auto kept = tx.accounts.save(user); !kept) return kept;
        if (const auto ended = tx.accounts.end_all(kInvite, user.id); !ended) return ended;
        return tx.accounts.keep(
            {.kind = std::string(kInvite),
             .hash = hash_of_secret(token),
             .id = new_account_id(admin.clock),
             .user = user.id,
             .until = until,
             .doc = boost::json::serialize(boost::json::object{{"author", request.author}})}
        );
    });
    if (!done) return answer_of(done.error());
    const std::string link = admin.console_url + "/#/invite/" + token;
    boost::json::object data = json_of(user);
    data["link"] = link;
    data["until"] = crosswalk::json_of(std::optional(until));
    return {.text = link + "\n", .data = std::move(data), .complaint = hint_for(admin, user)};
}

CommandAnswer command_user_list(AdminService& admin, const CommandRequest& request) {
    const auto limit = page_limit(request);
    std::vector<User> users;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto found = tx.accounts.users(request.text("after"), limit + 1);
        if (!found) return found.error();
        users = std::move(*found);
        return {};
    });
    if (!read) return answer_of(read.error());
    const bool more = cut_to_page(users, limit);
    std::vector<std::vector<std::string>> rows{{"NAME", "ROLE", "EMAIL", "SIGNED IN", "STATE"}};
    boost::json::array list;
    for (const User& user : users) {
        rows.push_back({user.name, user.role, user.email, short_time(dated(user.seen)), user.disabled ? "shut out" : ""});
        list.push_back(json_of(user));
    }
    return {
        .text = users.empty() ? "Nobody yet; `crosswalk user invite NAME --role admin` adds the first.\n" : table(rows),
        .data = {
            {"users", std::move(list)}, {"next", next_place(more, users.empty() ? "" : users.back().name)}}};
}

CommandAnswer command_user_disable(AdminService& admin, const CommandRequest& request) {
    return set_disabled(admin, request, true);
}

CommandAnswer command_user_enable(AdminService& admin, const CommandRequest& request) {
    return set_disabled(admin, request, false);
}

CommandAnswer command_token_create(AdminService& admin, const CommandRequest& request) {
    // What is said and empty is not left out: it would be the most that a token can be.
    const std::string role = request.args.contains("role") ? request.text("role") : "admin";
    if (!access::role_named(role)) return answer_of(bad_role(role), kUsage);
    const auto days = request.number("expires");
    if (days && (*days < 1 || *days > kMostTokenDays))
        return answer_of(
            Fault{"token.expires", "A token lasts 1 to 3650 days.", "Leave --expires out for one without an end."}, kUsage
        );
    const Millis now = admin.clock.now();
    std::string name = request.text("name");
    if (name.empty()) name = "a token of " + request.author;
    const std::string token = new_secret();
    Credential kept{.kind = std::string(kToken), .hash = hash_of_secret(token), .id = new_account_id(admin.clock)};
    if (days) kept.until = now + std::chrono::days{*days};
    kept.doc = boost::json::serialize(boost::json::object{
        {"author", request.author},
        {"name", name},
        {"role", role},
        {"at", crosswalk::json_of(std::optional(now))}});
    const auto done = run_one(admin.store, [&](Transaction& tx) { return tx.accounts.keep(kept); });
    if (!done) return answer_of(done.error());
    return {
        .text = token + "\n",
        .data = {
            {"token", token},
            {"id", kept.id},
            {"name", name},
            {"role", role},
            {"until", crosswalk::json_of(kept.until)}}};
}

CommandAnswer command_token_list(AdminService& admin, const CommandRequest& request) {
    const auto limit = page_limit(request);
    std::vector<Credential> tokens;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto found = tx.accounts.of(kToken, "", request.text("after"), limit + 1);
        if (!found) return found.error();
        tokens = std::move(*found);
        return {};
    });
    if (!read) return answer_of(read.error());
    const bool more = cut_to_page(tokens, limit);
    std::vector<std::vector<std::string>> rows{{"ID", "NAME", "ROLE", "ENDS"}};
    boost::json::array list;
    for (const Credential& one : tokens) {
        const auto doc = parse_json(one.doc);
        const auto said = [&](std::string_view member) {
            return doc ? std::string(text_at(*doc, member)) : std::string();
        };
        const std::string role = said("/role").empty() ? "admin" : said("/role");
        const std::string name = said("/name").empty() ? "a token of " + said("/author") : said("/name");
        rows.push_back({one.id, name, role, one.until ? short_time(one.until) : "never"});
        list.push_back(
            {{"id", one.id},
             {"name", name},
             {"role", role},
             {"author", said("/author")},
             {"made", said("/at")},
             {"until", crosswalk::json_of(one.until)}}
        );
    }
    return {
        .text = tokens.empty() ? "There is no token.\n" : table(rows),
        .data = {
            {"tokens", std::move(list)}, {"next", next_place(more, tokens.empty() ? "" : tokens.back().id)}}};
}

}  // namespace crosswalk
