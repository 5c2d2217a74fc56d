#include "tests/app/toy_vendor.h"
#include "connector/app/cli/inspect.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <regex>
#include <set>

namespace crosswalk::test {
namespace {

std::filesystem::path fixtures() {
    return std::filesystem::path(CROSSWALK_SOURCE_DIR) / "tests/fixtures/app/config";
}

LoadedConfig load(const std::string& path) {
    return load_config(
        path,
        [](const std::string& name) -> std::optional<std::string> {
            if (name == "TOY_KEY") return "a-key-of-the-environment";
            if (name == "EMPTY") return "";
            return {};
        },
        toy_adapters()
    );
}

LoadedConfig load_text(const Folder& folder, const std::string& text) {
    return load(folder.write("crosswalk.yaml", text));
}

// Each broken file says in `#! LINE:COLUMN CODE` lines what must be found in it, and nothing else may be.
class BrokenConfigurations : public testing::TestWithParam<std::string> {};

TEST_P(BrokenConfigurations, AreRefusedWithEveryFindingAtItsPlace) {
    const auto path = fixtures() / GetParam();
    const std::string text = read_all(path);
    std::multiset<std::string> expected, found;
    static const std::regex promise("#! ([0-9]+:[0-9]+ [a-z0-9_.]+)");
    for (std::sregex_iterator at(text.begin(), text.end(), promise), end; at != end; ++at)
        expected.insert((*at)[1].str());
    const LoadedConfig loaded = load(path.string());
    for (const Finding& one : loaded.findings) {
        found.insert(std::to_string(one.line) + ":" + std::to_string(one.column) + " " + one.code);
        EXPECT_EQ(one.file, path.string());
        EXPECT_FALSE(one.what.empty());
        EXPECT_FALSE(one.remedy.empty());
    }
    EXPECT_EQ(found, expected);
    EXPECT_FALSE(loaded.ok);
}

std::vector<std::string> broken_files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(fixtures()))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

INSTANTIATE_TEST_SUITE_P(
    Fixtures,
    BrokenConfigurations,
    testing::ValuesIn(broken_files()),
    [](const auto& about) {
        std::string name = about.param.substr(0, about.param.find('.'));
        std::ranges::replace(name, '-', '_');
        return name;
    }
);

TEST(Configuration, IsReadAsItIsMeant) {
    const Household house;
    const Config config = house.config();
    EXPECT_EQ(config.listen, "127.0.0.1:0");
    EXPECT_EQ(config.public_url, "https://crosswalk.example.com");
    EXPECT_EQ(config.store_path, (house.folder().path() / "crosswalk.db").string());
    ASSERT_EQ(config.connections.size(), 2u);
    const ConnectionConfig* mail = config.connection("mail");
    ASSERT_NE(mail, nullptr);
    EXPECT_EQ(mail->mode, Mode::watch) << "nothing is sent before the admin lets it";
    EXPECT_EQ(mail->flow, "api_key");
    EXPECT_EQ(mail->auth_secrets.at("api_key").front().reveal(), "letmein");
    EXPECT_EQ(mail->webhook_secrets.at("path_secret").front().reveal(), kPathSecret);
    EXPECT_EQ(mail->poll, std::nullopt);
    const ConnectionConfig* crm = config.connection("crm");
    EXPECT_EQ(crm->flow, "client_credentials");
    EXPECT_EQ(crm->auth_settings.at("client_id"), "me");
    EXPECT_EQ(crm->webhook_secrets.at("client_secret").front().reveal(), "between-us");
    EXPECT_FALSE(crm->switches.at("allow_v1"));
    EXPECT_EQ(config.connection("nobody"), nullptr);
}

std::string with_mail(const std::string& lines);

TEST(Configuration, AChannelIsWrittenLikeAConnectionAndStandsApart) {
    const Folder folder;
    const auto loaded = load_text(
        folder,
        with_mail("channels:\n  chat:\n    adapter: toychat\n    mode: live\n    auth: { bot_token: hush }\n"
                  "    webhook: { path_secret: 0123456789abcdef0123456789abcdef }\n")
    );
    ASSERT_TRUE(loaded.ok) << loaded.findings.front().what;
    EXPECT_EQ(loaded.config.connections.size(), 1U);
    ASSERT_EQ(loaded.config.channels.size(), 1U);
    const ConnectionConfig& chat = loaded.config.channels[0];
    EXPECT_EQ(chat.name, "chat");
    EXPECT_EQ(chat.mode, Mode::live);
    EXPECT_TRUE(chat.has_webhook);
    EXPECT_EQ(chat.auth_secrets.at("bot_token").front().reveal(), "hush");
    EXPECT_EQ(loaded.config.accounts().size(), 2U);
    EXPECT_EQ(loaded.config.connection("chat"), nullptr);
}

TEST(Configuration, OperatorsAreToldThroughChannelsInTheOrderOfTheFile) {
    const Folder folder;
    const std::string channels =
        "channels:\n  chat: { adapter: toychat, auth: { bot_token: hush } }\n  more: { adapter: toychat, auth: { bot_token: hush } }\n";
    const auto loaded = load_text(folder, with_mail(channels + "operators: { more: C0OPS, chat: C0LATE }\n"));
    ASSERT_TRUE(loaded.ok) << loaded.findings.front().what;
    using Channels = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(loaded.config.operators, (Channels{{"more", "C0OPS"}, {"chat", "C0LATE"}}));
    const auto wrong = load_text(folder, with_mail(channels + "operators: { pager: C0OPS }\n"));
    ASSERT_FALSE(wrong.ok);
    EXPECT_EQ(wrong.findings.front().code, "config.unknown_channel");
    EXPECT_TRUE(wrong.findings.front().remedy.starts_with("Write one of: chat, more"));
}

TEST(Configuration, APersonWhoIsToldByAChannelThatIsNotThereIsFound) {
    const Folder folder;
    const auto loaded =
        load_text(folder, with_mail("channels:\n  chat: { adapter: toychat, auth: { bot_token: hush } }\n"));
    ASSERT_TRUE(loaded.ok) << loaded.findings.front().what;
    HandoffPlan plan;
    plan.members = {
        {.name = "an", .channels = {{"chat", "U0AN"}, {"post", "an@example.com"}}},
        {.name = "binh", .channels = {{"post", "binh@example.com"}}},
        {.name = "dung", .channels = {{"chat", "U0DUNG"}}}};
    const MappingFile file{"handoff.yaml", "members:\n  an:\n    name: An\n  binh:\n    name: Binh\n"};
    const auto found = channel_findings(loaded.config, plan, file);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_FALSE(found[0].error) << "An is told by the other one";
    EXPECT_TRUE(found[1].error);
    EXPECT_EQ(found[1].line, 4);
    EXPECT_TRUE(channel_findings({}, plan, file).empty()) << "without channels nobody is to be told";
}

std::string with_mail(const std::string& lines) {
    return "store: sqlite:x.db\nmappings: m\n"
           "encryption_keys: [ AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= ]\n"
           "connections:\n  mail:\n    adapter: toymail\n    base_url: https://a.toymail.example\n"
           "    auth: { api_key: !env TOY_KEY }\n" +
           lines;
}

TEST(Configuration, ReadsWhatAToolWithSeveralHostsAndProofsNeeds) {
    const Folder folder;
    const auto loaded = load_text(
        folder,
        "store: sqlite:x.db\nmappings: m\n"
        "encryption_keys: [ AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= ]\n"
        "connections:\n  tool:\n    adapter: toytool\n    shard: us6\n    region: eu\n"
        "    hosts: { track: 'http://127.0.0.1:4000' }\n"
        "    auth: { api_key: k, site_id: site-7, track_key: [ new, old ] }\n"
        "    webhook: { user: crosswalk, password: 0123456789abcdef0123456789abcdef,"
        " signing_secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, app_id: [ a1, a2 ] }\n"
    );
    for (const Finding& one : loaded.findings) ADD_FAILURE() << one.text();
    const ConnectionConfig* tool = loaded.config.connection("tool");
    ASSERT_NE(tool, nullptr);
    EXPECT_EQ(tool->host_settings.at("shard"), "us6");
    EXPECT_EQ(tool->host_settings.at("region"), "eu");
    EXPECT_EQ(tool->hosts.at("track"), "http://127.0.0.1:4000");
    EXPECT_EQ(tool->auth_settings.at("site_id"), "site-7");
    EXPECT_EQ(tool->auth_secrets.at("track_key").size(), 2u);
    EXPECT_EQ(tool->webhook_texts.at("user"), std::vector<std::string>{"crosswalk"});
    EXPECT_EQ(tool->webhook_texts.at("app_id"), (std::vector<std::string>{"a1", "a2"}));
    EXPECT_EQ(tool->webhook_secrets.at("signing_secret").size(), 1u);
    EXPECT_FALSE(tool->webhook_secrets.contains("header_secret"));
}

TEST(Configuration, TakesSecretsFromTheEnvironmentAndFromFilesBesideIt) {
    const Folder folder;
    folder.write("hook.secret", std::string(kPathSecret) + "\n");
    const auto loaded = load_text(folder, with_mail("    webhook: { path_secret: !file hook.secret }\n"));
    ASSERT_TRUE(loaded.ok);
    const ConnectionConfig* mail = loaded.config.connection("mail");
    EXPECT_EQ(mail->auth_secrets.at("api_key").front().reveal(), "a-key-of-the-environment");
    EXPECT_EQ(mail->webhook_secrets.at("path_secret").front().reveal(), kPathSecret)
        << "the newline at the end of the file is no part of it";
}

TEST(Configuration, KeepsTheOldSecretBehindTheNewOneDuringARotation) {
    const Folder folder;
    const auto loaded = load_text(
        folder,
        with_mail("    webhook: { path_secret: [ ffffffffffffffffffffffffffffffff, "
                  "0123456789abcdef0123456789abcdef ] }\n")
    );
    ASSERT_TRUE(loaded.ok);
    const auto& secrets = loaded.config.connection("mail")->webhook_secrets.at("path_secret");
    ASSERT_EQ(secrets.size(), 2u);
    EXPECT_EQ(secrets.front().reveal(), "ffffffffffffffffffffffffffffffff");
}

TEST(Configuration, ReadsEveryModeInEverySpelling) {
    const Folder folder;
    const auto mode = [&](const std::string& lines) {
        auto loaded = load_text(folder, with_mail(lines));
        EXPECT_TRUE(loaded.ok) << lines;
        return loaded.config.connections.front();
    };
    EXPECT_EQ(mode("    mode: watch\n").mode, Mode::watch);
    EXPECT_EQ(mode("    mode: live\n").mode, Mode::live);
    const std::set<std::string, std::less<>> ada{"ada@example.com"};
    EXPECT_EQ(mode("    mode: { only: [ Ada@example.com ] }\n").only, ada);
    EXPECT_EQ(mode("    mode:\n      only:\n        - ada@example.com\n").only, ada);
    EXPECT_EQ(mode("    mode: 'only: [ada@example.com]'\n").only, ada);
    EXPECT_EQ(mode("    mode: only:ada@example.com\n").mode, Mode::only);
}

TEST(Configuration, PollsByDefaultWhereTheVendorLosesNews) {
    const Folder folder;
    using std::chrono::milliseconds;
    const auto poll = [&](const std::string& lines) {
        return load_text(folder, with_mail(lines)).config.connections.front().poll;
    };
    EXPECT_EQ(poll(""), milliseconds(300'000));
    EXPECT_EQ(poll("    poll: never\n"), std::nullopt);
    EXPECT_EQ(poll("    poll: 30 seconds\n"), milliseconds(30'000));
    EXPECT_EQ(poll("    poll: 250 ms\n"), milliseconds(250));
    EXPECT_EQ(poll("    poll: 1 hour\n"), milliseconds(3'600'000));
}

TEST(Configuration, AcceptsPlainHttpOnlyForThisMachine) {
    const Folder folder;
    const auto ok = [&](const std::string& url) {
        return load_text(folder, with_mail("    login_url: " + url + "\n")).ok;
    };
    EXPECT_TRUE(ok("http://127.0.0.1:4000"));
    EXPECT_TRUE(ok("http://localhost:4000"));
    EXPECT_TRUE(ok("http://[::1]:4000"));
    EXPECT_TRUE(ok("https://login.example.com"));
    EXPECT_FALSE(ok("http://login.example.com"));
    EXPECT_FALSE(ok("http://localhost.example.com"));
    EXPECT_FALSE(ok("ftp://localhost"));
}

TEST(Configuration, AsksForAHundredAndTwentyEightBitsInAPathSecret) {
    const Folder folder;
    const auto ok = [&](const std::string& secret) {
        return load_text(folder, with_mail("    webhook: { path_secret: '" + secret + "' }\n")).ok;
    };
    EXPECT_TRUE(ok("0123456789abcdef0123456789abcdef"));
    EXPECT_FALSE(ok("0123456789abcdef0123456789abcde")) << "31 hex digits are 124 bits";
    EXPECT_TRUE(ok("Zm9vYmFyYmF6cXV4Zm9vYm")) << "22 characters of base64url";
    EXPECT_FALSE(ok("Zm9vYmFyYmF6cXV4Zm9vY"));
    EXPECT_FALSE(ok(""));
    EXPECT_FALSE(ok("Zm9vYmFyYmF6/cXV4Zm9vYmFyYmF6")) << "a slash cannot stand in one part of a path";
}

TEST(Configuration, NeverRepeatsASecretInWhatItSays) {
    const Folder folder;
    const auto loaded = load_text(folder, with_mail("    webhook: { path_secret: s3cr3t }\n"));
    ASSERT_FALSE(loaded.ok);
    for (const Finding& one : loaded.findings)
        EXPECT_EQ((one.what + one.remedy).find("s3cr3t"), std::string::npos) << one.what;
}

TEST(Configuration, ThatIsMissingSaysSo) {
    const auto loaded = load("/nowhere/crosswalk.yaml");
    ASSERT_EQ(loaded.findings.size(), 1u);
    EXPECT_EQ(loaded.findings.front().code, "config.unreadable");
    EXPECT_FALSE(loaded.ok);
}

TEST(Configuration, InAnotherEncodingIsRefused) {
    const Folder folder;
    const auto loaded = load_text(folder, "listen: \xFF\xFE\n");
    ASSERT_EQ(loaded.findings.size(), 1u);
    EXPECT_EQ(loaded.findings.front().code, "config.not_utf8");
}

TEST(Configuration, TakesNoPipeFolderOrDeviceForAFile) {
    const Folder folder;
    const std::string pipe = (folder.path() / "pipe").string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    for (const std::string& not_a_file : {pipe, folder.path().string(), std::string("/dev/zero")}) {
        const auto code = [&](const LoadedConfig& loaded) {
            for (const Finding& one : loaded.findings)
                if (one.code == "config.file_unreadable" || one.code == "config.unreadable") return one.code;
            return std::string();
        };
        EXPECT_EQ(code(load(not_a_file)), "config.unreadable") << not_a_file;
        EXPECT_EQ(
            code(load_text(folder, "encryption_keys: [ !file " + not_a_file + " ]\n")),
            "config.file_unreadable"
        );
        EXPECT_EQ(
            code(load_text(folder, "tls: { certificate: " + not_a_file + ", key: " + not_a_file + " }\n")),
            "config.file_unreadable"
        );
    }
}

TEST(Configuration, TakesADatabaseForAStoreAndRepeatsNothingOfItsPassword) {
    const Folder folder;
    const auto with = [&](const std::string& rest) {
        return load_text(folder, "store: postgresql://" + rest + "\n");
    };
    const auto about_store = [](const LoadedConfig& loaded) {
        return std::ranges::any_of(loaded.findings, [](const Finding& one) {
            EXPECT_EQ(one.text().find("s3cret"), std::string::npos) << one.text();
            return one.code == "config.bad_store" || one.code == "config.unknown_key";
        });
    };
    const auto first = with("ada:s3cret-pa@db.example.com/crosswalk?sslmode=verify-full");
    EXPECT_FALSE(about_store(first));
    EXPECT_EQ(
        first.config.store_uri.reveal(),
        "postgresql://ada:s3cret-pa@db.example.com/crosswalk?sslmode=verify-full"
    );
    const std::filesystem::path beside(first.config.store_path);
    EXPECT_EQ(beside.parent_path(), folder.path()) << "the control socket is beside the configuration";
    const auto renewed = with("ada:other@db.example.com/crosswalk?sslmode=verify-full");
    EXPECT_EQ(renewed.config.store_path, first.config.store_path) << "a new password makes no other store";
    EXPECT_NE(with("ada:s3cret-pa@db.example.com/another").config.store_path, first.config.store_path);
    const auto elsewhere = with("db.example.com/crosswalk\ncontrol_folder: /run/crosswalk");
    EXPECT_FALSE(about_store(elsewhere));
    EXPECT_EQ(std::filesystem::path(elsewhere.config.store_path).parent_path(), "/run/crosswalk");
    EXPECT_TRUE(about_store(with("ada:s3cret-pa%zz@db.example.com/crosswalk")));
    EXPECT_TRUE(about_store(load_text(folder, "store: sqlite:x.db\ncontrol_folder: /run/crosswalk\n")))
        << "the socket of a file is beside it";
}

TEST(Configuration, TakesAPathForAStoreAndNoUri) {
    const Folder folder;
    const auto refused = [&](const std::string& store) {
        const auto loaded = load_text(folder, "store: \"sqlite:" + store + "\"\n");
        return std::ranges::any_of(loaded.findings, [](const Finding& one) {
            return one.code == "config.bad_store";
        });
    };
    for (const std::string bad :
         {"file:x.db",
          "FILE:x.db",
          "file:x.db?vfs=unix-none",
          "x.db?mode=memory",
          ":memory:",
          "//host/x.db",
          "folder/"})
        EXPECT_TRUE(refused(bad)) << bad;
    for (const std::string good : {"x.db", "./x.db", "/var/lib/crosswalk/crosswalk.db", "my file.db"})
        EXPECT_FALSE(refused(good)) << good;
}

}  // namespace
}  // namespace crosswalk::test
