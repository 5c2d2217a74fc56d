#include "connector/io/smtp/curl_mail.h"

#include <curl/curl.h>

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestReply = 2'000;
constexpr int kLeastRefusal = 400;

struct Handle {
    Handle() : curl(curl_easy_init()) {}
    ~Handle() {
        curl_slist_free_all(receivers);
        curl_easy_cleanup(curl);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    CURL* curl;
    curl_slist* receivers = nullptr;
};

struct Progress {
    std::string_view rest{};  // of the message
    bool begun = false, whole = false;
    std::string reply{};
    const std::atomic<bool>& stopped;
};

std::size_t read_message(char* out, std::size_t size, std::size_t count, void* self) {
    auto& progress = *static_cast<Progress*>(self);
    const std::size_t part = std::min(size * count, progress.rest.size());
    std::copy_n(progress.rest.data(), part, out);
    progress.rest.remove_prefix(part);
    progress.begun = true;
    progress.whole = progress.rest.empty();
    return part;
}

std::size_t keep_reply(char* line, std::size_t size, std::size_t count, void* self) {
    std::string_view text(line, size * count);
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
    const bool goodbye = text.starts_with("221");  // answers our QUIT, and says nothing of the message
    if (!goodbye) static_cast<Progress*>(self)->reply = text.substr(0, kLongestReply);
    return size * count;
}

std::size_t ignore_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

int is_stopped(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Progress*>(self)->stopped ? 1 : 0;
}

std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    const std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    if (rest.starts_with('[')) return rest.substr(0, rest.find(']') + 1);
    return rest.substr(0, rest.find_first_of(":/"));
}

void set_up_connection(CURL* curl, const MailAccount& account, const MailLimits& limits) {
    const bool local = is_local_mail_server(account.url) && !limits.loopback_too;
    curl_easy_setopt(curl, CURLOPT_URL, account.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(local ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!limits.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, limits.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
}

void set_up_login(CURL* curl, const MailAccount& account, const Secret& secret) {
    if (account.username.empty() || secret.empty()) return;
    const std::string value(secret.reveal());
    curl_easy_setopt(curl, CURLOPT_USERNAME, account.username.c_str());
    curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
    if (account.access_tokens) {
        curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, value.c_str());
        curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    } else {
        curl_easy_setopt(curl, CURLOPT_PASSWORD, value.c_str());
        curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
    }
}

void set_up_message(Handle& handle, const Mail& mail, Progress& progress) {
    CURL* curl = handle.curl;
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &progress);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_body);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_stopped);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &progress);
    if (mail.text.empty()) {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        return;
    }
    handle.receivers = curl_slist_append(nullptr, mail.to.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail.from.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, handle.receivers);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, &progress);
}

// What the end of a call without a refusal means; once the message began to flow, it may have been taken.
Fault fault_of(CURLcode end, const MailAccount& account, const Progress& progress) {
    const std::string where = "The mail server " + std::string(host_of(account.url));
    const std::string why = std::string(curl_easy_strerror(end));
    if (end == CURLE_ABORTED_BY_CALLBACK) return {"send.stopped", "The service is stopping.", "Nothing need be done."};
    if (end == CURLE_USE_SSL_FAILED)
        return {
            "send.insecure",
            where + " does not offer TLS, so nothing was sent.",
            "Use a port with STARTTLS (587), or smtps:// and its port (465)."};
    if (end == CURLE_URL_MALFORMAT || end == CURLE_UNSUPPORTED_PROTOCOL)
        return {
            "send.bad_url",
            "The address of connection '" + account.name + "' is none of a mail server.",
            "Write it as smtp://HOST:587 or smtps://HOST:465."};
    if (progress.begun)
        return {
            "send.no_answer",
            where + " did not say whether it took the message: " + why + ".",
            "Crosswalk sends it again under the same Message-ID."};
    return {
        "send.unreachable",
        where + " cannot be used: " + why + ".",
        "Check base_url of the connection, and whether this machine may reach it."};
}

}  // namespace

bool is_local_mail_server(std::string_view url) {
    const std::string_view host = host_of(url);
    const bool numbers = host.starts_with("127.") && std::ranges::count(host, '.') == 3 &&
                         host.find_first_not_of("0123456789.") == std::string_view::npos;
    return host == "localhost" || host == "[::1]" || numbers;
}

Result<MailReply> carry_out(
    const MailAccount& account, const Secret& secret, const Mail& mail, const MailBounds& bounds
) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    Handle handle;
    if (ready != CURLE_OK || handle.curl == nullptr)
        return Fault{"send.unreachable", "No mail can be sent: libcurl does not start.", "Restart the service."};
    Progress progress{.rest = mail.text, .stopped = bounds.stopped};
    set_up_connection(handle.curl, account, bounds.limits);
    set_up_login(handle.curl, account, secret);
    set_up_message(handle, mail, progress);
    const CURLcode end = curl_easy_perform(handle.curl);
    long code = 0;
    curl_easy_getinfo(handle.curl, CURLINFO_RESPONSE_CODE, &code);
    const bool refused = code >= kLeastRefusal && end != CURLE_ABORTED_BY_CALLBACK && end != CURLE_USE_SSL_FAILED;
    if (end != CURLE_OK && !refused) return fault_of(end, account, progress);
    return MailReply{.code = static_cast<int>(code), .text = progress.reply};
}

}  // namespace crosswalk
