// Grants in a store on disk: sealed, replaced by comparison, and opened by the key of today after that of yesterday.
#include "connector/io/vault/sealed_grants.h"

#include "connector/crypto/crypto.h"
#include "connector/io/store_sqlite/sqlite_store.h"
#include "connector/io/vault/vault.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace crosswalk {
namespace {

std::unique_ptr<Vault> vault_of(std::initializer_list<char> keys) {
    SecretList list;
    for (const char c : keys) list.emplace_back(crypto::base64(std::string(32, c)));
    auto made = make_vault(list);
    return made ? std::move(*made) : nullptr;
}

class SealedGrantsOnDisk : public testing::Test {
protected:
    SealedGrantsOnDisk() {
        folder_ = std::filesystem::temp_directory_path() / ("crosswalk-grants-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        auto opened = open_sqlite({.path = (folder_ / "crosswalk.db").string()});
        EXPECT_TRUE(opened);
        store_ = std::move(*opened);
    }
    ~SealedGrantsOnDisk() override {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }
    static StoredGrant grant(const std::string& refresh) {
        return {
            .refresh_token = Secret(refresh),
            .access_token = Secret("at-very-secret"),
            .base_url = "https://acme.example",
            .expires = Millis{std::chrono::seconds{1'800'000'000}},
            .since = Millis{std::chrono::seconds{1'700'000'000}}};
    }
    std::string files() {
        std::ostringstream all;
        for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
            std::ifstream in(entry.path(), std::ios::binary);
            all << in.rdbuf();
        }
        return all.str();
    }
    std::string refresh_of(Grants& grants, std::string_view connection = "crm") {
        const auto kept = grants.load(connection);
        if (!kept) return kept.error().code;
        return *kept ? std::string((*kept)->refresh_token.reveal()) : std::string();
    }

    std::filesystem::path folder_{};
    std::unique_ptr<Store> store_{};
    std::unique_ptr<Vault> vault_ = vault_of({'a'});
};

TEST_F(SealedGrantsOnDisk, WhatIsKeptComesBackAndStandsNowhereInTheClear) {
    const auto grants = make_sealed_grants(*store_, *vault_);
    EXPECT_EQ(refresh_of(*grants), "");
    ASSERT_TRUE(grants->keep("crm", grant("r-very-secret")));
    ASSERT_TRUE(grants->pin("crm", {.id = "00D", .name = "Acme"}));
    const auto kept = grants->load("crm");
    ASSERT_TRUE(kept && *kept);
    EXPECT_EQ((*kept)->access_token.reveal(), "at-very-secret");
    EXPECT_EQ((*kept)->base_url, "https://acme.example");
    EXPECT_EQ((*kept)->expires, grant("").expires);
    EXPECT_EQ((*kept)->since, grant("").since);
    EXPECT_EQ(files().find("very-secret"), std::string::npos);
    ASSERT_TRUE(grants->forget("crm"));
    EXPECT_EQ(refresh_of(*grants), "");
    EXPECT_EQ(grants->account("crm")->value().name, "Acme") << "its records stay linked to people";
}

TEST_F(SealedGrantsOnDisk, AGrantIsReplacedOnlyWhereNobodyWasFaster) {
    const auto grants = make_sealed_grants(*store_, *vault_);
    ASSERT_TRUE(grants->keep("crm", grant("r-1")));
    EXPECT_TRUE(*grants->renew("crm", Secret("r-1"), grant("r-2")));
    EXPECT_FALSE(*grants->renew("crm", Secret("r-1"), grant("r-3")));
    EXPECT_EQ(refresh_of(*grants), "r-2");
    ASSERT_TRUE(grants->forget("crm"));
    EXPECT_FALSE(*grants->renew("crm", Secret("r-2"), grant("r-4"))) << "who was disconnected stays so";
}

TEST_F(SealedGrantsOnDisk, AnOlderKeyCanGoAfterEverythingWasSealedAnew) {
    ASSERT_TRUE(make_sealed_grants(*store_, *vault_)->keep("crm", grant("r-1")));
    const auto both = vault_of({'b', 'a'}), newest = vault_of({'b'});
    EXPECT_EQ(refresh_of(*make_sealed_grants(*store_, *newest)), "secrets.wrong_key");
    ASSERT_TRUE(seal_anew(*store_, *both));
    EXPECT_EQ(refresh_of(*make_sealed_grants(*store_, *newest)), "r-1");
    ASSERT_TRUE(seal_anew(*store_, *vault_)) << "what no key opens is left as it is";
    EXPECT_EQ(refresh_of(*make_sealed_grants(*store_, *newest)), "r-1");
}

TEST_F(SealedGrantsOnDisk, AGrantOpensForItsOwnConnectionAlone) {
    const auto grants = make_sealed_grants(*store_, *vault_);
    ASSERT_TRUE(grants->keep("crm", grant("r-1")));
    ASSERT_TRUE(run_one(*store_, [](Transaction& tx) -> Result<void> {
        const auto sealed = tx.settings.get("grant/crm");
        if (!sealed || !*sealed) return Fault{"test.none", "There is none.", ""};
        return tx.settings.put("grant/hub", **sealed);
    }));
    EXPECT_EQ(refresh_of(*grants, "hub"), "secrets.wrong_key");
}

}  // namespace
}  // namespace crosswalk
