// Who may use the admin side, by what, and what was done there; the pages that are looked at.
#include "store_contract.h"

#include <thread>

namespace crosswalk {
namespace {

class AccountsContract : public StoreContract {
protected:
    void keep(std::string kind, std::string hash, std::string id, std::optional<std::int64_t> until = {}) {
        change([&](Transaction& tx) {
            return nothing(tx.accounts.keep(
                {kind, hash, id, "u", until ? std::optional(at_second(*until)) : std::nullopt, "doc of " + hash}
            ));
        });
    }
    std::optional<Credential> find(std::string_view kind, std::string_view hash) {
        return look([&](Transaction& tx) { return tx.accounts.find(kind, hash); });
    }
    std::vector<std::string> ids(std::string_view kind, std::string_view after = "", std::size_t limit = 10) {
        std::vector<std::string> out;
        for (const Credential& one : look([&](Transaction& tx) { return tx.accounts.of(kind, "u", after, limit); }))
            out.push_back(one.id);
        return out;
    }
    void log(std::int64_t second, std::string who, std::string what) {
        change([&](Transaction& tx) {
            return nothing(tx.audit.add({.at = at_second(second), .who = who, .what = what, .detail = "{}"}));
        });
    }
    std::vector<std::int64_t> logged(std::int64_t before, const AuditFilter& filter = {}, std::size_t limit = 10) {
        std::vector<std::int64_t> out;
        for (const AuditRow& row : look([&](Transaction& tx) { return tx.audit.before(before, filter, limit); }))
            out.push_back(row.n);
        return out;
    }
    std::optional<std::int64_t> broken() {
        return look([](Transaction& tx) { return tx.audit.broken_at(); });
    }
    using Names = std::vector<std::string>;
    using Numbers = std::vector<std::int64_t>;
};

TEST_P(AccountsContract, AUserIsFoundByIdAndByNameAndKeptAsTheyAreNow) {
    User mai{.id = "1", .name = "mai", .role = "editor", .email = "mai@example.com", .made = at_second(1)};
    change([&](Transaction& tx) { return nothing(tx.accounts.save(mai)); });
    mai.disabled = true;
    mai.seen = at_second(9);
    change([&](Transaction& tx) { return nothing(tx.accounts.save(mai)); });
    change([&](Transaction& tx) { return nothing(tx.accounts.save({.id = "2", .name = "an", .role = "rep"})); });
    reopen();
    const auto found = look([](Transaction& tx) { return tx.accounts.user_named("mai"); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, "1");
    EXPECT_EQ(found->email, "mai@example.com");
    EXPECT_TRUE(found->disabled);
    EXPECT_EQ(found->seen, at_second(9));
    EXPECT_EQ(found->made, at_second(1));
    EXPECT_EQ(look([](Transaction& tx) { return tx.accounts.user("2"); })->name, "an");
    EXPECT_FALSE(look([](Transaction& tx) { return tx.accounts.user("3"); }));
    EXPECT_EQ(look([](Transaction& tx) { return tx.accounts.users("", 1); }).at(0).name, "an");
    EXPECT_EQ(look([](Transaction& tx) { return tx.accounts.users("an", 9); }).size(), 1U);
    EXPECT_FALSE(run_one(*store, [](Transaction& tx) { return tx.accounts.save({.id = "3", .name = "mai"}); }))
        << "two of one name";
}

TEST_P(AccountsContract, ACredentialIsTakenOnceEndedAndForgottenWhenItIsOver) {
    keep("invite", "h1", "a", 10);
    keep("session", "h1", "b", 20);
    keep("session", "h2", "c");
    EXPECT_EQ(find("invite", "h1")->doc, "doc of h1");
    EXPECT_EQ(find("invite", "h1")->until, at_second(10));
    EXPECT_FALSE(find("session", "h2")->until);
    const auto take = [&] { return change([](Transaction& tx) { return tx.accounts.take("invite", "h1"); }); };
    EXPECT_TRUE(take());
    EXPECT_FALSE(take());
    EXPECT_EQ(ids("session"), (Names{"b", "c"}));
    EXPECT_EQ(ids("session", "b"), Names{"c"});
    EXPECT_EQ(ids("session", "", 1), Names{"b"});
    EXPECT_FALSE(change([](Transaction& tx) { return tx.accounts.end("session", "another", "b"); }));
    EXPECT_TRUE(change([](Transaction& tx) { return tx.accounts.end("session", "u", "c"); }));
    change([](Transaction& tx) { return nothing(tx.accounts.forget_expired(at_second(19))); });
    EXPECT_EQ(ids("session"), Names{"b"});
    change([](Transaction& tx) { return nothing(tx.accounts.forget_expired(at_second(20))); });
    EXPECT_TRUE(ids("session").empty());
    keep("session", "h3", "d");
    keep("passkey", "h3", "e");
    change([](Transaction& tx) { return nothing(tx.accounts.end_all("session", "u")); });
    EXPECT_TRUE(ids("session").empty());
    EXPECT_EQ(ids("passkey"), Names{"e"});
}

TEST_P(AccountsContract, OfManyWhoTakeACredentialAtOnceOneGetsIt) {
    keep("invite", "h1", "a");
    std::atomic<int> got = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < 8; ++i)
        all.emplace_back([&] {
            EXPECT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
                const auto taken = tx.accounts.take("invite", "h1");
                if (!taken) return taken.error();
                if (*taken) ++got;
                return {};
            }));
        });
    for (std::thread& one : all) one.join();
    EXPECT_EQ(got, 1);
}

