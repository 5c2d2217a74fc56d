#include "connector/io/vault/sealed_grants.h"

#include "connector/contract/json_read.h"

namespace crosswalk {
namespace {

namespace json = boost::json;

constexpr std::string_view kGrant = "grant/", kAccount = "account/", kProofs = "vault/";

std::string grant_name(std::string_view connection) { return std::string(kGrant) + std::string(connection); }

std::int64_t form(Millis at) { return at.time_since_epoch().count(); }

std::optional<Millis> time_at(const json::value& in, std::string_view at) {
    const auto* value = value_at(in, at);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return Millis{std::chrono::milliseconds{value->get_int64()}};
}

std::string text_of(const StoredGrant& grant) {
    json::object out{
        {"refresh_token", grant.refresh_token.reveal()},
        {"access_token", grant.access_token.reveal()},
        {"base_url", grant.base_url},
        {"since", form(grant.since)},
        {"dead", grant.dead}};
    if (grant.expires) out["expires"] = form(*grant.expires);
    return json::serialize(out);
}

Result<StoredGrant> grant_in(std::string_view text) {
    const auto read = parse_json(text);
    if (!read) return read.error();
    return StoredGrant{
        .refresh_token = Secret(std::string(text_at(*read, "/refresh_token"))),
        .access_token = Secret(std::string(text_at(*read, "/access_token"))),
        .base_url = std::string(text_at(*read, "/base_url")),
        .expires = time_at(*read, "/expires"),
        .since = time_at(*read, "/since").value_or(Millis{}),
        .dead = std::string(text_at(*read, "/dead"))};
}

class SealedGrants final : public Grants {
public:
    SealedGrants(Store& store, const Vault& vault) : store_(store), vault_(vault) {}

    Result<std::optional<StoredGrant>> load(std::string_view connection) override {
        std::optional<StoredGrant> out;
        const auto read = store_.read([&](Transaction& tx) -> Result<void> {
            auto found = open_in(tx, connection);
            if (!found) return found.error();
            out = std::move(*found);
            return {};
        });
        if (!read) return read.error();
        return {boost::system::in_place_value, std::move(out)};
    }

    Result<void> keep(std::string_view connection, const StoredGrant& grant) override {
        return run_one(store_, [&](Transaction& tx) { return put(tx, connection, grant); });
    }

    Result<bool> renew(std::string_view connection, const Secret& replaced, const StoredGrant& grant) override {
        bool renewed = false;
        const auto done = run_one(store_, [&](Transaction& tx) -> Result<void> {
            const auto now_there = open_in(tx, connection);
            if (!now_there) return now_there.error();
            renewed = *now_there && (*now_there)->refresh_token.reveal() == replaced.reveal();
            return renewed ? put(tx, connection, grant) : Result<void>{};
        });
        if (!done) return done.error();
        return renewed;
    }

    Result<void> forget(std::string_view connection) override {
        return run_one(store_, [&](Transaction& tx) { return tx.settings.drop(grant_name(connection)); });
    }

    Result<std::optional<PinnedAccount>> account(std::string_view connection) override {
        std::optional<PinnedAccount> out;
        const auto read = store_.read([&](Transaction& tx) -> Result<void> {
            const auto kept = tx.settings.get(std::string(kAccount) + std::string(connection));
            if (!kept) return kept.error();
            if (!*kept) return {};
            const auto account = parse_json(**kept);
            if (!account) return account.error();
            out = {std::string(text_at(*account, "/id")), std::string(text_at(*account, "/name"))};
            return {};
        });
        if (!read) return read.error();
        return {boost::system::in_place_value, std::move(out)};
    }

    Result<void> pin(std::string_view connection, const PinnedAccount& account) override {
        const std::string text = json::serialize(json::object{{"id", account.id}, {"name", account.name}});
        return run_one(store_, [&](Transaction& tx) {
            return tx.settings.put(std::string(kAccount) + std::string(connection), text);
        });
    }

private:
    Result<void> put(Transaction& tx, std::string_view connection, const StoredGrant& grant) const {
        const std::string name = grant_name(connection);
        return tx.settings.put(name, vault_.seal(text_of(grant), name));
    }

    Result<std::optional<StoredGrant>> open_in(Transaction& tx, std::string_view connection) const {
        const std::string name = grant_name(connection);
        const auto sealed = tx.settings.get(name);
        if (!sealed) return sealed.error();
        if (!*sealed) return std::optional<StoredGrant>{};
        const auto plain = vault_.open(**sealed, name);
        if (!plain) return plain.error();
        auto grant = grant_in(plain->reveal());
        if (!grant) return grant.error();
        return std::optional{std::move(*grant)};
    }

    Store& store_;
    const Vault& vault_;
};

}  // namespace

std::unique_ptr<Grants> make_sealed_grants(Store& store, const Vault& vault) {
    return std::make_unique<SealedGrants>(store, vault);
}

Result<void> seal_anew(Store& store, const Vault& vault) {
    return run_one(store, [&](Transaction& tx) -> Result<void> {
        for (const std::string_view prefix : {kProofs, kGrant}) {
            const auto all = tx.settings.starting_with(prefix);
            if (!all) return all.error();
            for (const auto& [name, sealed] : *all) {
                const auto plain = vault.open(sealed, name);
                if (!plain) continue;  // whose key is lost; the connection says so when it is used
                if (const auto put = tx.settings.put(name, vault.seal(plain->reveal(), name)); !put) return put;
            }
        }
        return {};
    });
}

}  // namespace crosswalk
