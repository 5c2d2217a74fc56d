#include "tests/architecture/house_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <regex>
#include <set>
#include <span>

namespace crosswalk::architecture {
namespace {

// Ordinary words among the vendors' names (one is "teams") are left out: the rule must be right when it
// speaks.
constexpr std::string_view kVendors[] = {
    "salesforce", "hubspot",     "activecampaign", "mailchimp",  "mandrill",  "sendgrid",
    "mailgun",    "brevo",       "sendinblue",     "klaviyo",    "marketo",   "pardot",
    "customerio", "customer.io", "mailerlite",     "postmark",   "sparkpost", "pagerduty",
    "telegram",   "zalo",        "slack",          "amazon_ses",
};
constexpr std::string_view kRoles[] = {
    "manifest.cpp",
    "error_table.h",
    "decode.cpp",
    "describe.cpp",
    "write.cpp",
    "read.cpp",
    "NOTES.md",
};
// A notification channel has another few, and is known by the first of them.
constexpr std::string_view kChannelRoles[] = {
    "notify.cpp",
    "manifest.cpp",
    "error_table.h",
    "NOTES.md",
};
constexpr std::string_view kOrdinaryWords[] = {"smtp", "teams"};  // folders that say no vendor's name
constexpr std::string_view kTopLevel[] = {
    "connector",
    "adapters",
    "mappings",
    "webhooks",
    "tests",
    "deploy",
    ".ci",
};
constexpr std::string_view kTopFiles[] = {
    "CMakeLists.txt",
    "CMakePresets.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    ".clang-format",
    ".clang-tidy",
    ".editorconfig",
    ".gitignore",
    ".gitattributes",
    ".dockerignore",
};

// What was called otherwise once, and how it is called now.
constexpr std::pair<std::string_view, std::string_view> kReplaced[] = {
    {"Touch", "WriteIntent"},
    {"Settlement", "WriteResult"},
    {"Standing", "MatchStatus"},
    {"Latch", "ConsentState"},
    {"Hearing", "IngestResult"},
    {"Hearsay", "ApplyOptions"},
    {"ConsentWord", "ConsentSignal"},
    {"StageWord", "StageSignal"},
    {"LiveAccount", "ConnectionRuntime"},
    {"EngineLoops", "Workers"},
    {"Lingering", "BatchDelays"},
    {"Comeback", "Reentry"},
    {"WantedRead", "ReadRequest"},
    {"Ruling", "ErrorRule"},
    {"Forecast", "Impact"},
    {"Clashes", "OverwriteCount"},
    {"lives_on", "merged_into"},
    {"contending", "candidate"},
    {"passed_over", "rejected"},
    {"aim_anew", "replan"},
    {"decide_anew", "reevaluate"},
    {"take_up_again", "reenter"},
    {"foresee", "simulate"},
    {"walk_all", "apply_steps"},
    {"tell_all", "resync"},
    {"look_again", "on_timer"},
    {"let_through", "release_held"},
    {"ask_the_rivals", "reread_candidates"},
    {"keep_sifted", "journal_changes"},
    {"set_doubts_aside", "set_aside_stale"},
    {"did_you_mean", "suggest"},
    {"finish_connections", "check_references"},
    {"hash_in_vain", "equalize_timing"},
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return out;
}

bool has_word(std::string_view line, std::string_view word) {
    const auto in_word = [&](std::size_t at) {
        return at < line.size() && std::isalnum(static_cast<unsigned char>(line[at])) != 0;
    };
    for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1))
        if ((at == 0 || !in_word(at - 1)) && !in_word(at + word.size())) return true;
    return false;
}

