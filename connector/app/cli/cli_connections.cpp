// The commands about connections and the service as a whole.
#include "connector/app/cli/command_line.h"
#include "connector/app/admin/control_socket.h"
#include "connector/app/admin/admin_service.h"
#include "connector/contract/json_read.h"

#include <thread>

namespace crosswalk {
namespace {

constexpr std::chrono::seconds kLookIn{1};

struct Compare {
    std::string connection{};
    bool fix = false, last = false;
};

// The service goes on with it while we look in from time to time: other commands are answered in between.
int compare(const CommandLine& line, const Compare& said) {
    const boost::json::object which{{"connection", said.connection}};
    if (said.last) return line.ask_desk("compare last", which);
    return line.with_config([&](const Config& config) {
        CommandRequest request{"compare", which, user_name()};
        request.args["fix"] = said.fix;
        for (;;) {
            const auto answered = ask_service(config.store_path, request);
            if (!answered) return line.say(answer_of(answered.error()));
            if (!*answered) return line.say(answer_of(nobody_to_compare()));
            const auto* running = value_at((*answered)->data, "/running");
            const bool goes_on = running != nullptr && *running == boost::json::value(true) &&
                                 text_at((*answered)->data, "/trouble").empty();
            if (!goes_on) return line.say(**answered);
            request = {"compare last", which, user_name()};
            std::this_thread::sleep_for(kLookIn);
        }
    });
}

void add_compare(CommandLine& line) {
    const auto said = std::make_shared<Compare>();
    CLI::App& command =
        line.add(line.app(), "compare", "Read a whole connection anew, and list what differs", [&line, said] {
            return compare(line, *said);
        });
    command.add_option("CONNECTION", said->connection)->required();
    command.add_flag("--fix", said->fix, "Write what stands here where a tool shows something else");
    command.add_flag("--last", said->last, "Show what the last comparison found; read nothing");
}

void add_pause_and_resume(CommandLine& line) {
    struct Pause {
        std::string connection{}, reason{};
    };
    const auto said = std::make_shared<Pause>();
    CLI::App& pause = line.add(
        line.app(),
        "pause",
        "Write nothing to a connection for now; what comes in is kept",
        [&line, said] {
            return line.ask_desk("pause", {{"connection", said->connection}, {"reason", said->reason}});
        }
    );
    pause.add_option("CONNECTION", said->connection)->required();
    pause.add_option("--reason", said->reason, "Shown in the status");
    line.add(
            line.app(),
            "resume",
            "Write to a paused connection again",
            [&line, said] {
                return line.ask_desk("resume", {{"connection", said->connection}});
            }
    )
        .add_option("CONNECTION", said->connection)
        ->required();
}

}  // namespace

void add_connection_commands(CommandLine& line) {
    line.add(line.app(), "status", "Show every connection at a glance", [&line] {
        return line.ask_desk("status", {});
    });
    line.add(line.app(), "books", "Account for every delivery, change and write", [&line] {
        return line.ask_desk("books", {});
    });
    add_compare(line);
    add_pause_and_resume(line);
}

}  // namespace crosswalk
