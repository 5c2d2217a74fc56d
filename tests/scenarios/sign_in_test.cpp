// A person signs in with a browser: over loopback, with the real program and the vendors' own pages, which say yes by
// themselves.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "connector/crypto/crypto.h"
#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNowhere[] = "http://127.0.0.1:1";  // asked for the redirect URL's proof, and refused at once

class SignIn : public ServiceFixture {
protected:
    // Salesforce and HubSpot are let in by people.
    void prepare_for_browsers() {
        prepare();
        edit("crosswalk.yaml", std::string("public_url: ") + kPublicUrl, std::string("public_url: ") + kNowhere);
        edit("crosswalk.yaml", "    organization_id: 00DKa00000CW1aBMAT\n", "");
        edit(
            "crosswalk.yaml",
            "      flow: jwt_bearer\n      client_id: 3MVG9.crosswalk\n      username: integration@example.com\n"
            "      private_key: !file " + folder.path() + "/salesforce.pem\n",
            "      flow: web_server\n      client_id: 3MVG9.crosswalk\n      client_secret: !file " + folder.path() +
                "/app.secret\n"
        );
        edit(
            "crosswalk.yaml",
            "      flow: private_app\n      token: !file " + folder.path() + "/hubspot.token\n",
            "      flow: oauth\n      client_id: " + std::string(HubSpotDouble::kClient) +
                "\n      client_secret: !file " + folder.path() + "/app.secret\n"
        );
        edit("crosswalk.yaml", "    base_url: " + doubles.hubspot().url(), "    base_url: " + doubles.hubspot().url() +
                                                                            "\n    login_url: " + doubles.hubspot().url());
        folder.write("app.secret", SalesforceDouble::kAppSecret);
    }
    void open_for_browsers() {
        prepare_for_browsers();
        ASSERT_TRUE(service->start()) << service->log();
    }

    // `crosswalk connect CONNECTION`, until its browser was sent somewhere.
    void connect(const std::string& connection) {
        finish_connect();
        said_ = folder.path() + "/connect.out";
        folder.write("connect.out", "");
        command_ = std::thread([this, connection] {
            connected_ = run_program(
                {"/bin/sh",
                 "-c",
                 std::string("exec '") + CROSSWALK_BINARY_DIR + "/crosswalk' connect " + connection + " --config '" +
                     folder.path() + "/crosswalk.yaml' > '" + said_ + "' 2>&1"}
            );
        });
        ASSERT_TRUE(soon([this] { return address().find("state=") != std::string::npos; })) << text_of_file(said_);
    }
    // The address it printed.
    std::string address() const {
        const auto said = text_of_file(said_);
        const auto at = said.find("\n\nhttp") + 2;
        if (at < 2) return {};
        return said.substr(at, said.find('\n', at) - at);
    }
    // Where the vendor's page sends the browser: path and query of the public edge.
    std::string sent_back(const std::string& vendor) const {
        const auto page = call(vendor, "GET", address().substr(vendor.size()));
        EXPECT_EQ(page.status, 302) << page.body;
        return page.header("Location").substr(std::string(kNowhere).size());
    }
    Reply follow(const std::string& target) const { return call(service->public_url(), "GET", target); }
    // Its exit code, and what it printed.
    Finished finish_connect() {
        if (command_.joinable()) command_.join();
        Finished out = connected_;
        if (!said_.empty()) out.out = text_of_file(said_);
        return out;
    }
    Finished walk(const std::string& connection, const std::string& vendor) {
        connect(connection);
        last_page_ = follow(sent_back(vendor));
        return finish_connect();
    }
    ~SignIn() override {
        if (service) service->kill();  // a command that still waits is told that nobody is there
        if (command_.joinable()) command_.join();
    }

    std::size_t token_calls() const {
        return const_cast<DoublesControl&>(doubles).salesforce().count(post("/services/oauth2/token"));
    }
    std::string state(const std::string& connection) const { return text_of(status_of(connection), "state"); }

    Reply last_page_;

private:
    std::thread command_;
    Finished connected_;
    std::string said_;
};

