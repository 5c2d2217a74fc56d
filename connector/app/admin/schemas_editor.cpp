// What the routes answer that the mapping's editor works with.
#include "connector/app/admin/answer_schemas.h"
#include "connector/app/admin/schema_words.h"

namespace crosswalk {
namespace {

using namespace schema;

Object what_if_schema() {
    const Object example = members({{"who", text()}, {"before", or_null(text())}, {"after", or_null(text())}});
    const Object tool = members(
        {{"fields", map_of(integer())},
         {"records", map_of(integer())},
         {"created", integer()},
         {"no_longer_created", integer()},
         {"looked_up", integer()},
         {"calls", members({{"write", integer()}, {"look_up_at_most", integer()}})}}
    );
    const Object stage = members({{"promoted", integer()}, {"promoted_now", integer()}, {"at_once", integer()}});
    return members(
        {{"people", integer()},
         {"changed", integer()},
         {"fields", map_of(members({{"people", integer()}, {"examples", list(example)}}))},
         {"stages", map_of(stage)},
         {"stranded", map_of(integer())},
         {"notices", integer()},
         {"notices_now", integer()},
         {"tools", map_of(tool)},
         {"window", members({{"days", integer()}, {"since", moment()}})},
         {"compared_with", integer()},
         {"restage", flag()},
         {"nothing", flag()}}
    );
}

}  // namespace

Object editor_schemas() {
    const Object label = map_of(text());
    const Object place = members(
        {{"connection", text()}, {"kind", text()}, {"field", text()}, {"reads", flag()}, {"writes", flag()}}
    );
    const Object field = members(
        {{"name", text()},
         {"label", label},
         {"means", text()},
         {"type", text()},
         {"rule", text()},
         {"places", list(place)}}
    );
    const Object stage = members(
        {{"name", text()},
         {"label", label},
         {"on_path", flag()},
         {"enter_when", text()},
         {"again", or_null(text())},
         {"hand_off", text()}}
    );
    const Object move = members({{"from", list(text())}, {"to", text()}, {"needs_reason", flag()}});
    const Object finding = members(
        {{"file", text()},
         {"line", integer()},
         {"column", integer()},
         {"code", text()},
         {"what", text()},
         {"remedy", text()},
         {"error", flag()}}
    );
    Object files{{"version", integer()}, {"author", text()}, {"at", moment()}, {"undoes", or_null(integer())}};
    files["files"] = list(members({{"name", text()}, {"text", text()}}));
    files["changed"] = map_of(text());
    const Object plan = members(
        {{"version", integer()},
         {"connections", list(text())},
         {"fields", list(field)},
         {"stages", list(stage)},
         {"back", list(move)}}
    );
    return {
        {"WhatIf", what_if_schema()},
        {"MappingPlan", plan},
        {"MappingCheck",
         members(
             {{"ok", flag()},
              {"findings", list(finding)},
              {"sentences", list(text())},
              {"cases_run", integer()},
              {"changed", map_of(text())},
              {"plan", or_null(plan)}}
         )},
        {"MappingFiles", members(std::move(files))}};
}

}  // namespace crosswalk
