// The commands about one person, and about what waits for one's decision.
#include "connector/app/command_line.h"

namespace crosswalk {
namespace {

struct Person {
    std::string who{}, field{};
    std::optional<std::int64_t> limit{};
    bool yes = false;
};

void add_lead(CommandLine& line) {
    const auto said = std::make_shared<Person>();
    CLI::App& lead = line.group("lead", "One person");
    const auto add = [&](const std::string& name, const std::string& about, std::function<int()> body
                     ) -> CLI::App& {
        CLI::App& command = line.add(lead, name, about, std::move(body));
        command.add_option("EMAIL_OR_ID", said->who)->required();
        return command;
    };
    add("show", "Show what is known, and whose word each value is", [&line, said] {
        return line.ask_desk("lead show", {{"who", said->who}});
    });
    CLI::App& history = add("history", "Show what changed, newest first", [&line, said] {
        boost::json::object args{{"who", said->who}, {"field", said->field}};
        if (said->limit) args["limit"] = *said->limit;
        return line.ask_desk("lead history", std::move(args));
    });
    history.add_option("--field", said->field, "Only this field");
    history.add_option("--limit", said->limit, "At most this many rows");
    add("sync", "Send whatever a tool does not show yet", [&line, said] {
        return line.ask_desk("lead sync", {{"who", said->who}});
    });
    CLI::App& erase = add("erase", "Forget a person; an opt-out is remembered", [&line, said] {
        return line.if_sure(said->yes, "This erases what is known here of " + said->who + " for good.", [&] {
            return line.ask_desk("lead erase", {{"who", said->who}});
        });
    });
    erase.add_flag("--yes", said->yes, "Do not ask");
}

struct Item {
    std::optional<std::int64_t> id{};
    std::string chosen{};
    bool all = false, yes = false;
};

void add_parked(CommandLine& line) {
    const auto said = std::make_shared<Item>();
    CLI::App& parked = line.group("parked", "What waits for you");
    line.add(parked, "list", "List it by cause, with what to do", [&line] {
        return line.ask_desk("parked list", {});
    });
    CLI::App& replay = line.add(parked, "replay", "Put one item, or everything, back in line", [&line, said] {
        boost::json::object args{{"all", said->all}};
        if (said->id) args["id"] = *said->id;
        return line.ask_desk("parked replay", std::move(args));
    });
    auto* which = replay.add_option_group("which");
    which->add_option("ID", said->id);
    which->add_flag("--all", said->all, "Everything");
    which->require_option(1);
    CLI::App& choose =
        line.add(parked, "choose", "Say which of several is the person; the choice is kept", [&line, said] {
            return line.ask_desk("parked choose", {{"id", *said->id}, {"chosen", said->chosen}});
        });
    choose.add_option("ID", said->id)->required();
    choose.add_option("RECORD_OR_LEAD", said->chosen, "The id of one of those that fit")->required();
    CLI::App& drop = line.add(parked, "drop", "Give up on one item for good", [&line, said] {
        return line.if_sure(
            said->yes,
            "This gives up on parked item " + std::to_string(*said->id) + " for good.",
            [&] {
                return line.ask_desk("parked drop", {{"id", *said->id}});
            }
        );
    });
    drop.add_option("ID", said->id)->required();
    drop.add_flag("--yes", said->yes, "Do not ask");
}

}  // namespace

void add_people_commands(CommandLine& line) {
    add_lead(line);
    add_parked(line);
}

}  // namespace crosswalk
