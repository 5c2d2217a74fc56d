#include "connector/app/cli/cli.h"

#include "connector/app/cli/command_line.h"
#include "connector/app/admin/control_socket.h"
#include "connector/app/cli/setup.h"
#include "connector/app/daemon/runtime.h"
#include "connector/io/log_spdlog/json_log.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace crosswalk {
std::string user_name() {
    const passwd* user = ::getpwuid(::getuid());
    return user != nullptr && user->pw_name != nullptr ? user->pw_name : "uid " + std::to_string(::getuid());
}

bool is_missing(const LoadedConfig& loaded) {
    return std::ranges::any_of(loaded.findings, [](const Finding& one) {
        return one.code == "config.unreadable";
    });
}

CommandLine::CommandLine(Terminal terminal)
    : terminal_(terminal),
      app_("Crosswalk carries what Marketing's and Sales' tools know about a lead from one to the other.") {
    app_.name("crosswalk");
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--config", config_path_, "The configuration file")->capture_default_str();
    app_.add_flag("--json", json_, "Print data as JSON");
    add_service_commands(*this);
    add_connection_commands(*this);
    add_account_commands(*this);
    add_people_commands(*this);
    add_access_commands(*this);
    add_mapping_commands(*this);
    add_backup_commands(*this);
}

int CommandLine::run(std::vector<std::string> arguments) {
    std::ranges::reverse(arguments);
    try {
        app_.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        return app_.exit(error, terminal_.out, terminal_.err) == 0 ? kFine : kUsage;
    }
    return exit_;
}

CLI::App& CommandLine::add(
    CLI::App& to, const std::string& name, const std::string& about, std::function<int()> body
) {
    CLI::App* command = to.add_subcommand(name, about);
    command->callback([this, body = std::move(body)] { exit_ = body(); });
    return *command;
}

CLI::App& CommandLine::group(const std::string& name, const std::string& about) {
    CLI::App* command = app_.add_subcommand(name, about);
    command->require_subcommand(1);
    return *command;
}

int CommandLine::say(const CommandAnswer& answer) const {
    if (!json_)
        terminal_.out << printable_lines(answer.text);
    else if (!answer.data.is_null())
        terminal_.out << printable_json(boost::json::serialize(answer.data)) << "\n";
    terminal_.out.flush();
    terminal_.err << printable_lines(answer.complaint);
    return answer.exit;
}

int CommandLine::with_config(const std::function<int(const Config&)>& body) const {
    const LoadedConfig loaded = load_config(config_path_);
    for (const Finding& finding : loaded.findings) terminal_.err << printable(finding.text()) << "\n";
    if (!loaded.ok) return is_missing(loaded) ? kUsage : kNotFine;
    return body(loaded.config);
}

int CommandLine::ask_desk(const std::string& command, boost::json::object args, bool may_create) const {
    return with_config([&](const Config& config) {
        const CommandRequest request{command, std::move(args), user_name()};
        const auto answered = ask_service(config.store_path, request);
        if (!answered) return say(answer_of(answered.error()));
        if (*answered) return say(**answered);
        std::error_code error;
        if (!may_create && config.store_uri.empty() && !std::filesystem::exists(config.store_path, error))
            return say(answer_of(Fault{
                "store.none",
                "There is no store at " + config.store_path + " yet.",
                "Run `crosswalk serve` first, or correct `store:`."}));
        ::umask(0077);
        const auto log = make_json_log(Level::error);
        std::vector<Finding> findings;
        const auto shop = Runtime::open(config, *log, Runtime::Use::one_command, findings);
        if (!shop) return say(answer_of(shop.error()));
        return say(run_command((*shop)->admin(), request));
    });
}

int CommandLine::if_sure(bool yes, const std::string& what, const std::function<int()>& body) const {
    if (yes) return body();
    if (!terminal_.interactive)
        return say(answer_of(Fault{"command.needs_yes", what, "Add --yes to do it."}, kUsage));
    terminal_.out << printable(what) << " Go on? [y/N] " << std::flush;
    std::string answer;
    std::getline(terminal_.in, answer);
    return answer == "y" || answer == "yes" ? body() : kNotFine;
}

int run_cli(std::vector<std::string> arguments, Terminal terminal) {
    return CommandLine(terminal).run(std::move(arguments));
}

}  // namespace crosswalk
