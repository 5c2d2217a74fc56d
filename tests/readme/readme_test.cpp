// Everything in README.md that looks like a command is run here, against the real program, in the order in
// which an admin reads it; its crosswalk.yaml is the configuration it runs with.
#include "tests/bench/child.h"
#include "tests/readme/blocks.h"
#include "tests/support/doubles_control.h"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace crosswalk::readme {
namespace {

namespace fs = std::filesystem;
using bench::Child;
using bench::TemporaryFolder;

// Commands that are not run here, and why.
struct Elsewhere {
    std::string command{}, why{};
};
const std::vector<Elsewhere>& run_elsewhere() {
    static const std::vector<Elsewhere> all{
        {"deploy/quickstart --exit", "builds the whole program again; it is a check of its own"},
        {"deploy/test", "is what runs this test"},
    };
    return all;
}

std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Block> readme_blocks(std::string_view language) {
    std::vector<Block> found;
    for (Block& block : blocks_of(file_text(CROSSWALK_SOURCE_DIR "/README.md")))
        if (block.language == language) found.push_back(std::move(block));
    return found;
}

struct Ran {
    int exit = -1;
    std::string output{};
};

// A folder as an admin's, a shell in it, the vendors' doubles, and the service once README says to start it.
class Admin {
public:
    Admin() {
        fs::create_directory(folder_.path() + "/bin");
        fs::create_symlink(CROSSWALK_PROGRAM, folder_.path() + "/bin/crosswalk");
        fs::copy(CROSSWALK_SOURCE_DIR "/mappings", folder_.path() + "/mappings", fs::copy_options::recursive);
    }

    Ran run(std::string script) const {
        script = replaced(script, "127.0.0.1:8081", admin_.empty() ? "127.0.0.1:8081" : admin_);
        Ran ran;
        ran.output =
            bench::output_of({"/bin/bash", "-euc", surroundings() + "{\n" + script + "\n} 2>&1"}, ran.exit);
        return ran;
    }

    // What README's configuration names is replaced by what stands for it here.
    void write_config(std::string text) {
        ASSERT_EQ(run("openssl rsa -in salesforce.pem -pubout -out salesforce.pub").exit, 0)
            << "README makes salesforce.pem before it uses it";
        doubles::DoublesOptions options;
        options.salesforce.public_key = file_text(folder_.path() + "/salesforce.pub");
        doubles_ = std::make_unique<doubles::DoublesControl>(options);
        doubles_->seed();
        // The list of resources, which `check --live` asks for, is not part of the double.
        doubles_->salesforce()
            .when([](const doubles::Call& call) { return call.path == "/services/data/v66.0/"; })
            .reply(200, R"({"sobjects":"/services/data/v66.0/sobjects"})")
            .always();
        const auto urls = doubles_->urls();
        for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
                 {"0.0.0.0:8080", "127.0.0.1:0"},
                 {"127.0.0.1:8081", "127.0.0.1:0"},
                 {"https://login.salesforce.com", std::string(urls.at("salesforce").as_string())},
                 {"https://api.hubapi.com", std::string(urls.at("hubspot").as_string())},
                 {"https://acme.api-us1.com", std::string(urls.at("activecampaign").as_string())},
             }) {
            ASSERT_THAT(text, testing::HasSubstr(from))
                << "README's crosswalk.yaml changed; so must this test";
            text = replaced(std::move(text), from, to);
        }
        std::ofstream(folder_.path() + "/crosswalk.yaml") << text;
    }

    // As "crosswalk serve" in README; returns when it listens and has heard of Ann by polling.
    void serve() {
        service_ = std::make_unique<Child>(
            std::vector<std::string>{"/bin/bash", "-euc", surroundings() + "exec crosswalk serve"},
            folder_.path() + "/serve.err"
        );
        const std::string line = service_->first_line(std::chrono::seconds(60));
        boost::system::error_code error;
        const auto said = boost::json::parse(line, error);
        const auto* address = error ? nullptr : said.find_pointer("/listening/admin", error);
        ASSERT_NE(address, nullptr) << line << file_text(folder_.path() + "/serve.err");
        admin_ = address->as_string();
        for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
             std::chrono::steady_clock::now() < until &&
             run("crosswalk lead show ann@example.com").exit != 0;)
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }

    int stop() {
        service_->send(SIGTERM);
        return service_->wait(std::chrono::seconds(20));
    }

