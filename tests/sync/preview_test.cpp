// The mapping in force, asked what it would change, says: nothing. Whatever the leads are.
#include "connector/sync/preview.h"

#include "small_way.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace crosswalk {
namespace {

struct Known {
    Lead lead{};
    std::vector<RecordState> records{};
    Timeline course{};
};

Mapping a_mapping() {
    Mapping m = small_way();
    const std::vector<std::string> known = {"score", "stage", "city"};
    for (ConnectionPlan& plan : m.connections)
        plan.create.when = *rc::gen::element(CreatePolicy::When::never, CreatePolicy::When::always);
    m.connections[0].side = Side::sales;
    if (*rc::gen::arbitrary<bool>()) m.connections[0].create = {CreatePolicy::When::from_stage, "mql", {}};
    m.path[1].enter_when =
        *parse_condition("score at least " + std::to_string(*rc::gen::inRange(0, 100)), known);
    m.fields[3].rule.kind = *rc::gen::element(Rule::Kind::newest, Rule::Kind::highest);
    m.fields[3].if_blank = *rc::gen::element(IfBlank::keep, IfBlank::clear);
    return m;
}

boost::json::value raw_value(std::string_view vendor_field) {
    const auto word = [](const char* a, const char* b, const char* c) {
        return boost::json::value(boost::json::string(*rc::gen::element(a, b, c)));
    };
    if (vendor_field == "score" || vendor_field == "Score") return *rc::gen::inRange(0, 100);
    if (vendor_field == "Status") return word("Open", "MQL", "Recycled");
    if (vendor_field == "stage") return word("lead", "mql", "sql");
    if (vendor_field.starts_with("E") || vendor_field.starts_with("e") || vendor_field == "address")
        return word("ada@example.com", "bob@example.com", "");
    return word("Oslo", "Rome", "");
}

RecordState a_record(const Mapping& m, const std::string& connection, const std::string& id) {
    RecordState state = record(connection, id);
    state.deleted = *rc::gen::weightedElement<bool>({{9, false}, {1, true}});
    state.match_status = *rc::gen::weightedElement<MatchStatus>(
        {{8, MatchStatus::plain}, {1, MatchStatus::chosen}, {1, MatchStatus::rejected}}
    );
    for (const std::string& field : m.vendor_fields(connection, "person")) {
        FieldMemory& memory = state.fields[field];
        if (*rc::gen::arbitrary<bool>()) memory.known = raw_value(field);
        if (*rc::gen::arbitrary<bool>())
            memory.heard =
                Observation{raw_value(field), at_second(*rc::gen::inRange(0, 50)), Precision::seconds, 1};
    }
    return state;
}

Known a_lead(const Mapping& m) {
    Known out{.lead = {.id = {"lead-1"}}};
    for (const char* connection : {"crm", "hub", "mail"})
        for (int n = *rc::gen::inRange(0, 3); n > 0; --n)
            out.records.push_back(a_record(m, connection, std::to_string(n)));
    for (const char* connection : {"crm", "hub", "mail"})
        if (*rc::gen::arbitrary<bool>()) out.lead.absent[connection] = at_second(0);
    for (const FieldPlan& field : m.fields)
        if (*rc::gen::arbitrary<bool>())
            out.lead.values[field.name].value = field.name == kStageField ? Value("lead") : Value("40");
    Seq event = 0;
    std::int64_t number = 0;
    for (int n = *rc::gen::inRange(0, 12); n > 0; --n) {
        event += *rc::gen::inRange(0, 2);
        const bool moved = *rc::gen::arbitrary<bool>();
        HistoryRow row{
            .lead = out.lead.id, .event = event, .at = at_second(n), .field = moved ? "stage" : "score"};
        row.after = moved ? *rc::gen::element<std::string>("lead", "mql", "sql", "recycled")
                          : std::to_string(*rc::gen::inRange(0, 100));
        if (moved)
            out.course.steps.push_back(
                {.from = "lead",
                 .to = *row.after,
                 .cause = *rc::gen::element(Step::Cause::heard, Step::Cause::rule)}
            );
        if (moved) out.course.steps.back().number = ++number;
        out.course.rows.push_back(std::move(row));
    }
    return out;
}

RC_GTEST_PROP(Preview, WhatIfWithTheActiveVersionIsANoOp, ()) {
    const Mapping active = a_mapping();
    Mapping next = active;
    next.version = active.version + 1;
    const Known known = a_lead(active);
    const Cause cause{.now = at_second(100)};
    Impact forecast;
    simulate({active, next}, {known.lead, known.records}, cause, forecast);
    foresee_steps(active, next, known.lead, known.course, forecast);
    RC_ASSERT(forecast.people == 1);
    RC_ASSERT(forecast.nothing());
}

RC_GTEST_PROP(Preview, DecidingAnewTwiceIsDecidingOnce, ()) {
    const Mapping m = a_mapping();
    Known known = a_lead(m);
    const Cause cause{.now = at_second(100)};
    (void)reevaluate(m, known.lead, known.records, cause);
    RC_ASSERT(reevaluate(m, known.lead, known.records, cause).rows.empty());
}

RC_GTEST_PROP(Preview, NobodysStageMovesUnlessAsked, ()) {
    const Mapping m = a_mapping();
    Known known = a_lead(m);
    const Value before = known.lead.value(kStageField);
    (void)reevaluate(m, known.lead, known.records, {.now = at_second(100)});
    RC_ASSERT(known.lead.value(kStageField) == before);
}

TEST(Preview, AHandClearedFieldIsNotFilledInByARollOut) {
    const Mapping m = small_mapping();
    Lead lead{.id = {"lead-1"}};
    lead.values["city"].value = "Oslo";
    RecordState crm = record("crm");
    crm.fields["City"].known = nullptr;
    crm.fields["City"].cleared = true;
    crm.fields["City"].heard = Observation{boost::json::value("Oslo"), at_second(1), Precision::seconds, 1};
    const std::vector<RecordState> records{crm};
    const Recomputed done = reevaluate(m, lead, records, {.now = at_second(9)});
    for (const WriteIntent& intent : replan(m, {lead, records}, done, {.now = at_second(9)}, {}))
        EXPECT_FALSE(intent.record.has_value() && intent.fields.contains("city"));
}

TEST(Preview, AWordThatCannotBeReadAnyMoreBlanksNothing) {
    Mapping m = small_mapping();
    Lead lead{.id = {"lead-1"}};
    RecordState mail = record("mail");
    mail.fields["score"].heard = Observation{73, at_second(1), Precision::seconds, 1};
    const std::vector<RecordState> records{mail};
    (void)reevaluate(m, lead, records, {.now = at_second(9)});
    ASSERT_EQ(lead.value("score"), "73");
    m.fields[1].range = {0, 50};
    EXPECT_TRUE(reevaluate(m, lead, records, {.now = at_second(10)}).rows.empty());
    EXPECT_EQ(lead.value("score"), "73");
}

TEST(Preview, ANameThatIsInUseAgainIsNotTakenAway) {
    Mapping m = small_mapping();
    Lead lead;
    lead.values["score"].value = "7";
    m.fields.push_back({.name = "points", .was = "score"});
    EXPECT_FALSE(take_over_names(m, lead)) << "another field is called score";
    std::erase_if(m.fields, [](const FieldPlan& field) { return field.name == "score"; });
    EXPECT_TRUE(take_over_names(m, lead));
    EXPECT_EQ(lead.value("points"), "7");
}

TEST(Preview, SpeaksOnlyWhereItHasSomethingToSay) {
    Mapping m = small_mapping();
    Lead lead{.id = {"lead-1"}};
    const std::vector<RecordState> records{record("crm")};
    EXPECT_FALSE(speaks_for(m, lead, records, records[0], "City")) << "a blank does not travel";
    lead.values["city"].value = "Oslo";
    EXPECT_TRUE(speaks_for(m, lead, records, records[0], "City"));
    EXPECT_FALSE(speaks_for(m, lead, records, records[0], "Town"));
}

}  // namespace
}  // namespace crosswalk
