// A way of five stages, shown in two tools, with one stage aside.
#pragma once

#include "small_mapping.h"

namespace crosswalk {

inline Stage stage_called(std::string name) { return {.name = std::move(name)}; }

// lead, mql (score at least 60), sal, sql, customer; recycled stands aside and takes 20 points and 30 days
// back.
inline Mapping small_way() {
    Mapping m = small_mapping();
    const std::vector<std::string> known = {"score", "stage"};
    m.path = {
        stage_called("lead"),
        stage_called("mql"),
        stage_called("sal"),
        stage_called("sql"),
        stage_called("customer")};
    m.path[1].enter_when = *parse_condition("score at least 60", known);
    m.aside = {stage_called("recycled"), stage_called("lost")};
    m.aside[0].reentry =
        Reentry{.to = "mql", .after = std::chrono::hours{24 * 30}, .rising = "score", .by = 20};
    m.back = {{.from = {"mql", "sal", "sql"}, .to = "recycled", .needs_reason = true}};
    Binding crm = both("crm", "Status"), hub = both("hub", "stage");
    crm.values = {
        {"lead", {"Open"}},
        {"mql", {"MQL", "Marketing Qualified"}},
        {"sal", {"Working"}},
        {"sql", {"Qualified"}},
        {"recycled", {"Recycled"}},
        {"lost", {"Lost"}}};
    hub.values = {
        {"lead", {"lead"}},
        {"mql", {"mql"}},
        {"sal", {"mql"}},
        {"sql", {"sql"}},
        {"customer", {"customer"}},
        {"recycled", {"lead"}}};
    hub.along = {{"recycled", {{"status", "UNQUALIFIED"}}}};
    m.fields.push_back(
        {.name = "reason",
         .type = FieldType::choice,
         .if_not_listed = {IfNotListed::Kind::ignore},
         .bindings = {both("crm", "Reason")},
         .choices = {"budget", "timing"}}
    );
    m.fields.back().bindings[0].values = {{"budget", {"Budget"}}, {"timing", {"Timing"}}};
    m.fields.push_back(
        {.name = "stage",
         .type = FieldType::choice,
         .urgency = Urgency::now,
         .bindings = {crm, hub},
         .choices = {"lead", "mql", "sal", "sql", "customer", "recycled", "lost"}}
    );
    return m;
}

}  // namespace crosswalk
