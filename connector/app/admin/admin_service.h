// connector/app/admin/admin_service.h - what the commands work on. The same functions serve the control socket, the admin
// API and a command that runs while the service is down.
#pragma once

#include "connector/app/admin/command_result.h"
#include "connector/app/config/config.h"
#include "connector/console/access/roles.h"
#include "connector/crypto/crypto.h"
#include "connector/ports/clock.h"
#include "connector/ports/store.h"
#include "webhooks/intake/intake.h"

namespace crosswalk {

class BrowserSignIns;  // io/http_cpprest/browser_sign_in.h

struct AdminService {
    const Config& config;
    Store& store;
    Engine& engine;
    Clock& clock;
    bool serving = false;
    std::function<RefusedByConnection()> refused{};  // at the public edge; set while it serves
    std::string console_url{};                       // set while it serves: "http://127.0.0.1:41235"
    BrowserSignIns* sign_ins = nullptr;              // set while it serves
    Sender* sender = nullptr;                        // to the vendors; set while it serves
    std::string place_key = crypto::random_bytes(32);  // seals places in lists that hold what not everybody may read
};

// In whose name a request is made. The command line is an admin.
struct Caller {
    access::Role role = access::Role::admin;
    std::string user{}, session{};  // of somebody who is signed in: the user's id, the hash of the session
    std::string origin{};           // the address it came from; empty: this machine
};

struct CommandRequest {
    std::string command{};  // "parked replay"
    boost::json::object args{};
    std::string author{};  // who asks, for the records
    Caller caller{};

    // Empty, or nothing, when it is not given.
    std::string text(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view name) const;
    bool flag(std::string_view name) const;
};

// Runs one command. Safe to call from several threads. An unknown command is a usage error.
CommandAnswer run_command(AdminService&, const CommandRequest&);
// The commands that run_command knows.
std::vector<std::string> admin_commands();

// By room; each is one row of run_command's table.
CommandAnswer command_status(AdminService&, const CommandRequest&);
CommandAnswer command_books(AdminService&, const CommandRequest&);
CommandAnswer command_compare(AdminService&, const CommandRequest&);
CommandAnswer command_compare_last(AdminService&, const CommandRequest&);
// For a command that calls a vendor itself: one call of the account's budget.
CommandAnswer command_call_take(AdminService&, const CommandRequest&);
// The same, made by the service: for a connection whose tokens it alone has. A GET.
CommandAnswer command_call_get(AdminService&, const CommandRequest&);
// A sign-in with a browser: its address, and how it stands.
CommandAnswer command_connect_begin(AdminService&, const CommandRequest&);
CommandAnswer command_connect_state(AdminService&, const CommandRequest&);
CommandAnswer command_disconnect(AdminService&, const CommandRequest&);
CommandAnswer command_backfill(AdminService&, const CommandRequest&);
CommandAnswer command_backfill_state(AdminService&, const CommandRequest&);
CommandAnswer command_pause(AdminService&, const CommandRequest&);
CommandAnswer command_resume(AdminService&, const CommandRequest&);
CommandAnswer command_lead_show(AdminService&, const CommandRequest&);
CommandAnswer command_lead_history(AdminService&, const CommandRequest&);
CommandAnswer command_lead_list(AdminService&, const CommandRequest&);
CommandAnswer command_lead_search(AdminService&, const CommandRequest&);
CommandAnswer command_lead_timeline(AdminService&, const CommandRequest&);
CommandAnswer command_lead_why(AdminService&, const CommandRequest&);
CommandAnswer command_lead_sync(AdminService&, const CommandRequest&);
CommandAnswer command_lead_erase(AdminService&, const CommandRequest&);
CommandAnswer command_parked_list(AdminService&, const CommandRequest&);
CommandAnswer command_parked_causes(AdminService&, const CommandRequest&);
CommandAnswer command_parked_replay(AdminService&, const CommandRequest&);
CommandAnswer command_parked_drop(AdminService&, const CommandRequest&);
CommandAnswer command_parked_link(AdminService&, const CommandRequest&);
CommandAnswer command_parked_join(AdminService&, const CommandRequest&);
CommandAnswer command_parked_keep_apart(AdminService&, const CommandRequest&);
CommandAnswer command_mapping_show(AdminService&, const CommandRequest&);
CommandAnswer command_mapping_activate(AdminService&, const CommandRequest&);
CommandAnswer command_mapping_diff(AdminService&, const CommandRequest&);
CommandAnswer command_mapping_history(AdminService&, const CommandRequest&);
CommandAnswer command_mapping_undo(AdminService&, const CommandRequest&);
CommandAnswer command_what_if(AdminService&, const CommandRequest&);
CommandAnswer command_agreement(AdminService&, const CommandRequest&);
CommandAnswer command_review(AdminService&, const CommandRequest&);

// The agreement that these files hold. Faults: "agreement.none", "agreement.language".
CommandAnswer agreement_answer(const Mapping&, std::string language, bool html);

// Without the service no vendor can be asked.
Fault nobody_to_compare();
Fault nobody_to_connect();
// Every connection that is configured, and every one that was; none of them missing a word.
Result<AllBooks> all_books(AdminService&);
// How many of its changes were recovered: a tag beside the words of the book.
std::int64_t recovered_in(const ConnectionBooks&);
}  // namespace crosswalk
