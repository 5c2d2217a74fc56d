// connector/io/http_cpprest/http_client.h - one HTTP call, guarded.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/io/http_cpprest/url.h"

#include <memory>

namespace crosswalk {

struct HttpLimits {
    std::chrono::milliseconds connect{10'000};
    std::size_t max_body = 8'388'608;
    std::string ca_file{};
};

// Sends each request on a connection of its own, so that nothing is ever sent twice, follows no redirect, and
// gives back only answers that came whole: a 2xx without a length is cut or not, nobody can tell, so it is
// "send.no_answer". Faults: "send.unreachable" (nothing was carried out), "send.no_answer", "send.stopped",
// "send.bad_request". Safe to share between threads. Never throws.
class HttpClient {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    explicit HttpClient(HttpLimits);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // `request.path` is below `base`. Waits for the answer, at the latest until the deadline.
    Result<HttpResponse> send(const BaseUrl& base, const HttpRequest& request, Deadline);
    // Ends every waiting and coming call at once.
    void stop();

private:
    class Calls;
    HttpLimits limits_;
    std::unique_ptr<Calls> calls_;
};

}  // namespace crosswalk
