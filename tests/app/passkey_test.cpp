// Passkeys: what is checked of an authenticator's word, and what a touch is needed for.
#include "tests/app/console_desk.h"
#include "tests/app/soft_key.h"

#include "connector/app/admin/challenges.h"
#include "connector/console/access/cbor.h"
#include "tests/run/handoff_story.h"
#include "tests/support/keys.h"

#include <openssl/evp.h>

namespace crosswalk {
namespace {

using namespace std::string_literals;
using crypto::PublicKeyAlgorithm;

const access::RelyingParty kHere{"localhost", "http://localhost:8081"};
const std::string kAsked = "Y2hhbGxlbmdl";

std::string why(const Result<access::Passkey>& made) { return made ? "accepted" : made.error().what; }
std::string why(const Result<std::uint32_t>& touched) { return touched ? "accepted" : touched.error().what; }

TEST(PasskeyRules, OneThatWasMadeHereSignsInHere) {
    const SoftKey key;
    const auto made = access::accept_new_passkey(kHere, kAsked, key.make(kAsked));
    ASSERT_TRUE(made) << why(made);
    EXPECT_EQ(made->id, key.id);
    EXPECT_EQ(made->algorithm, PublicKeyAlgorithm::ecdsa_sha256);
    EXPECT_EQ(why(access::accept_touch(kHere, kAsked, *made, key.touch(kAsked))), "accepted");
    const auto read = access::passkey_from(access::to_json(*made));
    ASSERT_TRUE(read);
    EXPECT_EQ(access::to_json(*read), access::to_json(*made));
    EXPECT_EQ(why(access::accept_touch(kHere, kAsked, *read, key.touch(kAsked))), "accepted");
}

TEST(PasskeyRules, NothingThatIsNotForUsIsAccepted) {
    SoftKey key;
    const auto made = access::accept_new_passkey(kHere, kAsked, key.make(kAsked));
    ASSERT_TRUE(made);
    const auto touched = [&] { return why(access::accept_touch(kHere, kAsked, *made, key.touch(kAsked))); };
    const auto remade = [&] { return why(access::accept_new_passkey(kHere, kAsked, key.make(kAsked))); };
    for (const auto& spoil : std::vector<std::pair<const char*, std::function<void()>>>{
             {"another origin", [&] { key.origin = "https://example.net"; }},
             {"another host", [&] { key.rp_id = "example.net"; }},
             {"a frame of another page", [&] { key.crossed = true; }},
             {"nobody proved to be there", [&] { key.flags = 0x01; }},
             {"nobody proved to be there", [&] { key.flags = 0x04; }}}) {
        key.origin = kHere.origin;
        key.rp_id = kHere.id;
        key.crossed = false;
        key.flags = 0x05;
        EXPECT_EQ(touched(), "accepted");
        spoil.second();
        EXPECT_NE(touched().find(spoil.first), std::string::npos) << touched();
        EXPECT_NE(remade().find(spoil.first), std::string::npos) << remade();
    }
}

TEST(PasskeyRules, AnAnswerToAnotherQuestionOrUnderAnotherKeyIsNone) {
    const SoftKey key, other;
    const auto made = access::accept_new_passkey(kHere, kAsked, key.make(kAsked));
    ASSERT_TRUE(made);
    EXPECT_NE(why(access::accept_touch(kHere, "other", *made, key.touch(kAsked))).find("challenge"), std::string::npos);
    EXPECT_NE(why(access::accept_touch(kHere, "", *made, key.touch(""))).find("challenge"), std::string::npos);
    EXPECT_NE(why(access::accept_touch(kHere, kAsked, *made, other.touch(kAsked))).find("signature"), std::string::npos);
    auto turned = key.touch(kAsked);
    turned.client_data = key.client_data("webauthn.create", kAsked);
    EXPECT_NE(why(access::accept_touch(kHere, kAsked, *made, turned)).find("question"), std::string::npos);
    auto changed = key.touch(kAsked);
    changed.client_data += " ";
    EXPECT_NE(why(access::accept_touch(kHere, kAsked, *made, changed)).find("signature"), std::string::npos);
    for (std::size_t size = 0; size < 40; ++size) {
        auto cut = key.touch(kAsked);
        cut.authenticator_data.resize(std::min(size, cut.authenticator_data.size() - 1));
        EXPECT_FALSE(access::accept_touch(kHere, kAsked, *made, cut));
    }
}

TEST(PasskeyRules, ACounterThatDoesNotGrowGivesACopyAway) {
    SoftKey key;
    key.counter = 7;
    auto made = access::accept_new_passkey(kHere, kAsked, key.make(kAsked));
    ASSERT_TRUE(made);
    EXPECT_FALSE(access::accept_touch(kHere, kAsked, *made, key.touch(kAsked)));
    key.counter = 8;
    EXPECT_EQ(access::accept_touch(kHere, kAsked, *made, key.touch(kAsked)).value(), 8U);
    key.counter = 0;
    EXPECT_FALSE(access::accept_touch(kHere, kAsked, *made, key.touch(kAsked))) << "one that stops counting";
}

TEST(PasskeyRules, AnEdwardsKeyAndAnRsaKeyAreReadAsWell) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(
        EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free
    );
    std::string raw(32, '\0');
    std::size_t size = raw.size();
    ASSERT_EQ(EVP_PKEY_get_raw_public_key(pair.get(), reinterpret_cast<unsigned char*>(raw.data()), &size), 1);
    const SoftKey key;
    const auto edwards = access::accept_new_passkey(
        kHere, kAsked, key.make_with(kAsked, "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"s + raw)
    );
    ASSERT_TRUE(edwards) << why(edwards);
    EXPECT_EQ(edwards->algorithm, PublicKeyAlgorithm::ed25519);

