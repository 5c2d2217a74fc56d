#include "tests/architecture/rooms.h"

#include <algorithm>
#include <array>
#include <regex>

namespace crosswalk::architecture {
namespace {

using Names = std::vector<std::string_view>;

struct Prefix {
    std::string_view begins{}, library{};
};
constexpr Prefix kLibraries[] = {
    {"boost/json", "boost.json"},
    {"boost/system", "boost.json"},
    {"boost/beast", "boost.beast"},
    {"boost/asio", "boost.asio"},
    {"openssl/", "openssl"},
    {"sqlite3.h", "sqlite"},
    {"libpq-fe.h", "libpq"},
    {"yaml-cpp/", "yaml-cpp"},
    {"phonenumbers/", "phonenumber"},
    {"unicode/", "icu"},
    {"date/", "date"},
    {"pugixml.hpp", "pugixml"},
    {"cpprest/", "cpprestsdk"},
    {"pplx/", "cpprestsdk"},
    {"curl/", "curl"},
    {"spdlog/", "spdlog"},
    {"fmt/", "spdlog"},
    {"prometheus/", "prometheus"},
    {"CLI/", "cli11"},
    {"gtest/", "googletest"},
    {"gmock/", "googletest"},
    {"sys/", "posix"},
    {"netinet/", "posix"},
    {"arpa/", "posix"},
    {"linux/", "posix"},
};
constexpr std::string_view kPosix[] = {
    "unistd.h",
    "fcntl.h",
    "signal.h",
    "poll.h",
    "netdb.h",
    "pwd.h",
    "grp.h",
    "termios.h",
    "pthread.h",
    "dirent.h",
    "malloc.h",
};

// The C++ standard library's headers, and C's in their C++ names.
bool is_standard(std::string_view header) {
    static const std::regex name("[a-z][a-z_0-9]*");
    return std::regex_match(header.begin(), header.end(), name);
}

struct Include {
    int line = 0;
    std::string header{};
    bool ours = false;  // in quotes
};

std::vector<Include> includes_of(std::string_view text) {
    static const std::regex form(R"(^\s*#\s*include\s*([<"])([^">]+)[">])");
    std::vector<Include> found;
    for (const Line& line : lines_of(text)) {
        std::cmatch match;
        if (line.text.find('#') == std::string_view::npos) continue;
        if (std::regex_search(line.text.data(), line.text.data() + line.text.size(), match, form))
            found.push_back({line.number, match[2].str(), match[1] == "\""});
    }
    return found;
}

bool covers(std::string_view allowed, std::string_view path) {
    return allowed == path || is_below(path, allowed);
}

std::string list(const Names& names) {
    std::string text;
    for (const auto name : names) text.append(text.empty() ? "" : ", ").append(name);
    return text.empty() ? "nothing" : text;
}

std::optional<Complaint> judge_own(
    const Room& room, std::string_view path, const Include& include, const Tree& tree
) {
    const std::string where = at_line(path, include.line);
    const auto neighbour = std::string(path.substr(0, path.rfind('/') + 1)) + include.header;
    // Tests include their neighbours, and so does one precompiled header the other (deploy/cmake).
    const bool among_neighbours = room.folder == "tests" || is_below(path, "deploy/cmake");
    if (among_neighbours && tree.contains(neighbour)) return {};
    if (!tree.contains(include.header))
        return Complaint{
            where,
            "includes \"" + include.header + "\", which is no file of this repository",
            "Write the path from the repository root, as in \"connector/lead/lead.h\""};
    const bool leans_on_tests = is_below(include.header, "tests") && room.folder != "tests";
    if (!leans_on_tests && (room.anything || covers(room.folder, include.header))) return {};
    if (std::ranges::any_of(room.may, [&](auto allowed) { return covers(allowed, include.header); }))
        return {};
    return Complaint{
        where,
        std::string(room.folder) + " may not include \"" + include.header + "\"",
        "It may include " + list(room.may) +
            ". Move the code to the room that may, or hand the value in as an argument or through a port; "
            "if the table of connector/README.md is wrong, change it with a record in connector/decisions"};
}

std::optional<Complaint> judge_outside(const Room& room, std::string_view path, const Include& include) {
    const std::string where = at_line(path, include.line);
    const auto library = library_of(include.header);
    if (!library)
        return Complaint{
            where,
            "includes <" + include.header + ">, a library nobody has listed",
            "Prefer a library that is in use; else add it to kLibraries in tests/architecture/rooms.cpp "
            "and say why in connector/decisions"};
    if (*library == "std" || room.anything || std::ranges::count(room.libraries, *library) > 0) return {};
    return Complaint{
        where,
        std::string(room.folder) + " may not use <" + include.header + "> (" + std::string(*library) + ")",
        "Outside libraries here: " + list(room.libraries) +
            ". Keep each library in its one sub-folder of connector/io and reach it through a port"};
}

Names with(Names names, std::initializer_list<std::string_view> more) {
    names.insert(names.end(), more);
    return names;
}

std::vector<Room> run_rooms() {
    const Names plain{"boost.json"};
    const Names run{
        "connector/contract",
        "connector/lead",
        "connector/ports",
        "connector/sync",
        "connector/mapping",
        "connector/handoff",
        "connector/run/engine"};
    return {
        {.folder = "connector/run/engine",
         .may = with(
             run,
             {"connector/run/jobs",
              "connector/run/outbound",
              "connector/run/inbound",
              "connector/run/vendor",
              "connector/run/handoff"}
         ),
         .libraries = plain},
        {.folder = "connector/run/jobs",
         .may = with(run, {"connector/run/inbound", "connector/run/vendor", "connector/run/handoff"}),
         .libraries = plain},
        // decisions/0039: what a lead's way means for hand-offs, and what an answer means for its way.
        {.folder = "connector/run/handoff",
         .may = with(run, {"connector/run/inbound", "connector/run/vendor"}),
         .libraries = plain},
        {.folder = "connector/run/outbound",
         .may = with(run, {"connector/run/inbound", "connector/run/vendor"}),
         .libraries = plain},
        // decisions/0030: what an erasure must end, and what a read must not ask for.
        {.folder = "connector/run/inbound",
         .may = with(run, {"connector/run/vendor", "connector/run/handoff", "connector/run/jobs/reconciliation.h"}),
         .libraries = plain},
        {.folder = "connector/run/vendor",
         .may = with(
             run,
             {"connector/run/inbound", "connector/run/outbound/deliver.h", "connector/run/outbound/hold_unread.h"}
         ),
         .libraries = plain},
    };
}

const std::vector<Room>& table() {
    static const Names plain{"boost.json"};
    static const Names pure_lead{"connector/contract", "connector/lead"};
    static const Names io{"connector/ports", "connector/lead", "connector/contract", "connector/crypto"};
    static const Names edge{"connector/contract", "connector/crypto", "connector/ports"};
    static const std::vector<Room> others{
        {.folder = "connector/contract", .libraries = plain, .pure = true},
        {.folder = "connector/lead", .may = {"connector/contract"}, .libraries = plain, .pure = true},
        {.folder = "connector/mapping",
         .may = pure_lead,
         .libraries = {"boost.json", "yaml-cpp", "icu", "phonenumber"},
         .pure = true},
        {.folder = "connector/sync", .may = with(pure_lead, {"connector/mapping"}), .libraries = plain, .pure = true},
        {.folder = "connector/handoff",
         .may = with(pure_lead, {"connector/mapping", "connector/sync"}),
         .libraries = {"boost.json", "date", "icu"},
         .pure = true},
        {.folder = "connector/kpi", .may = with(pure_lead, {"connector/mapping"}), .libraries = plain, .pure = true},
        {.folder = "connector/crypto", .libraries = {"openssl"}},
        {.folder = "connector/ports", .may = pure_lead, .libraries = plain},
        {.folder = "connector/io/http_cpprest",
         .may = io,
         .libraries = {"boost.json", "cpprestsdk", "boost.asio", "openssl", "posix"}},
        {.folder = "connector/io/store_sql", .may = io, .libraries = plain},
        {.folder = "connector/io/store_sqlite",
         .may = with(io, {"connector/io/store_sql"}),
         .libraries = {"boost.json", "sqlite", "posix"}},
        {.folder = "connector/io/store_postgres",
         .may = with(io, {"connector/io/store_sql"}),
         .libraries = {"boost.json", "libpq"}},
        {.folder = "connector/io/vault", .may = io},
        {.folder = "connector/io/log_spdlog", .may = io, .libraries = {"boost.json", "spdlog", "posix"}},
        {.folder = "connector/io/metrics_prometheus", .may = io, .libraries = {"prometheus", "posix"}},
        {.folder = "connector/io/smtp", .may = io, .libraries = {"boost.json", "curl"}},
        {.folder = "connector/console/access", .may = {"connector/contract", "connector/crypto"}, .libraries = plain, .pure = true},
        {.folder = "connector/console",
         .may =
             {"connector/run/engine/engine.h",
              "connector/ports",
              "connector/lead",
              "connector/mapping",
              "connector/contract",
              "webhooks/server"},
         .libraries = {"boost.json", "boost.beast", "boost.asio"}},
        {.folder = "connector/app", .anything = true},
        {.folder = "adapters/*",
         .may = {"connector/contract"},
         .libraries = {"boost.json", "pugixml"},
         .pure = true},
        {.folder = "adapters", .anything = true},
        // decisions/0008: two plain headers are shared.
        {.folder = "webhooks/verify", .may = with(edge, {"webhooks/route/endpoints.h"}), .libraries = plain},
        {.folder = "webhooks/route", .may = with(edge, {"webhooks/verify"}), .libraries = plain},
        {.folder = "webhooks/intake",
         .may = with(edge, {"webhooks/verify", "webhooks/route", "webhooks/server/http_server.h"}),
         .libraries = plain},
        {.folder = "webhooks/server",
         .may = with(edge, {"webhooks/verify", "webhooks/route", "webhooks/intake"}),
         .libraries = {"boost.json", "boost.beast", "boost.asio", "openssl", "posix"}},
        {.folder = "tests", .anything = true},
        {.folder = "deploy", .anything = true},
    };
    static const std::vector<Room> all = [] {
        std::vector<Room> both = run_rooms();
        both.insert(both.end(), others.begin(), others.end());
        return both;
    }();
    return all;
}

}  // namespace