// What a line says in quotes is read by others, who may know it by its old name.
std::string without_strings(std::string_view line) {
    static const std::regex quoted(R"("(\\.|[^"\\])*")");
    return std::regex_replace(std::string(line), quoted, "\"\"");
}

// As has_word, and an underscore belongs to the word.
bool has_identifier(std::string_view line, std::string_view name) {
    const auto in_name = [&](std::size_t at) {
        return at < line.size() && (std::isalnum(static_cast<unsigned char>(line[at])) != 0 || line[at] == '_');
    };
    for (auto at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1))
        if ((at == 0 || !in_name(at - 1)) && !in_name(at + name.size())) return true;
    return false;
}

bool may_name_vendors(std::string_view path) {
    return path.ends_with(".md") ||
           std::ranges::any_of(
               std::to_array<std::string_view>({"adapters", "mappings", "tests", "deploy"}),
               [&](auto folder) { return is_below(path, folder); }
           );
}

bool is_reserved(const std::string& domain) {
    static const std::set<std::string> names{"example.com", "example.org", "example.net"};
    static const std::set<std::string> tops{"example", "invalid", "test", "localhost"};
    std::string_view rest = domain;
    while (!rest.empty() && rest.back() == '.') rest.remove_suffix(1);
    const auto last = rest.rfind('.');
    if (last == std::string_view::npos || tops.contains(std::string(rest.substr(last + 1)))) return true;
    const auto before = last == 0 ? std::string_view::npos : rest.rfind('.', last - 1);
    return names.contains(std::string(before == std::string_view::npos ? rest : rest.substr(before + 1)));
}

// A regular expression costs a thousand times what a search costs, and hardly any line holds what it looks for.
bool holds_any(std::string_view line, std::span<const std::string> words) {
    return std::ranges::any_of(words, [&](const std::string& word) { return line.find(word) != std::string_view::npos; });
}

void each_match(
    std::string_view text, const std::regex& form, const std::function<void(const std::cmatch&)>& seen
) {
    for (std::cregex_iterator at(text.data(), text.data() + text.size(), form), end; at != end; ++at)
        seen(*at);
}

}  // namespace

Complaints check_vendor_names(const Tree& tree) {
    std::set<std::string> names(std::begin(kVendors), std::end(kVendors));
    names.merge([&] {
        auto own = folders_in(tree, "adapters");
        return std::set<std::string>(own.begin(), own.end());
    }());
    for (const auto word : kOrdinaryWords) names.erase(std::string(word));
    Complaints complaints;
    for (const auto& [path, text] : tree) {
        if (may_name_vendors(path)) continue;
        for (const Line& line : lines_of(text)) {
            const std::string words = lower(line.text);
            for (const std::string& name : names)
                if (has_word(words, name))
                    complaints.push_back(
                        {at_line(path, line.number),
                         "names the vendor '" + name + "'",
                         "Say it in general words here; a fact about one vendor belongs into its manifest or "
                         "error tables under adapters/, also when it is only a comment"}
                    );
        }
    }
    return complaints;
}

Complaints check_vendor_folders(const Tree& tree) {
    Complaints complaints;
    const auto registry = tree.find("adapters/registry.cpp");
    for (const std::string& vendor : folders_in(tree, "adapters")) {
        const std::string folder = "adapters/" + vendor + "/";
        const bool channel = tree.contains(folder + std::string(kChannelRoles[0]));
        const std::span<const std::string_view> roles = channel ? std::span<const std::string_view>(kChannelRoles) : kRoles;
        for (const auto role : roles)
            if (!tree.contains(folder + std::string(role)))
                complaints.push_back(
                    {folder,
                     "has no " + std::string(role),
                     "Every vendor folder holds the same roles, each in a file of its name; a role the "
                     "vendor "
                     "does not have is a file that says so"}
                );
        const std::string fixtures = "tests/fixtures/" + vendor;
        if (std::ranges::none_of(tree, [&](const auto& file) { return is_below(file.first, fixtures); }))
            complaints.push_back(
                {folder,
                 "has no recorded payloads",
                 "Keep real (anonymised) requests and answers of the vendor in " + fixtures + "/"}
            );
        if (registry != tree.end() && !has_word(registry->second, vendor))
            complaints.push_back(
                {"adapters/registry.cpp",
                 "does not list '" + vendor + "'",
                 "Add its one line, else nobody can configure it"}
            );
    }
    return complaints;
}

