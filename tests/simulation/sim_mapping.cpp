#include "sim_mapping.h"

#include "connector/mapping/compile/check.h"
#include "sim_adapter.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace crosswalk::simulation {
namespace {

// The auditor reads the mapping with eyes of its own.
struct Word {
    std::string_view field, name, crm, crm_too, hub, hub_too;
};
constexpr Word kWords[] = {
    {"industry", "finance", "Banking", "Insurance", "finance", "FINANCE"},
    {"industry", "technology", "Technology", "", "technology", "TECHNOLOGY"},
    {"industry", "other", "Other", "", "", ""},
    {"stage", "lead", "Open", "", "lead", ""},
    {"stage", "mql", "Qualified", "MQL", "mql", ""},
    {"stage", "sal", "Working", "Calling", "mql", ""},
    {"stage", "sql", "Ready", "", "sql", ""},
    {"stage", "customer", "", "", "customer", ""},
    {"stage", "recycled", "Recycled", "", "recycled", ""},
    {"stage", "disqualified", "Closed", "", "other", ""}};

struct Place {
    std::string_view field, crm, hub, mail;
};
constexpr Place kPlaces[] = {
    {"email", "Email", "email", "address"},
    {"score", "Score", "score", "engagement"},
    {"company", "Company", "company", ""},
    {"city", "City", "city", "city"},
    {"points", "Points", "points", ""},
    {"industry", "Industry", "industry", ""},
    {"stage", "Status", "stage", ""},
    {"reason", "Reason", "reason", ""},
    {"consent_email", "OptedOut", "no_mail", "lists/all"}};

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "The mapping of the simulation does not pass: %s\n", why.c_str());
    std::abort();
}

std::ptrdiff_t place_on_path(std::string_view stage) {
    const auto it = std::ranges::find(kPath, stage);
    return it == std::end(kPath) ? -1 : it - std::begin(kPath);
}

}  // namespace

std::shared_ptr<const Mapping> sim_mapping() {
    static const std::shared_ptr<const Mapping> compiled = [] {
        const auto files = read_mapping_folder(CROSSWALK_SOURCE_DIR "/tests/simulation/mappings");
        if (!files) give_up(files.error().what);
        std::vector<ConnectionFacts> tools;
        for (const std::string_view name : kTools)
            tools.push_back({.name = std::string(name), .manifest = &sim_adapter().manifest});
        Checked checked = check_mapping(*files, tools, 1);
        for (const Finding& finding : checked.findings) give_up(finding.text());
        return checked.mapping;
    }();
    return compiled;
}

std::string_view place_of(std::string_view field, std::string_view tool) {
    for (const Place& place : kPlaces)
        if (place.field == field) return tool == "crm" ? place.crm : tool == "hub" ? place.hub : place.mail;
    return {};
}

std::string_view word_at(std::string_view field, std::string_view name, std::string_view tool) {
    for (const Word& word : kWords)
        if (word.field == field && word.name == name) return tool == "crm" ? word.crm : word.hub;
    return {};
}

std::string_view name_of(std::string_view field, std::string_view said, std::string_view tool) {
    for (const Word& word : kWords) {
        if (word.field != field || said.empty()) continue;
        if (tool == "crm" ? word.crm == said || word.crm_too == said
                          : word.hub == said || word.hub_too == said)
            return word.name;
    }
    return {};
}

bool is_legal_step(std::string_view from, std::string_view to, bool by_time) {
    const auto here = place_on_path(from), there = place_on_path(to);
    if (from.empty()) return true;
    if (to == "lead") return from == "mql" || from == "recycled";
    if (here >= 0 && there >= 0) return there == here + 1;
    if (to == "disqualified") return from != "customer";
    if (to == "recycled") return from == "mql" || from == "sal" || from == "sql";
    return from == "recycled" && to == "mql" && (by_time || there >= 0);
}

}  // namespace crosswalk::simulation
