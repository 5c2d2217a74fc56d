#include "connector/io/http_cpprest/sender.h"

#include "connector/io/http_cpprest/token_source.h"
#include "connector/io/http_cpprest/verdict.h"

#include <atomic>
#include <cassert>

namespace crosswalk {
namespace {

constexpr std::string_view kUserAgent = "Crosswalk";

struct Line {  // one account in use
    Line(
        Account from,
        HttpClient& http,
        crypto::Scrubber& scrubber,
        Clock& clock,
        Log& log,
        std::chrono::milliseconds refusal_memory
    )
        : account(std::move(from)), tokens(account, http, scrubber, clock, log, refusal_memory) {}

    static std::uint64_t next_id() {
        static std::atomic<std::uint64_t> last{0};
        return ++last;
    }

    const std::uint64_t id = next_id();
    const Account account;
    TokenSource tokens;
};

// Which credential this thread used last, so that its 401 does not drop one that somebody renewed meanwhile.
std::uint64_t& last_used(const Line& line) {
    thread_local std::map<std::uint64_t, std::uint64_t> used;
    return used[line.id];
}

Result<BaseUrl> api_url(const Account& account, const Credential& credential) {
    if (!account.base_url.empty()) return parse_base_url(account.base_url);
    if (!credential.base_url.empty()) return parse_base_url(credential.base_url);
    return parse_base_url(account.manifest->base_url);
}

class CpprestSender final : public Sender {
public:
    CpprestSender(std::vector<Account> accounts, Clock& clock, Log& log, const SenderOptions& options)
        : http_(
              {.connect = options.connect_deadline,
               .max_body = options.max_response,
               .ca_file = options.ca_file}
          ),
          scrubber_(options.scrubber ? options.scrubber : std::make_shared<crypto::Scrubber>()),
          log_(log),
          total_(options.total_deadline) {
        for (Account& account : accounts) {
            assert(account.manifest != nullptr);
            for (const auto& [setting, secrets] : account.secrets)
                for (const Secret& secret : secrets) scrubber_->learn(secret.reveal());
            const std::string name = account.name;
            lines_[name] = std::make_unique<Line>(
                std::move(account), http_, *scrubber_, clock, log, options.refusal_memory
            );
        }
    }

    Result<HttpResponse> send(std::string_view connection, const HttpRequest& request) override {
        const auto start = std::chrono::steady_clock::now();
        auto answer = without_secrets(send_until(connection, request, start + total_));
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
        const std::string how = answer ? std::to_string(answer->status) : answer.error().code;
        log_.write(
            Level::debug,
            "Called the vendor.",
            {{"connection", connection},
             {"method", request.method},
             {"result", how},
             {"ms", std::to_string(took.count())}}
        );
        return answer;
    }

    void forget_credential(std::string_view connection) override {
        const auto found = lines_.find(connection);
        if (found == lines_.end()) return;
        const std::uint64_t mine = last_used(*found->second);
        found->second->tokens.forget(mine != 0 ? mine : found->second->tokens.generation());
    }

    std::string scrubbed(std::string words) const override {
        return scrubber_->without_credentials(std::move(words));
    }

    void stop() override {
        http_.stop();
        for (const auto& [name, line] : lines_) line->tokens.stop();
    }

private:
    Result<HttpResponse> send_until(
        std::string_view connection, HttpRequest request, HttpClient::Deadline deadline
    ) {
        const auto found = lines_.find(connection);
        if (found == lines_.end())
            return Fault{
                .code = "send.bad_request",
                .what = "No account is configured for connection '" + std::string(connection) + "'.",
                .remedy = "Add it to `connections:` in the configuration."};
        Line& line = *found->second;
        const auto credential = line.tokens.get(deadline);
        if (!credential) return credential.error();
        last_used(line) = credential->generation;
        const auto base = api_url(line.account, *credential);
        if (!base) return base.error();
        request.headers[credential->header] = std::string(credential->value.reveal());
        request.headers.emplace("User-Agent", kUserAgent);
        return http_.send(*base, request, deadline);
    }

    // Of an answer only what is certainly a secret goes, since the rest may be what people typed.
    Result<HttpResponse> without_secrets(Result<HttpResponse> answer) const {
        if (!answer)
            return Fault{
                answer.error().code, scrubbed(answer.error().what), scrubbed(answer.error().remedy)};
        for (auto& [name, value] : answer->headers) value = scrubber_->without_secrets(std::move(value));
        answer->body = scrubber_->without_secrets(std::move(answer->body));
        return answer;
    }

    HttpClient http_;
    const std::shared_ptr<crypto::Scrubber> scrubber_;
    Log& log_;
    const std::chrono::milliseconds total_;
    std::map<std::string, std::unique_ptr<Line>, std::less<>> lines_{};
};

}  // namespace

std::unique_ptr<Sender> make_cpprest_sender(
    std::vector<Account> accounts, Clock& clock, Log& log, const Vault*, SenderOptions options
) {
    return std::make_unique<CpprestSender>(std::move(accounts), clock, log, options);
}

}  // namespace crosswalk
