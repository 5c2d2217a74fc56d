// What is believed of a deletion: which of several words counts, and who is erased.
#include "engine_story.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

// Ann is known in a CRM and at the email tool; the CRM's deletions erase where a test says so.
class Deletion : public EngineStory {
protected:
    Deletion() {
        crm = account("crm").add({{"Email", "ann@example.com"}, {"OptedOut", false}});
        account("mail").records["m1"] = {{"address", "ann@example.com"}};
    }
    void begin(OnDelete on_delete) {
        mapping.connections[0].on_delete = on_delete;
        start();
        hears("crm", toy_event(crm, {{"Email", "ann@example.com"}}));
        hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
        settle();
    }
    void says_deleted(std::optional<Millis> when, const Fields& fields = {}) {
        namespace json = boost::json;
        json::object event{{"id", crm}, {"deleted", true}, {"fields", object_of(fields)}};
        if (when) event["at"] = when->time_since_epoch().count();
        hears("crm", json::serialize(json::object{{"events", json::array{event}}}));
    }
    std::size_t known() {
        std::size_t n = 0;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            n = tx.leads.matching("email", "ann@example.com").value().size();
            return {};
        }));
        return n;
    }
    RecordState at_crm() {
        RecordState out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto record = tx.leads.record({"crm", {"person"}, {crm}}).value();
            if (record) out = *record;
            return {};
        }));
        return out;
    }
    std::string crm{};
};

TEST_F(Deletion, FromBeforeTheRecordWasLastReadDoesNotUnlinkIt) {
    begin(OnDelete::unlink);
    const Millis deleted = clock.now() + 1s;
    clock.pass(2min);
    hears("crm", toy_event(crm, {}, {}, "thin"));  // restored
    settle();
    says_deleted(deleted);
    settle();
    EXPECT_FALSE(at_crm().deleted);
}

TEST_F(Deletion, NewsOfARecordThatIsMarkedDeletedIsAReasonToReadIt) {
    begin(OnDelete::unlink);
    says_deleted({});
    settle();
    ASSERT_TRUE(at_crm().deleted);
    account("crm").records[crm]["City"] = "Hue";
    hears("crm", toy_event(crm, {{"City", "Hue"}}));
    settle();
    EXPECT_FALSE(at_crm().deleted);
}

TEST_F(Deletion, ErasesNobodyWhoseRecordIsThereWhenItIsRead) {
    begin(OnDelete::erase);
    says_deleted(clock.now() + 1h);
    settle();
    EXPECT_EQ(known(), 1U);
    EXPECT_FALSE(at_crm().deleted);
    account("crm").records.erase(crm);
    says_deleted(clock.now() + 1h);
    settle();
    EXPECT_EQ(known(), 0U);
}

TEST_F(Deletion, ARecordThatIsLeftOutIsUnlinkedAndNamedAndNobodyIsErased) {
    begin(OnDelete::erase);
    account("crm").hidden.insert(crm);
    hears("crm", toy_event(crm, {}, {}, "thin"));
    settle();
    EXPECT_EQ(known(), 1U);
    EXPECT_TRUE(at_crm().deleted);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "record.not_shown");
    EXPECT_TRUE(engine->replay({}));
    settle();
    ASSERT_EQ(parked().size(), 1U) << "it is still left out";
    account("crm").hidden.clear();
    EXPECT_TRUE(engine->replay({}));
    settle();
    EXPECT_TRUE(parked().empty());
    EXPECT_FALSE(at_crm().deleted);
    EXPECT_FALSE(at_crm().hidden);
}

TEST_F(Deletion, ADeletionOfARecordThatWasLeftOutErasesAsTheAdminSaid) {
    begin(OnDelete::erase);
    account("crm").hidden.insert(crm);
    hears("crm", toy_event(crm, {}, {}, "thin"));
    settle();
    account("crm").hidden.clear();
    account("crm").records.erase(crm);
    hears("crm", toy_event(crm, {}, {}, "thin"));
    settle();
    EXPECT_EQ(known(), 0U);
}

}  // namespace
}  // namespace crosswalk