    std::string pem = doubles::test_keys().public_pem;
    pem = pem.substr(pem.find('\n') + 1);
    pem = pem.substr(0, pem.find("-----"));
    std::erase(pem, '\n');
    const std::string info = crypto::from_base64(pem).value();
    const auto at = info.find("\x02\x82\x01\x01\x00"s);
    ASSERT_NE(at, std::string::npos);
    const std::string modulus = info.substr(at + 5, 256);
    const auto rsa = access::accept_new_passkey(
        kHere, kAsked,
        key.make_with(kAsked, "\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00"s + modulus + "\x21\x43\x01\x00\x01"s)
    );
    ASSERT_TRUE(rsa) << why(rsa);
    EXPECT_EQ(rsa->algorithm, PublicKeyAlgorithm::rsa_sha256);
    auto said = key.touch(kAsked);
    said.signature = crypto::sign_rs256(
                         doubles::test_keys().private_pem, said.authenticator_data + crypto::sha256(said.client_data)
    )
                         .value();
    EXPECT_EQ(why(access::accept_touch(kHere, kAsked, *rsa, said)), "accepted");
}

TEST(PasskeyRules, BytesThatAreCutOffOrBentAreRefusedAndNeverReadPastTheirEnd) {
    const SoftKey key;
    const auto whole = key.make(kAsked);
    for (std::size_t size = 0; size < whole.attestation.size(); ++size) {
        auto cut = whole;
        cut.attestation.resize(size);
        EXPECT_FALSE(access::accept_new_passkey(kHere, kAsked, cut)) << size;
    }
    for (std::size_t at = 0; at < whole.attestation.size(); ++at) {
        auto bent = whole;
        bent.attestation[at] = static_cast<char>(bent.attestation[at] ^ 0xFF);
        (void)access::accept_new_passkey(kHere, kAsked, bent);
    }
}

TEST(Cbor, ReadsOnlyWhatIsShortFlatAndWhole) {
    EXPECT_EQ(access::read_cbor("\x18\x64")->first.number, 100);
    EXPECT_EQ(access::read_cbor("\x38\x63")->first.number, -100);
    EXPECT_EQ(access::read_cbor("\x63" "abc")->first.text, "abc");
    EXPECT_EQ(access::read_cbor("\xa1\x01\x02")->first.at(std::int64_t{1})->number, 2);
    EXPECT_EQ(access::read_cbor("\xa1\x01\x02rest")->second, 3U);
    for (const std::string& bad :
         {""s, "\x18"s, "\x63" "ab"s, "\x5f"s, "\xf9\x00\x00"s, "\xc0\x01"s, "\x9b\xff\xff\xff\xff\xff\xff\xff\xff"s,
          std::string(20, '\x81'), "\x98\x41"s + std::string(65, '\x01')})
        EXPECT_FALSE(access::read_cbor(bad)) << bad.size();
}

TEST(ChallengesAsked, AreGoodOnceForOnePurposeAndFiveMinutes) {
    constexpr Millis kNow{std::chrono::seconds{1'800'000'000}};
    Challenges book, other;
    const std::string one = book.issue("touch", kNow);
    EXPECT_FALSE(book.redeem(one, "new 1", kNow));
    EXPECT_FALSE(other.redeem(one, "touch", kNow));
    EXPECT_TRUE(book.redeem(one, "touch", kNow));
    EXPECT_FALSE(book.redeem(one, "touch", kNow)) << "replayed";
    EXPECT_FALSE(book.redeem(book.issue("touch", kNow), "touch", kNow + std::chrono::minutes{5}));
    EXPECT_FALSE(book.redeem("", "touch", kNow));
    EXPECT_FALSE(book.redeem("AAAA", "touch", kNow));
}

class PasskeyDeskStory : public HandoffStory {
protected:
    static RequestHeaders at_name(RequestHeaders headers) {
        headers.emplace_back("Origin", "http://localhost:8081");
        return headers;
    }
    std::string challenge(const std::string& path, const RequestHeaders& headers) {
        const auto options = desk.ask("POST", path, "{}", at_name(headers));
        EXPECT_EQ(options.status, 200) << options.code();
        return std::string(text_at(options.data, "/challenge"));
    }
    void add_passkey(const RequestHeaders& headers) {
        const auto asked = challenge("/api/v1/passkeys/options", headers);
        EXPECT_EQ(desk.ask("POST", "/api/v1/passkeys", key.made_body(asked), at_name(headers)).status, 200);
    }
    DeskAnswer touch(const RequestHeaders& headers) {
        return desk.ask("POST", "/api/v1/session", key.touch_body(challenge("/api/v1/session/options", {})), at_name(headers));
    }
    int undo(const RequestHeaders& headers) {
        return desk.ask("POST", "/api/v1/mapping/undo", "{}", headers).status;
    }

    Config config{};
    AdminService admin{config, *store, *engine, clock, true};
    ConsoleDesk desk{admin, "localhost:8081"};
    SoftKey key{};
};

TEST_F(PasskeyDeskStory, SomebodyAddsOneAndSignsInWithItEverAfter) {
    const auto invited = desk.sign_in("mai", "admin");
    add_passkey(invited);
    EXPECT_EQ(desk.ask("GET", "/api/v1/passkeys", "", invited).data.at("passkeys").get_array().size(), 1U);
    const auto touched = touch({});
    ASSERT_EQ(touched.status, 200) << touched.code();
    EXPECT_EQ(text_at(touched.data, "/user/name"), "mai");
    EXPECT_EQ(desk.ask("GET", "/api/v1/users", "", ConsoleDesk::cookie(touched)).status, 200);
}

TEST_F(PasskeyDeskStory, AReplayedTouchSignsNobodyIn) {
    add_passkey(desk.sign_in("mai", "admin"));
    const std::string body = key.touch_body(challenge("/api/v1/session/options", {}));
    EXPECT_EQ(desk.ask("POST", "/api/v1/session", body, at_name({})).status, 200);
    const auto again = desk.ask("POST", "/api/v1/session", body, at_name({}));
    EXPECT_EQ(again.status, 401);
    EXPECT_EQ(again.code(), "passkey.refused");
    const SoftKey stranger;
    const std::string other = stranger.touch_body(challenge("/api/v1/session/options", {}));
    EXPECT_EQ(desk.ask("POST", "/api/v1/session", other, at_name({})).status, 401);
}

TEST_F(PasskeyDeskStory, WhoeverHasOneMustHaveTouchedItLatelyForWhatMattersMost) {
    const auto invited = desk.sign_in("mai", "admin");
    EXPECT_EQ(undo(invited), 409) << "nothing to undo, but allowed";
    clock.pass(std::chrono::minutes{6});
    EXPECT_EQ(undo(invited), 409) << "nobody is asked for a touch of what they do not have";
    add_passkey(invited);
    const auto asked = desk.ask("POST", "/api/v1/mapping/undo", "{}", invited);
    EXPECT_EQ(asked.status, 403);
    EXPECT_EQ(asked.code(), "access.touch");
    const auto touched = touch(invited);
    ASSERT_EQ(touched.status, 200);
    const auto renewed = ConsoleDesk::cookie(touched);
    EXPECT_EQ(undo(renewed), 409);
    EXPECT_EQ(desk.ask("GET", "/api/v1/status", "", invited).status, 401) << "the session got a new secret";
    clock.pass(std::chrono::minutes{6});
    EXPECT_EQ(undo(renewed), 403);
    EXPECT_EQ(desk.ask("GET", "/api/v1/users", "", renewed).status, 200) << "looking needs no touch";
    EXPECT_EQ(undo(desk.token("admin")), 409) << "a program has no finger";
}

TEST_F(PasskeyDeskStory, AChallengeForOneUserMakesNoPasskeyOfAnother) {
    const auto mai = desk.sign_in("mai", "admin"), binh = desk.sign_in("binh", "viewer");
    const auto asked = challenge("/api/v1/passkeys/options", mai);
    EXPECT_EQ(desk.ask("POST", "/api/v1/passkeys", key.made_body(asked), at_name(binh)).status, 409);
    EXPECT_EQ(touch({}).status, 401);
}

TEST_F(PasskeyDeskStory, ANewLinkEndsThePasskeysFromBefore) {
    add_passkey(desk.sign_in("mai", "admin"));
    desk.sign_in("mai", "");
    EXPECT_EQ(touch({}).status, 401);
}

TEST_F(PasskeyDeskStory, AnAddressOfNumbersIsToldToUseAName) {
    ConsoleDesk numbers(admin);
    const auto said = numbers.ask("POST", "/api/v1/session/options", "{}", {});
    EXPECT_EQ(said.status, 409);
    EXPECT_EQ(said.code(), "passkey.host");
}

}  // namespace
}  // namespace crosswalk
