// The commands that need no store, or bring their own: they run the service, or look at files and vendors.
#include "connector/app/cli/command_line.h"
#include "connector/app/cli/command_sender.h"
#include "connector/app/cli/inspect.h"
#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/daemon/serve.h"
#include "connector/app/cli/setup.h"
#include "connector/io/log_spdlog/json_log.h"
#include "connector/mapping/yaml/plain_file.h"

namespace crosswalk {
namespace {

constexpr std::size_t kMaxRequestFile = 24 * 1'048'576;
// Vendors stamp in seconds or in milliseconds, and both get copied to `--now`.
constexpr std::int64_t kSurelyMillis = 100'000'000'000;
constexpr std::int64_t kEndOfYear9999 = 253'402'300'799'999;

std::optional<Level> level_of(const std::string& name) {
    if (name == "debug") return Level::debug;
    if (name == "info") return Level::info;
    if (name == "warn") return Level::warn;
    if (name == "error") return Level::error;
    return {};
}

int run_service(const CommandLine& line, const std::string& log_level) {
    hold_ending_signals();
    return line.with_config([&](const Config& config) {
        const auto log = make_json_log(level_of(log_level).value_or(Level::info));
        return serve(config, *log, line.terminal().out, line.terminal().err);
    });
}

int check(const CommandLine& line, bool live) {
    const LoadedConfig loaded = load_config(line.config_path());
    if (is_missing(loaded)) {
        line.say(answer_of(loaded.findings));
        return kUsage;
    }
    const auto clock = make_system_clock();
    const auto log = make_json_log(Level::error);
    const auto sender = live && loaded.ok ? make_command_sender(loaded.config, *clock, *log) : nullptr;
    return line.say(inspect_check(loaded, sender.get()));
}

// "-" is standard input.
Result<std::string> request_in(const CommandLine& line, const std::string& path) {
    if (path != "-") return read_plain_file(path, kMaxRequestFile);
    std::string raw(kMaxRequestFile, '\0');
    line.terminal().in.read(raw.data(), static_cast<std::streamsize>(raw.size()));
    raw.resize(static_cast<std::size_t>(line.terminal().in.gcount()));
    return {boost::system::in_place_value, std::move(raw)};
}

struct Explain {
    std::string connection{}, request{};
    std::optional<std::int64_t> now{};
};

int explain(const CommandLine& line, const Explain& said) {
    return line.with_config([&](const Config& config) {
        const auto raw = request_in(line, said.request);
        if (!raw)
            return line.say(answer_of(
                Fault{
                    "request.unreadable",
                    "The file " + said.request + " " + raw.error().what + ".",
                    raw.error().remedy + "; - reads standard input."},
                kUsage
            ));
        Millis now = make_system_clock()->now();
        if (said.now)
            now =
                Millis(std::chrono::milliseconds(*said.now > kSurelyMillis ? *said.now : *said.now * 1'000));
        return line.say(inspect_request(config, said.connection, *raw, now));
    });
}

int describe(const CommandLine& line, const std::string& connection, const std::string& kind) {
    return line.with_config([&](const Config& config) {
        const auto clock = make_system_clock();
        const auto log = make_json_log(Level::error);
        const auto sender = make_command_sender(config, *clock, *log);
        return line.say(inspect_describe(config, *sender, connection, kind));
    });
}

void add_explain(CommandLine& line) {
    const auto said = std::make_shared<Explain>();
    CLI::App& command =
        line.add(line.app(), "explain", "Show what one request would do, without doing it", [&line, said] {
            return explain(line, *said);
        });
    command.add_option("CONNECTION", said->connection)->required();
    command.add_option("--request", said->request, "A file with one raw HTTP request; - for standard input")
        ->required();
    command.add_option("--now", said->now, "As if it were received at this moment, in seconds since 1970")
        ->check(CLI::Range(std::int64_t{0}, kEndOfYear9999));
}

void add_describe(CommandLine& line) {
    struct Describe {
        std::string connection{}, kind{};
    };
    const auto said = std::make_shared<Describe>();
    CLI::App& command = line.add(
        line.app(),
        "describe",
        "List the fields of a kind of record, as its vendor tells them",
        [&line, said] { return describe(line, said->connection, said->kind); }
    );
    command.add_option("CONNECTION", said->connection)->required();
    command.add_option("KIND", said->kind, "The vendor's word, such as Lead")->required();
}

int audit(const CommandLine& line, const AuditWords& words) {
    return line.with_config([&](const Config& config) {
        const auto clock = make_system_clock();
        const auto log = make_json_log(Level::error);
        const auto sender = make_command_sender(config, *clock, *log);
        const Checked mapped = mapping_on_disk(config).checked;
        if (mapped.mapping == nullptr) return line.say(answer_of(mapped.findings));  // else all would seem unmapped
        return line.say(inspect_audit(config, *sender, *mapped.mapping, words, clock->now()));
    });
}

void add_audit(CommandLine& line) {
    const auto said = std::make_shared<AuditWords>();
    CLI::App& command = line.add(
        line.app(),
        "audit",
        "Judge every custom field of the tools: keep, merge or retire",
        [&line, said] { return audit(line, *said); }
    );
    command.add_option("CONNECTION", said->connection, "This one alone");
    command.add_option("--records", said->records, "Read so many records of each kind")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command.add_option("--decisions", said->decisions, "A file that says what was decided of a field, by whom and when");
    command.add_flag("--draft", said->draft, "Print the fields.yaml that the fields suggest, and nothing else");
}

}  // namespace

void add_service_commands(CommandLine& line) {
    line.app().set_version_flag("--version", inspect_version().text);
    const auto log_level = std::make_shared<std::string>("info");
    line.add(
            line.app(),
            "serve",
            "Run the service",
            [&line, log_level] { return run_service(line, *log_level); }
    )
        .add_option("--log", *log_level, "Log nothing below this level")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
        ->capture_default_str();
    const auto live = std::make_shared<bool>(false);
    line.add(
            line.app(),
            "check",
            "Check the configuration and the mapping",
            [&line, live] { return check(line, *live); }
    ).add_flag("--live", *live, "Ask the vendors, too: do the credentials work, do the mapped fields exist");
    add_explain(line);
    add_describe(line);
    add_audit(line);
    const auto markdown = std::make_shared<bool>(false);
    line.add(
            line.app(),
            "vendors",
            "List the vendors that Crosswalk can talk to",
            [&line, markdown] { return line.say(inspect_vendors(*markdown)); }
    ).add_flag("--markdown", *markdown, "As a Markdown table");
    line.add(line.app(), "version", "Print the version", [&line] { return line.say(inspect_version()); });
}

}  // namespace crosswalk
