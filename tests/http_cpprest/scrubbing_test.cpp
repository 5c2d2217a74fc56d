// A vendor that quotes our own request is quoted without our credentials.
#include "connector/crypto/crypto.h"
#include "tests/http_cpprest/crm.h"

namespace crosswalk::testing {
namespace {

class ScrubbingTest : public SenderTest {
protected:
    static constexpr std::string_view kKey = "ac-key-0123456789&abcdef";

    // A vendor whose API gives this answer to everything.
    std::unique_ptr<Sender> mail(const std::string& answer) {
        mail_.emplace([answer](Peer& peer) {
            if (!peer.read_request().empty()) peer.say(answer);
        });
        return sender(
            {.name = "crm",
             .manifest = &mail_manifest_,
             .base_url = mail_->url(),
             .secrets = {{"api_key", {Secret(std::string(kKey)), Secret("the-key-before-it")}}}}
        );
    }
    static std::string http(const std::string& status, const std::string& headers, const std::string& body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    }

    const Manifest mail_manifest_ = mail_manifest();
    std::optional<RawVendor> mail_{};
};

TEST_F(ScrubbingTest, NoAnswerHoldsASecret) {
    const std::string key(kKey);
    const std::string encoded = crypto::base64("user:" + key);
    const std::pair<std::string, std::string> spellings[] = {
        {key, "[secret]"},
        {"ac-key-0123456789%26abcdef", "[secret]"},
        {"the-key-before-it", "[secret]"},
        {encoded, encoded.substr(0, 3) + "[secret]"}};  // the user's name may stay
    for (const auto& [spelling, clean] : spellings)
        for (const char* status : {"200 OK", "302 Found", "400 Bad Request", "500 Oops"}) {
            const auto answer = call(*mail(
                http(status, "Location: /x?k=" + spelling + "\r\n", R"({"m":")" + spelling + R"("})")
            ));
            ASSERT_TRUE(answer.has_value()) << answer.error().what;
            EXPECT_EQ(answer->body, R"({"m":")" + clean + R"("})") << status;
            EXPECT_EQ(answer->headers.at("Location"), "/x?k=" + clean) << status;
        }
}

TEST_F(ScrubbingTest, DataThatOnlyLooksLikeACredentialIsLeftAlone) {
    const std::string body = R"({"note":"Bearer abcdefghijkl, password=hunter2, ac-key-01234"})";
    const auto answer = call(*mail(http("200 OK", "", body)));
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->body, body);
}

TEST_F(ScrubbingTest, WordsLoseWhatLooksLikeACredential) {
    const auto to = mail(http("200 OK", "", "{}"));
    EXPECT_EQ(to->scrubbed("bad header Api-Token: ac-key-012345"), "bad header Api-Token: [secret]");
    EXPECT_EQ(to->scrubbed("no such field"), "no such field");
}

TEST_F(ScrubbingTest, ALiveTokenIsKnownFromTheSignInOn) {
    const std::string token = "00D5g000004Abcd!AQ4AQFz_x.Y+k";
    crm_.sign_ins_answer(200, R"({"access_token":")" + token + R"(","instance_url":")" + crm_.url() + "\"}");
    const auto to = sender(jwt());
    EXPECT_EQ(to->scrubbed("quoting " + token), "quoting " + token);
    ASSERT_TRUE(call(*to).has_value());
    EXPECT_EQ(to->scrubbed("quoting " + token), "quoting [secret]");
    EXPECT_EQ(to->scrubbed("first of it: 00D5g000004Abcd"), "first of it: [secret]");
    EXPECT_EQ(to->scrubbed("the assertion " + field(crm_.last_sign_in(), "assertion")), "the assertion [secret]");
}

TEST_F(ScrubbingTest, ARefusedSignInThatEchoesTheRequestTellsNoSecret) {
    for (const std::string& spelling : {std::string("s3cr&t="), std::string("s3cr%26t%3D"), crypto::base64("app-1:s3cr&t=")}) {
        crm_.sign_ins_answer(
            400,
            R"({"error":"invalid_client","error_description":"client_secret=)" + spelling + R"( is not known"})"
        );
        const auto answer = call(*sender(credentials()));
        expect_fault(answer, "send.sign_in");
        EXPECT_NE(answer.error().what.find("[secret] is not known"), std::string::npos) << answer.error().what;
        EXPECT_EQ(log_.text().find(spelling), std::string::npos);
    }
}

}  // namespace
}  // namespace crosswalk::testing
