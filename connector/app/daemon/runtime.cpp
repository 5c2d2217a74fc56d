#include "connector/app/daemon/runtime.h"

#include "connector/app/admin/admin_gate.h"
#include "connector/app/cli/setup.h"
#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/daemon/open_store.h"
#include "connector/io/http_cpprest/browser_sign_in.h"
#include "connector/io/vault/sealed_grants.h"
#include "connector/io/vault/vault.h"

#include <algorithm>

namespace crosswalk {
namespace {

// A command that runs alone sends nothing: it leaves that to the service.
class NoSender final : public Sender {
public:
    Result<HttpResponse> send(std::string_view, const HttpRequest&) override {
        return Fault{"send.stopped", "The service does not run.", "Start it with `crosswalk serve`."};
    }
    void forget_credential(std::string_view) override {}
    void stop() override {}
};

using MappingResult = Result<std::shared_ptr<const Mapping>>;

Result<void> prove_keys(Store& store, const Vault& vault) {
    return check_canary(
        vault,
        {.get = [&](std::string_view name) -> Result<std::optional<std::string>> {
             std::optional<std::string> found;
             const auto read = store.read([&](Transaction& tx) -> Result<void> {
                 auto value = tx.settings.get(name);
                 if (!value) return value.error();
                 found = std::move(*value);
                 return {};
             });
             if (!read) return read.error();
             return {boost::system::in_place_value, std::move(found)};
         },
         .put = [&](std::string_view name, std::string_view value) -> Result<void> {
             return run_one(store, [&](Transaction& tx) { return tx.settings.put(name, value); });
         }}
    );
}

Fault broken(std::string what, std::string remedy) {
    return {"mapping.broken", std::move(what), std::move(remedy)};
}

MappingResult first_mapping(
    Store& store, const Config& config, Clock& clock, std::vector<Finding>& findings
) {
    OnDisk disk = mapping_on_disk(config, 1);
    findings = disk.checked.findings;
    if (!disk.checked.mapping)
        return broken(
            "The store is new, and the mapping files on disk have errors.", "Correct them, then start again."
        );
    const auto kept = run_one(store, [&](Transaction& tx) -> Result<void> {
        const auto version = keep_version(tx, disk.files, "the first start", clock.now());
        if (!version) return version.error();
        return {};
    });
    if (!kept) return kept.error();
    return {boost::system::in_place_value, disk.checked.mapping};
}

MappingResult active_mapping(
    Store& store, const Config& config, Clock& clock, Runtime::Use use, std::vector<Finding>& findings
) {
    std::optional<MappingVersion> active;
    const auto read = store.read([&](Transaction& tx) -> Result<void> {
        auto version = active_version(tx);
        if (!version) return version.error();
        active = std::move(*version);
        return {};
    });
    if (!read) return read.error();
    const bool serving = use == Runtime::Use::serve;
    if (!active && serving) return first_mapping(store, config, clock, findings);
    if (!active) return {boost::system::in_place_value, std::make_shared<const Mapping>()};
    const auto facts = facts_of(config);
    Checked checked = check_mapping(active->files, facts, active->number);
    if (!checked.mapping && serving) {
        findings = checked.findings;
        return broken(
            "The mapping in force no longer fits the configuration.",
            "Correct the configuration, or correct the files and use them with `crosswalk mapping activate`."
        );
    }
    if (!checked.mapping) checked = check_mapping(active->files, {}, active->number);
    if (!checked.mapping) return {boost::system::in_place_value, std::make_shared<const Mapping>()};
    return {boost::system::in_place_value, checked.mapping};
}

}  // namespace

Result<std::unique_ptr<Runtime>> Runtime::open(
    const Config& config, Log& log, Use use, std::vector<Finding>& findings
) {
    std::unique_ptr<Runtime> shop(new Runtime);
    shop->config_ = config;
    shop->clock_ = make_system_clock();
    shop->scrubber_ = make_scrubber(config);
    auto vault = make_vault(config.encryption_keys);
    if (!vault) return vault.error();
    shop->vault_ = std::move(*vault);
    auto store = open_store(config);
    if (!store) return store.error();
    shop->store_ = std::move(*store);
    if (use == Use::serve) {
        if (const auto proven = prove_keys(*shop->store_, *shop->vault_); !proven) return proven.error();
        if (const auto sealed = seal_anew(*shop->store_, *shop->vault_); !sealed) return sealed.error();
    }
    shop->grants_ = make_sealed_grants(*shop->store_, *shop->vault_);
    auto mapping = active_mapping(*shop->store_, config, *shop->clock_, use, findings);
    if (!mapping) return mapping.error();
    if (use == Use::serve)
        shop->sender_ = make_sender(
            shop->config_, *shop->clock_, log, shop->grants_.get(), shop->scrubber_
        );
    else
        shop->sender_ = std::make_unique<NoSender>();
    shop->engine_ = std::make_unique<Engine>(
        EnginePorts{*shop->store_, *shop->sender_, *shop->clock_, log},
        engine_setup(shop->config_),
        std::move(*mapping),
        config.lingers,
        Telling{config.public_url, config.operators}
    );
    shop->admin_ = std::make_unique<AdminService>(AdminService{
        shop->config_, *shop->store_, *shop->engine_, *shop->clock_, use == Use::serve});
    shop->admin_->console_url = console_url(shop->config_, shop->config_.admin);
    if (use != Use::serve) return shop;
    shop->sign_ins_ = std::make_unique<BrowserSignIns>(
        SignInSetup{
            .accounts = accounts_of(shop->config_),
            .public_url = config.public_url,
            .scrubber = shop->scrubber_},
        *shop->clock_,
        *shop->grants_
    );
    shop->admin_->sign_ins = shop->sign_ins_.get();
    shop->admin_->sender = shop->sender_.get();
    return shop;
}

Runtime::~Runtime() = default;

}  // namespace crosswalk