private:
    std::string surroundings() const {
        return "cd '" + folder_.path() + "'\nexport PATH='" + folder_.path() +
               "/bin':$PATH CROSSWALK_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= "
               "SF_HOOK=5f0c1a2b3d4e5f60718293a4b5c6d7e8 AC_HOOK=6f0c1a2b3d4e5f60718293a4b5c6d7e8 "
               "HUBSPOT_SECRET=2f0c1a2b3d4e5f60718293a4b5c6d7e8 HUBSPOT_TOKEN=pat-na1-demo "
               "AC_KEY=ac-demo-key\n";
    }

    TemporaryFolder folder_{fs::temp_directory_path()};
    std::unique_ptr<doubles::DoublesControl> doubles_{};
    std::unique_ptr<Child> service_{};
    std::string admin_{};
};

TEST(Readme, every_command_in_it_does_what_it_says) {
    const auto configurations = readme_blocks("yaml");
    ASSERT_EQ(configurations.size(), 1U) << "README shows one crosswalk.yaml";
    Admin admin;
    bool configured = false, serving = false;
    int commands = 0;
    const auto run = [&](const std::string& script, const Block& block) {
        if (script.find_first_not_of(" \n") == std::string::npos) return;
        ++commands;
        const Ran ran = admin.run(script);
        EXPECT_EQ(ran.exit, 0) << "README.md:" << block.line << ":\n" << script << "\nsaid:\n" << ran.output;
    };
    for (const Block& block : readme_blocks("sh")) {
        std::string script;
        for (const std::string& line : block.lines) {
            const std::string command = without_remark(line);
            if (std::ranges::any_of(run_elsewhere(), [&](const Elsewhere& one) {
                    return one.command == command;
                }))
                continue;
            if (!configured && command.starts_with("crosswalk ")) {
                admin.write_config(configurations.front().text());
                if (HasFatalFailure()) return;
                configured = true;
            }
            if (command != "crosswalk serve") {
                script += line + "\n";
                continue;
            }
            run(script, block);
            script.clear();
            admin.serve();
            if (HasFatalFailure()) return;
            serving = true;
        }
        run(script, block);
    }
    ASSERT_TRUE(serving) << "README never starts the service";
    EXPECT_GE(commands, 8);
    EXPECT_EQ(admin.stop(), 0);
}

TEST(Readme, names_every_command_that_is_run_elsewhere) {
    std::string all;
    for (const Block& block : readme_blocks("sh"))
        for (const std::string& line : block.lines) all += without_remark(line) + "\n";
    for (const Elsewhere& one : run_elsewhere()) {
        EXPECT_THAT("\n" + all, testing::HasSubstr("\n" + one.command + "\n"));
        EXPECT_FALSE(one.why.empty());
    }
}

TEST(Readme, shows_what_the_quickstart_prints) {
    const std::string script = file_text(CROSSWALK_SOURCE_DIR "/deploy/quickstart");
    const auto blocks = readme_blocks("text");
    ASSERT_EQ(blocks.size(), 1U);
    for (const std::string& line : blocks.front().lines) {
        const auto from = line.find_first_not_of(' ');
        const std::string words =
            line.substr(std::min(from, line.size()), line.find(" ...") - std::min(from, line.size()));
        if (words == "...") continue;
        EXPECT_NE(script.find(words), std::string::npos) << "deploy/quickstart no longer prints: " << words;
    }
}

TEST(Readme, links_to_files_that_are_there) {
    const std::string text = file_text(CROSSWALK_SOURCE_DIR "/README.md");
    int links = 0;
    for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 2)) {
        const std::string target = text.substr(at + 2, text.find(')', at) - at - 2);
        if (target.starts_with("http")) continue;
        ++links;
        EXPECT_TRUE(fs::exists(CROSSWALK_SOURCE_DIR "/" + target)) << target;
    }
    EXPECT_GE(links, 3);
}

TEST(Blocks, are_found_with_their_language_and_without_their_indent) {
    const auto blocks =
        blocks_of("a\n```sh\none  # two\n```\n  ```yaml\n  x:\n    y: 1\n  ```\n```\nplain\n```\n");
    ASSERT_EQ(blocks.size(), 3U);
    EXPECT_EQ(blocks[0].language, "sh");
    EXPECT_EQ(without_remark(blocks[0].lines.at(0)), "one");
    EXPECT_EQ(blocks[1].text(), "x:\n  y: 1\n");
    EXPECT_EQ(blocks[1].line, 5);
    EXPECT_EQ(blocks[2].language, "");
}

}  // namespace
}  // namespace crosswalk::readme
