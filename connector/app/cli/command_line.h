// connector/app/cli/command_line.h - what all commands of the command line share.
#pragma once

#include "connector/app/admin/command_result.h"
#include "connector/app/cli/cli.h"
#include "connector/app/config/config.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace crosswalk {

// One run of the program: its terminal, the options that every command takes, and how a command is carried
// out. Each group of commands adds itself with one of the functions below.
class CommandLine {
public:
    explicit CommandLine(Terminal);
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    int run(std::vector<std::string> arguments);

    CLI::App& app() { return app_; }
    const Terminal& terminal() const { return terminal_; }
    const std::string& config_path() const { return config_path_; }

    // `body` is run when the line names the command; what it returns is the exit status.
    CLI::App& add(CLI::App& to, const std::string& name, const std::string& about, std::function<int()> body);
    // A command that is nothing without one of its own: "lead show".
    CLI::App& group(const std::string& name, const std::string& about);

    int say(const CommandAnswer&) const;
    // Runs `body` with the configuration; says what is wrong with it instead when it cannot be used.
    int with_config(const std::function<int(const Config&)>& body) const;
    // Lets the running service answer, or works on the store itself while nothing runs. `may_create`: the
    // command makes sense in a store that is not there yet.
    int ask_desk(const std::string& command, boost::json::object args, bool may_create = false) const;
    // Before something is destroyed: runs `body` after `--yes`, or after a yes on a terminal.
    int if_sure(bool yes, const std::string& what, const std::function<int()>& body) const;

private:
    Terminal terminal_;
    std::string config_path_ = "./crosswalk.yaml";
    bool json_ = false;
    CLI::App app_;
    int exit_ = kFine;
};

// Who runs this program, for the records of what was changed by whom.
std::string user_name();
// The configuration cannot be opened at all: then the command line is wrong, not what the file says.
bool is_missing(const LoadedConfig&);

// connect, disconnect, backfill.
void add_account_commands(CommandLine&);
// serve, check, explain, describe, audit, vendors, version: they work without a store, or bring their own.
void add_service_commands(CommandLine&);
// status, books, pause, resume, compare.
void add_connection_commands(CommandLine&);
// lead, parked, handoffs.
void add_people_commands(CommandLine&);
// user, token, log.
void add_access_commands(CommandLine&);
// backup, restore.
void add_backup_commands(CommandLine&);
// mapping, what-if, agreement, review.
void add_mapping_commands(CommandLine&);

}  // namespace crosswalk