TEST_F(SignIn, OncePeopleLetItInItWritesAndRefreshesAndNamesWhatIsMissingBefore) {
    open_for_browsers();
    ASSERT_TRUE(soon([&] { return state("salesforce") == "reconnect" && state("hubspot") == "reconnect"; }));
    EXPECT_THAT(text_of(status_of("salesforce"), "detail"), HasSubstr("`crosswalk connect salesforce`"));

    const auto salesforce = walk("salesforce", doubles.salesforce().url());
    EXPECT_EQ(last_page_.status, 200) << last_page_.body;
    EXPECT_THAT(last_page_.body, HasSubstr("integration@example.com (00DKa00000CW1aBMAT)"));
    EXPECT_EQ(last_page_.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(salesforce.exit_code, 0) << salesforce.out;
    EXPECT_THAT(salesforce.out, HasSubstr("redirect URL: http://127.0.0.1:1/oauth/salesforce/callback"));
    EXPECT_THAT(salesforce.out, HasSubstr("signed in: the account integration@example.com (00DKa00000CW1aBMAT)"));
    EXPECT_THAT(salesforce.out, HasSubstr("salesforce is connected by web_server"));
    ASSERT_TRUE(soon([&] { return lead_score() == 41; })) << "what waited goes out";
    const auto hubspot = walk("hubspot", doubles.hubspot().url());
    EXPECT_EQ(hubspot.exit_code, 0) << hubspot.out;
    ASSERT_TRUE(soon([&] { return contact_score() == 41; }));

    const auto before = token_calls();
    doubles.salesforce().expire_sessions();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    EXPECT_EQ(token_calls(), before + 1);
    EXPECT_TRUE(balances());

    const auto code = doubles.salesforce().consent().last_code();
    const auto log = service->log();
    EXPECT_THAT(log, Not(HasSubstr(code.substr(0, code.size() - 2))));
    EXPECT_THAT(log, Not(HasSubstr("state=")));
    EXPECT_EQ(service->terminate(), 0);
    for (const char* file : {"/crosswalk.db", "/crosswalk.db-wal"}) {
        const auto stored = text_of_file(folder.path() + file);
        EXPECT_EQ(stored.find("5Aep861"), std::string::npos) << "a refresh token in the clear in " << file;
        EXPECT_EQ(stored.find("AQEAQ"), std::string::npos) << "an access token in the clear in " << file;
    }
}

TEST_F(SignIn, AnAppThatIsTakenOutHoldsTheQueueUntilSomebodyConnectsTheSameAccountAgain) {
    open_for_browsers();
    ASSERT_EQ(walk("salesforce", doubles.salesforce().url()).exit_code, 0);
    ASSERT_TRUE(soon([&] { return lead_score() == 41; }));
    doubles.salesforce().take_the_app_out();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return state("salesforce") == "reconnect"; }));
    EXPECT_THAT(text_of(status_of("salesforce"), "detail"), HasSubstr("expired access/refresh token"));
    const auto ready = call(service->admin_url(), "GET", "/readyz").json();
    EXPECT_EQ(text_of(ready.at("troubled").as_object(), "salesforce"), "reconnect");

    doubles.salesforce().answer_as_organization("00DEa00000CW2bCMAT");
    const auto other = walk("salesforce", doubles.salesforce().url());
    EXPECT_EQ(other.exit_code, 1);
    EXPECT_THAT(other.out, HasSubstr("connect.wrong_account"));
    EXPECT_EQ(last_page_.status, 400);
    EXPECT_EQ(state("salesforce"), "reconnect");
    EXPECT_EQ(doubles.salesforce().consent().revoke_all().size(), 0U) << "what the wrong account gave was revoked";

    doubles.salesforce().answer_as_organization(SalesforceDouble::kOrganization);
    EXPECT_EQ(walk("salesforce", doubles.salesforce().url()).exit_code, 0);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_TRUE(soon([&] { return state("salesforce") == "ok"; }));
}

