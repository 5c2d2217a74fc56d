// The commands about one person, about what waits for one's decision, and about what Sales was given.
#include "connector/app/cli/command_line.h"

namespace crosswalk {
namespace {

struct Person {
    std::string who{}, field{};
    std::optional<std::int64_t> limit{};
    bool yes = false, score = false;
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
        if (said->score) args["score"] = true;
        return line.ask_desk("lead history", std::move(args));
    });
    history.add_option("--field", said->field, "Only this field");
    history.add_option("--limit", said->limit, "At most this many rows");
    history.add_flag("--score", said->score, "The points that make the score, with what gave them and when")
        ->excludes("--field");
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
    std::string chosen{}, lead{}, record{};
    bool all = false, yes = false;
};

// Who is who.
void add_decisions(CommandLine& line, CLI::App& parked, const std::shared_ptr<Item>& said) {
    const auto ask = [&line, said](const std::string& command, std::string_view name, const std::string& value) {
        boost::json::object args{{"id", *said->id}};
        if (!value.empty()) args[name] = value;
        return line.ask_desk(command, std::move(args));
    };
    // `choose` was its name until there was more to decide.
    for (const std::string name : {"link", "choose"}) {
        CLI::App& link = line.add(
            parked,
            name,
            "Say which of several is the person; remembered for ever",
            [ask, said, name] { return ask("parked " + name, "chosen", said->chosen); }
        );
        link.add_option("ID", said->id)->required();
        link.add_option("RECORD_OR_LEAD", said->chosen, "The id of the record at the tool, or of a lead")
            ->required();
        if (name == "choose") link.group("");
    }
    CLI::App& join = line.add(
        parked, "join", "Say that two leads are one person; remembered for ever", [ask, said] {
            return ask("parked join", "lead", said->lead);
        }
    );
    join.add_option("ID", said->id)->required();
    join.add_option("LEAD", said->lead, "The other lead's address or id, where the item does not name it");
    CLI::App& apart = line.add(
        parked,
        "keep-apart",
        "Say that what fits is somebody else; remembered for ever",
        [ask, said] { return ask("parked keep-apart", "record", said->record); }
    );
    apart.add_option("ID", said->id)->required();
    apart.add_option("RECORD", said->record, "The id of the record at the tool, where several fit");
}

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
    add_decisions(line, parked, said);
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

struct HandoffWords {
    std::string id{}, by{}, reason{}, to{}, after{};
    bool all = false;
};

void add_handoffs(CommandLine& line) {
    const auto said = std::make_shared<HandoffWords>();
    CLI::App& group = line.group("handoffs", "What Sales was given, and what it answers");
    CLI::App& list = line.add(group, "list", "List the open ones, with owner and deadline", [&line, said] {
        return line.ask_desk("handoffs list", {{"all", said->all}, {"after", said->after}});
    });
    list.add_flag("--all", said->all, "Also those that have ended");
    list.add_option("--after", said->after, "Go on behind this one");
    const auto add = [&](const std::string& name, const std::string& about) -> CLI::App& {
        CLI::App& command = line.add(group, name, about, [&line, said, name] {
            return line.ask_desk(
                "handoffs " + name, {{"id", said->id}, {"by", said->by}, {"reason", said->reason}, {"to", said->to}}
            );
        });
        command.add_option("ID", said->id)->required();
        return command;
    };
    add("show", "Show one, with its clock and its notices");
    add("explain", "Show why it went to its owner, and what would have had to differ");
    CLI::App& reject = add("reject", "Give the lead back for a reason");
    reject.add_option("REASON", said->reason, "One of those of handoff.yaml")->required();
    CLI::App& reassign = add("reassign", "Give the lead to somebody else");
    reassign.add_option("--to", said->to, "This member; left out: whom the rules choose");
    CLI::App& accept = add("accept", "Take the lead");
    CLI::App& contact = add("contact", "Note that somebody has called or written");
    for (CLI::App* answer : {&reject, &reassign, &accept, &contact})
        answer->add_option("--by", said->by, "The member who answers; left out: who runs this where that is one, else the owner");
}

}  // namespace

void add_people_commands(CommandLine& line) {
    add_lead(line);
    add_parked(line);
    add_handoffs(line);
}

}  // namespace crosswalk
