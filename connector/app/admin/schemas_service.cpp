// What the routes about the service itself answer.
#include "connector/app/admin/answer_schemas.h"
#include "connector/app/admin/schema_words.h"

namespace crosswalk {
namespace {

using namespace schema;

Object rollout_schema() {
    return or_null(members(
        {{"state", text()},
         {"restage", flag()},
         {"people", integer()},
         {"changed", integer()},
         {"promoted", integer()},
         {"held_back", integer()},
         {"put_back", integer()},
         {"left_changed", integer()},
         {"left_unknown", integer()},
         {"left_out", integer()},
         {"since", or_null(moment())},
         {"ended", or_null(moment())}}
    ));
}

Object version_members() {
    return {{"version", integer()}, {"author", text()}, {"at", moment()}, {"undoes", or_null(integer())}};
}

Object trouble_schema() {
    return members(
        {{"what", text()},
         {"kind", text()},
         {"field", text()},
         {"code", text()},
         {"says", text()},
         {"advice", text()},
         {"since", moment()}}
    );
}

Object connection_schema() {
    return members(
        {{"vendor", text()},
         {"state", text()},
         {"detail", text()},
         {"mode", text()},
         {"writes_waiting", integer()},
         {"opt_outs_refused", integer()},
         {"last_heard", or_null(moment())},
         {"last_written", or_null(moment())},
         {"calls", integer()},
         {"would_write", integer()},
         {"quiet", or_null(members({{"since", moment()}, {"usually_an_hour", number()}}))},
         {"waits_until", or_null(moment())},
         {"troubles", list(trouble_schema())},
         {"refused",
          members(
              {{"total", integer()},
               {"by_status", map_of(integer())},
               {"last_status", or_null(integer())},
               {"last_at", or_null(moment())}}
          )}}
    );
}

Object status_schema() {
    const Object mapping = members(
        {{"version", or_null(integer())}},
        {{"author", text()},
         {"activated_at", moment()},
         {"differs_on_disk", flag()},
         {"disk_is_fine", flag()},
         {"rollout", rollout_schema()}}
    );
    const Object store = members(
        {{"writable", flag()}, {"erased", flag()}, {"restored", or_null(text())}, {"lost", or_null(text())}}
    );
    const Object late = members({{"id", text()}, {"owner", text()}, {"deadline", or_null(moment())}});
    return members(
        {{"fine", flag()},
         {"running", flag()},
         {"mapping", mapping},
         {"store", store},
         {"books", members({{"balanced", flag()}, {"wrong", text()}})},
         {"parked", integer()},
         {"apply_delay_ms", integer()},
         {"handoffs",
          or_null(members({}, {{"overdue", list(late)}, {"notices_in_trouble", list(like("Notice"))}}))},
         {"connections", map_of(connection_schema())}}
    );
}

Object comparison_schema() {
    const Object drift = members(
        {{"lead", text()},
         {"who", text()},
         {"kind", text()},
         {"record", text()},
         {"field", text()},
         {"here", or_null(text())},
         {"there", or_null(text())},
         {"since", or_null(moment())},
         {"queued", flag()},
         {"waits", text()}}
    );
    return members(
        {{"connection", text()},
         {"running", flag()},
         {"fix", flag()},
         {"began", moment()},
         {"ended", or_null(moment())},
         {"read", integer()},
         {"recovered", integer()},
         {"strangers", integer()},
         {"drifting", integer()},
         {"queued", integer()},
         {"on_their_way", integer()},
         {"drift", list(drift)},
         {"trouble", text()},
         {"not_looked_for", text()}}
    );
}

Object mapping_schemas() {
    Object whole = version_members(), listed = version_members();
    whole["files"] = list(members({{"name", text()}, {"text", text()}}));
    whole["differs_on_disk"] = flag();
    listed["rollout"] = rollout_schema();
    return {
        {"Mapping", members(std::move(whole))},
        {"MappingVersion", members(version_members())},
        {"MappingVersions", page_of("versions", members(std::move(listed)))},
        {"MappingDiff",
         members(
             {{"differs", flag()}, {"changed", map_of(text())}, {"in_words", text()}, {"findings", list(text())}}
         )}};
}

Object agreement_schema() {
    return members(
        {{"language", text()},
         {"page", text()},
         {"version", integer()},
         {"agreed",
          members({{"marketing", text()}, {"sales", text()}, {"date", text()}, {"review_by", text()}})},
         {"sales", list(map_of(anything()))},
         {"reassign_at_most", integer()},
         {"marketing", map_of(anything())},
         {"reject", list(map_of(anything()))}}
    );
}

Object review_schema() {
    const Object figure = members(
        {{"unit", text()},
         {"value", or_null(number())},
         {"before", or_null(number())},
         {"complete", flag()},
         {"of", integer()},
         {"behind", list(text())}}
    );
    const Object group = members(
        {{"by", text()},
         {"name", text()},
         {"made", list(text())},
         {"accepted", list(text())},
         {"rejected", list(text())},
         {"first_action_median", or_null(number())},
         {"kept", or_null(number())}}
    );
    return members(
        {{"from", text()},
         {"until", text()},
         {"zone", text()},
         {"currency", text()},
         {"figures", map_of(figure)},
         {"rejected_by", map_of(list(text()))},
         {"groups", list(group)},
         {"undated", list(text())},
         {"excluded", list(text())},
         {"without_rate", list(text())},
         {"language", text()},
         {"page", text()}}
    );
}

}  // namespace

Object service_schemas() {
    Object out{
        {"Status", status_schema()},
        {"Changes", members({{"now", integer()}, {"topics", list(text())}})},
        {"Books",
         members(
             {{"connections", map_of(map_of(anything()))}}, {{"lost", text()}}
         )},
        {"ConnectionState", members({{"connection", text()}, {"state", text()}})},
        {"Comparison", comparison_schema()},
        {"Agreement", agreement_schema()},
        {"Review", review_schema()},
        {"Vendors",
         members(
             {{"vendors",
               list(members(
                   {{"adapter", text()},
                    {"title", text()},
                    {"sign_in", text()},
                    {"proof", text()},
                    {"reads", text()},
                    {"writes", text()}}
               ))}}
         )},
        {"Description", map_of(anything())}};
    for (const Object& more : {mapping_schemas(), editor_schemas()}) out.insert(more.begin(), more.end());
    return out;
}

}  // namespace crosswalk
