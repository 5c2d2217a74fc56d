#include "connector/io/vault/vault.h"

#include "connector/crypto/crypto.h"

namespace crosswalk {
namespace {

constexpr std::string_view kMark = "v1:";
constexpr std::string_view kCanaryName = "vault/canary";
constexpr std::string_view kCanaryPlain = "the keys fit this store";
constexpr std::size_t kKeyBytes = 32;

class AesVault final : public Vault {
public:
    explicit AesVault(std::vector<std::string> keys) : keys_(std::move(keys)) {}

    std::string seal(std::string_view plain, std::string_view name) const override {
        return std::string(kMark) + crypto::base64(crypto::seal(keys_.front(), plain, name));
    }

    Result<Secret> open(std::string_view sealed, std::string_view name) const override {
        const auto bytes =
            sealed.starts_with(kMark) ? crypto::from_base64(sealed.substr(kMark.size())) : std::nullopt;
        if (!bytes)
            return Fault{
                .code = "secrets.damaged",
                .what =
                    "The sealed value '" + std::string(name) + "' is not in a form that Crosswalk writes.",
                .remedy = "Restore the store from a backup, or connect the account again."};
        for (const std::string& key : keys_)
            if (auto plain = crypto::open(key, *bytes, name)) return Secret(std::move(*plain));
        return Fault{
            .code = "secrets.wrong_key",
            .what = "None of the encryption_keys opens the sealed value '" + std::string(name) + "'.",
            .remedy =
                "Add the key it was sealed with to the end of encryption_keys. If that key is lost, connect "
                "the "
                "account again."};
    }

private:
    std::vector<std::string> keys_;
};

}  // namespace

Result<std::unique_ptr<Vault>> make_vault(const SecretList& encryption_keys) {
    if (encryption_keys.empty())
        return Fault{
            .code = "secrets.no_key",
            .what = "encryption_keys is empty.",
            .remedy = "Make a key with `openssl rand -base64 32` and name it there, outside the store."};
    std::vector<std::string> keys;
    for (const Secret& secret : encryption_keys) {
        auto key = crypto::from_base64(secret.reveal());
        if (!key || key->size() != kKeyBytes)
            return Fault{
                .code = "secrets.bad_key",
                .what = "Key " + std::to_string(keys.size() + 1) +
                        " of encryption_keys is not 32 bytes in base64.",
                .remedy = "Make a key with `openssl rand -base64 32`."};
        keys.push_back(std::move(*key));
    }
    return std::unique_ptr<Vault>(std::make_unique<AesVault>(std::move(keys)));
}

Result<void> check_canary(const Vault& vault, const CanaryStore& store) {
    auto kept = store.get(kCanaryName);
    if (!kept) return kept.error();
    if (!*kept) return store.put(kCanaryName, vault.seal(kCanaryPlain, kCanaryName));
    const auto opened = vault.open(**kept, kCanaryName);
    if (opened && opened->reveal() == kCanaryPlain) return {};
    return Fault{
        .code = "secrets.wrong_key",
        .what = "This store was sealed with a key that is not among encryption_keys.",
        .remedy = "Put the key of this store into encryption_keys; a new key goes before it in the list."};
}

}  // namespace crosswalk
