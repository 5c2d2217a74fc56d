// What the routes about people answer.
#include "connector/app/admin/answer_schemas.h"
#include "connector/app/admin/schema_words.h"

namespace crosswalk {
namespace {

using namespace schema;

Object word_schema() {
    return members(
        {{"connection", text()}, {"value", or_null(text())}, {"at", or_null(moment())}, {"event", integer()}},
        {{"counts", flag()}, {"would_win", text()}}
    );
}

Object step_schema() {
    return members(
        {{"what", text()},
         {"number", integer()},
         {"from", text()},
         {"to", text()},
         {"at", or_null(moment())},
         {"cause", text()},
         {"connection", text()},
         {"who", text()},
         {"reason", text()},
         {"filled_in", flag()},
         {"event", integer()},
         {"mapping_version", integer()}}
    );
}

Object history_row() {
    return members(
        {{"what", text()}, {"at", or_null(moment())}, {"connection", text()}, {"event", integer()}},
        {{"field", text()},
         {"before", or_null(text())},
         {"after", or_null(text())},
         {"mapping_version", integer()},
         {"kind", text()},
         {"record", text()},
         {"answer", text()},
         {"rule", text()},
         {"beat", text()},
         {"did", text()}}
    );
}

Object lead_row() {
    return members(
        {{"id", text()},
         {"who", text()},
         {"email", or_null(text())},
         {"phone", or_null(text())},
         {"company", or_null(text())},
         {"stage", or_null(text())},
         {"owner", or_null(text())},
         {"lead_score", or_null(text())},
         {"created_at", or_null(moment())},
         {"created_in", text()}}
    );
}

Object record_schema() {
    const Object field =
        members({}, {{"known", anything()}, {"pending", anything()}, {"heard_at", or_null(moment())}, {"canonical", text()}});
    return members(
        {{"connection", text()},
         {"kind", text()},
         {"id", text()},
         {"stamped", flag()},
         {"deleted", flag()},
         {"lives_on", or_null(text())},
         {"passed_over", flag()},
         {"fields", map_of(field)}}
    );
}

Object lead_schema() {
    const Object held = members(
        {{"value", or_null(text())},
         {"why",
          members(
              {{"connection", text()},
               {"at", or_null(moment())},
               {"rule", text()},
               {"event", integer()},
               {"mapping_version", integer()}}
          )}}
    );
    const Object latch = members(
        {{"state", text()}, {"at", or_null(moment())}, {"connection", text()}, {"how", text()}, {"event", integer()}}
    );
    return members(
        {{"id", text()},
         {"created_at", or_null(moment())},
         {"created_in", text()},
         {"keys", map_of(text())},
         {"values", map_of(held)},
         {"consent", map_of(latch)},
         {"way",
          members({{"steps", integer()}, {"since", or_null(moment())}, {"first", map_of(or_null(moment()))}})},
         {"acquired",
          members({{"side", text()}, {"source", text()}, {"first_campaign", text()}, {"last_campaign", text()}})},
         {"contested", map_of(list(text()))},
         {"records", list(record_schema())}}
    );
}

Object timeline_row() {
    return members(
        {{"what", text()},
         {"at", or_null(moment())},
         {"field", text()},
         {"before", or_null(text())},
         {"after", or_null(text())},
         {"connection", text()},
         {"rule", text()},
         {"beat", text()},
         {"record", text()},
         {"answer", text()},
         {"moved_by", text()},
         {"reason", text()},
         {"handoff", text()},
         {"event", integer()},
         {"mapping_version", integer()}}
    );
}

Object parked_row() {
    return members(
        {{"id", integer()},
         {"what", text()},
         {"connection", text()},
         {"event", integer()},
         {"lead", text()},
         {"kind", text()},
         {"record", text()},
         {"fields", list(text())},
         {"code", text()},
         {"says", text()},
         {"advice", text()},
         {"since", moment()}}
    );
}

Object handoff_members() {
    return {
        {"id", text()},
        {"lead", text()},
        {"who", text()},
        {"stage", text()},
        {"team", text()},
        {"owner", text()},
        {"open", flag()},
        {"standing", text()},
        {"overdue", flag()},
        {"made", moment()},
        {"deadline", or_null(moment())}};
}

Object whole_handoff() {
    Object out = handoff_members();
    out["state"] = map_of(anything());
    out["notices"] = list(like("Notice"));
    return members(std::move(out));
}

Object lead_schemas() {
    return {
        {"Leads", page_of("leads", lead_row())},
        {"Lead", lead_schema()},
        {"History",
         members(
             {{"id", text()}, {"history", list(history_row())}, {"next", or_null(text())}},
             {{"field", text()},
              {"value", or_null(text())},
              {"words", list(word_schema())},
              {"steps", list(step_schema())}}
         )},
        {"Timeline", members({{"id", text()}, {"timeline", list(timeline_row())}, {"next", or_null(text())}})},
        {"Why",
         members(
             {{"id", text()},
              {"about", text()},
              {"field", text()},
              {"value", or_null(text())},
              {"rule", text()},
              {"winner", or_null(word_schema())},
              {"losers", list(word_schema())},
              {"because", list(text())},
              {"would_differ", list(text())}}
         )},
        {"Queued", members({{"id", text()}, {"queued", flag()}})},
        {"Erased", members({{"id", text()}, {"erased", flag()}})}};
}

Object parked_schemas() {
    return {
        {"ParkedItems", page_of("parked", parked_row())},
        {"ParkedCauses",
         members(
             {{"causes",
               list(members(
                   {{"connection", text()},
                    {"code", text()},
                    {"what", text()},
                    {"count", integer()},
                    {"says", text()},
                    {"advice", text()},
                    {"since", moment()}}
               ))},
              {"items", integer()}}
         )},
        {"Replayed", members({{"replayed", integer()}})},
        {"Dropped", members({{"dropped", integer()}})},
        {"Decided", members({{"id", integer()}, {"decided", text()}})}};
}

Object handoff_schemas() {
    return {
        {"Notice",
         members(
             {{"id", text()},
              {"member", text()},
              {"channel", text()},
              {"state", text()},
              {"attempts", integer()},
              {"made", moment()},
              {"next_try", or_null(moment())},
              {"cause", text()}}
         )},
        {"Handoffs", page_of("handoffs", members(handoff_members()))},
        {"Handoff", whole_handoff()},
        {"Routing",
         members(
             {{"id", text()},
              {"mapping_version", integer()},
              {"question", map_of(anything())},
              {"decision", map_of(anything())},
              {"explanation", text()}}
         )},
        {"HandoffAnswer",
         members(
             {{"id", text()}, {"taken", flag()}, {"first_by", text()}, {"first_what", text()}, {"next", text()}}
         )}};
}

}  // namespace

Object people_schemas() {
    Object out = lead_schemas();
    for (const Object& some : {parked_schemas(), handoff_schemas()}) out.insert(some.begin(), some.end());
    return out;
}

}  // namespace crosswalk
