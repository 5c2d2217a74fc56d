#include "connector/io/smtp/smtp_sender.h"

#include "connector/io/smtp/curl_mail.h"

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <cstdio>

namespace crosswalk {
namespace {

constexpr int kBadLogin = 535;

// Nothing of an address may end a command.
bool is_envelope_address(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != '<' && c != '>' && c != 0x7F;
    });
}

Fault bad_request(std::string what, std::string remedy) {
    return {"send.bad_request", std::move(what), std::move(remedy)};
}

std::string header_of(const HttpRequest& request, std::string_view name) {
    const auto found = request.headers.find(std::string(name));
    return found == request.headers.end() ? std::string() : found->second;
}

class SmtpSender final : public Sender {
public:
    SmtpSender(std::vector<MailAccount> accounts, Clock& clock, MailLimits limits, std::unique_ptr<Sender> other)
        : clock_(clock), limits_(std::move(limits)), other_(std::move(other)) {
        for (MailAccount& account : accounts) {
            std::string name = account.name;
            accounts_.emplace(std::move(name), std::move(account));
        }
    }

    Result<HttpResponse> send(std::string_view connection, const HttpRequest& request) override {
        const auto found = accounts_.find(connection);
        if (found != accounts_.end()) return send_mail(found->second, request);
        if (other_) return other_->send(connection, request);
        return bad_request(
            "No account is configured for connection '" + std::string(connection) + "'.",
            "Add it to `connections:` in the configuration."
        );
    }
    void forget_credential(std::string_view connection) override {
        if (other_ && !accounts_.contains(connection)) other_->forget_credential(connection);
    }
    std::string scrubbed(std::string words) const override {
        for (const auto& [name, account] : accounts_)
            for (const Secret& secret : account.secrets) remove(words, secret.reveal());
        return other_ ? other_->scrubbed(std::move(words)) : words;
    }
    void stop() override {
        stopped_ = true;
        if (other_) other_->stop();
    }

private:
    static void remove(std::string& words, std::string_view secret) {
        constexpr std::string_view kMark = "[secret]";
        if (secret.empty()) return;
        for (auto at = words.find(secret); at != std::string::npos; at = words.find(secret, at + kMark.size()))
            words.replace(at, secret.size(), kMark);
    }

    Result<HttpResponse> send_mail(const MailAccount& account, const HttpRequest& request) const {
        Mail mail{.from = header_of(request, "From"), .to = header_of(request, "To")};
        if (request.method == "MAIL") {
            if (!is_envelope_address(mail.from) || !is_envelope_address(mail.to))
                return bad_request("A message has no sender or no receiver that can be written to.", "Correct its address.");
            mail.text = "Date: " + mail_date(clock_.now()) + "\r\n" + request.body;
        }
        const SecretList none{Secret()};
        Result<HttpResponse> out = HttpResponse{};
        for (const Secret& secret : account.secrets.empty() ? none : account.secrets) {
            out = answer_of_reply(carry_out(account, secret, mail, {limits_, stopped_}));
            if (!out || out->status != kBadLogin) break;
        }
        return out;
    }

    Result<HttpResponse> answer_of_reply(Result<MailReply> reply) const {
        if (!reply) return Fault{reply.error().code, scrubbed(reply.error().what), reply.error().remedy};
        HttpResponse out{.status = reply->code};
        out.body = boost::json::serialize(boost::json::object{{"text", scrubbed(reply->text)}});
        return out;
    }

    Clock& clock_;
    const MailLimits limits_;
    const std::unique_ptr<Sender> other_;
    std::map<std::string, MailAccount, std::less<>> accounts_{};
    std::atomic<bool> stopped_ = false;
};

}  // namespace

std::string mail_date(Millis time) {
    constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* kMonths[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    char out[64];
    std::snprintf(
        out, sizeof out, "%s, %02u %s %04d %02d:%02d:%02d +0000",
        kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
        kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count())
    );
    return out;
}

std::unique_ptr<Sender> make_smtp_sender(
    std::vector<MailAccount> accounts, Clock& clock, MailLimits limits, std::unique_ptr<Sender> other
) {
    return std::make_unique<SmtpSender>(std::move(accounts), clock, std::move(limits), std::move(other));
}

}  // namespace crosswalk
