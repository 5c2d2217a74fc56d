// Declared tools: the shipped examples, and every mistake with its line and its remedy.
#include "connector/contract/json_read.h"
#include "tests/mapping/tool_files.h"

#include <algorithm>

namespace crosswalk::test {
namespace {

const std::string kGood = R"(format: 1
title: Toy Tool
account: [site]
base_url: https://{site}.example.com/v1
hosts: { files: https://files.example.com }
headers: { X-Version: "2" }
auth: { header: X-Key, setting: key }
probe: { path: /me, shows: /id }
limits: { calls: 10, per: second }
errors: { code: /code, message: /errors/*/text }
refusals:
  - { code: slow, verdict: retry, wait: 5, advice: It goes out again by itself in a while. }
  - { status: 404, says: Nobody, verdict: gone, advice: The person is gone; a read settles it. }
webhook:
  body: json
  proof: { signature: { header: X-Sign, over: [timestamp, body], timestamp: { header: X-Time } } }
  type: /type
  time: { at: /at, form: epoch }
  person: /who
  fields: { score: /points }
  types: { moved: changed, new: read, left: unsubscribed }
people:
  kind: person
  id: /id
  fields:
    email: { at: /email, write: /email, needed: yes }
    score: { at: /score, type: number }
  opted_out: { at: /left, closed: [true], open: [false], write: /left }
  read: { path: "/people/{id}", gone: { at: /error, says: Nobody } }
  find: { path: "/people?email={value}", list: /rows, by: email }
  create: { path: /people, id: /id }
  update: { method: PUT, path: "/people/{id}", id: /id, host: files }
  changes: { path: /people, list: /rows, page: { by: token, parameter: from, next: /next } }
)";

std::string all_of(const std::vector<Finding>& findings) {
    std::string out;
    for (const Finding& finding : findings) out += finding.text() + "\n";
    return out;
}

tools::Compiled compiled(const std::string& text) { return tools::compile_tool("toy", {"toy.yaml", text}); }

TEST(DeclaredTool, SaysInItsManifestWhatItDeclares) {
    const auto out = compiled(kGood);
    ASSERT_NE(out.tool, nullptr) << all_of(out.findings);
    const Manifest& manifest = out.tool->manifest;
    EXPECT_EQ(manifest.vendor, "toy");
    EXPECT_TRUE(guard_lets(manifest.host_guard, "acme.example.com"));
    EXPECT_FALSE(guard_lets(manifest.host_guard, "acme.evil.example"));
    EXPECT_FALSE(guard_lets(manifest.host_guard, "acmeXexample.com"));
    EXPECT_EQ(manifest.objects.front().required_to_create, (std::vector<std::string_view>{"email"}));
    EXPECT_EQ(manifest.objects.front().reads.size(), 3U);
    EXPECT_EQ(std::get<Signature>(manifest.webhook.accept.front()).timestamp_header, "X-Time");
    EXPECT_EQ(out.tool->update->host, "files");
    EXPECT_TRUE(manifest.poll_by_default) << "what a webhook lost, and who was there before";
}

TEST(DeclaredTool, ExamplesPassTheirOwnCases) {
    for (const std::string name : kExampleTools) {
        const auto out = tools::compile_tool(name, tool_file(name + ".yaml"));
        ASSERT_NE(out.tool, nullptr) << all_of(out.findings);
        const auto played = tools::play_cases(*out.tool, tool_file(name + ".cases.yaml"));
        EXPECT_TRUE(played.findings.empty()) << all_of(played.findings);
        EXPECT_GE(played.run, 3);
    }
}

TEST(DeclaredTool, ACaseThatDoesNotHoldIsSaidWithItsLine) {
    const auto out = compiled(kGood);
    ASSERT_NE(out.tool, nullptr);
    const auto played = tools::play_cases(
        *out.tool,
        {"toy.cases.yaml",
         "format: 1\ncases:\n  - name: a\n    body: '{\"type\":\"moved\",\"points\":7,\"who\":{\"id\":1}}'\n"
         "    news: { news: changed, fields: { score: 8 } }\n"
         "  - name: b\n    body: '{}'\n    news: []\n"
         "  - name: c\n    record: { id: 1, fields: { score: 8 } }\n    request: { path: /x }\n"}
    );
    EXPECT_EQ(played.run, 3);
    ASSERT_EQ(played.findings.size(), 3U) << all_of(played.findings);
    EXPECT_EQ(played.findings[0].line, 5);
    EXPECT_NE(played.findings[0].what.find("'7'"), std::string::npos) << played.findings[0].what;
    EXPECT_EQ(played.findings[1].line, 8);
    EXPECT_NE(played.findings[2].what.find("unknown_field"), std::string::npos) << "the score is not written";
}

// What is written in place of what, on which line that must be found (by a text of it), and what then helps.
struct Broken {
    const char* title;
    std::string from, to, line, code, remedy;
};

std::vector<Broken> broken_addresses() {
    const std::string url = "https://{site}.example.com/v1";
    return {
        {"plain_http", "base_url: https://", "base_url: http://", "base_url", "tool.address", "https://api.example.com"},
        {"port", url, "https://api.example.com:8080", "base_url", "tool.address", "without a port"},
        {"login_in_the_address", url, "https://a:b@example.com", "base_url", "tool.address", "a user"},
        {"any_host", url, "https://{site}", "base_url", "tool.address", "before the last two"},
        {"any_domain", url, "https://api.{site}.com", "base_url", "tool.address", "before the last two"},
        {"half_a_label", url, "https://a{site}.example.com", "base_url", "tool.address", "a whole word"},
        {"local_host", url, "https://127.0.0.1/v1", "base_url", "tool.address", "https://"},
        {"file", url, "file:///etc/passwd", "base_url", "tool.address", "https://"},
        {"unlisted_part", "{site}", "{other}", "base_url", "tool.placeholder", "account"},
        {"second_host_of_the_admins", "https://files.example.com", "\"https://{site}.example.com\"", "hosts:", "tool.placeholder", "account"},
        {"path_with_a_host", "path: /me", "path: //evil.example/me", "probe", "tool.path", "one slash"},
        {"path_upwards", "path: /me", "path: /a/../../me", "probe", "tool.path", "one slash"},
        {"path_elsewhere", "path: /me", "path: https://evil.example/me", "probe", "tool.path", "one slash"},
        {"host_nobody_declared", "host: files", "host: file", "update:", "tool.unknown_host", "Did you mean 'files'?"},
        {"header_of_the_connection", "X-Version:", "Host:", "headers", "tool.header", "X-Api-Key"},
        {"two_lines_in_a_header", "\"2\"", "\"2\\r\\nX-Evil: 1\"", "headers", "tool.text", "one line"},
        {"two_ways_to_sign_in", "header: X-Key,", "header: X-Key, bearer: token,", "auth:", "tool.auth", "bearer"},
    };
}

std::vector<Broken> broken_words() {
    return {
        {"no_number", "calls: 10", "calls: .inf", "limits", "tool.number", "from 1 to 1000000"},
        {"too_many_calls", "calls: 10", "calls: 1e400", "limits", "tool.number", "whole number"},
        {"pages_without_end", "parameter: from,", "parameter: from, rows: 0,", "changes:", "tool.number", "from 1 to 1000"},
        {"unknown_key", "title:", "titel:", "titel", "mapping.unknown_key", "Did you mean 'title'?"},
        {"a_script", "types: {", "script: run\n  types: {", "script", "mapping.unknown_key", "Write one of"},
        {"included_file", "title: Toy Tool", "title: !include other.yaml", "title", "yaml.tag", "Remove the tag"},
        {"no_pointer", "person: /who", "person: who.me", "person: who", "tool.pointer", "/contact/email"},
        {"endless_pointer", "person: /who", "person: /a/b/c/d/e/f/g/h/i", "person: /a", "tool.pointer", "at most 8"},
        {"unknown_news", "left: unsubscribed", "left: unsubscribe", "types", "tool.news", "Did you mean 'unsubscribed'?"},
        {"read_without_a_way", "  read: {", "  #read: {", "types", "tool.cannot_read", "Add 'read'"},
        {"unsigned_body", "over: [timestamp, body]", "over: [timestamp]", "proof", "tool.unsigned_body", "Add 'body'"},
        {"no_timestamp", ", timestamp: { header: X-Time }", "", "proof", "tool.timestamp", "Add 'timestamp:'"},
        {"nothing_proven", "proof: { sig", "proof: []\n  #{ sig", "proof: []", "tool.proof", "proof: path"},
        {"unknown_field", "fields: { score: /points }", "fields: { scores: /points }", "scores", "tool.unknown_field", "'score'"},
        {"looked_up_by_nothing", "by: email", "by: mail", "find:", "tool.unknown_field", "Did you mean 'email'?"},
        {"id_nowhere", "read: { path: \"/people/{id}\"", "read: { path: /people", "read:", "tool.placeholder", "{id}"},
        {"another_placeholder", "{value}", "{email}", "find:", "tool.placeholder", "{value}"},
        {"gone_by_status", "status: 404, says: Nobody,", "status: 404,", "404", "tool.gone", "says"},
        {"nobody_is_ever_gone", ", gone: { at: /error, says: Nobody }", "", "read:", "mapping.missing_key", "gone"},
        {"retried_at_once", "wait: 5, ", "", "slow", "tool.wait", "seconds"},
        {"no_advice", "It goes out again by itself in a while.", "Wait", "slow", "tool.advice", "full stop"},
        {"never_read", "status: 404, says: Nobody, verdict: gone", "code: slow, says: Nobody, verdict: refused", "says: Nobody, verdict", "tool.never_read", "first"},
        {"needed_and_not_written", "write: /email, needed", "needed", "email: {", "tool.not_written", "write"},
        {"name_of_another", "    score: {", "    preferences/all: {", "preferences/all", "tool.field_name", "opted_out"},
        {"word_for_both", "open: [false]", "open: [true]", "opted_out", "tool.twice", "Keep one"},
        {"next_of_an_offset", "by: token", "by: offset", "changes:", "tool.page", "by: token"},
    };
}

int line_of(const std::string& text, const std::string& part) {
    const auto at = text.find(part);
    return at == std::string::npos ? -1 : 1 + static_cast<int>(std::count(text.begin(), text.begin() + at, '\n'));
}

void expect_refused(const Broken& row) {
    std::string text = kGood;
    const auto at = text.find(row.from);
    ASSERT_NE(at, std::string::npos) << row.title;
    text.replace(at, row.from.size(), row.to);
    const auto out = compiled(text);
    EXPECT_EQ(out.tool, nullptr) << row.title;
    const auto found = std::ranges::find_if(out.findings, [&](const Finding& one) {
        return one.error && one.code == row.code && one.line == line_of(text, row.line) &&
               one.remedy.find(row.remedy) != std::string::npos;
    });
    EXPECT_NE(found, out.findings.end()) << row.title << ", expected " << row.code << " in line "
                                         << line_of(text, row.line) << "; found:\n" << all_of(out.findings);
    for (const Finding& one : out.findings) {
        EXPECT_TRUE(one.what.ends_with(".")) << one.text();
        EXPECT_TRUE(one.remedy.ends_with(".") || one.remedy.ends_with("?")) << one.text();
    }
}

TEST(DeclaredTool, WithAMistakeInAnAddressIsRefusedThereWithARemedy) {
    for (const Broken& row : broken_addresses()) expect_refused(row);
}

TEST(DeclaredTool, WithAMistakeInItsWordsIsRefusedThereWithARemedy) {
    for (const Broken& row : broken_words()) expect_refused(row);
}

TEST(DeclaredTool, WithSeveralMistakesHearsOfAllAtOnce) {
    std::string text = kGood;
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"path: /me", "path: me"}, {"calls: 10", "calls: ten"}, {"by: email", "by: mail"}})
        text.replace(text.find(from), from.size(), to);
    const auto out = compiled(text);
    ASSERT_EQ(out.findings.size(), 3U) << all_of(out.findings);
    EXPECT_LT(out.findings[0].line, out.findings[1].line);
    EXPECT_LT(out.findings[1].line, out.findings[2].line);
}

TEST(DeclaredTool, ThatIsLargeOrCutIsRefusedAndNeverEscapesAsAnException) {
    EXPECT_EQ(compiled(kGood + std::string(70'000, '#')).findings.at(0).code, "tool.too_large");
    std::string many = "    f: /f\n";
    for (int i = 0; i < 300; ++i) many += "    f" + std::to_string(i) + ": /f\n";
    std::string text = kGood;
    text.insert(text.find("  opted_out"), many);
    const auto large = compiled(text);
    EXPECT_EQ(std::ranges::count(large.findings, "tool.too_large", &Finding::code), 1) << all_of(large.findings);
    for (std::size_t cut = 0; cut < kGood.size(); cut += 5) {
        const auto out = compiled(kGood.substr(0, cut) + kGood.substr(std::min(kGood.size(), cut + 3)));
        EXPECT_TRUE(out.tool != nullptr || !out.findings.empty()) << "cut at " << cut;
    }
}

TEST(DeclaredTool, BeyondThePlacesThereAreIsToldSoAndPlacesComeBack) {
    std::vector<std::shared_ptr<const tools::ToolAdapter>> made;
    Result<std::shared_ptr<const tools::ToolAdapter>> last = Fault{};
    for (std::size_t i = 0; i <= tools::kMostTools; ++i) {
        last = tools::ToolAdapter::make(compiled(kGood).tool);
        if (last) made.push_back(*last);
    }
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, "tool.too_many");
    made.clear();
    EXPECT_TRUE(tools::ToolAdapter::make(compiled(kGood).tool));
}

TEST(DeclaredTool, KeepsOneApartFromAnotherOfTheSameForm) {
    auto other = kGood;
    other.replace(other.find("type: /type"), 11, "type: /kind");
    const auto one = *tools::ToolAdapter::make(compiled(kGood).tool), two = *tools::ToolAdapter::make(compiled(other).tool);
    const Delivery delivery{.method = "POST", .body = R"({"kind":"moved","who":{"id":1},"points":7})"};
    EXPECT_FALSE(one->adapter().decode(delivery, {}));
    const auto news = two->adapter().decode(delivery, {});
    ASSERT_TRUE(news) << news.error().what;
    EXPECT_EQ(std::get<Change>(news->front()).fields.at("score"), 7);
}

TEST(DeclaredTool, HearsTheSameEventOnceAndOneWithoutATimeEachTime) {
    const auto tool = *tools::ToolAdapter::make(compiled(kGood).tool);
    const auto key = [&](const char* body) {
        const auto news = tool->adapter().decode({.method = "POST", .body = body}, {});
        return std::get<Change>(news->front()).event_key;
    };
    EXPECT_EQ(key(R"({"type":"moved","at":1772355600,"who":{"id":1}})"), key(R"({"type":"moved","at":1772355600,"who":{"id":1}})"));
    EXPECT_NE(key(R"({"type":"moved","at":1772355600,"who":{"id":1}})"), key(R"({"type":"moved","at":1772355601,"who":{"id":1}})"));
    EXPECT_EQ(key(R"({"type":"moved","who":{"id":1}})"), "") << "a second crossing is byte for byte the first";
}

}  // namespace
}  // namespace crosswalk::test