TEST_F(SignIn, ACallbackThatNobodyBeganHereChangesNothing) {
    open_for_browsers();
    connect("salesforce");
    const auto back = sent_back(doubles.salesforce().url());
    EXPECT_EQ(call(service->public_url(), "HEAD", back).status, 405) << "who only looks spends nothing";
    EXPECT_EQ(follow(back).status, 200);
    EXPECT_EQ(finish_connect().exit_code, 0);
    EXPECT_EQ(follow(back).status, 400) << "a state counts once";

    connect("salesforce");
    const auto other = sent_back(doubles.salesforce().url());
    auto elsewhere = other;
    elsewhere.replace(elsewhere.find("/salesforce/"), 12, "/hubspot/");
    EXPECT_EQ(follow(elsewhere).status, 400) << "of another connection";
    EXPECT_EQ(follow(other).status, 400) << "and spent with that";
    EXPECT_EQ(follow("/oauth/salesforce/callback?code=c&state=forged").status, 400);
    EXPECT_EQ(follow("/oauth/nobody/callback?code=c&state=s").status, 400);
    EXPECT_EQ(follow("/oauth/salesforce").status, 404);
    EXPECT_EQ(state("hubspot"), "reconnect");
}

TEST_F(SignIn, ARefreshedTokenThatWasStoredIsUsedAfterACrash) {
    open_for_browsers();
    ASSERT_EQ(walk("salesforce", doubles.salesforce().url()).exit_code, 0);
    ASSERT_TRUE(soon([&] { return lead_score() == 41; }));
    ASSERT_TRUE(falls_quiet());
    const auto before = token_calls();
    doubles.salesforce().expire_sessions();
    // The vendor has replaced the token, and nothing that uses the new one is ever answered.
    std::atomic<bool> hangs{true};
    doubles.salesforce()
        .when([&](const Call&) { return hangs && token_calls() > before; }, any("/services/data/"))
        .reply(Answer{.ending = Ending::silent})
        .always();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return token_calls() == before + 1; }));
    ASSERT_TRUE(soon([&] { return doubles.salesforce().calls().back().path.find("/services/data/") == 0; }));
    service->kill();
    hangs = false;
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_EQ(token_calls(), before + 1) << "the token before it, shown again, would have ended everything";
}

TEST_F(SignIn, WhoDisconnectsIsSignedOutThereAndForgottenHere) {
    open_for_browsers();
    ASSERT_EQ(walk("hubspot", doubles.hubspot().url()).exit_code, 0);
    ASSERT_TRUE(soon([&] { return contact_score() == 41; }));
    const auto done = service->command({"disconnect", "hubspot"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(doubles.hubspot().count(post("/oauth/v3/token/revoke")), 1U);
    EXPECT_EQ(doubles.hubspot().consent().revoke_all().size(), 0U);
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return state("hubspot") == "reconnect"; }));
    EXPECT_EQ(contact_score(), 41) << "though its access token is good for half an hour";
    EXPECT_EQ(service->command({"disconnect", "activecampaign"}).exit_code, 1) << "it signs in otherwise";

    doubles.hubspot().answer_as_portal(4711);
    EXPECT_THAT(walk("hubspot", doubles.hubspot().url()).out, HasSubstr("connect.wrong_account"));
    doubles.hubspot().answer_as_portal(HubSpotPortal::kPortal);
    EXPECT_EQ(walk("hubspot", doubles.hubspot().url()).exit_code, 0);
    EXPECT_TRUE(soon([&] { return contact_score() == 73; }));
}

TEST_F(SignIn, EncryptionKeysAreReplacedWithoutSigningInAgain) {
    open_for_browsers();
    ASSERT_EQ(walk("salesforce", doubles.salesforce().url()).exit_code, 0);
    ASSERT_TRUE(soon([&] { return lead_score() == 41; }));
    EXPECT_EQ(service->terminate(), 0);
    const auto old_key = text_of_file(folder.path() + "/key");
    folder.write("key", crypto::base64(std::string(32, 'n')));
    folder.write("old_key", old_key);
    EXPECT_FALSE(service->start(std::chrono::seconds(5))) << "nothing opens with the new key alone";
    edit("crosswalk.yaml", "encryption_keys: [ !file " + folder.path() + "/key ]",
         "encryption_keys: [ !file " + folder.path() + "/key, !file " + folder.path() + "/old_key ]");
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_EQ(service->terminate(), 0);
    edit("crosswalk.yaml", ", !file " + folder.path() + "/old_key ]", " ]");
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73; })) << "the new key alone opens what it sealed anew";
}

}  // namespace
}  // namespace crosswalk::doubles
