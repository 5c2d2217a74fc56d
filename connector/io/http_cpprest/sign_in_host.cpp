#include "connector/io/http_cpprest/sign_in_host.h"

namespace crosswalk {

Result<HttpResponse> ask_sign_in_host(
    const SignInHost& to, const HttpRequest& request, HttpClient::Deadline deadline
) {
    const auto host = parse_base_url(login_url(to.account));
    if (!host && host.error().code == "send.insecure") return host.error();
    if (!host)
        return sign_in_fault(to.account, "login_url is not a URL that can be called", host.error().remedy);
    auto answer = to.http.send(*host, request, deadline);
    if (answer) {
        if (answer->status < 200 || answer->status > 299)
            answer->body = to.scrubber.without_credentials(std::move(answer->body));
        return answer;
    }
    if (answer.error().code == "send.stopped") return answer.error();
    if (answer.error().code == "send.bad_request")
        return sign_in_fault(to.account, "a setting cannot be part of a request", answer.error().remedy);
    return sign_in_later_fault(to.account, answer.error().what.substr(0, answer.error().what.size() - 1));
}

Result<BaseUrl> api_url(const Account& account, const std::string& named) {
    if (!account.base_url.empty()) return parse_base_url(account.base_url);
    if (!named.empty()) return parse_base_url(named);
    return parse_base_url(account.manifest->base_url);
}

}  // namespace crosswalk
