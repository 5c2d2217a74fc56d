// An auditor that never complains proves nothing: each of its complaints is provoked here.
#include "tests/chaos/auditor.h"

#include "connector/io/store_sqlite/sqlite_store.h"

#include <gmock/gmock.h>

namespace crosswalk::chaos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AuditorStory : public testing::Test {
protected:
    void journal(const bench::Event& event) {
        auto store = open_sqlite({.path = file()});
        ASSERT_TRUE(store) << store.error().what;
        NewEvent delivery;
        delivery.connection = "hubspot";
        delivery.delivery.body = bench::event_body(event);
        const auto done = run_one(**store, [&](Transaction& tx) -> Result<void> {
            const auto seq = tx.journal.append(delivery);
            if (!seq) return seq.error();
            return {};
        });
        ASSERT_TRUE(done);
    }
    std::string file() const { return folder_.path() + "/crosswalk.db"; }
    static doubles::Call write(std::string id, int score) {
        doubles::Call call;
        call.method = "PATCH";
        call.path = "/services/data/v66.0/composite/sobjects";
        call.body = R"({"records":[{"id":")" + id + R"(","Lead_Score__c":)" + std::to_string(score) + "}]}";
        return call;
    }

    bench::TemporaryFolder folder_{"/tmp"};
    Auditor auditor_{2};
};

TEST_F(AuditorStory, finds_what_was_acknowledged_in_the_journal) {
    Sent& sent = auditor_.rise(0, 1);
    journal(sent.event);
    auditor_.acknowledged(sent);
    EXPECT_THAT(auditor_.missing_in_journal(file()), IsEmpty());
}

TEST_F(AuditorStory, misses_an_acknowledged_delivery_that_is_not_in_the_journal) {
    journal(auditor_.rise(0, 1).event);
    auditor_.acknowledged(auditor_.rise(1, 2));
    EXPECT_THAT(auditor_.missing_in_journal(file()), ElementsAre(HasSubstr("event 2 was answered 200")));
}

TEST_F(AuditorStory, does_not_miss_what_was_never_acknowledged) {
    journal(auditor_.rise(0, 1).event);
    auditor_.rise(1, 2);
    EXPECT_THAT(auditor_.missing_in_journal(file()), IsEmpty());
    EXPECT_EQ(auditor_.unanswered().size(), 2U);
}

TEST_F(AuditorStory, sees_a_field_go_back_at_the_vendor) {
    EXPECT_THAT(auditor_.older_at_vendor({write("00Q1", 3), write("00Q2", 1), write("00Q1", 3)}), IsEmpty());
    EXPECT_THAT(
        auditor_.older_at_vendor({write("00Q1", 2)}), ElementsAre(HasSubstr("went back from 3 to 2"))
    );
}

TEST_F(AuditorStory, sees_a_creation_of_somebody_who_is_there) {
    auto call = write("00Q1", 3);
    call.path += "/Lead/Crosswalk_Id__c";
    EXPECT_THAT(auditor_.older_at_vendor({call}), ElementsAre(HasSubstr("was created")));
}

TEST_F(AuditorStory, sees_what_never_arrived) {
    auditor_.acknowledged(auditor_.rise(0, 1));
    const boost::json::object arrived{{"Email", "lead0@example.com"}, {"Lead_Score__c", 1}};
    const boost::json::object other{{"Email", "lead1@example.com"}, {"Lead_Score__c", nullptr}};
    const boost::json::object old{{"Email", "lead0@example.com"}, {"Lead_Score__c", 0}};
    EXPECT_THAT(auditor_.not_arrived({arrived, other}), IsEmpty());
    EXPECT_THAT(auditor_.not_arrived({old, other}), ElementsAre(HasSubstr("acknowledged was 1")));
    EXPECT_THAT(auditor_.not_arrived({arrived}), ElementsAre(HasSubstr("number of leads")));
}

}  // namespace
}  // namespace crosswalk::chaos
