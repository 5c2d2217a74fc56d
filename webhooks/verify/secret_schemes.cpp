// Vendors that do not sign, and send a secret along.
#include "connector/contract/text.h"
#include "connector/crypto/crypto.h"
#include "webhooks/verify/schemes.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kAuthorization = "Authorization", kBasic = "Basic ";
constexpr std::size_t kLongestSecret = 1'024;

// The name of an authentication scheme matches in either case (RFC 9110, 11.1).
bool has_prefix(std::string_view text, std::string_view with) {
    return same_but_for_case(text.substr(0, with.size()), with);
}

bool is_sent(const Asked& asked, std::string_view header, std::string_view prefix) {
    const FoundValue found = asked.values.at(header);
    return found.count > 1 || (found.count == 1 && has_prefix(found.text, prefix));
}

bool any_fits(const SecretList& secrets, std::string_view given) {
    bool fits = false;
    for (const Secret& secret : secrets) {
        const bool same = crypto::equal_in_constant_time(secret.reveal(), given);
        fits = fits || (same && !secret.empty());
    }
    return fits;
}

Verification not_configured(std::string_view setting) {
    return forged(
        "verify.no_secret",
        "No " + std::string(setting == "path_secret" ? "path secret" : setting) +
            " is configured. Set `webhook: " + std::string(setting) + ":`."
    );
}

Verification repeated(std::string_view header) {
    return forged("verify.repeated_header", "The header " + in_quotes(header) + " stands more than once.");
}

}  // namespace

bool is_present(const SecretInPath&, const Asked& asked) { return !asked.context.path_secret.empty(); }
bool is_present(const SecretInHeader& scheme, const Asked& asked) {
    return is_sent(asked, scheme.header, scheme.prefix);
}
bool is_present(const BasicLogin&, const Asked& asked) { return is_sent(asked, kAuthorization, kBasic); }

Verification judge(const SecretInPath& scheme, const Asked& asked) {
    const SecretList& secrets = secrets_of(asked.hook, scheme.setting);
    const std::string_view given = asked.context.path_secret;
    if (secrets.empty()) return not_configured(scheme.setting);
    if (given.empty()) return forged("verify.no_path_secret", "The path ends without its secret.");
    if (any_fits(secrets, given)) return {.result = Authenticity::valid, .reason = "path secret"};
    return forged("verify.wrong_path_secret", "The secret in the path is not one of those configured.");
}

Verification judge(const SecretInHeader& scheme, const Asked& asked) {
    const SecretList& secrets = secrets_of(asked.hook, scheme.setting);
    const FoundValue found = asked.values.at(scheme.header);
    if (secrets.empty()) return not_configured(scheme.setting);
    if (found.count > 1) return repeated(scheme.header);
    if (found.text.size() > kLongestSecret || !has_prefix(found.text, scheme.prefix))
        return forged("verify.wrong_secret", "The header " + in_quotes(scheme.header) + " holds no secret.");
    if (any_fits(secrets, found.text.substr(scheme.prefix.size())))
        return {.result = Authenticity::valid, .reason = "secret in header " + std::string(scheme.header)};
    return forged(
        "verify.wrong_secret",
        "The secret in header " + in_quotes(scheme.header) + " is not one of those configured."
    );
}

Verification judge(const BasicLogin& scheme, const Asked& asked) {
    const SecretList& passwords = secrets_of(asked.hook, scheme.password_setting);
    const auto user = asked.hook.texts.find(scheme.user_setting);
    const FoundValue found = asked.values.at(kAuthorization);
    if (passwords.empty()) return not_configured(scheme.password_setting);
    if (user == asked.hook.texts.end() || user->second.empty()) return not_configured(scheme.user_setting);
    if (found.count > 1) return repeated(kAuthorization);
    const auto given = found.text.size() <= kLongestSecret && has_prefix(found.text, kBasic)
                           ? crypto::from_base64(found.text.substr(kBasic.size()))
                           : std::nullopt;
    if (!given)
        return forged("verify.wrong_secret", "The header 'Authorization' holds no user and password.");
    bool fits = false;
    for (const Secret& password : passwords) {
        const std::string ours = user->second.front() + ":" + std::string(password.reveal());
        const bool same = crypto::equal_in_constant_time(ours, *given);
        fits = fits || (same && !password.empty());
    }
    if (fits) return {.result = Authenticity::valid, .reason = "user and password"};
    return forged("verify.wrong_secret", "The user or the password is not what is configured.");
}

}  // namespace crosswalk
