#include "connector/io/http_cpprest/request_signer.h"

#include "connector/contract/text.h"
#include "connector/crypto/signature_v4.h"

#include <algorithm>

namespace crosswalk {

std::optional<RequestSigner> RequestSigner::make(const SignedRequest& way, const SecretList& secrets) {
    SecretList keys;
    for (const Secret& secret : secrets) {
        std::string_view text = secret.reveal();
        if (text.starts_with(way.secret_prefix)) text.remove_prefix(way.secret_prefix.size());
        const auto key = crypto::from_base64(text);
        if (!key || key->empty()) return std::nullopt;
        keys.emplace_back(*key);
    }
    if (keys.empty()) return std::nullopt;
    return RequestSigner(way, std::move(keys));
}

void RequestSigner::sign(HttpRequest& request, Millis now) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const std::string time = std::to_string(seconds);
    std::string& id = request.headers[std::string(way_.id_header)];
    if (id.empty()) id = crypto::hex(crypto::random_bytes(16));
    const std::string content = id + "." + time + "." + request.body;
    std::string signatures;
    for (const Secret& key : keys_)
        signatures.append(signatures.empty() ? "" : " ")
            .append(way_.version)
            .append(",")
            .append(crypto::base64(crypto::hmac_sha256(key.reveal(), content)));
    request.headers[std::string(way_.timestamp_header)] = time;
    request.headers[std::string(way_.signature_header)] = std::move(signatures);
}

void SignatureV4Signer::sign(HttpRequest& request, const BaseUrl& base, Millis now) const {
    constexpr std::size_t kWhole = std::string_view("2015-08-30T12:36:00").size();
    std::string time = iso_text(now).substr(0, kWhole) + "Z";
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    const std::string host = base.host + (base.port.empty() ? "" : ":" + base.port);
    const std::string target = base.prefix + request.path, date_header = lower_case(way_.date_header);
    request.headers["Authorization"] = crypto::signature_v4(
        {.version = way_.version,
         .date_header = date_header,
         .id = key_.id,
         .secret = key_.secret.reveal(),
         .region = key_.region,
         .service = way_.service},
        {.method = request.method, .host = host, .target = target, .body = request.body, .time = time}
    );
    request.headers[std::string(way_.date_header)] = std::move(time);
}

}  // namespace crosswalk
