#include "connector/app/cli.h"

#include "connector/app/control_socket.h"
#include "connector/app/inspect.h"
#include "connector/app/serve.h"
#include "connector/app/setup.h"
#include "connector/app/workshop.h"
#include "connector/contract/json_read.h"
#include "connector/io/log_spdlog/json_log.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace crosswalk {
namespace {

constexpr std::size_t kMaxRequestFile = 16 * 1'048'576;
constexpr std::chrono::seconds kLookIn{1};

// What the command line says, whichever command it is.
struct Line {
    std::string config = "./crosswalk.yaml", log = "info";
    bool json = false, live = false, fix = false, last = false, markdown = false, all = false, yes = false;
    std::string connection{}, kind{}, request{}, who{}, field{}, reason{}, chosen{};
    std::optional<std::int64_t> now{}, id{}, limit{};
    bool restage = false;
    std::string folder{};
    std::int64_t days = 30;
};

class Commands {
public:
    explicit Commands(Terminal terminal) : terminal_(terminal) { declare(); }

    int run(std::vector<std::string> arguments) {
        std::ranges::reverse(arguments);
        try {
            app_.parse(std::move(arguments));
        } catch (const CLI::ParseError& error) {
            return app_.exit(error, terminal_.out, terminal_.err) == 0 ? kFine : kUsage;
        }
        return exit_;
    }

private:
    CLI::App* add(
        CLI::App& to, const std::string& name, const std::string& about, std::function<int()> body
    ) {
        CLI::App* command = to.add_subcommand(name, about);
        command->callback([this, body = std::move(body)] { exit_ = body(); });
        return command;
    }
    CLI::App* group(const std::string& name, const std::string& about) {
        CLI::App* command = app_.add_subcommand(name, about);
        command->require_subcommand(1);
        return command;
    }

    void declare();
    void declare_desk();
    void declare_later();

    int say(const CommandAnswer&);
    int with_config(const std::function<int(const Config&)>&);
    int ask_desk(const std::string& command, boost::json::object args, bool may_create = false);
    int check();
    int explain();
    int describe();
    int run_service();
    int compare();
    int if_sure(const std::string& what, const std::function<int()>& body);

