#include "connector/app/daemon/edge_page.h"

#include "connector/contract/markup.h"
#include "connector/crypto/crypto.h"

namespace crosswalk {
namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1rem;color:#1b1b1b}"
    "h1{font-size:1.3rem;overflow-wrap:anywhere}dl{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1rem}"
    "dt{color:#555}dd{margin:0;overflow-wrap:anywhere}form{margin:1rem 0}"
    "button,select{font:inherit;padding:.7rem 1rem;width:100%;margin:.3rem 0;box-sizing:border-box}"
    "button{background:#1a5fb4;border:0;border-radius:.3rem;color:#fff}button.no{background:#a51d2d}"
    "p.said{border-left:.3rem solid #1a5fb4;padding-left:.8rem}";

}  // namespace

ServerAnswer edge_page(int status, std::string_view language, const std::string& title, const std::string& inner) {
    static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                      crypto::base64(crypto::sha256(kStyle)) +
                                      "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    ServerAnswer out{.status = status, .content_type = "text/html; charset=utf-8"};
    out.body = html_document(
        language == "vi" ? "vi" : "en", title, inner, {kStyle, "<meta name=\"robots\" content=\"noindex\">\n"}
    );
    out.headers = {
        {"Content-Security-Policy", policy},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"}};
    return out;
}

ServerAnswer edge_text(int status, std::string body) {
    return {.status = status, .body = std::move(body), .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace crosswalk
