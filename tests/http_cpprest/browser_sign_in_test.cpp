// Signing in with a browser from its beginning to its end, at a vendor on this machine.
#include "connector/io/http_cpprest/browser_sign_in.h"

#include "tests/http_cpprest/crm.h"
#include "tests/http_cpprest/memory_grants.h"

namespace crosswalk::testing {
namespace {

using namespace std::chrono_literals;

// Gives tokens of one organization for any code, and tells who is signed in.
class LettingVendor {
public:
    LettingVendor() : vendor_([this](Peer& peer) { serve(peer); }) {}
    std::string url() const { return vendor_.url(); }
    std::string requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    std::atomic<bool> gives_refresh{true}, tells_account{true};
    std::atomic<int> revoke_status{200};
    std::string organization = "00DORG";

private:
    void serve(Peer& peer) {
        const std::string request = peer.read_request();
        {
            const std::lock_guard lock(mutex_);
            requests_ += request + "\n";
        }
        if (request.starts_with("POST /oauth2/revoke ")) {
            peer.answer("{}", revoke_status);
        } else if (request.starts_with("GET /oauth2/userinfo ")) {
            peer.answer(R"({"name":"ann@example.com"})");
        } else {
            boost::json::object body{{"access_token", "at-1"}, {"instance_url", url()}};
            if (tells_account) body["id"] = url() + "/id/" + organization + "/005";
            if (gives_refresh) body["refresh_token"] = "r-1";
            peer.answer(boost::json::serialize(body));
        }
    }
    mutable std::mutex mutex_{};
    std::string requests_{};
    RawVendor vendor_;
};

class BrowserSignIn : public ::testing::Test {
protected:
    BrowserSignIn() {
        manifest_.vendor = "crm";
        manifest_.auth = {{"web_server", kBrowserWay}, {"key", ApiKey{.header = "Key", .setting = "key"}}};
        for (const char* name : {"crm", "other", "by_key"})
            setup_.accounts.push_back(
                {.name = name,
                 .manifest = &manifest_,
                 .flow = name == std::string("by_key") ? "key" : "web_server",
                 .login_url = vendor_.url(),
                 .settings = {{"client_id", "app-1"}},
                 .secrets = {{"client_secret", {Secret("a-client-secret")}}}}
            );
        setup_.public_url = "https://crosswalk.example.com";
        setup_.scrubber = std::make_shared<crypto::Scrubber>();
    }
    void open() { sign_ins_ = std::make_unique<BrowserSignIns>(setup_, clock_, grants_); }
    // The state in the address that was begun.
    std::string begin(const std::string& connection = "crm") {
        const auto begun = sign_ins_->begin(connection);
        EXPECT_TRUE(begun) << begun.error().what;
        if (!begun) return {};
        ticket_ = begun->ticket;
        const auto at = begun->url.find("state=") + 6;
        return begun->url.substr(at, begun->url.find('&', at) - at);
    }
    std::string code_of(const Result<PinnedAccount>& done) { return done ? "" : done.error().code; }