    Terminal terminal_;
    Line line_{};
    CLI::App app_{
        "Crosswalk carries what Marketing's and Sales' tools know about a lead from one to the other."};
    int exit_ = kFine;
};

std::string user_name() {
    const passwd* user = ::getpwuid(::getuid());
    return user != nullptr && user->pw_name != nullptr ? user->pw_name : "uid " + std::to_string(::getuid());
}

std::optional<Level> level_of(const std::string& name) {
    if (name == "debug") return Level::debug;
    if (name == "info") return Level::info;
    if (name == "warn") return Level::warn;
    if (name == "error") return Level::error;
    return {};
}

void Commands::declare() {
    app_.name("crosswalk");
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--config", line_.config, "The configuration file")->capture_default_str();
    app_.add_flag("--json", line_.json, "Print data as JSON");
    app_.set_version_flag("--version", inspect_version().text);

    auto* serve = add(app_, "serve", "Run the service", [this] { return run_service(); });
    serve->add_option("--log", line_.log, "The least level that is logged")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
        ->capture_default_str();
    auto* check =
        add(app_, "check", "Check the configuration and the mapping", [this] { return this->check(); });
    check->add_flag("--live", line_.live, "Ask the vendors too");
    auto* explain =
        add(app_, "explain", "What would become of one request", [this] { return this->explain(); });
    explain->add_option("CONNECTION", line_.connection)->required();
    explain->add_option("--request", line_.request, "One raw HTTP request; - for standard input")->required();
    explain->add_option("--now", line_.now, "The moment it is received, in seconds since 1970");
    auto* describe =
        add(app_, "describe", "The fields of a kind at its vendor", [this] { return this->describe(); });
    describe->add_option("CONNECTION", line_.connection)->required();
    describe->add_option("KIND", line_.kind)->required();
    auto* vendors = add(app_, "vendors", "Whom Crosswalk can talk to", [this] {
        return say(inspect_vendors(line_.markdown));
    });
    vendors->add_flag("--markdown", line_.markdown, "As a Markdown table");
    add(app_, "version", "Which Crosswalk this is", [this] { return say(inspect_version()); });
    declare_desk();
    declare_later();
}

void Commands::declare_desk() {
    add(app_, "status", "Every connection at a glance", [this] { return ask_desk("status", {}); });
    add(app_, "books", "Deliveries, changes and writes, to the item", [this] { return ask_desk("books", {}); }
    );
    auto* lead = group("lead", "One person");
    for (const auto& [name, about] :
         {std::pair{"show", "What is known, and why"},
          std::pair{"history", "What changed, newest first"},
          std::pair{"sync", "Send whatever a tool does not show yet"}}) {
        auto* command = add(*lead, name, about, [this, name = std::string(name)] {
            boost::json::object args{{"who", line_.who}, {"field", line_.field}};
            if (line_.limit) args["limit"] = *line_.limit;
            return ask_desk("lead " + name, std::move(args));
        });
        command->add_option("EMAIL_OR_ID", line_.who)->required();
        if (std::string_view(name) != "history") continue;
        command->add_option("--field", line_.field, "This field alone");
        command->add_option("--limit", line_.limit, "At most so many rows");
    }
    auto* erase = add(*lead, "erase", "Forget a person; an opt-out stays", [this] {
        return if_sure("This erases what is known here of " + line_.who + " for good.", [this] {
            return ask_desk("lead erase", {{"who", line_.who}});
        });
    });
    erase->add_option("EMAIL_OR_ID", line_.who)->required();
    erase->add_flag("--yes", line_.yes, "Do not ask");
    auto* parked = group("parked", "What waits for a person");
    add(*parked, "list", "What, and why", [this] { return ask_desk("parked list", {}); });
    auto* replay = add(*parked, "replay", "Put back in line", [this] {
        boost::json::object args{{"all", line_.all}};
        if (line_.id) args["id"] = *line_.id;
        return ask_desk("parked replay", std::move(args));
    });
    auto* which = replay->add_option_group("which");
    which->add_option("ID", line_.id);
    which->add_flag("--all", line_.all, "Everything");
    which->require_option(1);
    auto* choose = add(*parked, "choose", "Say which of several it is, for ever", [this] {
        return ask_desk("parked choose", {{"id", *line_.id}, {"chosen", line_.chosen}});
    });
    choose->add_option("ID", line_.id)->required();
    choose->add_option("RECORD_OR_LEAD", line_.chosen, "The id of one of those that fit")->required();
    auto* drop = add(*parked, "drop", "Give up for good", [this] {
        return if_sure("This gives up on parked item " + std::to_string(*line_.id) + " for good.", [this] {
            return ask_desk("parked drop", {{"id", *line_.id}});
        });
    });
    drop->add_option("ID", line_.id)->required();
    drop->add_flag("--yes", line_.yes, "Do not ask");
    auto* compare = add(app_, "compare", "Read a whole connection anew", [this] { return this->compare(); });
    compare->add_option("CONNECTION", line_.connection)->required();
    compare->add_flag("--fix", line_.fix, "Write what stands here where it differs");
    compare->add_flag("--last", line_.last, "What the last one found; read nothing");
    auto* pause = add(app_, "pause", "Write nothing there for now", [this] {
        return ask_desk("pause", {{"connection", line_.connection}, {"reason", line_.reason}});
    });
    pause->add_option("CONNECTION", line_.connection)->required();
    pause->add_option("--reason", line_.reason, "Shown in the status");
    add(app_,
        "resume",
        "Go on writing there",
        [this] {
            return ask_desk("resume", {{"connection", line_.connection}});
        })
        ->add_option("CONNECTION", line_.connection)
        ->required();
    auto* mapping = group("mapping", "The mapping in force");
    add(*mapping, "show", "Its files", [this] { return ask_desk("mapping show", {}); });
    add(*mapping, "activate", "Use the files on disk", [this] {
        return ask_desk("mapping activate", {{"restage", line_.restage}}, true);
    })->add_flag("--restage", line_.restage, "Promote whoever meets `enter_when` now, too");
    add(*mapping, "undo", "Back to the version before", [this] { return ask_desk("mapping undo", {}); });
    auto* what_if = add(app_, "what-if", "What other mapping files would change", [this] {
        std::error_code error;
        const auto folder = std::filesystem::absolute(line_.folder, error);
        return ask_desk(
            "what-if",
            {{"folder", error ? line_.folder : folder.string()},
             {"days", line_.days},
             {"restage", line_.restage}}
        );
    });
    what_if->add_option("MAPPINGS_DIR", line_.folder, "The folder with the files")->required();
    what_if->add_option("--days", line_.days, "Of the journal, for the steps")
        ->check(CLI::Range(1, 3650))
        ->capture_default_str();
    what_if->add_flag("--restage", line_.restage, "As `mapping activate --restage` would");
    add(*mapping, "diff", "The files on disk against it", [this] { return ask_desk("mapping diff", {}); });
    add(*mapping, "history", "Its versions", [this] { return ask_desk("mapping history", {}); });
    auto* token = group("token", "Access to the admin side");
    add(*token, "create", "Print a new bearer token", [this] { return ask_desk("token create", {}, true); });
}

// Named in the manual, and not built yet: said plainly, so that nobody takes silence for success.
void Commands::declare_later() {
    const auto later = [this](CLI::App& to, const std::string& name, const std::string& whole) {
        add(to,
            name,
            "Not in this version",
            [this, whole] {
                return say(answer_of(
                    Fault{
                        "command.not_yet",
                        "`crosswalk " + whole + "` is not in this version.",
                        "CHANGELOG.md says what is."},
                    kUsage
                ));
            })
            ->fallthrough(false)
            ->allow_extras();
    };
    for (const std::string name : {"connect", "backfill", "backup", "restore"}) later(app_, name, name);
}

int Commands::say(const CommandAnswer& answer) {
    if (!line_.json)
        terminal_.out << answer.text;
    else if (!answer.data.is_null())
        terminal_.out << boost::json::serialize(answer.data) << "\n";
    terminal_.out.flush();
    terminal_.err << answer.complaint;
    return answer.exit;
}

bool is_missing(const LoadedConfig& loaded) {
    return std::ranges::any_of(loaded.findings, [](const Finding& one) {
        return one.code == "config.unreadable";
    });
}

int Commands::with_config(const std::function<int(const Config&)>& body) {
    const LoadedConfig loaded = load_config(line_.config);
    for (const Finding& finding : loaded.findings) terminal_.err << finding.text() << "\n";
    if (!loaded.ok) return is_missing(loaded) ? kUsage : kNotFine;
    return body(loaded.config);
}

int Commands::ask_desk(const std::string& command, boost::json::object args, bool may_create) {
    return with_config([&](const Config& config) {
        const CommandRequest request{command, std::move(args), user_name()};
        const auto answered = ask_service(config.store_path, request);
        if (!answered) return say(answer_of(answered.error()));
        if (*answered) return say(**answered);
        std::error_code error;
        if (!may_create && !std::filesystem::exists(config.store_path, error))
            return say(answer_of(Fault{
                "store.none",
                "There is no store at " + config.store_path + " yet.",
                "Run `crosswalk serve` first, or correct `store:`."}));
        ::umask(0077);
        const auto log = make_json_log(Level::error);
        std::vector<Finding> findings;
        const auto shop = Workshop::open(config, *log, Workshop::Use::one_command, findings);
        if (!shop) return say(answer_of(shop.error()));
        return say(run_command((*shop)->desk(), request));
    });
}

int Commands::check() {
    const LoadedConfig loaded = load_config(line_.config);
    if (is_missing(loaded)) {
        say(answer_of(loaded.findings));
        return kUsage;
    }
    const auto clock = make_system_clock();
    const auto log = make_json_log(Level::error);
    const auto sender = line_.live && loaded.ok ? make_sender(loaded.config, *clock, *log, nullptr) : nullptr;
    return say(inspect_check(loaded, sender.get()));
}

int Commands::explain() {
    return with_config([&](const Config& config) {
        std::string raw(kMaxRequestFile, '\0');
        std::ifstream file;
        if (line_.request != "-") file.open(line_.request, std::ios::binary);
        std::istream& from = line_.request == "-" ? terminal_.in : file;
        std::error_code error;
        if (!from || std::filesystem::is_directory(line_.request, error))
            return say(answer_of(
                Fault{
                    "request.unreadable",
                    "The file " + line_.request + " cannot be read.",
                    "Check the path."},
                kUsage
            ));
        from.read(raw.data(), static_cast<std::streamsize>(raw.size()));
        raw.resize(static_cast<std::size_t>(from.gcount()));
        Millis now = make_system_clock()->now();
        // Vendors stamp in seconds or in milliseconds, and both get copied here.
        constexpr std::int64_t kSurelyMillis = 100'000'000'000;
        if (line_.now)
            now =
                Millis(std::chrono::milliseconds(*line_.now > kSurelyMillis ? *line_.now : *line_.now * 1'000)
                );
        return say(inspect_request(config, line_.connection, raw, now));
    });
}

int Commands::describe() {
    return with_config([&](const Config& config) {
        const auto clock = make_system_clock();
        const auto log = make_json_log(Level::error);
        const auto sender = make_sender(config, *clock, *log, nullptr);
        return say(inspect_describe(config, *sender, line_.connection, line_.kind));
    });
}

int Commands::run_service() {
    hold_ending_signals();
    return with_config([&](const Config& config) {
        const auto log = make_json_log(level_of(line_.log).value_or(Level::info));
        return serve(config, *log, terminal_.out, terminal_.err);
    });
}

// The service goes on with it while we look in from time to time: other commands are answered in between.
int Commands::compare() {
    const boost::json::object which{{"connection", line_.connection}};
    if (line_.last) return ask_desk("compare last", which);
    return with_config([&](const Config& config) {
        CommandRequest request{"compare", which, user_name()};
        request.args["fix"] = line_.fix;
        for (;;) {
            const auto answered = ask_service(config.store_path, request);
            if (!answered) return say(answer_of(answered.error()));
            if (!*answered) return say(answer_of(nobody_to_compare()));
            const auto* running = value_at((*answered)->data, "/running");
            const bool goes_on = running != nullptr && *running == boost::json::value(true) &&
                                 text_at((*answered)->data, "/trouble").empty();
            if (!goes_on) return say(**answered);
            request = {"compare last", which, user_name()};
            std::this_thread::sleep_for(kLookIn);
        }
    });
}

// Before something is destroyed: `--yes`, or a yes on a terminal.
int Commands::if_sure(const std::string& what, const std::function<int()>& body) {
    if (line_.yes) return body();
    if (!terminal_.interactive)
        return say(answer_of(Fault{"command.needs_yes", what, "Say --yes to do it."}, kUsage));
    terminal_.out << what << " Go on? [y/N] " << std::flush;
    std::string answer;
    std::getline(terminal_.in, answer);
    return answer == "y" || answer == "yes" ? body() : kNotFine;
}

}  // namespace

int run_cli(std::vector<std::string> arguments, Terminal terminal) {
    return Commands(terminal).run(std::move(arguments));
}

}  // namespace crosswalk
