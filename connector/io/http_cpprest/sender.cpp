#include "connector/io/http_cpprest/sender.h"

#include "connector/io/http_cpprest/sign_in_host.h"
#include "connector/io/http_cpprest/token_source.h"
#include "connector/io/http_cpprest/verdict.h"

#include <atomic>
#include <cassert>

namespace crosswalk {
namespace {

constexpr std::string_view kUserAgent = "Crosswalk";

struct Line {  // one account in use
    Line(Account from, const SenderServices& shared, std::chrono::milliseconds refusal_memory)
        : account(std::move(from)), tokens(account, shared, refusal_memory) {}

    static std::uint64_t next_id() {
        static std::atomic<std::uint64_t> last{0};
        return ++last;
    }

    const std::uint64_t id = next_id();
    const Account account;
    TokenSource tokens;
};

// What this thread used last for a connection, so that its 401 does not drop a credential that another host
// uses, or that somebody renewed meanwhile.
struct Used {
    std::uint64_t line = 0, generation = 0;
};
Used& last_used(const Line& own) {
    thread_local std::map<std::uint64_t, Used> used;
    return used[own.id];
}

struct Lines {
    std::unique_ptr<Line> own{};
    std::map<std::string, std::unique_ptr<Line>, std::less<>> hosts{};  // by name

    // Null when there is no such host.
    Line* to(std::string_view host) const {
        if (host.empty()) return own.get();
        const auto found = hosts.find(host);
        return found == hosts.end() ? nullptr : found->second.get();
    }
};

// Puts the credential where the vendor wants it.
void sign(HttpRequest& request, const VendorCredential& credential, const BaseUrl& base, Millis now) {
    if (!credential.body_member.empty() && request.body.size() > 1)
        request.body.insert(1, std::string(credential.body_member.reveal()) + (request.body[1] == '}' ? "" : ","));
    if (credential.signer) credential.signer->sign(request, now);
    if (credential.v4) credential.v4->sign(request, base, now);
    if (!credential.header.empty())
        request.headers[credential.header] = std::string(credential.value.reveal());
    if (!credential.path.empty()) request.path = credential.path.reveal();
    request.path.insert(0, credential.path_prefix.reveal());
    if (credential.query.empty()) return;
    request.path += request.path.find('?') == std::string::npos ? '?' : '&';
    request.path += credential.query.reveal();
}

class CpprestSender final : public Sender {
public:
    CpprestSender(std::vector<Account> accounts, Clock& clock, Log& log, Grants* grants, const SenderOptions& options)
        : http_(
              {.connect = options.connect_deadline,
               .max_body = options.max_response,
               .ca_file = options.ca_file}
          ),
          clock_(clock),
          scrubber_(options.scrubber ? options.scrubber : std::make_shared<crypto::Scrubber>()),
          log_(log),
          total_(options.total_deadline) {
        for (Account& account : accounts) {
            assert(account.manifest != nullptr);
            for (const auto& [setting, secrets] : account.secrets)
                for (const Secret& secret : secrets) scrubber_->learn(secret.reveal());
            const auto line = [&](Account of) {
                return std::make_unique<Line>(
                    std::move(of), SenderServices{http_, *scrubber_, clock, log, grants}, options.refusal_memory
                );
            };
            Lines& lines = lines_[account.name];
            for (const ApiHost& host : account.manifest->hosts) {
                Account other = account;
                const auto named = account.hosts.find(host.name);
                other.base_url = named == account.hosts.end() ? "" : named->second;
                other.host = &host;
                lines.hosts[std::string(host.name)] = line(std::move(other));
            }
            lines.own = line(std::move(account));
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
        const Lines& lines = found->second;
        const Used used = last_used(*lines.own);
        const auto forget = [&](Line& line) {
            if (used.line == line.id) line.tokens.forget(used.generation);
        };
        if (used.line == 0) lines.own->tokens.forget(lines.own->tokens.generation());
        forget(*lines.own);
        for (const auto& [name, line] : lines.hosts) forget(*line);
    }

    void sign_in_anew(std::string_view connection) override {
        const auto found = lines_.find(connection);
        if (found == lines_.end()) return;
        found->second.own->tokens.forget(found->second.own->tokens.generation());
        for (const auto& [name, line] : found->second.hosts) line->tokens.forget(line->tokens.generation());
    }

    std::string scrubbed(std::string words) const override {
        return scrubber_->without_credentials(std::move(words));
    }

    void stop() override {
        http_.stop();
        for (const auto& [name, lines] : lines_) {
            lines.own->tokens.stop();
            for (const auto& [host, line] : lines.hosts) line->tokens.stop();
        }
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
        Line* const line = found->second.to(request.host);
        if (line == nullptr)
            return Fault{
                .code = "send.bad_request",
                .what = "The vendor has no host named '" + request.host + "'.",
                .remedy = "Report this."};
        const auto credential = line->tokens.get(deadline);
        if (!credential) return credential.error();
        last_used(*found->second.own) = {line->id, credential->generation};
        const auto base = api_url(line->account, credential->base_url);
        if (!base) return base.error();
        for (const auto& [name, value] : line->account.manifest->headers)
            request.headers.emplace(name, value);
        sign(request, *credential, *base, clock_.now());
        request.headers.emplace("User-Agent", kUserAgent);
        return http_.send(*base, request, deadline);
    }

    // Of an answer only what is certainly a secret goes, since the rest may be what people typed.
    Result<HttpResponse> without_secrets(Result<HttpResponse> answer) const {
        if (!answer)
            return Fault{answer.error().code, scrubbed(answer.error().what), scrubbed(answer.error().remedy)};
        for (auto& [name, value] : answer->headers) value = scrubber_->without_secrets(std::move(value));
        answer->body = scrubber_->without_secrets(std::move(answer->body));
        return answer;
    }

    HttpClient http_;
    Clock& clock_;
    const std::shared_ptr<crypto::Scrubber> scrubber_;
    Log& log_;
    const std::chrono::milliseconds total_;
    std::map<std::string, Lines, std::less<>> lines_{};
};

}  // namespace

std::unique_ptr<Sender> make_cpprest_sender(
    std::vector<Account> accounts, Clock& clock, Log& log, Grants* grants, SenderOptions options
) {
    return std::make_unique<CpprestSender>(std::move(accounts), clock, log, grants, options);
}

}  // namespace crosswalk