const std::vector<Room>& rooms() { return table(); }

// One room for each vendor folder: made on the way, since their names are not known here.
const Room* room_of(std::string_view path) {
    static std::map<std::string, Room, std::less<>> vendors;
    const Room* best = nullptr;
    for (const Room& room : rooms())
        if (is_below(path, room.folder) && (best == nullptr || room.folder.size() > best->folder.size()))
            best = &room;
    if (best == nullptr || best->folder != "adapters") return best;
    const auto slash = path.find('/', best->folder.size() + 1);
    if (slash == std::string_view::npos) return best;
    const auto [at, made] = vendors.try_emplace(std::string(path.substr(0, slash)));
    if (made) {
        at->second = *std::ranges::find(rooms(), "adapters/*", &Room::folder);
        at->second.folder = at->first;
    }
    return &at->second;
}

std::optional<std::string_view> library_of(std::string_view header) {
    for (const Prefix& prefix : kLibraries)
        if (header.starts_with(prefix.begins)) return prefix.library;
    if (std::ranges::count(kPosix, header) > 0) return "posix";
    if (is_standard(header)) return "std";
    return {};
}

Complaints check_includes(const Tree& tree) {
    Complaints complaints;
    for (const auto& [path, text] : tree) {
        if (!is_cpp(path)) continue;
        const Room* room = room_of(path);
        if (room == nullptr) {
            complaints.push_back(
                {path,
                 "stands in no room of the house",
                 "Put it in one of the rooms of connector/README.md, or add a row to rooms.cpp with a record "
                 "in "
                 "connector/decisions"}
            );
            continue;
        }
        for (const Include& include : includes_of(text)) {
            if (room->folder == "tests" && !include.ours) continue;
            auto complaint =
                include.ours ? judge_own(*room, path, include, tree) : judge_outside(*room, path, include);
            if (complaint) complaints.push_back(std::move(*complaint));
        }
    }
    return complaints;
}

// A rule that reads a clock or rolls a die cannot be tested without one, nor run again in a simulation.
Complaints check_pure_rooms(const Tree& tree) {
    static const std::regex impure(
        R"(_clock::now\s*\(|\brandom_device\b|\bgetenv\s*\(|\bstd::time\s*\(|\btime\s*\(\s*(nullptr|NULL|0)\s*\)|\bstd::rand\b|#include <(thread|mutex|random|condition_variable|future|iostream)>)"
    );
    Complaints complaints;
    for (const auto& [path, text] : tree) {
        const Room* room = is_cpp(path) ? room_of(path) : nullptr;
        if (room == nullptr || !room->pure) continue;
        for (const Line& line : lines_of(text))
            if (std::regex_search(line.text.begin(), line.text.end(), impure))
                complaints.push_back(
                    {at_line(path, line.number),
                     "a pure room reaches for time, chance, threads or the environment",
                     "Take the value as an argument; the shell (connector/run) has the clock"}
                );
    }
    return complaints;
}

}  // namespace crosswalk::architecture
