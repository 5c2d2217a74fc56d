#include "connector/app/config/config_connection.h"

#include "connector/io/http_cpprest/url.h"

#include <algorithm>
#include <regex>

namespace crosswalk {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return text;
}

void add_address(YamlReading& in, const Placed& address, ConnectionConfig& out) {
    const auto at = address.text.find('@');
    if (at == std::string::npos || at == 0 || at + 1 == address.text.size()) {
        in.complain(
            address.mark,
            "config.not_an_address",
            "This is not an email address",
            "Write it as ada@example.com"
        );
        return;
    }
    out.only.insert(lower(address.text));
}

void read_only_list(YamlReading& in, std::string_view list, const YAML::Mark& mark, ConnectionConfig& out) {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        std::string one(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
        const auto junk = [](char c) { return c == ' ' || c == '[' || c == ']' || c == '"' || c == '\''; };
        std::erase_if(one, junk);
        if (!one.empty()) add_address(in, {one, mark}, out);
    }
}

void read_mode(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    const auto node = connection.take("mode");
    if (!node) return;
    const std::string what = connection.full("mode");
    if (node->IsMap()) {
        YamlSection mode(in, *node, what);
        out.mode = Mode::only;
        if (const auto list = mode.take("only"))
            for (const Placed& address : read_texts(in, *list, mode.full("only")))
                add_address(in, address, out);
        mode.finish();
    } else if (const auto text = read_text(in, *node, what)) {
        if (text->text == "watch") return;
        if (text->text == "live") {
            out.mode = Mode::live;
            return;
        }
        if (!text->text.starts_with("only:")) {
            const std::string words[] = {"watch", "live", "only"};
            const auto meant = suggest(text->text, words);
            in.complain(
                text->mark,
                "config.unknown_mode",
                what + " is neither watch, live nor only",
                meant && *meant != "only" ? "Did you mean " + *meant + "?"
                                          : "Write watch, live, or { only: [ada@example.com] }"
            );
            return;
        }
        out.mode = Mode::only;
        read_only_list(in, std::string_view(text->text).substr(5), text->mark, out);
    }
    if (out.mode == Mode::only && out.only.empty())
        in.complain(
            node->Mark(),
            "config.only_nobody",
            what + " is `only` without an address, so nothing would ever be sent",
            "List addresses, as in { only: [ada@example.com] }, or write watch"
        );
}

void check_mail_url(YamlReading& in, const YAML::Mark& mark, const std::string& what, const std::string& url) {
    static const std::regex kMailServer(R"(smtps?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?/?)");
    if (std::regex_match(url, kMailServer)) return;
    in.complain(
        mark,
        "config.bad_mail_server",
        what + " is not the address of a mail server",
        "Write it as smtp://mail.example.com:587 (STARTTLS) or smtps://mail.example.com:465"
    );
}

void read_urls(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    const Manifest& manifest = out.adapter->manifest;
    for (const auto& [key, to] :
         {std::pair{"base_url", &out.base_url},
          std::pair{"login_url", &out.login_url},
          std::pair{"audience", &out.audience}}) {
        auto text = connection.text(key);
        if (!text) continue;
        if (manifest.channel && manifest.channel->by_mail)
            check_mail_url(in, connection.mark_of(key), connection.full(key), *text);
        else if (std::string_view(key) != "audience")
            check_url(in, connection.mark_of(key), connection.full(key), *text);
        *to = std::move(*text);
    }
    const bool told = std::ranges::any_of(manifest.auth, [](const AuthFlow& flow) {
        const auto* oauth = std::get_if<OAuth2>(&flow.way);
        const auto* browser = std::get_if<AuthorizationCode>(&flow.way);
        const bool by_answer = (oauth != nullptr && !oauth->base_url_field.empty()) ||
                               (browser != nullptr && !browser->base_url_field.empty());
        return by_answer || std::holds_alternative<SecretUrl>(flow.way) ||
               std::holds_alternative<SignedRequest>(flow.way);
    });
    const auto keys = connection.keys();
    if (manifest.base_url.empty() && !told && std::ranges::count(keys, "base_url") == 0)
        in.complain(
            connection.mark(),
            "config.base_url_missing",
            connection.full("base_url") +
                " is missing; every account of this vendor has an address of its own",
            "Add the API address that the vendor shows in its settings"
        );
}

// It holds no records.
bool is_channel_alone(const Adapter& adapter) { return adapter.notify && !adapter.writes() && !adapter.reads(); }

}  // namespace

void check_url(YamlReading& in, const YAML::Mark& mark, const std::string& what, const std::string& url) {
    const auto base = parse_base_url(url);
    if (base) return;
    const bool insecure = base.error().code == "send.insecure";
    in.complain(
        mark,
        insecure ? "config.insecure_url" : "config.bad_url",
        what + (insecure ? " is plain http to another machine, so everybody on the way could read along"
                         : " is not an address that can be called"),
        insecure ? "Write https://; plain http:// is for this machine alone"
                 : "Write it as https://host.example.com"
    );
}

bool signs_url(const Manifest& manifest) {
    return std::ranges::any_of(manifest.webhook.accept, [](const Scheme& scheme) {
        const auto* signature = std::get_if<Signature>(&scheme);
        return signature != nullptr && std::ranges::any_of(signature->over, [](const SignedPart& part) {
                   return part.what == Signs::url;
               });
    });
}

std::string_view section_of(AccountKind kind) { return kind == AccountKind::channel ? "channels" : "connections"; }

ConnectionConfig read_connection(
    YamlReading& in,
    AccountKind kind,
    const std::string& name,
    const YAML::Node& node,
    const KnownAdapters& known
) {
    ConnectionConfig out{.name = name, .line = node.Mark().line + 1, .column = node.Mark().column + 1};
    YamlSection connection(in, node, std::string(section_of(kind)) + "." + name);
    if (!node.IsMap()) return out;
    KnownAdapters fitting{.declared = known.declared};
    for (const Adapter* adapter : known.built_in)
        if (kind == AccountKind::channel ? static_cast<bool>(adapter->notify) : !is_channel_alone(*adapter))
            fitting.built_in.push_back(adapter);
    out.adapter = read_adapter(in, connection, fitting);
    if (out.adapter == nullptr) return out;
    read_mode(in, connection, out);
    read_urls(in, connection, out);
    read_hosts(in, connection, out);
    for (const auto key : out.adapter->manifest.settings)
        if (auto text = connection.text(std::string(key))) out.settings.emplace(key, std::move(*text));
    read_auth(in, connection, out);
    read_webhook(in, connection, out);
    if (kind == AccountKind::connection) read_sweeps(in, connection, out);
    connection.finish();
    return out;
}

}  // namespace crosswalk