    LettingVendor vendor_{};
    Manifest manifest_{};
    SignInSetup setup_{};
    HandClock clock_{};
    MemoryGrants grants_{};
    std::unique_ptr<BrowserSignIns> sign_ins_{};
    std::string ticket_{};
};

TEST_F(BrowserSignIn, WhatTheCallbackBringsIsExchangedKeptAndPinned) {
    open();
    const std::string state = begin();
    EXPECT_FALSE(sign_ins_->outcome(ticket_)) << "under way";
    const auto done = sign_ins_->finish("crm", "code=c%3D%3D&state=" + state);
    ASSERT_TRUE(done) << done.error().what;
    EXPECT_EQ(done->id, "00DORG");
    EXPECT_EQ(done->name, "ann@example.com");
    EXPECT_EQ(grants_.refresh_token(), "r-1");
    EXPECT_EQ(grants_.account("crm")->value().id, "00DORG");
    EXPECT_NE(vendor_.requests().find("code=c%3D%3D&"), std::string::npos) << "decoded once, encoded once";
    EXPECT_NE(vendor_.requests().find("code_verifier="), std::string::npos);
    const auto outcome = sign_ins_->outcome(ticket_);
    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ((*outcome)->id, "00DORG");
}

TEST_F(BrowserSignIn, AStateThatWasUsedIsOfAnotherConnectionOrForgedBringsNothing) {
    open();
    const std::string state = begin();
    ASSERT_TRUE(sign_ins_->finish("crm", "code=c&state=" + state));
    EXPECT_EQ(code_of(sign_ins_->finish("crm", "code=c&state=" + state)), "connect.bad_state");
    EXPECT_EQ(code_of(sign_ins_->finish("other", "code=c&state=" + begin())), "connect.bad_state");
    EXPECT_EQ(code_of(sign_ins_->finish("crm", "code=c&state=forged")), "connect.bad_state");
    EXPECT_EQ(code_of(sign_ins_->finish("nobody", "code=c&state=forged")), "connect.bad_state") << "tells nothing";
    const std::string late = begin();
    clock_.pass(10min);
    EXPECT_EQ(code_of(sign_ins_->finish("crm", "code=c&state=" + late)), "connect.bad_state");
    clock_.pass(1min);
    EXPECT_EQ(code_of(*sign_ins_->outcome(ticket_)), "connect.too_late");
    EXPECT_EQ(code_of(*sign_ins_->outcome("nobody's")), "connect.too_late");
}

TEST_F(BrowserSignIn, AnotherAccountIsRefusedAndWhatItGaveIsRevoked) {
    open();
    ASSERT_TRUE(grants_.pin("crm", {.id = "00DFIRST"}));
    EXPECT_EQ(code_of(sign_ins_->finish("crm", "code=c&state=" + begin())), "connect.wrong_account");
    EXPECT_EQ(grants_.refresh_token(), "");
    EXPECT_NE(vendor_.requests().find("POST /oauth2/revoke "), std::string::npos);
    EXPECT_NE(vendor_.requests().find("token=r-1&"), std::string::npos);
    EXPECT_EQ(code_of(*sign_ins_->outcome(ticket_)), "connect.wrong_account");
}

TEST_F(BrowserSignIn, WhatCannotBeUsedForLongIsNotTaken) {
    open();
    EXPECT_EQ(code_of(sign_ins_->finish("crm", "error=access_denied&state=" + begin())), "connect.refused");
    vendor_.gives_refresh = false;
    EXPECT_EQ(code_of(sign_ins_->finish("crm", "code=c&state=" + begin())), "connect.no_refresh_token");
    vendor_.gives_refresh = true;
    vendor_.tells_account = false;
    EXPECT_EQ(code_of(sign_ins_->finish("crm", "code=c&state=" + begin())), "connect.account_unknown");
    EXPECT_EQ(grants_.refresh_token(), "");
    EXPECT_EQ(sign_ins_->begin("by_key").error().code, "connect.no_browser");
    EXPECT_EQ(sign_ins_->begin("nobody").error().code, "connection.unknown");
}

TEST_F(BrowserSignIn, ADisconnectRevokesAndForgetsAndKeepsWhoseAccountItWas) {
    open();
    ASSERT_TRUE(sign_ins_->finish("crm", "code=c&state=" + begin()));
    vendor_.revoke_status = 503;
    EXPECT_EQ(sign_ins_->disconnect("crm", false).error().code, "connect.not_revoked");
    EXPECT_EQ(grants_.refresh_token(), "r-1") << "else nobody could ever revoke it";
    vendor_.revoke_status = 200;
    const auto done = sign_ins_->disconnect("crm", false);
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    EXPECT_EQ(grants_.refresh_token(), "");
    EXPECT_EQ(grants_.account("crm")->value().id, "00DORG");
    EXPECT_FALSE(*sign_ins_->disconnect("crm", false)) << "there is none";
    ASSERT_TRUE(sign_ins_->finish("crm", "code=c&state=" + begin()));
    vendor_.revoke_status = 503;
    EXPECT_TRUE(*sign_ins_->disconnect("crm", true));
    EXPECT_EQ(grants_.refresh_token(), "");
}

TEST_F(BrowserSignIn, TheRedirectUrlIsProvenByAskingItOverTheNetwork) {
    std::atomic<BrowserSignIns*> here{nullptr};
    RawVendor edge([&](Peer& peer) {
        const std::string request = peer.read_request();
        const auto from = request.find('?') + 1;
        const auto proof = here.load()->proof_for(request.substr(from, request.find(' ', from) - from));
        peer.answer(request.starts_with("GET /oauth/crm/callback?proof=") && proof ? *proof : "another page");
    });
    setup_.public_url = edge.url();
    open();
    here = sign_ins_.get();
    const auto begun = sign_ins_->begin("crm");
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->redirect_url, edge.url() + "/oauth/crm/callback");
    EXPECT_TRUE(sign_ins_->reaches_us(begun->redirect_url));
    BrowserSignIns another(setup_, clock_, grants_);
    EXPECT_FALSE(another.reaches_us(begun->redirect_url)) << "somebody else's service answers there";
    EXPECT_FALSE(sign_ins_->proof_for("code=c&state=s"));
}

}  // namespace
}  // namespace crosswalk::testing
