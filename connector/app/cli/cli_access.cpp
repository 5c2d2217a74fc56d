// The commands about who may use the admin side, and what they did there.
#include "connector/app/cli/command_line.h"

namespace crosswalk {
namespace {

struct UserWords {
    std::string name{}, role{}, email{}, after{};
};

CLI::Validator is_role() { return CLI::IsMember({"admin", "editor", "viewer", "rep"}); }

void add_users(CommandLine& line) {
    const auto said = std::make_shared<UserWords>();
    CLI::App& group = line.group("user", "The people who use the console");
    CLI::App& invite = line.add(
        group, "invite", "Print a link by which somebody signs in, once and within 24 hours", [&line, said] {
            return line.ask_desk(
                "user invite", {{"name", said->name}, {"role", said->role}, {"email", said->email}}, true
            );
        }
    );
    invite.add_option("NAME", said->name, "As the log shows it; of a rep: the member's name in handoff.yaml")->required();
    invite.add_option("--role", said->role, "What they may do; left out: as before")->check(is_role());
    invite.add_option("--email", said->email, "Their address");
    line.add(group, "list", "List them", [&line, said] {
        return line.ask_desk("user list", {{"after", said->after}});
    }).add_option("--after", said->after, "Go on behind this name");
    const std::pair<std::string, std::string> both[] = {
        {"disable", "Shut somebody out; all their sessions end"}, {"enable", "Let somebody in again"}};
    for (const auto& [name, about] : both)
        line.add(group, name, about, [&line, said, name] {
                return line.ask_desk("user " + name, {{"name", said->name}});
            })
            .add_option("NAME", said->name)
            ->required();
}

struct TokenWords {
    std::string id{}, name{}, role{};
    std::optional<std::int64_t> expires{};
};

void add_tokens(CommandLine& line) {
    const auto said = std::make_shared<TokenWords>();
    CLI::App& group = line.group("token", "Access of programs to the admin side");
    CLI::App& create = line.add(group, "create", "Print a new bearer token", [&line, said] {
        boost::json::object args{{"name", said->name}};
        if (!said->role.empty()) args["role"] = said->role;
        if (said->expires) args["expires"] = *said->expires;
        return line.ask_desk("token create", std::move(args), true);
    });
    create.add_option("--role", said->role, "What it may do; left out: everything")->check(is_role());
    create.add_option("--expires", said->expires, "In so many days; left out: never");
    create.add_option("--name", said->name, "As the log shows it");
    line.add(group, "list", "List them, without what they are", [&line] { return line.ask_desk("token list", {}); });
    line.add(group, "end", "End one", [&line, said] { return line.ask_desk("token end", {{"id", said->id}}); })
        .add_option("ID", said->id)
        ->required();
}

struct LogWords {
    std::string who{}, what{}, after{};
};

void add_log(CommandLine& line) {
    const auto said = std::make_shared<LogWords>();
    CLI::App& group = line.group("log", "Who did what");
    CLI::App& list = line.add(group, "list", "List it, newest first", [&line, said] {
        return line.ask_desk("log list", {{"who", said->who}, {"what", said->what}, {"after", said->after}});
    });
    list.add_option("--who", said->who, "Only what this one did");
    list.add_option("--what", said->what, "Only this, such as 'mapping activate'");
    list.add_option("--after", said->after, "Go on behind this number");
    line.add(group, "check", "Say whether a row was changed or taken out", [&line] {
        return line.ask_desk("log check", {});
    });
}

}  // namespace

void add_access_commands(CommandLine& line) {
    add_users(line);
    add_tokens(line);
    add_log(line);
}

}  // namespace crosswalk
