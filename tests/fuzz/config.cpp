// crosswalk.yaml, as the admin left it.
#include "adapters/registry.h"
#include "connector/app/config/config.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/told.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace crosswalk::fuzz {
namespace {

constexpr std::string_view kSecret = "zD3l-planted-secret-of-the-environment";

// A file that is gone with the process.
const std::string& config_path() {
    struct File {
        std::string folder = (std::filesystem::temp_directory_path() / "crosswalk-fuzz-XXXXXX").string(), path{};
        File() {
            require(::mkdtemp(folder.data()) != nullptr, "a folder can be made");
            path = folder + "/crosswalk.yaml";
        }
        ~File() { std::filesystem::remove_all(folder); }
    };
    static const File file;
    return file.path;
}

std::string read_as(const LoadedConfig& loaded) {
    std::string out = loaded.ok ? "ok\n" : "refused\n";
    for (const Finding& one : loaded.findings) out.append(one.text()).append("\n");
    for (const ConnectionConfig* one : loaded.config.accounts()) out.append(one->name).append("\n");
    return out;
}

void load_once(std::string_view bytes) {
    {
        std::ofstream out(config_path(), std::ios::binary);
        out << bytes;
    }
    const Environment environment = [](const std::string& name) {
        return name.empty() ? std::nullopt : std::optional(std::string(kSecret));
    };
    const auto loaded = load_config(config_path(), environment, all_adapters());
    const auto again = load_config(config_path(), environment, all_adapters());
    require(read_as(loaded) == read_as(again), "the same file is read the same");
    const bool broken = std::ranges::any_of(loaded.findings, &Finding::error);
    require(broken != loaded.ok, "a configuration is good unless there is an error", read_as(loaded));
    for (const Finding& one : loaded.findings) {
        require(!one.code.empty() && !one.what.empty() && !one.remedy.empty(), "a finding says what and what to do", one.text());
        require(is_utf8(one.text()) && one.text().find('\n') == std::string::npos, "a finding is one line of UTF-8", one.text());
        require(one.text().find(kSecret) == std::string::npos, "no finding repeats a secret", one.text());
    }
}

std::vector<std::string> configs_for_seeds() {
    std::vector<std::string> out;
    for (const SeedFile& file : files_below("tests/fixtures/app/config", ".yaml")) out.push_back(file.bytes);
    for (const SeedFile& file : files_below("deploy", ".yaml"))
        if (file.bytes.find("encryption_keys") != std::string::npos && file.bytes.size() < 20'000) out.push_back(file.bytes);
    for (const SeedFile& file : files_below("README.md", "")) out.push_back(file.bytes);
    out.emplace_back("listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\npublic_url: https://crosswalk.example.com\nstore: sqlite:crosswalk.db\n"
                     "mappings: ./mappings\nencryption_keys: [ !env CROSSWALK_KEY ]\nconnections:\n  crm:\n    adapter: salesforce\n    mode: live\n"
                     "    login_url: https://login.example.com\n    organization_id: 00DKa00000CW1aB\n    auth:\n      flow: client_credentials\n"
                     "      client_id: a\n      client_secret: !env SECRET\n    webhook:\n      path_secret: [ !env HOOK, !env OLD ]\n"
                     "  tool:\n    adapter: activecampaign\n    mode: only\n    only: [ann@example.com]\n    base_url: https://acme.example.com\n"
                     "    auth:\n      api_key: !env KEY\n    webhook:\n      path_secret: !env HOOK\n    poll: 5 minutes\n"
                     "channels:\n  chat:\n    adapter: slack\n    auth:\n      token: !env TOKEN\noperators: [ chat: C0123 ]\n");
    return out;
}

}  // namespace

const Harness kConfig{"config", load_once, configs_for_seeds, 700};

}  // namespace crosswalk::fuzz
