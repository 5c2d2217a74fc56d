// How a connection's vendor proves its deliveries: `webhook:`, as the adapter's manifest declares it.
#include "connector/app/config/config_connection.h"
#include "connector/crypto/public_key.h"
#include "webhooks/verify/signature.h"

#include <algorithm>
#include <cmath>

namespace crosswalk {
namespace {

constexpr double kPathSecretBits = 128;

// What somebody who knows the alphabet must guess at the most.
double bits_of(std::string_view secret) {
    const auto all = [&](std::string_view alphabet) {
        return secret.find_first_not_of(alphabet) == std::string_view::npos;
    };
    const double letters = all("0123456789") ? 10 : all("0123456789abcdefABCDEF") ? 16 : 64;
    return static_cast<double>(secret.size()) * std::log2(letters);
}

void check_path_secret(YamlReading& in, const Placed& secret, const std::string& name) {
    if (secret.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~") !=
        std::string::npos)
        in.complain(
            secret.mark,
            "config.path_secret_form",
            name + " holds characters that a URL spells in several ways",
            "Use letters, digits, - and _ only; `openssl rand -hex 16` makes a good one"
        );
    else if (bits_of(secret.text) < kPathSecretBits)
        in.complain(
            secret.mark,
            "config.weak_path_secret",
            name + " is too short: it is all that keeps strangers out, and needs 128 bits",
            "Use at least 22 random letters and digits, or 32 hex digits; `openssl rand -hex 16` makes one"
        );
}

void check_sent_secret(YamlReading& in, const Placed& secret, const std::string& name) {
    if (bits_of(secret.text) < kPathSecretBits / 2)
        in.complain(
            secret.mark,
            "config.weak_webhook_secret",
            name + " can be guessed: it is all that keeps strangers out",
            "Use at least 22 random letters and digits; `openssl rand -hex 16` makes some"
        );
}

void check_signing_secret(
    YamlReading& in, const Placed& secret, const std::string& name, const Signature& signature
) {
    const std::string key = key_bytes(signature.secret_form, secret.text);
    if (is_asymmetric(signature.algorithm)) {
        if (!is_public_key_for(signature, key))
            in.complain(
                secret.mark,
                "config.bad_public_key",
                name + " is not a public key of the kind that this vendor signs with",
                "Copy the whole key from the vendor's webhook settings"
            );
    } else if (key.empty()) {
        in.complain(
            secret.mark,
            "config.bad_signing_secret",
            name + " is not in the form in which the vendor shows it",
            "Copy it once more from the vendor's webhook settings, with " +
                (signature.secret_form.prefix.empty() ? std::string("nothing around it")
                                                      : std::string(signature.secret_form.prefix))
        );
    }
}

void check_secret(YamlReading& in, const Placed& secret, const std::string& name, const Scheme& scheme) {
    if (std::holds_alternative<SecretInPath>(scheme))
        check_path_secret(in, secret, name);
    else if (const auto* signature = std::get_if<Signature>(&scheme))
        check_signing_secret(in, secret, name, *signature);
    else
        check_sent_secret(in, secret, name);
}

// What a way of proving needs of the admin.
struct Needs {
    std::vector<std::string> secrets{}, texts{};
};
Needs needs_of(const Scheme& scheme) {
    Needs needs;
    if (const auto* path = std::get_if<SecretInPath>(&scheme)) needs.secrets.emplace_back(path->setting);
    if (const auto* header = std::get_if<SecretInHeader>(&scheme))
        needs.secrets.emplace_back(header->setting);
    if (const auto* basic = std::get_if<BasicLogin>(&scheme)) {
        needs.secrets.emplace_back(basic->password_setting);
        needs.texts.emplace_back(basic->user_setting);
    }
    if (const auto* signature = std::get_if<Signature>(&scheme)) {
        if (signature->published_key.at.empty()) needs.secrets.emplace_back(signature->secret_setting);
        for (const SignedPart& part : signature->over)
            if (part.what == Signs::text_setting) needs.texts.emplace_back(part.text);
        for (const AccountCheck& check : signature->account_checks) needs.texts.emplace_back(check.setting);
    }
    return needs;
}

class WebhookReading {
public:
    WebhookReading(YamlReading& in, YamlSection& webhook, ConnectionConfig& out)
        : in_(in), webhook_(webhook), out_(out), keys_(webhook.keys()) {}

