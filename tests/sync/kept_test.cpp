// What a tool merely made of a value it was given is no news.
#include "connector/sync/compose.h"
#include "connector/sync/ingest.h"
#include "small_mapping.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

Mapping mapping_with(FieldType type, VendorForm form) {
    Mapping out = small_mapping();
    FieldPlan field{.name = "it", .type = type, .bindings = {both("crm", "It"), both("hub", "it")}};
    field.bindings.front().form = std::move(form);
    out.fields.push_back(std::move(field));
    return out;
}

struct Told {
    std::string word{};
    bool written_again = false;
};

// The crm was written `ours` and tells `theirs`.
Told tell(const Mapping& mapping, const char* ours, const char* theirs) {
    RecordState crm = record("crm");
    crm.fields["It"].known = ours;
    const IngestResult heard =
        ingest(mapping, Lead{}, crm, change({{"It", theirs}}, dated(10)), {7, at_second(100)});
    const FieldPlan& field = *mapping.field("it");
    const auto value = to_canonical(field, field.bindings.front(), ours).value;
    return {std::string(heard.booked_as()), !diff(field, field.bindings.front(), crm, value).empty()};
}

TEST(ANumberAsTheToolKeepsIt, IsAnEchoAndNotCorrected) {
    const Mapping cents = mapping_with(FieldType::decimal, {.scale = 2});
    const Told rounded = tell(cents, "1234.5678", "1234.57");
    EXPECT_EQ(rounded.word, books::kEcho);
    EXPECT_FALSE(rounded.written_again);
    EXPECT_EQ(tell(cents, "1234.5678", "1234.58").word, books::kApplied);
    EXPECT_EQ(tell(cents, "1234.57", "1234.58").word, books::kApplied);
}

TEST(ATextAsTheToolKeepsIt, IsAnEchoAndNotCorrected) {
    const Mapping short_text = mapping_with(FieldType::text, {.length = 10});
    for (const auto& [ours, theirs] :
         {std::pair("Example Corporation", "Example Co"), std::pair("one\ntwo", "one\r\ntwo"), std::pair("one", " one ")}) {
        const Told told = tell(short_text, ours, theirs);
        EXPECT_EQ(told.word, books::kEcho) << theirs;
        EXPECT_FALSE(told.written_again) << theirs;
    }
    EXPECT_EQ(tell(short_text, "Example Corporation", "Example").word, books::kApplied);
}

TEST(AMomentAsTheToolKeepsIt, IsAnEcho) {
    const Mapping moments = mapping_with(FieldType::datetime, {});
    EXPECT_EQ(tell(moments, "2026-03-01T09:00:31.250Z", "2026-03-01T09:00:00.000+0000").word, books::kEcho);
    EXPECT_EQ(tell(moments, "2026-03-01T09:00:31.250Z", "2026-03-01T09:01:00.000+0000").word, books::kApplied);
}

TEST(ACheckboxThatWasCleared, HoldsWhatABlankIsThere) {
    Mapping mapping = mapping_with(FieldType::boolean, {.cleared_is_false = true});
    mapping.fields.back().if_blank = IfBlank::clear;
    const FieldPlan& field = mapping.fields.back();
    RecordState crm = record("crm");
    crm.fields["It"].known = true;
    EXPECT_EQ(diff(field, field.bindings.front(), crm, std::nullopt), (Fields{{"It", false}}));
    crm.fields["It"].known = false;
    EXPECT_TRUE(diff(field, field.bindings.front(), crm, std::nullopt).empty());
    const IngestResult heard =
        ingest(mapping, Lead{}, crm, change({{"It", false}}, dated(10)), {7, at_second(100)});
    EXPECT_EQ(heard.booked_as(), books::kEcho) << "its own way of saying blank";
}

TEST(SeveralChoices, InAnotherOrderAreAnEcho) {
    Mapping mapping = mapping_with(FieldType::choices, {});
    EXPECT_EQ(tell(mapping, "Phone;Web", "Web;Phone;Web").word, books::kEcho);
    EXPECT_EQ(tell(mapping, "Phone;Web", "Web").word, books::kApplied);
}

TEST(AWholeName, ReadIntoItsPartsIsNewsToEachOfThem) {
    Mapping mapping = small_mapping();
    for (const NamePart part : {NamePart::given, NamePart::family})
        mapping.fields.push_back(
            {.name = part == NamePart::given ? "given" : "family",
             .type = FieldType::person_name,
             .part = part,
             .bindings = {reads("hub", "full_name")}}
        );
    RecordState hub = record("hub");
    const IngestResult heard =
        ingest(mapping, Lead{}, hub, change({{"full_name", "Ada Lovelace"}}, dated(10)), {7, at_second(100)});
    EXPECT_EQ(heard.news, (FieldSet{"family", "given"}));
    EXPECT_EQ(latest_candidates(*mapping.field("family"), std::vector{hub}).front().value, "Lovelace");
    EXPECT_EQ(latest_candidates(*mapping.field("given"), std::vector{hub}).front().value, "Ada");
    const IngestResult again = ingest(
        mapping, Lead{}, hub, change({{"full_name", "Ada  Lovelace"}}, dated(20)), {8, at_second(100)}
    );
    EXPECT_EQ(again.booked_as(), books::kEcho);
    ingest(mapping, Lead{}, hub, change({{"full_name", "Cher"}}, dated(30)), {9, at_second(100)});
    EXPECT_EQ(latest_candidates(*mapping.field("given"), std::vector{hub}).front().value, "Cher")
        << "a single word has no family name, which does not travel, and yet is heard";
    EXPECT_FALSE(means_the_same(mapping, hub.key, "full_name", "Ada Lovelace", "Ada Byron"))
        << "one part moved";
    EXPECT_TRUE(means_the_same(mapping, hub.key, "full_name", "Ada Lovelace", " Ada  Lovelace"));
}

TEST(AStage, ToldTogetherWithWhatTellsItApartIsThatStageAtFirstSight) {
    Mapping mapping = small_mapping();
    Binding hub = both("hub", "stage");
    hub.values = {{"lead", {"lead"}}, {"recycled", {"lead"}}};
    hub.along = {{"recycled", {{"status", "UNQUALIFIED"}}}};
    mapping.path = {{.name = "lead"}};
    mapping.aside = {{.name = "recycled"}};
    mapping.fields.push_back(
        {.name = "stage", .type = FieldType::choice, .bindings = {hub}, .choices = {"lead", "recycled"}}
    );
    RecordState record_there = record("hub");
    const IngestResult heard = ingest(
        mapping,
        Lead{},
        record_there,
        change({{"stage", "lead"}, {"status", "UNQUALIFIED"}}, dated(10)),
        {7, at_second(100), true}
    );
    ASSERT_TRUE(heard.stage);
    EXPECT_EQ(heard.stage->stage, "recycled");
}

}  // namespace
}  // namespace crosswalk
