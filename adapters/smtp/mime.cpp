#include "adapters/smtp/internal.h"
#include "connector/contract/notice_text.h"

#include <algorithm>

namespace crosswalk::smtp {
namespace {

constexpr std::string_view kCrlf = "\r\n", kWordBegin = "=?UTF-8?Q?", kWordEnd = "?=";
constexpr std::string_view kBoundary = "=_crosswalk";  // "=_" never stands in quoted-printable
constexpr std::size_t kLine = 75, kSubject = 200, kBody = 20'000, kFact = 500, kFacts = 50, kLocalPart = 64;

std::string hex_byte(char c) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'=', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string in_word(std::string_view character) {
    std::string out;
    for (const char c : character) out += is_letter_or_digit(c) ? std::string(1, c) : hex_byte(c);
    return out;
}

// The bytes up to the next beginning of a character.
std::string_view next_character(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U && size < 4) ++size;
    return text.substr(0, size);
}

// What is no plain word or two is quoted; quotes within become apostrophes.
std::string display_name(std::string_view name) {
    const bool words = std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == ' '; });
    const bool ascii = std::ranges::all_of(name, [](char c) { return c >= ' ' && c < 0x7F; });
    if (words || !ascii) return header_text(name);
    std::string out = one_line(name);
    std::ranges::replace(out, '"', '\'');
    std::ranges::replace(out, '\\', '/');
    return "\"" + out + "\"";
}

std::string html_paragraphs(std::string_view text) {
    std::string out = html_escaped(text);
    for (auto at = out.find('\n'); at != std::string::npos; at = out.find('\n', at + 5)) out.replace(at, 1, "<br>\n");
    return out;
}

NoticeMessage within_limits(NoticeMessage message) {
    message.subject = cut_text(one_line(message.subject), kSubject);
    message.body = cut_text(message.body, kBody);
    if (message.facts.size() > kFacts) message.facts.resize(kFacts);
    for (NoticeLine& fact : message.facts) fact = {cut_text(one_line(fact.label), kFact), cut_text(fact.value, kFact)};
    return message;
}

std::string html_of(const NoticeMessage& message) {
    const ButtonWords& words = button_words(message.language);
    std::string out = "<!DOCTYPE html>\n<html lang=\"" + html_escaped(message.language) +
                      "\"><head><meta charset=\"utf-8\"></head>\n"
                      "<body style=\"font-family:sans-serif;max-width:40em\">\n<h2>" +
                      html_escaped(message.subject) + "</h2>\n";
    if (!message.body.empty()) out += "<p>" + html_paragraphs(message.body) + "</p>\n";
    if (!message.facts.empty()) out += "<table cellpadding=\"4\">\n";
    for (const NoticeLine& fact : message.facts)
        out += "<tr><th align=\"left\">" + html_escaped(fact.label) + "</th><td>" + html_paragraphs(fact.value) +
               "</td></tr>\n";
    if (!message.facts.empty()) out += "</table>\n";
    if (!message.link.empty()) {
        const std::string title = message.token.empty()
                                      ? std::string(words.open)
                                      : std::string(words.accept) + " / " + std::string(words.reject);
        out += "<p><a href=\"" + html_escaped(message.link) +
               "\" style=\"background:#0b5cad;color:#fff;padding:10px 18px;text-decoration:none;border-radius:4px\">" +
               html_escaped(title) + "</a></p>\n";
    }
    return out + "</body></html>\n";
}

std::string part(std::string_view type, std::string_view text) {
    std::string out = "--";
    out.append(kBoundary).append(kCrlf).append("Content-Type: ").append(type).append("; charset=utf-8").append(kCrlf);
    out.append("Content-Transfer-Encoding: quoted-printable").append(kCrlf).append(kCrlf);
    return out.append(quoted_printable(text)).append(kCrlf);
}

}  // namespace

bool is_plain_address(std::string_view text) {
    const auto at = text.rfind('@');
    const bool plain = std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7F && std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
    });
    constexpr std::size_t kDomain = 255;
    return plain && at != std::string_view::npos && at > 0 && at <= kLocalPart && at + 1 < text.size() &&
           text.size() - at <= kDomain && text.find('@') == at;
}

std::string header_text(std::string_view given) {
    const std::string text = one_line(given);
    const bool plain = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; }) &&
                       text.find("=?") == std::string::npos && text.size() <= kLine - 10;
    if (plain) return text;
    std::string out, word;
    const auto close = [&] {
        out.append(out.empty() ? "" : "\r\n ").append(kWordBegin).append(word).append(kWordEnd);
        word.clear();
    };
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view character = next_character(rest);
        const std::string encoded = in_word(character);
        if (kWordBegin.size() + word.size() + encoded.size() + kWordEnd.size() > kLine - 10) close();
        word += encoded;
        rest.remove_prefix(character.size());
    }
    close();
    return out;
}

std::string quoted_printable(std::string_view text) {
    std::string out, line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if (c == '\n') {
            out.append(line).append(kCrlf);
            line.clear();
            continue;
        }
        const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        const bool blank = (c == ' ' || c == '\t') && !ends_line;
        const std::string one = blank || (c > ' ' && c < 0x7F && c != '=') ? std::string(1, c) : hex_byte(c);
        if (line.size() + one.size() > kLine) {
            out.append(line).append("=").append(kCrlf);
            line.clear();
        }
        line += one;
    }
    return out.append(line);
}

std::string message_id_of(const NoticeMessage& message, std::string_view from) {
    std::string id = message.id.substr(0, kLocalPart);
    for (char& c : id)
        if (!is_letter_or_digit(c) && c != '-' && c != '_') c = '-';
    return "<" + id + "@" + std::string(from.substr(from.rfind('@') + 1)) + ">";
}

std::string mime_message(const NoticeMessage& given, const Sender& from) {
    const NoticeMessage message = within_limits(given);
    std::string out;
    const auto header = [&](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append(kCrlf);
    };
    header("From", (from.name.empty() ? "" : display_name(from.name) + " ") + "<" + std::string(from.address) + ">");
    header("To", "<" + message.address + ">");
    header("Subject", header_text(message.subject));
    header("Message-ID", message_id_of(message, from.address));
    header("MIME-Version", "1.0");
    header("Auto-Submitted", "auto-generated");
    header("X-Auto-Response-Suppress", "All");
    header("Content-Type", "multipart/alternative; boundary=\"" + std::string(kBoundary) + "\"");
    out.append(kCrlf).append(part("text/plain", plain_text(message, LinkIn::text)));
    out.append(part("text/html", html_of(message)));
    return out.append("--").append(kBoundary).append("--").append(kCrlf);
}

}  // namespace crosswalk::smtp
