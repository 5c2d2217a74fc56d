#include "connector/io/store_postgres/schema.h"
#include "connector/io/store_postgres/statement.h"
#include "connector/io/store_sqlite/schema.h"
#include "postgres_story.h"

namespace crosswalk {
namespace {

class PostgresOpening : public PostgresStory {};

TEST_F(PostgresOpening, OneStoreHasOneOwnerAtATime) {
    open();
    EXPECT_EQ(refusal(), "store.locked");
    EXPECT_EQ(put("a", "1"), "ok") << "the refused one has not disturbed the owner";
    open();
    EXPECT_EQ(get("a"), "1");
}

TEST_F(PostgresOpening, TwoSchemasOfOneDatabaseAreTwoStores) {
    open();
    EXPECT_EQ(put("a", "1"), "ok");
    auto other = open_postgres({.uri = server().store("another_schema")});
    ASSERT_TRUE(other) << other.error().what;
    EXPECT_TRUE(run_one(**other, [](Transaction& tx) -> Result<void> {
        EXPECT_EQ(tx.settings.get("a").value(), std::nullopt);
        return {};
    }));
}

TEST_F(PostgresOpening, AStoreOfANewerProgramIsRefusedAndLeftAlone) {
    open();
    EXPECT_EQ(put("a", "1"), "ok");
    store.reset();
    server().tell("UPDATE \"" + schema + "\".crosswalk_store SET version=99");
    EXPECT_EQ(refusal(), "store.newer");
    server().tell(
        "UPDATE \"" + schema + "\".crosswalk_store SET version=" + std::to_string(postgres::schema_version())
    );
    open();
    EXPECT_EQ(get("a"), "1");
}

TEST_F(PostgresOpening, TablesOfAnotherProgramAreRefusedAndLeftAlone) {
    server().tell("CREATE TABLE \"" + schema + "\".invoice(n bigint)");
    EXPECT_EQ(refusal(), "store.foreign");
    EXPECT_EQ(server().tell("SELECT count(*) FROM pg_tables WHERE schemaname='" + schema + "'"), "1");
}

TEST_F(PostgresOpening, AUserWithoutRightsIsToldWhatIsMissing) {
    server().tell("CREATE ROLE nobody LOGIN");
    uri.replace(uri.find("crosswalk@"), 10, "nobody@");
    EXPECT_EQ(refusal(), "store.unavailable");
}

TEST(PostgresAddress, APasswordIsInNoFaultWhateverIsWrongWithTheAddress) {
    for (const char* uri :
         {"postgresql://ada:s3cret-pa%zz@127.0.0.1/x",
          "postgresql://ada:s3cret-pa@127.0.0.1:port/x",
          "postgresql://ada:s3cret-pa@127.0.0.1/x?nonsense=s3cret-pa",
          "postgresql://ada:s3cret-pa@127.0.0.1:1/s3cret-pa",
          "postgresql://ada@127.0.0.1:1/x?password=s3cret-pa",
          "postgresql://ada:s3cret-pa@/x?host=/no/such/folder"}) {
        const auto opened = open_postgres({.uri = uri});
        ASSERT_FALSE(opened) << uri;
        const Fault& fault = opened.error();
        EXPECT_EQ((fault.code + fault.what + fault.remedy).find("s3cret"), std::string::npos) << fault.what;
    }
}

TEST(PostgresPlaces, QuestionMarksAreNumberedOutsideQuotes) {
    EXPECT_EQ(postgres::with_numbered_places("a=? AND b='?' AND c=?"), "a=$1 AND b='?' AND c=$2");
    EXPECT_EQ(postgres::with_numbered_places("a=?2 AND b=?1 AND c=?2"), "a=$2 AND b=$1 AND c=$2");
}

TEST(PostgresSchema, BothDriversAreOfOneVersion) {
    EXPECT_EQ(postgres::schema_version(), sqlite::schema_version());
}

}  // namespace
}  // namespace crosswalk
