// tests/http_cpprest/memory_grants.h - grants that a test can look into, and trouble.
#pragma once

#include "connector/ports/grants.h"

#include <functional>
#include <mutex>

namespace crosswalk::testing {

class MemoryGrants final : public Grants {
public:
    Result<std::optional<StoredGrant>> load(std::string_view connection) override {
        if (on_load) on_load();
        const std::lock_guard lock(mutex_);
        const auto found = grants_.find(connection);
        if (found == grants_.end()) return std::optional<StoredGrant>{};
        return std::optional(found->second);
    }
    Result<void> keep(std::string_view connection, const StoredGrant& grant) override {
        const std::lock_guard lock(mutex_);
        grants_[std::string(connection)] = grant;
        return {};
    }
    Result<bool> renew(std::string_view connection, const Secret& replaced, const StoredGrant& grant) override {
        const std::lock_guard lock(mutex_);
        if (full) return Fault{"store.unavailable", "The disk is full.", "Make room."};
        const auto found = grants_.find(connection);
        if (found == grants_.end() || found->second.refresh_token.reveal() != replaced.reveal()) return false;
        found->second = grant;
        return true;
    }
    Result<void> forget(std::string_view connection) override {
        const std::lock_guard lock(mutex_);
        grants_.erase(std::string(connection));
        return {};
    }
    Result<std::optional<PinnedAccount>> account(std::string_view connection) override {
        const std::lock_guard lock(mutex_);
        const auto found = accounts_.find(connection);
        if (found == accounts_.end()) return std::optional<PinnedAccount>{};
        return std::optional(found->second);
    }
    Result<void> pin(std::string_view connection, const PinnedAccount& account) override {
        const std::lock_guard lock(mutex_);
        accounts_[std::string(connection)] = account;
        return {};
    }

    // "": there is none.
    std::string refresh_token() const {
        const std::lock_guard lock(mutex_);
        return grants_.empty() ? std::string() : std::string(grants_.begin()->second.refresh_token.reveal());
    }
    std::string dead() const {
        const std::lock_guard lock(mutex_);
        return grants_.empty() ? std::string() : grants_.begin()->second.dead;
    }

    std::function<void()> on_load{};
    bool full = false;

private:
    mutable std::mutex mutex_{};
    std::map<std::string, StoredGrant, std::less<>> grants_{};
    std::map<std::string, PinnedAccount, std::less<>> accounts_{};
};

// A vendor where people let apps in; the first path is the sign-in host's, the others the API's.
constexpr AuthorizationCode kBrowserWay{
    .authorize_url = "/oauth2/authorize",
    .token_path = "/oauth2/token",
    .revoke_path = "/oauth2/revoke",
    .scope = "api refresh_token",
    .account_at = "/id",
    .account_segment = 2,
    .about_path = "/oauth2/userinfo",
    .about_id_at = "/organization_id",
    .about_name_at = "/name",
    .base_url_field = "instance_url",
    .host_guard = R"(([a-z0-9-]+\.)*crm\.example)"};

}  // namespace crosswalk::testing