Complaints check_addresses(const Tree& tree) {
    static const std::regex form(
        R"([A-Za-z0-9._%+-]+(?:@|%40)([A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}))"
    );
    static const std::array<std::string, 2> signs{"@", "%40"};
    Complaints complaints;
    for (const auto& [path, text] : tree)
        for (const Line& line : lines_of(text)) {
            if (!holds_any(line.text, signs)) continue;
            each_match(line.text, form, [&](const std::cmatch& match) {
                if (is_reserved(lower(match[1].str()))) return;
                complaints.push_back(
                    {at_line(path, line.number),
                     "holds the address " + match[0].str(),
                     "Use invented people at example.com or example.org (or a .example, .test or .invalid "
                     "host)"}
                );
            });
        }
    return complaints;
}

Complaints check_machine_paths(const Tree& tree) {
    // Spelled in parts, so that this file does not hold what it looks for.
    static const std::array<std::string, 3> paths{
        std::string("/wo") + "rk/", std::string("/tmp/qui") + "ck", std::string("/ro") + "ot/"};
    static const std::regex form("(^|[^A-Za-z0-9_.-])(" + paths[0] + "|" + paths[1] + "\\b|" + paths[2] + ")");
    Complaints complaints;
    for (const auto& [path, text] : tree)
        for (const Line& line : lines_of(text)) {
            if (!holds_any(line.text, paths)) continue;
            each_match(line.text, form, [&](const std::cmatch& match) {
                complaints.push_back(
                    {at_line(path, line.number),
                     "holds the path " + match[2].str() + " of one machine",
                     "Take it from an argument, $HOME, mktemp -d or CROSSWALK_SOURCE_DIR"}
                );
            });
        }
    return complaints;
}

Complaints check_unfinished(const Tree& tree) {
    // Spelled in parts, so that this file does not hold what it looks for.
    static const std::array<std::string, 4> marks{
        std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X", std::string("HA") + "CK"};
    static const std::regex mark(
        "\\b(" + marks[0] + "|" + marks[1] + "|" + marks[2] + "|" + marks[3] + ")\\b(?!\\s*\\(#\\d+\\))"
    );
    Complaints complaints;
    for (const auto& [path, text] : tree) {
        if (!is_cpp(path) && !path.ends_with("CMakeLists.txt") && !path.ends_with(".cmake")) continue;
        for (const Line& line : lines_of(text))
            if (holds_any(line.text, marks) && std::regex_search(line.text.begin(), line.text.end(), mark))
                complaints.push_back(
                    {at_line(path, line.number),
                     "holds a note to finish something",
                     "Finish it, or open an issue and name it behind the mark as (#12)"}
                );
    }
    return complaints;
}

Complaints check_headers_open_once(const Tree& tree) {
    Complaints complaints;
    for (const auto& [path, text] : tree)
        if (path.ends_with(".h") && text.find("#pragma once") == std::string::npos)
            complaints.push_back({path, "has no #pragma once", "Add it below the first comment"});
    return complaints;
}

Complaints check_names(const Tree& tree) {
    Complaints complaints;
    for (const auto& [path, text] : tree) {
        if (!is_cpp(path) || is_below(path, "tests/architecture")) continue;
        for (const Line& line : lines_of(text))
            for (const auto& [old, now] : kReplaced)
                if (has_identifier(line.text, old) && has_identifier(without_strings(line.text), old))
                    complaints.push_back(
                        {at_line(path, line.number),
                         "uses the name '" + std::string(old) + "'",
                         "It is called '" + std::string(now) + "': one word for one thing in the whole house"}
                    );
    }
    return complaints;
}

Complaints check_top_level(const Tree& tree) {
    std::set<std::string> seen;
    for (const auto& [path, text] : tree) seen.insert(path.substr(0, path.find('/')));
    Complaints complaints;
    for (const std::string& name : seen) {
        const bool folder = !tree.contains(name);
        const bool known =
            folder ? std::ranges::count(kTopLevel, name) > 0 : std::ranges::count(kTopFiles, name) > 0;
        if (!known)
            complaints.push_back(
                {name,
                 "stands in the root of the repository",
                 "The root is fixed: connector/ adapters/ mappings/ webhooks/ tests/ deploy/ and the files "
                 "tools "
                 "insist on. Move it below one of them"}
            );
    }
    return complaints;
}

}  // namespace crosswalk::architecture
