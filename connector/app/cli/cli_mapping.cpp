// The commands about the mapping in force, and about what another one would change.
#include "connector/app/admin/admin_service.h"
#include "connector/app/cli/command_line.h"
#include "connector/app/cli/inspect.h"
#include "connector/app/daemon/mapping_versions.h"

#include <filesystem>

namespace crosswalk {
namespace {

void add_mapping(CommandLine& line) {
    CLI::App& mapping = line.group("mapping", "The mapping in force, and its versions");
    line.add(mapping, "show", "Print its files", [&line] { return line.ask_desk("mapping show", {}); });
    const auto restage = std::make_shared<bool>(false);
    line.add(
            mapping,
            "activate",
            "Put the files on disk into force",
            [&line, restage] {
                return line.ask_desk("mapping activate", {{"restage", *restage}}, true);
            }
    ).add_flag("--restage", *restage, "Also promote everybody who meets `enter_when` now");
    line.add(mapping, "undo", "Go back to the version before", [&line] {
        return line.ask_desk("mapping undo", {});
    });
    line.add(mapping, "diff", "Compare the files on disk with it", [&line] {
        return line.ask_desk("mapping diff", {});
    });
    line.add(mapping, "history", "List its versions, and how far each was rolled out", [&line] {
        return line.ask_desk("mapping history", {});
    });
}

void add_what_if(CommandLine& line) {
    struct WhatIf {
        std::string folder{};
        std::int64_t days = 30;
        bool restage = false;
    };
    const auto said = std::make_shared<WhatIf>();
    CLI::App& what_if = line.add(
        line.app(),
        "what-if",
        "Show what other mapping files would change; nothing is sent",
        [&line, said] {
            // The service may run in another folder than this shell.
            std::error_code error;
            const auto folder = std::filesystem::absolute(said->folder, error);
            return line.ask_desk(
                "what-if",
                {{"folder", error ? said->folder : folder.string()},
                 {"days", said->days},
                 {"restage", said->restage}}
            );
        }
    );
    what_if.add_option("MAPPINGS_DIR", said->folder, "The folder with the files")->required();
    what_if.add_option("--days", said->days, "How much of the journal to play for the steps")
        ->check(CLI::Range(1, 3650))
        ->capture_default_str();
    what_if.add_flag("--restage", said->restage, "As `mapping activate --restage` would");
}

// Before the first start nothing is in force; then what is on disk is what will be.
int say_agreement(const CommandLine& line, const std::string& language, bool html) {
    return line.with_config([&](const Config& config) {
        std::error_code error;
        if (std::filesystem::exists(config.store_path, error))
            return line.ask_desk("agreement", {{"lang", language}, {"html", html}});
        const OnDisk disk = mapping_on_disk(config);
        if (!disk.checked.ok()) return line.say(answer_of(disk.checked.findings));
        return line.say(agreement_answer(*disk.checked.mapping, language, html));
    });
}

void add_agreement(CommandLine& line) {
    struct Wanted {
        std::string language = "en";
        bool html = false;
    };
    const auto wanted = std::make_shared<Wanted>();
    CLI::App& agreement = line.add(
        line.app(),
        "agreement",
        "Print what Marketing and Sales promised each other, as a page to sign",
        [&line, wanted] { return say_agreement(line, wanted->language, wanted->html); }
    );
    agreement.add_option("--lang", wanted->language, "The language of the page")
        ->check(CLI::IsMember({"en", "vi"}))
        ->capture_default_str();
    agreement.add_flag("--html", wanted->html, "As a document for a browser or a printer");
}

void add_review(CommandLine& line) {
    struct Wanted {
        std::string language = "en", month{};
        int weeks = 2;
        bool html = false, csv = false;
    };
    const auto wanted = std::make_shared<Wanted>();
    CLI::App& review = line.add(
        line.app(),
        "review",
        "Print the figures that Marketing and Sales look at together",
        [&line, wanted] {
            return line.ask_desk(
                "review",
                {{"weeks", wanted->weeks},
                 {"month", wanted->month},
                 {"lang", wanted->language},
                 {"html", wanted->html},
                 {"csv", wanted->csv}}
            );
        }
    );
    review.add_option("--weeks", wanted->weeks, "The last whole weeks, from Monday on")
        ->check(CLI::Range(1, 104))
        ->capture_default_str();
    review.add_option("--month", wanted->month, "A month instead, such as 2026-03");
    review.add_option("--lang", wanted->language, "The language of the page")
        ->check(CLI::IsMember({"en", "vi"}))
        ->capture_default_str();
    CLI::Option* html = review.add_flag("--html", wanted->html, "As a document for a browser or a printer");
    review.add_flag("--csv", wanted->csv, "As a table for a spreadsheet")->excludes(html);
}

}  // namespace

void add_mapping_commands(CommandLine& line) {
    add_mapping(line);
    add_what_if(line);
    add_agreement(line);
    add_review(line);
}

}  // namespace crosswalk
