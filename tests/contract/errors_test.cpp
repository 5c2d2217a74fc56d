// Where a refusal says what, and where a vendor is called: the data of a manifest, applied.
#include "connector/contract/adapter.h"
#include "connector/contract/json_read.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using Texts = std::vector<std::string>;

Texts found(std::string_view body, std::string_view pattern) {
    return scalars_at(parse_json(body).value(), pattern);
}

TEST(ScalarsAt, StarStandsForEveryElementAndEveryMember) {
    constexpr std::string_view kList = R"({"errors":[{"m":"a"},{"n":1},{"m":2}]})";
    EXPECT_EQ(found(kList, "/errors/*/m"), (Texts{"a", "2"}));
    EXPECT_EQ(found(kList, "/errors/1/n"), Texts{"1"});
    constexpr std::string_view kByField = R"({"errors":{"email":["is bad","is long"],"name":["is short"]}})";
    EXPECT_EQ(found(kByField, "/errors/*/*"), (Texts{"is bad", "is long", "is short"}));
    EXPECT_EQ(found(kByField, "/errors/#"), Texts{"email"});
}

TEST(ScalarsAt, FindsNothingWhereNothingIs) {
    for (const char* pattern : {"/errors/*/m", "/errors/#", "/*", "/message", "/message/*", "/message/#"})
        EXPECT_EQ(found(R"({"errors":[],"message":null})", pattern), Texts{}) << pattern;
    EXPECT_EQ(found("[]", "/*"), Texts{});
    EXPECT_EQ(found(R"("text")", ""), Texts{"text"});
}

TEST(ScalarsAt, IsBounded) {
    std::string body = "[0";
    for (int i = 1; i < 1'000; ++i) body += "," + std::to_string(i);
    EXPECT_EQ(found(body + "]", "/*").size(), 8U);
}

HttpResponse refused(std::string body) { return {.status = 422, .headers = {}, .body = std::move(body)}; }

Outcome refused_by(const Manifest& vendor, HttpResponse response) {
    return *answer_of(vendor, std::move(response)).value().error;
}

TEST(ErrorShape, TriesItsPointersInOrder) {
    const Manifest vendor{
        .errors = {
            .code_at = {"/errors/0/reason", "/code"},
            .message_at = {"/meta/error", "/meta/errors/*", "/errors/*/message"},
            .field_at = {"/errors/0/field", "/errors/#"}}};
    const Outcome first = refused_by(vendor, refused(R"({"meta":{"error":"id attribute must be present"}})"));
    EXPECT_EQ(first.vendor_says, "id attribute must be present");
    EXPECT_EQ(first.vendor_code, "http_422");
    const Outcome several = refused_by(vendor, refused(R"({"meta":{"errors":["too long","too many"]}})"));
    EXPECT_EQ(several.vendor_says, "too long; too many");
    const Outcome listed = refused_by(
        vendor,
        refused(R"({"errors":[{"reason":"invalid","field":"email","message":"is bad"},{"message":"twice"}]})")
    );
    EXPECT_EQ(listed.vendor_code, "invalid");
    EXPECT_EQ(listed.field, "email");
    EXPECT_EQ(listed.vendor_says, "is bad; twice");
    EXPECT_EQ(refused_by(vendor, refused(R"({"errors":{"email":["is bad"]}})")).field, "email");
}

constexpr std::pair<std::string_view, std::string_view> kRegions[] = {{"us", ""}, {"eu", "-eu"}};
const std::vector<HostPart> kParts = {
    {.name = "dc", .setting = "data_center", .key_suffix_after = '-'},
    {.name = "region", .setting = "region", .otherwise = "us", .choices = kRegions}};

std::string filled(std::string_view url, const HostSettings& settings, std::string_view key = {}) {
    const auto out = fill_base_url(url, {kParts, R"([a-z0-9.-]+\.example)"}, settings, key);
    return out ? *out : out.error().code;
}

TEST(BaseUrl, IsFilledFromTheSettingOrTheKey) {
    constexpr std::string_view kUrl = "https://{dc}.api.tool.example/3.0";
    EXPECT_EQ(filled(kUrl, {}, "0123abcd-us6"), "https://us6.api.tool.example/3.0");
    EXPECT_EQ(filled(kUrl, {{"data_center", "us21"}}, "0123abcd-us6"), "https://us21.api.tool.example/3.0");
    EXPECT_EQ(filled(kUrl, {}, "0123abcd"), "send.bad_url");
    EXPECT_EQ(filled("https://api.tool.example", {}), "https://api.tool.example");
}

TEST(BaseUrl, TakesTheTextOfAChoice) {
    EXPECT_EQ(filled("https://track{region}.tool.example", {}), "https://track.tool.example");
    EXPECT_EQ(
        filled("https://track{region}.tool.example", {{"region", "eu"}}), "https://track-eu.tool.example"
    );
    EXPECT_EQ(filled("https://track{region}.tool.example", {{"region", "mars"}}), "send.bad_url");
}

TEST(BaseUrl, LetsNoSettingAndNoKeyChooseAnotherHost) {
    for (const char* word :
         {"evil.example/",
          "evil.example#",
          "a@evil",
          "us6.evil.example",
          "us6:8080",
          "",

          "a-",
          "us 6",
          "%2e",
          "{dc}"})
        EXPECT_EQ(filled("https://{dc}.api.tool.example", {}, std::string("key-") + word), "send.bad_url")
            << word;
    EXPECT_EQ(filled("https://{dc}.tool.invalid", {{"data_center", "us1"}}), "send.bad_url") << "the guard";
}

TEST(BaseUrl, ADomainInThePathMayHavePointsAndNothingElse) {
    const HostPart domain{.name = "domain", .setting = "domain", .dotted = true};
    for (const char* word : {"mg.example.com", "example", "a-b.c1.example"}) EXPECT_TRUE(fits(domain, word)) << word;
    for (const char* word : {"", ".", "mg..example", "mg.example.", "../v3", "a/b", "a b", "mg.example?x", "%2e", "-a.example"})
        EXPECT_FALSE(fits(domain, word)) << word;
    EXPECT_FALSE(fits(domain, std::string(300, 'a')));
}

TEST(HostGuard, LetsOnlyWholeHostsThrough) {
    EXPECT_TRUE(guard_lets(R"(hooks\.tool\.example)", "hooks.TOOL.example"));
    EXPECT_FALSE(guard_lets(R"(hooks\.tool\.example)", "hooks.tool.example.evil.test"));
    EXPECT_FALSE(guard_lets("", "hooks.tool.example"));
    EXPECT_FALSE(guard_lets("(", "hooks.tool.example"));
}

}  // namespace
}  // namespace crosswalk
