// The command line: what it prints where, and how it exits.
#include "connector/app/cli/cli.h"

#include "connector/contract/json_read.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>

#include <sstream>

namespace crosswalk::test {
namespace {

struct Said {
    int exit = 0;
    std::string out{}, err{};
};

Said run(std::vector<std::string> arguments, const std::string& typed = "", bool interactive = false) {
    std::istringstream in(typed);
    std::ostringstream out, err;
    Said said;
    said.exit = run_cli(std::move(arguments), {in, out, err, interactive});
    said.out = out.str();
    said.err = err.str();
    return said;
}

// A configuration for a vendor that exists, with the mappings that are delivered.
std::string real_config(const Folder& folder, const std::string& more = "") {
    const std::string root = CROSSWALK_SOURCE_DIR;
    return folder.write(
        "crosswalk.yaml",
        "public_url: https://crosswalk.example.com\nstore: sqlite:crosswalk.db\nmappings: " + root +
            "/mappings\nencryption_keys: [ AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= ]\n" + more +
            R"(connections:
  salesforce:
    adapter: salesforce
    auth: { flow: client_credentials, client_id: a, client_secret: b }
  hubspot:
    adapter: hubspot
    auth: { token: t }
    webhook: { client_secret: hush }
  activecampaign:
    adapter: activecampaign
    base_url: https://acme.api-us1.example
    auth: { api_key: k }
    webhook: { path_secret: 0123456789abcdef0123456789abcdef }
)"
    );
}

TEST(CommandLine, SaysWhichVersionItIs) {
    const Said text = run({"version"});
    EXPECT_EQ(text.exit, 0);
    EXPECT_EQ(text.out.substr(0, 10), "crosswalk ");
    const Said json = run({"version", "--json"});
    EXPECT_FALSE(text_at(*parse_json(json.out.substr(0, json.out.size() - 1)), "/version").empty());
}

TEST(CommandLine, ExitsWithTwoWhenItIsNotUnderstood) {
    for (const std::vector<std::string>& line : std::vector<std::vector<std::string>>{
             {},
             {"nonsense"},
             {"status", "--nonsense"},
             {"lead"},
             {"lead", "show"},
             {"explain", "crm"},
             {"parked", "replay"}})
        EXPECT_EQ(run(line).exit, 2);
    EXPECT_EQ(run({"--help"}).exit, 0);
    EXPECT_EQ(run({"status", "--config", "/nowhere/crosswalk.yaml"}).exit, 2);
}

TEST(CommandLine, PrintsTheAgreementOfTheFilesOnDiskBeforeTheFirstStart) {
    const Folder folder;
    const std::string config = real_config(folder);
    const Said text = run({"agreement", "--config", config});
    EXPECT_EQ(text.exit, 0) << text.err << text.out;
    EXPECT_NE(text.out.find("What Sales promises"), std::string::npos) << text.out;
    const Said html = run({"agreement", "--lang", "vi", "--html", "--config", config});
    EXPECT_EQ(html.exit, 0);
    EXPECT_TRUE(html.out.starts_with("<!doctype html>\n<html lang=\"vi\">")) << html.out;
    const auto json = parse_json(run({"agreement", "--json", "--config", config}).out);
    ASSERT_TRUE(json);
    EXPECT_EQ(json->at_pointer("/sales/0/within/minutes"), 240);
    EXPECT_EQ(run({"agreement", "--lang", "fr", "--config", config}).exit, 2);
}

TEST(CommandLine, ABackfillTakesOneOrderAtATime) {
    EXPECT_EQ(run({"backfill", "crm", "--pause", "--stop"}).exit, 2);
    EXPECT_EQ(run({"backfill"}).exit, 2);
}

TEST(CommandLine, ChecksTheDeliveredMappingAndEndsInSentences) {
    const Folder folder;
    const Said said = run({"check", "--config", real_config(folder)});
    EXPECT_EQ(said.exit, 0) << said.out;
    EXPECT_NE(said.out.find("Lead score: "), std::string::npos) << said.out;
}

TEST(CommandLine, PrintsFindingsWithThePathAsGiven) {
    const Folder folder;
    const std::string path = real_config(folder, "lisen: 127.0.0.1:0\n");
    const Said said = run({"--config", path, "check"});
    EXPECT_EQ(said.exit, 1);
    EXPECT_NE(
        said.out.find(path + ":5:1: config.unknown_key: lisen is not a setting. Did you mean listen?\n"),
        std::string::npos
    ) << said.out;
    const Said json = run({"check", "--json", "--config", path});
    const auto data = parse_json(json.out.substr(0, json.out.size() - 1));
    EXPECT_EQ(text_at(*data, "/findings/0/code"), "config.unknown_key");
}

TEST(CommandLine, ExplainsARequestWithoutAStore) {
    const Folder folder;
    const std::string path = real_config(folder);
    const std::string request =
        "POST /hooks/activecampaign/0123456789abcdef0123456789abcdef HTTP/1.1\r\nHost: "
        "crosswalk.example.com\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        "type=update&contact[id]=51&contact[email]=ada@example.com";
    const Said good =
        run({"explain", "activecampaign", "--request", "-", "--config", path, "--json"}, request);
    const auto data = parse_json(good.out.substr(0, good.out.size() - 1));
    EXPECT_EQ(good.exit, 0) << good.out << good.err;
    EXPECT_EQ(text_at(*data, "/verified"), "valid");
    EXPECT_FALSE(items_at(*data, "/news").empty());
    EXPECT_FALSE(items_at(*data, "/changes").empty());
    EXPECT_FALSE(items_at(*data, "/writes").empty());
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "crosswalk.db"));

    std::string forged = request;
    forged.replace(forged.find("cdef HTTP"), 4, "0000");
    const Said bad = run({"explain", "activecampaign", "--request", "-", "--config", path}, forged);
    EXPECT_EQ(bad.exit, 1);
    EXPECT_EQ(bad.out.substr(0, 16), "verified: forged");
    EXPECT_EQ(run({"explain", "nobody", "--request", "-", "--config", path}, request).exit, 1);
    EXPECT_EQ(run({"explain", "activecampaign", "--request", "/nowhere", "--config", path}).exit, 2);
    for (const std::string now : {"-1", "-9223372036854775808", "9223372036854775807"})
        EXPECT_EQ(
            run({"explain", "activecampaign", "--request", "-", "--config", path, "--now=" + now}, request)
                .exit,
            2
        ) << now;
}

