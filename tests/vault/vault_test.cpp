#include "connector/io/vault/vault.h"

#include "connector/crypto/crypto.h"

#include <gtest/gtest.h>

#include <sstream>

namespace crosswalk {
namespace {

Secret key(char fill) { return Secret(crypto::base64(std::string(32, fill))); }

std::unique_ptr<Vault> vault_with(const SecretList& keys) {
    auto made = make_vault(keys);
    EXPECT_TRUE(made.has_value());
    return made ? std::move(*made) : nullptr;
}

struct OneValue {
    std::optional<std::string> value{};
    int puts = 0;

    CanaryStore store() {
        return {
            .get = [this](std::string_view) -> Result<std::optional<std::string>> { return value; },
            .put = [this](std::string_view, std::string_view written) -> Result<void> {
                value = std::string(written);
                ++puts;
                return {};
            }};
    }
};

TEST(Vault, OpensWhatItSealed) {
    const auto vault = vault_with({key('a')});
    const std::string sealed = vault->seal("a token", "crm/token");
    EXPECT_EQ(sealed.find("a token"), std::string::npos);
    const auto opened = vault->open(sealed, "crm/token");
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->reveal(), "a token");
}

TEST(Vault, SealsTheSameTextDifferentlyEachTime) {
    const auto vault = vault_with({key('a')});
    EXPECT_NE(vault->seal("a token", "crm/token"), vault->seal("a token", "crm/token"));
}

TEST(Vault, DoesNotOpenAValueThatWasMovedToAnotherName) {
    const auto vault = vault_with({key('a')});
    const auto opened = vault->open(vault->seal("a token", "crm/token"), "mail/token");
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, "secrets.wrong_key");
}

TEST(Vault, OldKeysStillOpenAndTheNewestSeals) {
    const std::string old_sealed = vault_with({key('a')})->seal("a token", "crm/token");
    const auto both = vault_with({key('b'), key('a')});
    EXPECT_TRUE(both->open(old_sealed, "crm/token").has_value());
    const std::string new_sealed = both->seal("a token", "crm/token");
    EXPECT_FALSE(vault_with({key('a')})->open(new_sealed, "crm/token").has_value());
    EXPECT_TRUE(vault_with({key('b')})->open(new_sealed, "crm/token").has_value());
}

TEST(Vault, TellsDamageFromAWrongKey) {
    const auto vault = vault_with({key('a')});
    for (const char* text : {"", "a token", "v1:", "v1:no base64!"}) {
        const auto opened = vault->open(text, "crm/token");
        ASSERT_FALSE(opened.has_value()) << text;
    }
    EXPECT_EQ(vault->open("a token", "crm/token").error().code, "secrets.damaged");
    EXPECT_EQ(vault->open("v1:no base64!", "crm/token").error().code, "secrets.damaged");
}

TEST(Vault, RefusesKeysThatAreMissingShortOrNotBase64WithoutShowingThem) {
    const auto none = make_vault({});
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code, "secrets.no_key");
    for (const std::string& text :
         {std::string{}, std::string("hunter2"), crypto::base64(std::string(31, 'x'))}) {
        const auto bad = make_vault({key('a'), Secret(text)});
        ASSERT_FALSE(bad.has_value()) << text;
        EXPECT_EQ(bad.error().code, "secrets.bad_key");
        EXPECT_NE(bad.error().what.find("Key 2"), std::string::npos);
        if (!text.empty()) {
            EXPECT_EQ((bad.error().what + bad.error().remedy).find(text), std::string::npos);
        }
    }
}

TEST(Canary, IsLeftInANewStoreOnceAndRecognisedAfterwards) {
    OneValue kept;
    const auto vault = vault_with({key('a')});
    EXPECT_TRUE(check_canary(*vault, kept.store()).has_value());
    EXPECT_TRUE(check_canary(*vault, kept.store()).has_value());
    EXPECT_EQ(kept.puts, 1);
}

TEST(Canary, AWrongKeyIsRefusedAndTheMessageNamesTheSetting) {
    OneValue kept;
    ASSERT_TRUE(check_canary(*vault_with({key('a')}), kept.store()).has_value());
    const auto checked = check_canary(*vault_with({key('b')}), kept.store());
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, "secrets.wrong_key");
    EXPECT_NE((checked.error().what + checked.error().remedy).find("encryption_keys"), std::string::npos);
    EXPECT_TRUE(check_canary(*vault_with({key('b'), key('a')}), kept.store()).has_value());
}

TEST(Canary, TroubleOfTheStoreIsHandedOn) {
    const CanaryStore broken{
        .get = [](std::string_view) -> Result<std::optional<std::string>> {
            return Fault{.code = "store.unavailable", .what = "The disk is full.", .remedy = "Make room."};
        },
        .put = {}};
    const auto checked = check_canary(*vault_with({key('a')}), broken);
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, "store.unavailable");
}

}  // namespace
}  // namespace crosswalk
