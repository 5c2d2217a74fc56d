// Whose word counts after a merge, as long as nobody read the survivor and afterwards.
#include "small_mapping.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

Mapping with_customers() {
    Mapping m = small_mapping();
    for (FieldPlan& field : m.fields)
        if (field.name == "city") {
            field.bindings.push_back(both("crm", "Town"));
            field.bindings.back().kind = {"customer"};
        }
    return m;
}

RecordState says(RecordState record, const std::string& field, const char* value, long second) {
    record.fields[field].heard = Observation{boost::json::string(value), at_second(second)};
    return record;
}

RecordState merged_into(RecordState record, const RecordState& survivor) {
    record.deleted = true;
    record.merged_into = survivor.key;
    return record;
}

std::string city_in(const Mapping& m, std::vector<RecordState> records) {
    const auto candidates = latest_candidates(*m.field("city"), records);
    return candidates.empty() ? "(nothing)" : candidates.front().value.value_or("(blank)");
}

TEST(Words, OfAMergedRecordCountWhereItsSurvivorHasNone) {
    const Mapping m = small_mapping();
    const RecordState survivor = record("crm", "2");
    const RecordState loser = merged_into(says(record("crm", "1"), "City", "Hue", 5), survivor);
    EXPECT_EQ(city_in(m, {loser, survivor}), "Hue");
    EXPECT_EQ(city_in(m, {loser, says(survivor, "City", "Hanoi", 1)}), "Hanoi") << "however old";
}

TEST(Words, OfAMergedRecordAreFollowedThroughSeveralMerges) {
    const Mapping m = small_mapping();
    const RecordState last = record("crm", "3");
    const RecordState middle = merged_into(record("crm", "2"), last);
    const RecordState first = merged_into(says(record("crm", "1"), "City", "Hue", 5), middle);
    EXPECT_EQ(city_in(m, {first, middle, last}), "Hue");
    EXPECT_EQ(city_in(m, {first, middle, says(last, "City", "Hanoi", 1)}), "Hanoi");
    RecordState gone = last;
    gone.deleted = true;
    EXPECT_EQ(city_in(m, {first, middle, gone}), "(nothing)");
}

TEST(Words, OfAMergedRecordEndWithWhatTheReadSurvivorTells) {
    const Mapping m = small_mapping();
    const RecordState survivor = record("crm", "2");
    std::vector<RecordState> records{merged_into(says(record("crm", "1"), "City", "Hue", 5), survivor), survivor};
    records[0] = says(records[0], "Company", "Acme", 5);
    forget_told(m, records, survivor.key, change({{"City", nullptr}}));
    EXPECT_EQ(city_in(m, records), "(nothing)");
    EXPECT_EQ(latest_candidates(*m.field("company"), records).size(), 1U) << "what was not told stays";
}

TEST(Words, OfAConvertedRecordEndInTheFieldsOfItsNewKind) {
    const Mapping m = with_customers();
    RecordState customer = record("crm", "9");
    customer.key.kind = {"customer"};
    std::vector<RecordState> records{merged_into(says(record("crm", "1"), "City", "Hue", 5), customer), customer};
    records[0] = says(records[0], "Company", "Acme", 5);
    EXPECT_EQ(city_in(m, records), "Hue");
    forget_told(m, records, customer.key, change({{"Town", "Hanoi"}, {"Company", "Globex"}}));
    EXPECT_EQ(city_in(m, records), "(nothing)");
    EXPECT_EQ(latest_candidates(*m.field("company"), records).size(), 1U) << "a customer has no such field";
}

TEST(Words, OfARecordMergedIntoOneThatWasPassedOverDoNotCount) {
    const Mapping m = small_mapping();
    RecordState survivor = record("crm", "2");
    survivor.match_status = MatchStatus::rejected;
    EXPECT_EQ(
        city_in(m, {merged_into(says(record("crm", "1"), "City", "Hue", 5), survivor), survivor}), "(nothing)"
    );
}

}  // namespace
}  // namespace crosswalk