    void read(const Scheme& scheme) {
        if (const auto* signature = std::get_if<Signature>(&scheme)) read_switch_of(*signature);
        const Needs needs = needs_of(scheme);
        for (const std::string& key : needs.secrets) read_secret(key, scheme);
        for (const std::string& key : needs.texts) read_text_of(key);
    }

    // Every setting of one of the ways is there, whatever its value.
    bool any_whole(std::span<const Scheme> schemes) const {
        return std::ranges::any_of(schemes, [this](const Scheme& one) { return missing_of(one).empty(); });
    }
    // What is missing of the first way that was begun, or of the strongest one.
    std::string missing(std::span<const Scheme> schemes) const {
        for (const Scheme& scheme : schemes) {
            const Needs needs = needs_of(scheme);
            const auto missing = missing_of(scheme);
            if (!missing.empty() && missing.size() < needs.secrets.size() + needs.texts.size())
                return missing.front();
        }
        return missing_of(schemes.front()).front();
    }

private:
    std::vector<std::string> missing_of(const Scheme& scheme) const {
        const Needs needs = needs_of(scheme);
        std::vector<std::string> missing;
        for (const auto* list : {&needs.secrets, &needs.texts})
            for (const std::string& key : *list)
                if (std::ranges::count(keys_, key) == 0) missing.push_back(key);
        return missing;
    }
    void read_switch_of(const Signature& signature) {
        const std::string key(signature.needs_setting);
        if (key.empty() || out_.switches.contains(key)) return;
        out_.switches[key] = false;
        if (const auto value = webhook_.take(key))
            out_.switches[key] = read_switch(in_, *value, webhook_.full(key)).value_or(false);
    }
    void read_secret(const std::string& key, const Scheme& scheme) {
        const auto node = out_.webhook_secrets.contains(key) ? std::nullopt : webhook_.take(key);
        if (!node) return;
        auto secrets = read_secrets(in_, *node, webhook_.full(key));
        for (const Placed& secret : secrets) check_secret(in_, secret, webhook_.full(key), scheme);
        out_.webhook_secrets[key] = as_secrets(std::move(secrets));
    }
    void read_text_of(const std::string& key) {
        const auto node = out_.webhook_texts.contains(key) ? std::nullopt : webhook_.take(key);
        if (!node) return;
        for (Placed& text : read_texts(in_, *node, webhook_.full(key))) {
            if (text.text.empty())
                in_.complain(text.mark, "config.blank", webhook_.full(key) + " is empty", "Give it a value");
            else
                out_.webhook_texts[key].push_back(std::move(text.text));
        }
    }

    YamlReading& in_;
    YamlSection& webhook_;
    ConnectionConfig& out_;
    const std::vector<std::string> keys_;
};

}  // namespace

void read_webhook(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    const auto node = connection.take("webhook");
    if (!node) return;
    const auto& accept = out.adapter->manifest.webhook.accept;
    YamlSection webhook(in, *node, connection.full("webhook"));
    out.has_webhook = true;
    WebhookReading reading(in, webhook, out);
    if (accept.empty())
        in.complain(
            node->Mark(),
            "config.no_webhook",
            webhook.full("").substr(0, webhook.full("").size() - 1) + ": this vendor cannot call us",
            "Remove it"
        );
    for (const Scheme& scheme : accept) reading.read(scheme);
    if (!accept.empty() && !reading.any_whole(accept))
        in.complain(
            node->Mark(),
            "config.webhook_secret_missing",
            "Nothing would prove that a call to /hooks/" + out.name + " comes from the vendor",
            "Set " + webhook.full(reading.missing(accept))
        );
    webhook.finish();
}

}  // namespace crosswalk
