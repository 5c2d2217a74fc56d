// Three tools and what their fields mean to each other, as an admin would write it.
#pragma once

#include "connector/mapping/model/plan.h"

#include <memory>

namespace crosswalk::simulation {

// Two CRMs ("crm" of Sales, "hub" of Marketing) and an email tool ("mail").
inline constexpr std::string_view kTools[] = {"crm", "hub", "mail"};

// Compiled once from the folder mappings/; one that does not pass stops the program.
std::shared_ptr<const Mapping> sim_mapping();

// Where a canonical field stands in a tool, by the auditor's own reading of the same text; empty: nowhere.
std::string_view place_of(std::string_view field, std::string_view tool);
inline constexpr std::string_view kFields[] = {
    "email", "score", "company", "city", "points", "industry", "stage", "reason", "consent_email"};

// The words of the choices at the tools; empty: not shown there.
std::string_view word_at(std::string_view field, std::string_view name, std::string_view tool);
// The canonical name of a tool's word; empty: unknown there.
std::string_view name_of(std::string_view field, std::string_view word, std::string_view tool);

// Whose word counts for a field, by the same reading.
struct FieldRule {
    enum class Kind { newest, prefer, always, highest } kind = Kind::newest;
    std::string_view field, tool{};  // of prefer and always
    bool blank_counts = false;       // `if_blank: clear`
};
inline constexpr FieldRule kRules[] = {
    {FieldRule::Kind::newest, "email"},
    {FieldRule::Kind::always, "score", "mail"},
    {FieldRule::Kind::prefer, "company", "crm"},
    {FieldRule::Kind::newest, "city", "", true},
    {FieldRule::Kind::highest, "points"},
    {FieldRule::Kind::prefer, "industry", "hub"}};

inline constexpr std::string_view kPath[] = {"lead", "mql", "sal", "sql", "customer"};
inline constexpr std::string_view kAside[] = {"recycled", "disqualified"};
inline constexpr std::string_view kReasons[] = {"budget", "timing", "not_a_fit"};

// Is this one step that Marketing and Sales agreed on? Read from the text by a person, not by the engine.
bool is_legal_step(std::string_view from, std::string_view to, bool by_time);

}  // namespace crosswalk::simulation
