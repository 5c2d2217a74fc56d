#include "connector/contract/adapter.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

const ObjectPlan kPlan{.kind = {"person"}};
const SchemaQuery kQuery{kPlan};

Call named(std::string name) { return {.request = {.path = std::move(name)}}; }

// Asks "a" and "b"; the answer to "a" asks "a/1" as well.
Operation<SchemaQuery, ObjectSchema> branching() {
    return {
        [](const SchemaQuery&, const Connection&, ObjectSchema&) -> Result<Calls> {
            return Calls{named("a"), named("b")};
        },
        [](const SchemaQuery&, const Connection&, const Call& call, const Answer&, ObjectSchema& out
        ) -> Result<Calls> {
            out.fields.push_back({.name = call.request.path});
            return call.request.path == "a" ? Calls{named("a/1")} : Calls{};
        }};
}

HttpResponse fine(const HttpRequest&) { return {.status = 200}; }

TEST(Ask, AnswersAddUpAndFurtherCallsComeBeforeThoseThatWait) {
    const auto schema = ask(Adapter{.describe = branching()}, kQuery, Connection{}, fine);
    ASSERT_TRUE(schema);
    EXPECT_EQ(schema->kind.text, "person");
    ASSERT_EQ(schema->fields.size(), 3U);
    EXPECT_EQ(schema->fields[0].name, "a");
    EXPECT_EQ(schema->fields[1].name, "a/1");
    EXPECT_EQ(schema->fields[2].name, "b");
}

TEST(Ask, WhatHasNothingToAskSendsNothing) {
    const Operation<SchemaQuery, ObjectSchema> silent{
        [](const SchemaQuery&, const Connection&, ObjectSchema& out) -> Result<Calls> {
            out.whole = false;
            return Calls{};
        },
        branching().parse};
    const auto schema = ask(Adapter{.describe = silent}, kQuery, Connection{}, [](const HttpRequest&) -> HttpResponse {
        ADD_FAILURE() << "there was nothing to ask";
        return {};
    });
    ASSERT_TRUE(schema);
    EXPECT_FALSE(schema->whole) << "what the operation says of it stands";
}

TEST(Ask, WhatNeverEndsIsAFault) {
    const Operation<SchemaQuery, ObjectSchema> endless{
        branching().build,
        [](const SchemaQuery&, const Connection&, const Call&, const Answer&, ObjectSchema&)
            -> Result<Calls> { return Calls{named("more")}; }};
    const auto schema = ask(Adapter{.describe = endless}, kQuery, Connection{}, fine);
    ASSERT_FALSE(schema);
    EXPECT_EQ(schema.error().code, "operation.endless");
}

TEST(Ask, AQuestionThatMakesNoSenseIsAFaultAndSendsNothing) {
    const Operation<SchemaQuery, ObjectSchema> senseless{
        [](const SchemaQuery&, const Connection&, ObjectSchema&) -> Result<Calls> {
            return Fault{"toy.field_name", "'a b' is no name.", "Correct it."};
        },
        branching().parse};
    int sent = 0;
    const auto schema = ask(Adapter{.describe = senseless}, kQuery, Connection{}, [&](const HttpRequest&) {
        ++sent;
        return HttpResponse{};
    });
    ASSERT_FALSE(schema);
    EXPECT_EQ(schema.error().code, "toy.field_name");
    EXPECT_EQ(sent, 0);
}

TEST(NothingSaid, LeavesEveryRecordUnanswered) {
    const ObjectSchema schema;
    const std::vector<Record> records(3);
    const auto report = nothing_said(WriteBatch{kPlan, schema, WriteKind::update, "", records});
    ASSERT_EQ(report.outcomes().size(), 3U);
    for (const Outcome& one : report.outcomes()) EXPECT_EQ(one.verdict, Verdict::unanswered);
}

}  // namespace
}  // namespace crosswalk