TEST_P(AccountsContract, TheLogIsReadNewestFirstByWhoAndWhatAndForgottenByItsAge) {
    log(1, "mai", "pause");
    log(2, "an", "pause");
    log(3, "mai", "resume");
    EXPECT_EQ(logged(100), (Numbers{3, 2, 1}));
    EXPECT_EQ(logged(3), (Numbers{2, 1}));
    EXPECT_EQ(logged(100, {}, 1), Numbers{3});
    EXPECT_EQ(logged(100, {.who = "mai"}), (Numbers{3, 1}));
    EXPECT_EQ(logged(100, {.what = "pause"}), (Numbers{2, 1}));
    EXPECT_FALSE(broken());
    change([](Transaction& tx) { return nothing(tx.audit.forget(at_second(3))); });
    EXPECT_EQ(logged(100), Numbers{3});
    EXPECT_FALSE(broken()) << "what was forgotten for its age is not missed";
    log(4, "an", "pause");
    EXPECT_EQ(logged(100), (Numbers{4, 3}));
    EXPECT_FALSE(broken());
}

TEST_P(AccountsContract, CommitsAreCountedByWhatTheyChangedAndOthersAreNot) {
    const auto counts = [&] {
        std::vector<std::uint64_t> out;
        for (const Topic one : {Topic::leads, Topic::handoffs, Topic::parked, Topic::connections, Topic::mapping})
            out.push_back(store->commits_about(one));
        return out;
    };
    const auto before = counts();
    change([](Transaction& tx) { return nothing(tx.settings.put("cursor", "1")); });
    look([](Transaction& tx) { return tx.leads.load({"ada"}); });
    EXPECT_EQ(counts(), before);
    change([](Transaction& tx) { return nothing(tx.leads.save(Lead{.id = {"ada"}})); });
    EXPECT_GT(counts()[0], before[0]);
    change([](Transaction& tx) { return nothing(tx.handoffs.save({.id = "h", .lead = {"ada"}, .doc = "{}"})); });
    EXPECT_GT(counts()[1], before[1]);
    change([](Transaction& tx) { return tx.parked.park({.connection = "crm"}); });
    EXPECT_GT(counts()[2], before[2]);
    change([](Transaction& tx) { return nothing(tx.settings.put("paused/crm", "why")); });
    change([](Transaction& tx) { return nothing(tx.settings.put("mapping/active", "2")); });
    EXPECT_GT(counts()[3], before[3]);
    EXPECT_GT(counts()[4], before[4]);
}

