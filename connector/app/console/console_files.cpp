#include "connector/app/console/console_files.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kPage = "/", kBelow = "/assets/";

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

void harden_page(ServerAnswer& answer, bool tls) {
    answer.headers.insert(
        answer.headers.end(),
        {{"Content-Security-Policy", std::string(kPolicy)},
         {"Cross-Origin-Opener-Policy", "same-origin"},
         {"Cross-Origin-Resource-Policy", "same-origin"},
         {"Referrer-Policy", "no-referrer"},
         {"X-Content-Type-Options", "nosniff"},
         {"X-Frame-Options", "DENY"}}
    );
    if (tls) answer.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

ServerAnswer missing(bool built) {
    return {
        .status = 404,
        .content_type = "text/plain; charset=utf-8",
        .body = built ? "console.unknown: There is no such file. Load the page again.\n"
                      : "console.none: This Crosswalk was built without its web console. Install nodejs and npm, run "
                        "deploy/setup, and build again; /api/v1 works without it.\n",
        .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace

bool is_console(std::string_view path) { return path == kPage || path.starts_with(kBelow); }

ServerAnswer console_answer(std::span<const ConsoleFile> files, const ServerRequest& request) {
    const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    const auto file = std::ranges::find(files, path, &ConsoleFile::path);
    ServerAnswer answer = missing(!files.empty());
    if (file != files.end()) {
        // The page names its files by their hashes: it must be new, they never change.
        const bool page = path == kPage;
        answer = {
            .content_type = std::string(file->content_type),
            .body = std::string(file->gzip),
            .headers = {
                {"Cache-Control", page ? "no-cache" : "public, max-age=31536000, immutable"},
                {"Content-Encoding", "gzip"}}};
    }
    harden_page(answer, request.tls);
    return answer;
}

}  // namespace crosswalk
