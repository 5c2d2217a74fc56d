// Credentials that are configured: in a header, a login, the request line, or the whole address; and where
// they go.
#include "connector/crypto/signature_v4.h"
#include "connector/io/http_cpprest/key_fetch.h"
#include "tests/http_cpprest/crm.h"

namespace crosswalk::testing {
namespace {

// An email tool with two hosts, the second one with a login of its own.
Manifest tool_manifest() {
    Manifest manifest;
    manifest.vendor = "tool";
    manifest.auth = {
        {"key", ApiKey{.header = "Authorization", .prefix = "Tool-Key ", .setting = "api_key"}},
        {"login", BasicCredentials{.user = "api", .password_setting = "api_key"}},
        {"own_login", BasicCredentials{.user_setting = "user", .password_setting = "api_key"}},
        {"blank_password", BasicCredentials{.user_setting = "api_key"}},
        {"v4",
         SignatureV4{
             .version = "AWS4",
             .service = "mail",
             .region_setting = "region",
             .date_header = "X-Date",
             .key_id_setting = "user",
             .secret_setting = "api_key"}},
        {"nothing", NoCredentials{}},
        {"query", ApiKey{.setting = "api_key", .query = "api_key"}},
        {"path", ApiKey{.setting = "api_key", .path_prefix = "/bot"}},
        {"member", ApiKey{.setting = "api_key", .body_member = "routing_key"}},
        {"url", SecretUrl{.setting = "url", .host_guard = R"(hooks\.tool\.example)"}},
        {"signed",
         SignedRequest{
             .endpoint = {.setting = "url", .host_guard = R"(hooks\.tool\.example)"},
             .id_header = "webhook-id",
             .timestamp_header = "webhook-timestamp",
             .signature_header = "webhook-signature",
             .version = "v1",
             .secret_setting = "signing_secret",
             .secret_prefix = "whsec_"}}};
    manifest.headers = {{"revision", "2026-07-15"}};
    manifest.hosts = {
        {.name = "track",
         .base_url = "https://track.tool.example",
         .auth = BasicCredentials{.user_setting = "site_id", .password_setting = "track_key"}}};
    return manifest;
}

class CredentialsTest : public ::testing::Test {
protected:
    Account account(std::string_view flow) const {
        return {
            .name = "tool",
            .manifest = &manifest_,
            .flow = std::string(flow),
            .base_url = crm_.url(),
            .settings = {{"user", "robot"}, {"site_id", "site-7"}},
            .hosts = {{"track", crm_.url() + "/tracking"}},
            .secrets = {
                {"api_key", {Secret("k3y/with+signs")}},
                {"track_key", {Secret("another-key")}},
                {"url", {Secret(crm_.url() + "/services/T1/B2?sig=s3cret-part")}}}};
    }
    Result<HttpResponse> sent(Account with, HttpRequest request = {.path = "/lists?count=1"}) {
        std::vector<Account> accounts;
        accounts.push_back(std::move(with));
        sender_ = make_cpprest_sender(std::move(accounts), clock_, log_, nullptr, {});
        return sender_->send("tool", request);
    }
    // What the vendor saw.
    std::string seen(std::string_view flow, HttpRequest request = {.path = "/lists?count=1"}) {
        const auto answer = sent(account(flow), std::move(request));
        EXPECT_TRUE(answer.has_value()) << answer.error().what;
        return crm_.last_api_call();
    }
    static bool holds(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    Crm crm_{};
    Manifest manifest_ = tool_manifest();
    HandClock clock_{};
    KeptLog log_{};
    std::unique_ptr<Sender> sender_{};
};

TEST_F(CredentialsTest, AKeyStandsInItsHeaderAndTheFixedHeadersBesideIt) {
    const std::string call = seen("key");
    EXPECT_TRUE(holds(call, "Authorization:Tool-Key k3y/with+signs\r\n")) << call;
    EXPECT_TRUE(holds(call, "revision:2026-07-15\r\n")) << call;
}

TEST_F(CredentialsTest, AFixedHeaderGivesWayToTheRequestsOwn) {
    EXPECT_TRUE(holds(seen("key", {.path = "/", .headers = {{"Revision", "2027-01-15"}}}), "2027-01-15\r\n"));
    EXPECT_FALSE(holds(crm_.last_api_call(), "2026-07-15"));
}

TEST_F(CredentialsTest, AKeyMayBeAMemberOfTheBody) {
    for (const auto& [body, wanted] :
         {std::pair{R"({"a":1})", R"({"routing_key":"k3y/with+signs","a":1})"},
          std::pair{"{}", R"({"routing_key":"k3y/with+signs"})"}})
        EXPECT_TRUE(holds(seen("member", {.method = "POST", .path = "/", .body = body}), wanted)) << crm_.last_api_call();
}

TEST_F(CredentialsTest, ARequestIsSignedOverItsIdItsTimeAndItsBodyByEverySecret) {
    const std::string body = R"({"test": 2432232314})";
    Account with = account("signed");
    with.secrets["signing_secret"] = {
        Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")};
    clock_.pass(Millis{std::chrono::seconds{1614265330}} - clock_.now());
    const auto answer =
        sent(with, {.method = "POST", .path = "/", .headers = {{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"}}, .body = body});
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    const std::string call = crm_.last_api_call();
    EXPECT_TRUE(holds(call, "/services/T1/B2?sig=s3cret-part")) << call;
    EXPECT_TRUE(holds(call, "webhook-timestamp:1614265330\r\n")) << call;
    EXPECT_TRUE(holds(call, "webhook-signature:v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,")) << call;
}

TEST_F(CredentialsTest, ASigningSecretThatIsMissingOrNoBase64IsASignInFault) {
    Account with = account("signed");
    expect_fault(sent(with), "send.sign_in");
    for (const char* secret : {"", "whsec_", "whsec_no base64"}) {
        with.secrets["signing_secret"] = {Secret(secret)};
        expect_fault(sent(with), "send.sign_in");
    }
}

TEST_F(CredentialsTest, ARequestIsSignedForTheHostAndThePathThatItGoesTo) {
    clock_.pass(Millis{std::chrono::seconds{1440938160}} - clock_.now());
    Account with = account("v4");
    with.base_url = crm_.url() + "/prefix";
    with.host_settings = {{"region", "eu-west-1"}};
    ASSERT_TRUE(sent(with, {.method = "PUT", .path = "/a%40b?x=1", .body = "{}"}));
    const std::string call = crm_.last_api_call();
    const std::string host = crm_.url().substr(crm_.url().find("://") + 3);
    const auto wanted = crypto::signature_v4(
        {.version = "AWS4",
         .date_header = "x-date",
         .id = "robot",
         .secret = "k3y/with+signs",
         .region = "eu-west-1",
         .service = "mail"},
        {.method = "PUT", .host = host, .target = "/prefix/a%40b?x=1", .body = "{}", .time = "20150830T123600Z"}
    );
    EXPECT_TRUE(holds(call, "X-Date:20150830T123600Z\r\n")) << call;
    EXPECT_TRUE(holds(call, "Authorization:" + wanted + "\r\n")) << call;
    with.host_settings.clear();
    expect_fault(sent(with), "send.sign_in");
    with.host_settings = {{"region", "eu-west-1"}};
    with.settings.erase("user");
    expect_fault(sent(with), "send.sign_in");
}

TEST_F(CredentialsTest, AHostThatNeedsNoCredentialGetsNone) {
    EXPECT_FALSE(holds(seen("nothing"), "k3y")) << crm_.last_api_call();
    EXPECT_FALSE(holds(crm_.last_api_call(), "Authorization")) << crm_.last_api_call();
}

TEST_F(CredentialsTest, ALoginIsBasicAuthentication) {
    EXPECT_TRUE(holds(seen("login"), "Basic " + crypto::base64("api:k3y/with+signs") + "\r\n"));
    EXPECT_TRUE(holds(seen("own_login"), "Basic " + crypto::base64("robot:k3y/with+signs") + "\r\n"));
    EXPECT_TRUE(holds(seen("blank_password"), "Basic " + crypto::base64("k3y/with+signs:") + "\r\n"));
}

TEST_F(CredentialsTest, AKeyInTheRequestLineIsEncodedThere) {
    EXPECT_TRUE(seen("query").starts_with("GET /lists?count=1&api_key=k3y%2Fwith%2Bsigns HTTP/1.1\r\n"));
    EXPECT_TRUE(seen("query", {.path = "/me"}).starts_with("GET /me?api_key=k3y%2Fwith%2Bsigns HTTP/1.1\r\n")
    );
    EXPECT_TRUE(seen("path", {.path = "/getMe"}).starts_with("GET /botk3y/with+signs/getMe HTTP/1.1\r\n"));
}

TEST_F(CredentialsTest, ASecretAddressIsCalledAsItStands) {
    EXPECT_TRUE(seen("url", {.method = "POST", .path = "/"})
                    .starts_with("POST /services/T1/B2?sig=s3cret-part HTTP/1.1"));
}

TEST_F(CredentialsTest, ASecretAddressElsewhereIsNotCalled) {
    for (const char* url :
         {"https://hooks.tool.example.evil.test/services/x",
          "https://evil.test/hooks.tool.example",
          "http://hooks.tool.example/services/x",
          "https://hooks.tool.example",
          "hooks.tool.example/x",
          ""}) {
        Account with = account("url");
        with.base_url = "";
        with.secrets["url"] = {Secret(url)};
        expect_fault(sent(with), "send.sign_in");
    }
}

TEST_F(CredentialsTest, AnotherHostHasItsOwnAddressAndLogin) {
    const std::string call = seen("key", {.path = "/customers", .host = "track"});
    EXPECT_TRUE(call.starts_with("GET /tracking/customers HTTP/1.1\r\n")) << call;
    EXPECT_TRUE(holds(call, "Basic " + crypto::base64("site-7:another-key") + "\r\n")) << call;
    EXPECT_FALSE(holds(call, "Tool-Key"));
    expect_fault(sent(account("key"), {.path = "/", .host = "elsewhere"}), "send.bad_request");
}

TEST_F(CredentialsTest, ADeniedKeyOfOneHostLeavesThoseOfTheOthers) {
    Account with = account("key");
    with.secrets["api_key"] = {Secret("first-key"), Secret("second-key")};
    with.secrets["track_key"] = {Secret("first-track"), Secret("second-track")};
    ASSERT_TRUE(sent(std::move(with)).has_value());
    ASSERT_TRUE(sender_->send("tool", {.path = "/", .host = "track"}).has_value());
    sender_->forget_credential("tool");
    ASSERT_TRUE(sender_->send("tool", {.path = "/", .host = "track"}).has_value());
    EXPECT_TRUE(holds(crm_.last_api_call(), crypto::base64("site-7:second-track")));
    ASSERT_TRUE(sender_->send("tool", {.path = "/"}).has_value());
    EXPECT_TRUE(holds(crm_.last_api_call(), "Tool-Key first-key"));
}

TEST_F(CredentialsTest, NothingLoggedOrSaidHoldsASecret) {
    Account broken = account("query");
    broken.base_url = "http://127.0.0.1:1";
    const auto no = sent(broken);
    ASSERT_FALSE(no.has_value());
    seen("query");
    seen("path");
    seen("url");
    for (const std::string& text : {log_.text(), no.error().what, no.error().remedy})
        for (const char* secret : {"k3y/with", "k3y%2Fwith", "s3cret-part"})
            EXPECT_FALSE(holds(text, secret)) << text;
    for (const std::string& said :
         {std::string("GET /lists?api_key=k3y%2Fwith%2Bsigns"),
          "Basic " + crypto::base64("api:k3y/with+signs")}) {
        seen("login");
        EXPECT_FALSE(holds(sender_->scrubbed(said), "k3y")) << sender_->scrubbed(said);
        EXPECT_FALSE(holds(sender_->scrubbed(said), crypto::base64("api:k3y/with+signs")));
    }
}

TEST_F(CredentialsTest, AnAddressWithoutItsPartIsNotCalled) {
    manifest_.base_url = "https://{dc}.tool.example";
    const std::vector<HostPart> parts = {{.name = "dc", .setting = "data_center", .key_suffix_after = '-'}};
    manifest_.host_parts = parts;
    Account with = account("key");
    with.base_url = "";
    expect_fault(sent(with), "send.bad_url");
    with.secrets["api_key"] = {Secret("key-evil.test/")};
    expect_fault(sent(with), "send.bad_url");
}

TEST(KeyFetch, CallsOnlyWholeHttpsAddresses) {
    const auto fetch = make_key_fetch();
    for (const char* url : {"http://127.0.0.1:1/a.pem", "https://127.0.0.1:1", "ftp://x/a.pem", ""})
        EXPECT_FALSE(fetch(url).has_value()) << url;
    EXPECT_FALSE(fetch("https://127.0.0.1:1/a.pem").has_value()) << "nobody listens there";
}

}  // namespace
}  // namespace crosswalk::testing
