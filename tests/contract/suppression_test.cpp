#include "connector/contract/suppression.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

constexpr ErrorRule kWords[] = {
    {"unknown_field", Verdict::refused, "Take '{field}' out of the mapping; then replay."},
    {"opt_in_not_taken", Verdict::refused, "They are on the list; drop this."}};
std::string as_it_is(std::string_view text) { return std::string(text); }
std::string path(std::string_view address) { return "/" + std::string(address); }
HttpRequest put_on(std::span<const std::string> addresses) {
    return send_json("POST", "/", boost::json::array(addresses.begin(), addresses.end()));
}
constexpr SuppressionShape kShape{
    .address = "email", .flag = "out", .spell = as_it_is, .path = path, .suppress = put_on, .words = kWords};
const ObjectPlan kPersonPlan{.kind = {"person"}};
const ObjectSchema kSchema{};

Record person(std::string id, Fields fields) {
    return {.id = VendorId{std::move(id)}, .fields = std::move(fields)};
}

TEST(Suppression, AllWhoLeftAreToldInOneCallAndTheOthersAreLookedAt) {
    const std::vector<Record> people{
        person("a", {{"out", true}}), person("b", {{"out", false}}), person("c", {{"out", true}})};
    const WriteBatch batch{kPersonPlan, kSchema, WriteKind::update, "", people};
    auto report = nothing_said(batch);
    const auto calls = calls_for(kShape, batch, report);
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[0].request.body, R"(["a","c"])");
    EXPECT_EQ(calls[0].rows, (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(calls[1].request.path, "/b");
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::unanswered);
}

TEST(Suppression, AnotherAddressIsAnotherRecordAndOtherFieldsAreRefusedByName) {
    const std::vector<Record> people{person("a", {{"email", "z"}}), person("b", {{"city", "Hue"}}), person("c", {{"email", "c"}})};
    const WriteBatch batch{kPersonPlan, kSchema, WriteKind::update, "", people};
    auto report = nothing_said(batch);
    EXPECT_EQ(calls_for(kShape, batch, report).size(), 1U);
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::merged);
    EXPECT_EQ(report.outcomes()[0].id, VendorId{"z"});
    EXPECT_EQ(report.outcomes()[1].field, "city");
    EXPECT_EQ(report.outcomes()[2].verdict, Verdict::unanswered);
}

TEST(Suppression, WhoeverIsOnTheListIsNotTakenOff) {
    EXPECT_EQ(looked_at(kShape, person("a", {{"out", false}}), true).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(looked_at(kShape, person("a", {{"out", false}}), false).verdict, Verdict::applied);
    EXPECT_EQ(looked_at(kShape, person("a", {{"email", "a"}}), true).verdict, Verdict::applied);
    EXPECT_EQ(suppressed(kShape, person("a", {{"out", true}, {"email", "z"}})).verdict, Verdict::merged);
}

}  // namespace
}  // namespace crosswalk
