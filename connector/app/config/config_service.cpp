#include "connector/app/config/config_service.h"

#include "connector/app/config/config_connection.h"
#include "connector/crypto/crypto.h"
#include "connector/io/http_cpprest/url.h"
#include "connector/io/store_postgres/postgres_store.h"
#include "connector/mapping/yaml/plain_file.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::size_t kKeyBytes = 32;

bool is_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const auto digits = text.substr(colon + 1);
    unsigned port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    const bool number = error == std::errc{} && end == digits.data() + digits.size() && port <= 65'535;
    const auto host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    return number && (bracketed || host.find(':') == std::string_view::npos);
}

void read_address(YamlReading& in, YamlSection& top, const std::string& key, std::string& out) {
    auto text = top.text(key);
    if (!text) return;
    if (!is_address(*text))
        in.complain(
            top.mark_of(key),
            "config.bad_address",
            key + " is not an address to listen on",
            "Write host:port, such as 127.0.0.1:8080; port 0 takes a free one"
        );
    out = std::move(*text);
}

bool is_uri(std::string_view path) {
    std::string scheme(path.substr(0, 5));
    std::ranges::transform(scheme, scheme.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return scheme == "file:";
}

// Neither SQLite's own URIs, whose options switch locks off, nor its names for what is no file.
bool is_store_path(std::string_view path) {
    return !path.empty() && !path.ends_with('/') && !path.starts_with(':') && !path.starts_with("//") &&
           path.find_first_of("?#") == std::string_view::npos && !is_uri(path);
}

// Commands reach the service over a socket on this machine, wherever the store is.
void read_postgres(YamlReading& in, YamlSection& top, const std::string& uri, Config& out) {
    const std::filesystem::path folder = top.text("control_folder").value_or(".");
    const auto address = read_postgres_address(uri);
    if (!address) {
        in.complain(
            top.mark_of("store"),
            "config.bad_store",
            "store is no address that PostgreSQL understands",
            address.error().remedy
        );
        return;
    }
    out.store_uri = Secret(uri);
    const std::string name = crypto::hex(crypto::sha256(address->place)).substr(0, 16);
    out.store_path = (in.folder / folder / ("postgresql-" + name)).lexically_normal().string();
}

void read_store(YamlReading& in, YamlSection& top, Config& out) {
    const auto text = top.text("store");
    if (!text) {
        if (std::ranges::count(top.keys(), "store") == 0)
            in.complain(
                {},
                "config.store_missing",
                "store is missing",
                "Write store: sqlite:/var/lib/crosswalk/crosswalk.db"
            );
        return;
    }
    if (text->starts_with("postgresql://") || text->starts_with("postgres://")) {
        read_postgres(in, top, *text, out);
    } else if (!text->starts_with("sqlite:") || !is_store_path(std::string_view(*text).substr(7))) {
        in.complain(
            top.mark_of("store"),
            "config.bad_store",
            "store is not a store that is known here",
            "Write sqlite: and the path of a file, such as sqlite:/var/lib/crosswalk/crosswalk.db, without "
            "file: before it and without options behind it, or postgresql://USER:PASSWORD@HOST/DATABASE"
        );
    } else {
        std::filesystem::path path(text->substr(7));
        out.store_path = (path.is_relative() ? in.folder / path : path).string();
    }
}

void read_keys(YamlReading& in, YamlSection& top, Config& out) {
    const auto node = top.take("encryption_keys");
    if (!node) {
        if (std::ranges::count(top.keys(), "encryption_keys") == 0)
            in.complain(
                {},
                "config.encryption_keys_missing",
                "encryption_keys is missing; what must stay secret in the store is sealed with it",
                "Write encryption_keys: [ !env CROSSWALK_KEY ]; `openssl rand -base64 32` makes a key"
            );
        return;
    }
    for (Placed& key : read_secrets(in, *node, "encryption_keys")) {
        const auto bytes = crypto::from_base64(key.text);
        if (!bytes || bytes->size() != kKeyBytes)
            in.complain(
                key.mark,
                "config.bad_encryption_key",
                "This encryption key is not 32 bytes in base64",
                "`openssl rand -base64 32` makes a key; keep the old ones behind the new one"
            );
        out.encryption_keys.emplace_back(std::move(key.text));
    }
}

void read_tls(YamlReading& in, YamlSection& top, Config& out) {
    const auto node = top.take("tls");
    if (!node) return;
    YamlSection tls(in, *node, "tls");
    for (const auto& [key, to] :
         {std::pair{"certificate", &out.tls_certificate}, std::pair{"key", &out.tls_key}}) {
        const auto text = tls.text(key);
        if (!text) {
            in.complain(
                tls.mark(), "config.tls_incomplete", tls.full(key) + " is missing", "Name a PEM file"
            );
            continue;
        }
        std::filesystem::path path(*text);
        if (path.is_relative()) path = in.folder / path;
        if (const auto read = read_plain_file(path.string(), kMaxConfig); !read)
            in.complain(
                tls.mark_of(key),
                "config.file_unreadable",
                tls.full(key) + " names the file " + path.string() + ", which " + read.error().what,
                read.error().remedy
            );
        *to = path.string();
    }
    tls.finish();
}

void read_lingers(YamlReading& in, YamlSection& top, Config& out) {
    const auto node = top.take("linger");
    if (!node) return;
    YamlSection linger(in, *node, "linger");
    for (const auto& [key, to] :
         {std::pair{"now", &out.lingers.now},
          std::pair{"score", &out.lingers.score},
          std::pair{"bulk", &out.lingers.bulk}})
        if (const auto value = linger.take(key))
            if (const auto time = read_duration(in, *value, linger.full(key))) *to = *time;
    linger.finish();
}

void read_admin_rules(YamlReading& in, YamlSection& top, Config& out) {
    if (const auto hosts = top.take("admin_hosts"))
        for (Placed& host : read_texts(in, *hosts, "admin_hosts")) {
            if (host.text.empty() || host.text.find_first_of("/ @") != std::string::npos)
                in.complain(
                    host.mark,
                    "config.bad_host",
                    "This is not the name of a host",
                    "Write crosswalk.example.com, with :port when it is not 443"
                );
            out.admin_hosts.push_back(std::move(host.text));
        }
    if (const auto proxy = top.take("behind_tls_proxy"))
        out.behind_tls_proxy = read_switch(in, *proxy, "behind_tls_proxy").value_or(false);
    read_tls(in, top, out);
    if (is_address(out.admin) && !is_loopback_address(out.admin) && out.tls_certificate.empty() &&
        !out.behind_tls_proxy)
        in.complain(
            top.mark_of("admin"),
            "config.admin_exposed",
            "admin listens where other machines can reach it, without TLS",
            "Listen on 127.0.0.1, set tls, or set behind_tls_proxy: true when a proxy in front adds TLS"
        );
}

}  // namespace

void read_service(YamlReading& in, YamlSection& top, Config& out) {
    read_address(in, top, "listen", out.listen);
    read_address(in, top, "admin", out.admin);
    if (auto url = top.text("public_url")) {
        check_url(in, top.mark_of("public_url"), "public_url", *url);
        while (url->ends_with('/')) url->pop_back();
        out.public_url = std::move(*url);
    }
    read_store(in, top, out);
    if (const auto folder = top.text("mappings"))
        out.mappings_path = (std::filesystem::path(*folder).is_relative() ? in.folder / *folder
                                                                          : std::filesystem::path(*folder))
                                .string();
    else if (std::ranges::count(top.keys(), "mappings") == 0)
        in.complain(
            {}, "config.mappings_missing", "mappings is missing", "Name the folder that holds fields.yaml"
        );
    read_keys(in, top, out);
    read_admin_rules(in, top, out);
    read_lingers(in, top, out);
}

bool is_loopback_address(std::string_view host_and_port) {
    const auto colon = host_and_port.rfind(':');
    return is_loopback(host_and_port.substr(0, colon));
}

}  // namespace crosswalk