TEST(CommandLine, WorksOnTheStoreItselfWhileNothingRuns) {
    const Folder folder;
    const std::string path = real_config(folder);
    const Said none = run({"books", "--config", path});
    EXPECT_EQ(none.exit, 1);
    EXPECT_NE(none.err.find("store.none"), std::string::npos);
    const Said token = run({"token", "create", "--config", path});
    EXPECT_EQ(token.exit, 0) << token.err;
    EXPECT_EQ(token.out.size(), 44u) << "the token alone";
    EXPECT_EQ(run({"books", "--config", path}).exit, 0);
    EXPECT_EQ(run({"mapping", "activate", "--config", path}).exit, 0);
    const Said status = run({"status", "--config", path});
    EXPECT_NE(status.out.find("service: not running"), std::string::npos);
    EXPECT_EQ(run({"lead", "show", "nobody@example.com", "--config", path}).exit, 1);
    EXPECT_EQ(run({"parked", "list", "--config", path}).exit, 0);
}

TEST(CommandLine, AsksBeforeItGivesSomethingUp) {
    const Folder folder;
    const std::string path = real_config(folder);
    const Said refused = run({"parked", "drop", "1", "--config", path});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_NE(refused.err.find("--yes"), std::string::npos);
    EXPECT_EQ(run({"parked", "drop", "1", "--config", path}, "n\n", true).exit, 1);
    run({"token", "create", "--config", path});
    const Said done = run({"parked", "drop", "1", "--yes", "--config", path});
    EXPECT_NE(done.err.find("parked.unknown"), std::string::npos);
}

TEST(CommandLine, ListsEveryVendor) {
    const Said said = run({"vendors", "--markdown"});
    for (const auto* vendor : {"salesforce", "hubspot", "activecampaign"})
        EXPECT_NE(said.out.find("| `" + std::string(vendor) + "` |"), std::string::npos) << vendor;
}

}  // namespace
}  // namespace crosswalk::test
