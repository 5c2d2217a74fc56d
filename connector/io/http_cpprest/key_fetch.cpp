#include "connector/io/http_cpprest/key_fetch.h"

#include "connector/io/http_cpprest/http_client.h"

namespace crosswalk {
namespace {

constexpr std::chrono::milliseconds kKeyConnect{3'000}, kKeyWhole{5'000};
constexpr std::size_t kMaxKey = 16'384;

}  // namespace

std::function<Result<std::string>(const std::string& url)> make_key_fetch(std::string ca_file) {
    const auto http = std::make_shared<HttpClient>(HttpLimits{
        .connect = kKeyConnect, .max_body = kMaxKey, .ca_file = std::move(ca_file)});
    return [http](const std::string& url) -> Result<std::string> {
        const auto scheme = url.find("://");
        const auto slash = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
        const auto base = parse_base_url(std::string_view(url).substr(0, slash));
        if (!base) return base.error();
        if (slash == std::string::npos)
            return Fault{"key.refused", "A key is fetched from a whole address only.", "Report this."};
        const HttpRequest request{.path = url.substr(slash)};
        auto answer = http->send(*base, request, HttpClient::Deadline::clock::now() + kKeyWhole);
        if (!answer) return answer.error();
        if (answer->status != 200)
            return Fault{
                "key.refused",
                base->address() + " answered " + std::to_string(answer->status) + " instead of a key.",
                "Crosswalk tries again by itself. If it lasts, check the vendor's status page."};
        return Result<std::string>(boost::system::in_place_value, std::move(answer->body));
    };
}

}  // namespace crosswalk
