// The commands about an account as a whole: signing in and out, and bringing in what it holds.
#include "connector/app/admin/control_socket.h"
#include "connector/app/cli/command_line.h"
#include "connector/app/cli/command_sender.h"
#include "connector/app/cli/inspect.h"
#include "connector/app/cli/setup.h"
#include "connector/app/daemon/mapping_versions.h"
#include "connector/contract/json_read.h"
#include "connector/io/log_spdlog/json_log.h"

#include <thread>

namespace crosswalk {
namespace {

constexpr std::chrono::seconds kLook{1};

bool is_true(const boost::json::value& data, std::string_view at) {
    const auto* value = value_at(data, at);
    return value != nullptr && *value == boost::json::value(true);
}

// What the service answers; a fault where none runs.
CommandAnswer from_service(const Config& config, const CommandRequest& request, const Fault& nobody) {
    const auto answered = ask_service(config.store_path, request);
    if (!answered) return answer_of(answered.error());
    return *answered ? **answered : answer_of(nobody);
}

// The address first, at once; then the end of it, which may take minutes.
int sign_in_with_a_browser(const CommandLine& line, const Config& config, const std::string& connection) {
    const auto ask = [&](const std::string& command, boost::json::object args) {
        return from_service(config, {command, std::move(args), user_name()}, nobody_to_connect());
    };
    const CommandAnswer begun = ask("connect begin", {{"connection", connection}});
    if (const int exit = line.say(begun); exit != kFine) return exit;
    const boost::json::object ticket{{"ticket", text_at(begun.data, "/ticket")}};
    CommandAnswer state = ask("connect state", ticket);
    for (; state.exit == kFine && is_true(state.data, "/waiting"); state = ask("connect state", ticket))
        std::this_thread::sleep_for(kLook);
    return line.say(state);
}

int connect(const CommandLine& line, const std::string& connection) {
    return line.with_config([&](const Config& config) {
        const ConnectionConfig* named = config.connection(connection);
        if (named != nullptr && named->in_a_browser)
            if (const int exit = sign_in_with_a_browser(line, config, connection); exit != kFine) return exit;
        const auto clock = make_system_clock();
        const auto log = make_json_log(Level::error);
        const auto sender = make_command_sender(config, *clock, *log);
        const auto mapping = mapping_on_disk(config).checked.mapping;
        return line.say(inspect_connect(config, *sender, mapping.get(), connection));
    });
}

void add_connect(CommandLine& line) {
    const auto connection = std::make_shared<std::string>();
    line.add(
            line.app(),
            "connect",
            "Sign in to an account, and say what is missing before it can be used",
            [&line, connection] { return connect(line, *connection); }
    )
        .add_option("CONNECTION", *connection)
        ->required();
    struct Disconnect {
        std::string connection{};
        bool anyway = false;
    };
    const auto out = std::make_shared<Disconnect>();
    CLI::App& disconnect = line.add(
        line.app(),
        "disconnect",
        "Take back a sign-in with a browser, and forget it",
        [&line, out] { return line.ask_desk("disconnect", {{"connection", out->connection}, {"anyway", out->anyway}}); }
    );
    disconnect.add_option("CONNECTION", out->connection)->required();
    disconnect.add_flag("--anyway", out->anyway, "Forget it here even if the vendor does not take it back");
}

struct BackfillWords {
    std::string connection{}, since{};
    std::vector<std::string> fields{};
    bool dry_run = false, pause = false, resume = false, stop = false, last = false;

    std::string order() const { return pause ? "pause" : resume ? "resume" : stop ? "stop" : ""; }
};

// The service goes on with it whoever looks.
int follow_backfill(const CommandLine& line, const Config& config, const BackfillWords& said) {
    std::string fields;
    for (const std::string& one : said.fields) fields += (fields.empty() ? "" : ",") + one;
    const Fault nobody{
        "backfill.not_running",
        "The service does not run, so no vendor can be asked.",
        "Start it with `crosswalk serve`, then begin."};
    CommandAnswer state = from_service(
        config,
        {"backfill",
         {{"connection", said.connection}, {"since", said.since}, {"fields", fields}, {"dry_run", said.dry_run}, {"order", said.order()}},
         user_name()},
        nobody
    );
    const bool follow = said.order().empty() || said.resume;
    while (follow && state.exit == kFine && is_true(state.data, "/running")) {
        if (line.terminal().interactive) line.terminal().err << "\r" << printable(state.text) << std::flush;
        std::this_thread::sleep_for(kLook);
        state = from_service(config, {"backfill state", {{"connection", said.connection}}, user_name()}, nobody);
    }
    if (line.terminal().interactive) line.terminal().err << "\n";
    return line.say(state);
}

int backfill(const CommandLine& line, const BackfillWords& said) {
    if (said.last) return line.ask_desk("backfill state", {{"connection", said.connection}});
    return line.with_config([&](const Config& config) { return follow_backfill(line, config, said); });
}

void add_backfill(CommandLine& line) {
    const auto said = std::make_shared<BackfillWords>();
    CLI::App& command = line.add(
        line.app(),
        "backfill",
        "Bring in what the records of a connection hold already, quietly",
        [&line, said] { return backfill(line, *said); }
    );
    command.add_option("CONNECTION", said->connection)->required();
    command.add_option("--since", said->since, "Only what changed since then, as 2026-11-01");
    command.add_option("--fields", said->fields, "Only these fields, of people who are known")->delimiter(',');
    command.add_flag("--dry-run", said->dry_run, "Read and count; keep nothing");
    auto* orders = command.add_option_group("orders", "to the one that is under way");
    orders->add_flag("--pause", said->pause, "Stand still until --resume");
    orders->add_flag("--resume", said->resume, "Go on");
    orders->add_flag("--stop", said->stop, "End it; what it brought stays");
    orders->add_flag("--last", said->last, "Show the last one; begin nothing");
    orders->require_option(0, 1);
}

}  // namespace

void add_account_commands(CommandLine& line) {
    add_connect(line);
    add_backfill(line);
}

}  // namespace crosswalk
