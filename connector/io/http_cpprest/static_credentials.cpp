// Credentials that are configured, not asked for: keys, passwords and secret addresses.
#include "connector/crypto/crypto.h"
#include "connector/io/http_cpprest/token_source.h"

namespace crosswalk {

Result<std::pair<std::string_view, std::size_t>> TokenSource::secret_of(
    std::string_view setting, std::size_t secret
) const {
    const auto found = account_.secrets.find(setting);
    if (found == account_.secrets.end() || found->second.empty())
        return sign_in_fault(
            account_, "auth: " + std::string(setting) + " is not set", "Set it in the configuration."
        );
    const std::size_t index = secret % found->second.size();
    return std::pair{found->second[index].reveal(), index};
}

Result<std::string> TokenSource::text_of(std::string_view setting) const {
    const std::string_view text = auth_setting(account_, setting);
    if (text.empty()) return missing_setting(account_, setting);
    return {boost::system::in_place_value, text};
}

Result<void> TokenSource::fill_base_url(VendorCredential& credential, std::string_view key) const {
    const Manifest& manifest = *account_.manifest;
    if (!account_.base_url.empty()) return {};
    const std::string_view url = account_.host == nullptr ? manifest.base_url : account_.host->base_url;
    if (url.empty()) return {};
    auto filled = crosswalk::fill_base_url(
        url, {manifest.host_parts, manifest.host_guard}, account_.host_settings, key
    );
    if (!filled) return filled.error();
    credential.base_url = std::move(*filled);
    return {};
}

Result<TokenSource::Got> TokenSource::sign_in_with(const ApiKey& way, std::size_t secret) const {
    const auto key = secret_of(way.setting, secret);
    if (!key) return key.error();
    Got got{.secret = key->second};
    VendorCredential& out = got.credential;
    if (!way.query.empty()) {
        const std::string encoded = percent_encoded(key->first);
        scrubber_.learn(encoded);
        out.query = Secret(percent_encoded(way.query) + "=" + encoded);
    } else if (!way.path_prefix.empty()) {
        out.path_prefix = Secret(std::string(way.path_prefix) + std::string(key->first));
    } else if (!way.body_member.empty()) {
        const boost::json::object member{{way.body_member, key->first}};
        const std::string text = boost::json::serialize(member);
        out.body_member = Secret(text.substr(1, text.size() - 2));
    } else {
        out.header = way.header;
        out.value = Secret(std::string(way.prefix) + std::string(key->first));
    }
    if (const auto filled = fill_base_url(out, key->first); !filled) return filled.error();
    return got;
}

Result<TokenSource::Got> TokenSource::sign_in_with(const BasicCredentials& way, std::size_t secret) const {
    const bool user_is_secret = way.password_setting.empty();
    const auto key = secret_of(user_is_secret ? way.user_setting : way.password_setting, secret);
    if (!key) return key.error();
    std::string user(way.user);
    if (user.empty() && !user_is_secret) {
        auto told = text_of(way.user_setting);
        if (!told) return told.error();
        user = std::move(*told);
    }
    const std::string both =
        user_is_secret ? std::string(key->first) + ":" : user + ":" + std::string(key->first);
    const std::string encoded = crypto::base64(both);
    scrubber_.learn(encoded);
    Got got{.secret = key->second};
    got.credential.header = "Authorization";
    got.credential.value = Secret("Basic " + encoded);
    if (const auto filled = fill_base_url(got.credential, key->first); !filled) return filled.error();
    return got;
}

Result<TokenSource::Got> TokenSource::sign_in_with(const SecretUrl& way, std::size_t secret) const {
    const auto url = secret_of(way.setting, secret);
    if (!url) return url.error();
    const std::string_view text = url->first;
    const auto scheme = text.find("://");
    const auto slash = scheme == std::string_view::npos ? scheme : text.find('/', scheme + 3);
    const auto base = parse_base_url(text.substr(0, slash));
    const bool allowed = base && (is_loopback(base->host) || guard_lets(way.host_guard, base->host));
    if (!allowed || slash == std::string_view::npos)
        return sign_in_fault(
            account_,
            "auth: " + std::string(way.setting) + " is not an address of the vendor's",
            "Copy it once more from where the vendor shows it."
        );
    Got got{.secret = url->second};
    got.credential.path = Secret(std::string(text.substr(slash)));
    got.credential.base_url = account_.base_url.empty() ? base->origin() : account_.base_url;
    return got;
}

Result<TokenSource::Got> TokenSource::sign_in_with(const SignedRequest& way, std::size_t secret) const {
    auto got = sign_in_with(way.endpoint, secret);
    if (!got) return got.error();
    const auto found = account_.secrets.find(way.secret_setting);
    auto signer = RequestSigner::make(way, found == account_.secrets.end() ? SecretList{} : found->second);
    if (!signer)
        return sign_in_fault(
            account_,
            "auth: " + std::string(way.secret_setting) + " is not set, or not in its form",
            "Set it to " + std::string(way.secret_prefix) + " and 32 random bytes in base64."
        );
    got->credential.signer = std::move(*signer);
    return got;
}

Result<TokenSource::Got> TokenSource::sign_in_with(const SignatureV4& way, std::size_t secret) const {
    const auto key = secret_of(way.secret_setting, secret);
    if (!key) return key.error();
    auto id = text_of(way.key_id_setting);
    if (!id) return id.error();
    const auto region = account_.host_settings.find(way.region_setting);
    if (region == account_.host_settings.end() || region->second.empty())
        return sign_in_fault(
            account_, std::string(way.region_setting) + " is not set", "Set it in the configuration."
        );
    Got got{.secret = key->second};
    got.credential.v4.emplace(
        way,
        SignatureV4Signer::Key{
            .id = std::move(*id), .region = region->second, .secret = Secret(std::string(key->first))}
    );
    if (const auto filled = fill_base_url(got.credential, {}); !filled) return filled.error();
    return got;
}

Result<TokenSource::Got> TokenSource::sign_in_with(const NoCredentials&, std::size_t) const {
    Got got;
    if (const auto filled = fill_base_url(got.credential, {}); !filled) return filled.error();
    return got;
}

}  // namespace crosswalk
