// The commands that copy the store, and put a copy back.
#include "connector/app/cli/command_line.h"
#include "connector/app/daemon/restore.h"
#include "connector/io/log_spdlog/json_log.h"

#include <sys/stat.h>

#include <filesystem>

namespace crosswalk {
namespace {

struct CopyOfStore {
    std::string file{};
    bool yes = false;
};

// The service need not stop, nor take part: what is committed is read beside it.
int back_up(const CommandLine& line, const CopyOfStore& said) {
    return line.with_config([&](const Config& config) {
        ::umask(0077);
        const auto copy = [&](bool replace) {
            const auto done = back_up_store(config, said.file, replace);
            if (!done) return line.say(answer_of(done.error()));
            return line.say(
                {.text = "The store is in " + printable(said.file) +
                         ". It holds people: keep it as you keep the store, and the encryption keys elsewhere.\n",
                 .data = {{"backup", said.file}}}
            );
        };
        std::error_code error;
        if (!config.store_uri.empty() || !std::filesystem::exists(said.file, error)) return copy(false);
        return line.if_sure(said.yes, "This replaces " + said.file + ".", [&] { return copy(true); });
    });
}

CommandAnswer told(const Restored& done) {
    std::string text = "The backup is in place.";
    if (!done.kept.empty()) text += " The store before is kept in " + printable(done.kept) + "; it holds people, too.";
    text += "\nErased again: " + std::to_string(done.erased) + "\n";
    CommandAnswer out{
        .text = text +
                "Start the service: it compares every connection first, and sends nothing before. `crosswalk status` "
                "says when it is done.\n",
        .data = {{"kept", done.kept}, {"erased", done.erased}, {"erasures_known", done.erasures_known}}};
    if (!done.erasures_known)
        out.complaint =
            "restore.no_erasures: Beside the store there is no readable list of who was erased since the backup. Put "
            "the file erased-from-... beside it and restore again, or erase them again with `crosswalk lead erase`.\n";
    return out;
}

int restore(const CommandLine& line, const CopyOfStore& said) {
    return line.with_config([&](const Config& config) {
        const std::string what = "This puts " + said.file + " in the place of the store; what came since is read anew "
                                                            "from the tools as far as they know it.";
        return line.if_sure(said.yes, what, [&] {
            ::umask(0077);
            const auto log = make_json_log(Level::error);
            const auto done = restore_store(config, said.file, *log);
            return line.say(done ? told(*done) : answer_of(done.error()));
        });
    });
}

}  // namespace

void add_backup_commands(CommandLine& line) {
    const auto add = [&](const char* name, const char* about, int (*run)(const CommandLine&, const CopyOfStore&)) {
        const auto said = std::make_shared<CopyOfStore>();
        CLI::App& command = line.add(line.app(), name, about, [&line, said, run] { return run(line, *said); });
        command.add_option("FILE", said->file)->required();
        command.add_flag("--yes", said->yes, "Do not ask");
    };
    add("backup", "Copy the store into a file, while the service runs", back_up);
    add("restore", "Put a backup in the place of the store; the service must not run", restore);
}

}  // namespace crosswalk
