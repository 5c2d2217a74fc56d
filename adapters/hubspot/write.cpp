#include "adapters/hubspot/merged_records.h"
#include "adapters/hubspot/parse_write.h"
#include "adapters/hubspot/write_state.h"

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

std::string objects(const WriteBatch& batch, const Connection& connection) {
    return api_path(connection, "objects", batch.plan.vendor_object);
}

HttpRequest ask_values(const WriteBatch& batch, const Connection& connection, const Course& course) {
    const bool create = batch.operation == WriteKind::create;
    json::array inputs;
    for (const auto at : concerned(batch, course)) {
        const Record& record = batch.records[at];
        json::object input{
            {"id", create ? record.own_id : course.people[at].id},
            {"objectWriteTraceId", record.trace.text},
            {"properties", properties_of(batch, record)}};
        if (create) input["idProperty"] = batch.own_id_field;
        inputs.emplace_back(std::move(input));
    }
    return send_json("POST", 
        objects(batch, connection) + (create ? "/batch/upsert" : "/batch/update"),
        json::object{{"inputs", std::move(inputs)}}
    );
}

HttpRequest ask_to_see(const WriteBatch& batch, const Connection& connection, const Course& course) {
    json::array inputs, names{kMergedIds};
    for (const auto at : concerned(batch, course))
        inputs.emplace_back(json::object{{"id", course.people[at].id}});
    if (course.stage == Stage::look) {
        names.emplace_back("email");
        names.emplace_back(*property_of(kAllPreferences));
    } else {
        names.emplace_back(kStageProperty);
    }
    return send_json("POST", 
        objects(batch, connection) + "/batch/read",
        json::object{{"properties", std::move(names)}, {"inputs", std::move(inputs)}}
    );
}

HttpRequest ask_stage(const WriteBatch& batch, const Connection& connection, const Course& course) {
    json::array inputs;
    for (const auto at : concerned(batch, course)) {
        const Record& record = batch.records[at];
        const auto value = course.stage == Stage::clear ? std::string() : stage_in(record);
        inputs.emplace_back(json::object{
            {"id", course.people[at].id},
            {"objectWriteTraceId", record.trace.text},
            {"properties", json::object{{kStageProperty, value}}}});
    }
    return send_json("POST", objects(batch, connection) + "/batch/update", json::object{{"inputs", std::move(inputs)}});
}

HttpRequest ask_consent(const WriteBatch& batch, const Connection& connection, const Course& course) {
    const auto call = consent_calls(batch).at(course.step);
    const auto own = address_in(batch.records[call.record]);
    const bool to_own =
        course.stage == Stage::again || (batch.operation == WriteKind::create && !own.empty());
    return ask_consent(connection, to_own ? own : course.people[call.record].address, call);
}

HttpRequest ask_stage_of(const WriteBatch& batch, const Connection& connection, const Course& course) {
    switch (course.stage) {
        case Stage::values:
            return ask_values(batch, connection, course);
        case Stage::look:
        case Stage::check:
            return ask_to_see(batch, connection, course);
        case Stage::clear:
        case Stage::set:
            return ask_stage(batch, connection, course);
        default:
            return ask_consent(batch, connection, course);
    }
}

// The call that the course has come to; none behind the last.
Calls call_of(const WriteBatch& batch, const Connection& connection, Course course) {
    if (course.stage == Stage::done) return {};
    HttpRequest request = ask_stage_of(batch, connection, course);
    return {{.request = std::move(request), .state = std::move(course)}};
}

Result<Calls> build_write(const WriteBatch& batch, const Connection& connection, WriteReport& report) {
    Course course = first_course(batch);
    for (std::size_t i = 0; i < batch.records.size(); ++i)
        if (auto no = turned_away(batch, i)) {
            course.served = course.served || no->verdict != Verdict::refused;
            report[i] = std::move(*no);
        }
    return call_of(batch, connection, std::move(course));
}

Result<Calls> parse_write(
    const WriteBatch& batch,
    const Connection& connection,
    const Call& call,
    const Answer& answer,
    WriteReport& report
) {
    Course course = std::any_cast<const Course&>(call.state);
    take_answer(batch, course, answer, report);
    go_on(batch, course);
    finish(batch, course, report);
    return call_of(batch, connection, std::move(course));
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::hubspot