TEST_P(AccountsContract, PeopleAreFoundByTheBeginningOfANameInItsOrder) {
    const auto save = [&](const std::string& id, std::set<std::string> called) {
        change([&](Transaction& tx) { return nothing(tx.leads.save(Lead{.id = {id}, .called = called})); });
    };
    const auto found = [&](const std::string& begins, const CalledLead& after = {}, std::size_t limit = 10) {
        Names out;
        for (const CalledLead& one : look([&](Transaction& tx) { return tx.leads.called(begins, after, limit); }))
            out.push_back(one.name + ":" + one.lead.text);
        return out;
    };
    save("1", {"ann le", "le ann"});
    save("2", {"anna"});
    save("3", {"ann le"});
    save("4", {"đặng an"});
    EXPECT_EQ(found("ann"), (Names{"ann le:1", "ann le:3", "anna:2"}));
    EXPECT_EQ(found("đặng"), Names{"đặng an:4"});
    EXPECT_TRUE(found("b").empty());
    const auto first = look([](Transaction& tx) { return tx.leads.called("ann", {}, 1); }).at(0);
    EXPECT_EQ(found("ann", first), (Names{"ann le:3", "anna:2"}));
    save("1", {"bea"});
    EXPECT_EQ(found("ann"), (Names{"ann le:3", "anna:2"})) << "a new name stands in place of the old one";
    EXPECT_EQ(look([](Transaction& tx) { return tx.leads.load({"1"}); })->called, (std::set<std::string>{"bea"}));
}

TEST_P(AccountsContract, ParkedItemsHandoffsAndHistoryAreReadPageByPage) {
    const auto park = [&](std::string connection, std::string code, std::int64_t second) {
        change([&](Transaction& tx) {
            return tx.parked.park({.connection = connection, .code = code, .says = code, .since = at_second(second)});
        });
    };
    park("crm", "a", 5);
    park("mail", "a", 6);
    park("crm", "a", 4);
    park("crm", "b", 7);
    const auto page = [&](const ParkedQuery& query) {
        return look([&](Transaction& tx) { return tx.parked.page(query); });
    };
    const auto all = page({.limit = 10});
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(page({.after = all[1].id, .limit = 10}).size(), 2U);
    EXPECT_EQ(page({.connection = "crm", .code = "a", .limit = 10}).size(), 2U);
    EXPECT_EQ(page({.limit = 1}).size(), 1U);
    const auto causes = look([](Transaction& tx) { return tx.parked.causes(); });
    ASSERT_EQ(causes.size(), 3U);
    EXPECT_EQ(causes[0].count, 2);
    EXPECT_EQ(causes[0].since, at_second(4));
    EXPECT_EQ(causes[0].first.id, all[0].id);

    for (const char* id : {"h1", "h2", "h3"})
        change([&](Transaction& tx) {
            return nothing(tx.handoffs.save({.id = id, .lead = {"ada"}, .owner = id == std::string("h2") ? "b" : "a", .open = id != std::string("h1"), .doc = "{}"}));
        });
    const auto of = [&](const HandoffQuery& query) {
        Names out;
        for (const KeptHandoff& one : look([&](Transaction& tx) { return tx.handoffs.of_owner(query); })) out.push_back(one.id);
        return out;
    };
    EXPECT_EQ(of({"a", false, "", 10}), (Names{"h1", "h3"}));
    EXPECT_EQ(of({"a", true, "", 10}), Names{"h3"});
    EXPECT_EQ(of({"a", false, "h1", 10}), Names{"h3"});

    for (const char* lead : {"ada", "bob"})
        for (int i = 0; i < 3; ++i)
            change([&](Transaction& tx) {
                return nothing(tx.history.add(HistoryRow{.lead = {lead}, .event = i, .field = "email"}));
            });
    change([](Transaction& tx) { return nothing(tx.identities.join({"bob"}, {"ada"})); });
    Numbers seen;
    for (std::int64_t before = std::numeric_limits<std::int64_t>::max();;) {
        const auto rows = look([&](Transaction& tx) { return tx.history.older({"ada"}, before, 2); });
        for (const auto& [n, row] : rows) seen.push_back(n);
        if (rows.size() < 2) break;
        before = rows.back().first;
    }
    EXPECT_EQ(seen.size(), 6U) << "those of both, each once";
    EXPECT_TRUE(std::ranges::is_sorted(seen, std::greater{}));
}

INSTANTIATE_TEST_SUITE_P(Stores, AccountsContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
