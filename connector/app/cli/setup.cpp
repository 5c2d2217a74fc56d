#include "connector/app/cli/setup.h"

#include "adapters/registry.h"
#include "connector/crypto/crypto.h"
#include "connector/io/smtp/smtp_sender.h"
#include "connector/io/store_postgres/postgres_store.h"

#include <array>
#include <cstring>

namespace crosswalk {
namespace {

class SystemClock final : public Clock {
public:
    Millis now() const override {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    std::chrono::milliseconds steady() const override {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch()
        );
    }
    std::uint64_t chance() override {
        std::uint64_t number = 0;
        const auto bytes = crypto::random_bytes(sizeof number);
        std::memcpy(&number, bytes.data(), sizeof number);
        return number;
    }
};

bool is_mail(const ConnectionConfig& account) {
    const auto& channel = account.adapter->manifest.channel;
    return channel && channel->by_mail;
}

// The account that the configuration names, as the vendor spells it.
std::string account_id_of(const ConnectionConfig& connection) {
    for (const AuthFlow& flow : connection.adapter->manifest.auth) {
        const auto* way = std::get_if<AuthorizationCode>(&flow.way);
        if (way == nullptr || flow.flow != connection.flow) continue;
        const auto named = connection.settings.find(way->account_setting);
        if (named == connection.settings.end()) return {};
        const auto& spelled = connection.adapter->canonical_id;
        return spelled ? spelled(named->second) : named->second;
    }
    return {};
}

MailAccount mail_account(const ConnectionConfig& account) {
    MailAccount out{.name = account.name, .url = account.base_url};
    if (const auto name = account.auth_settings.find("username"); name != account.auth_settings.end())
        out.username = name->second;
    for (const auto& [setting, secrets] : account.auth_secrets) {
        out.access_tokens = setting == "access_token";
        out.secrets = secrets;
    }
    return out;
}

}  // namespace

LoadedConfig load_config(const std::string& path) {
    return load_config(path, process_environment(), all_adapters());
}

Connection connection_of(const ConnectionConfig& config) {
    Connection connection{.name = config.name, .settings = config.settings};
    const Manifest& manifest = config.adapter->manifest;
    connection.settings["base_url"] = config.base_url.empty() ? manifest.base_url : config.base_url;
    connection.settings["login_url"] = config.login_url.empty() ? manifest.login_url : config.login_url;
    return connection;
}

std::vector<ConnectionSetup> engine_setup(const Config& config) {
    std::vector<ConnectionSetup> all;
    const auto add = [&](const ConnectionConfig& one, bool channel) {
        all.push_back(
            {.connection = connection_of(one),
             .adapter = one.adapter,
             .mode = one.mode,
             .channel = channel,
             .only = one.only,
             .poll = one.poll,
             .backs_webhooks = one.backs_webhooks,
             .compare = one.compare}
        );
    };
    for (const ConnectionConfig& one : config.connections) add(one, false);
    for (const ConnectionConfig& one : config.channels) add(one, true);
    return all;
}

std::vector<Account> accounts_of(const Config& config) {
    std::vector<Account> out;
    for (const ConnectionConfig* one : config.accounts())
        if (!is_mail(*one))
            out.push_back(
                {.name = one->name,
                 .manifest = &one->adapter->manifest,
                 .flow = one->flow,
                 .base_url = one->base_url,
                 .login_url = one->login_url,
                 .audience = one->audience,
                 .settings = one->auth_settings,
                 .hosts = one->hosts,
                 .host_settings = one->host_settings,
                 .account_id = account_id_of(*one),
                 .secrets = one->auth_secrets}
            );
    return out;
}

std::unique_ptr<Sender> make_sender(
    const Config& config, Clock& clock, Log& log, Grants* grants, std::shared_ptr<crypto::Scrubber> scrubber
) {
    std::vector<MailAccount> mail;
    for (const ConnectionConfig* one : config.accounts())
        if (is_mail(*one)) mail.push_back(mail_account(*one));
    SenderOptions options;
    options.scrubber = scrubber ? std::move(scrubber) : make_scrubber(config);
    auto web = make_cpprest_sender(accounts_of(config), clock, log, grants, std::move(options));
    return mail.empty() ? std::move(web) : make_smtp_sender(std::move(mail), clock, {}, std::move(web));
}

std::shared_ptr<crypto::Scrubber> make_scrubber(const Config& config) {
    auto scrubber = std::make_shared<crypto::Scrubber>();
    const auto learn = [&](const SecretList& secrets) {
        for (const Secret& secret : secrets) scrubber->learn(secret.reveal());
    };
    learn(config.encryption_keys);
    if (const auto store = read_postgres_address(std::string(config.store_uri.reveal())); store)
        for (const std::string& secret : store->secrets) scrubber->learn(secret);
    for (const ConnectionConfig* one : config.accounts()) {
        for (const auto& [setting, secrets] : one->auth_secrets) learn(secrets);
        for (const auto& [setting, secrets] : one->webhook_secrets) learn(secrets);
    }
    return scrubber;
}

WebhookEndpoints hooks_of(const Config& config) {
    WebhookEndpoints hooks{.public_url = config.public_url};
    for (const ConnectionConfig* one : config.accounts())
        if (one->has_webhook)
            hooks.hooks.push_back(
                {.connection = one->name,
                 .adapter = one->adapter,
                 .channel = config.connection(one->name) == nullptr,
                 .settings = connection_of(*one),
                 .secrets = one->webhook_secrets,
                 .texts = one->webhook_texts,
                 .switches = one->switches,
                 .hosts = one->hosts}
            );
    return hooks;
}

std::vector<ConnectionFacts> facts_of(const Config& config) {
    std::vector<ConnectionFacts> facts;
    for (const ConnectionConfig& one : config.connections)
        facts.push_back({.name = one.name, .manifest = &one.adapter->manifest});
    return facts;
}

std::string_view to_string(Mode mode) {
    constexpr std::array<std::string_view, 3> kWords = {"watch", "only", "live"};
    return kWords.at(static_cast<std::size_t>(mode));
}

std::unique_ptr<Clock> make_system_clock() { return std::make_unique<SystemClock>(); }

}  // namespace crosswalk
