// The small readers: JSON, forms, times, waits, conditions, patterns, markup, encodings.
#include "connector/contract/markup.h"
#include "connector/contract/notice_text.h"
#include "connector/contract/text.h"
#include "connector/crypto/crypto.h"
#include "connector/crypto/scrubber.h"
#include "connector/mapping/model/condition.h"
#include "connector/mapping/model/message_pattern.h"
#include "connector/mapping/model/pattern.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/told.h"
#include "webhooks/verify/signature.h"

#include <algorithm>
#include <cmath>

namespace crosswalk::fuzz {
namespace {

void check_value(const boost::json::value& value, int depth) {
    require(depth <= 33, "JSON is nested at most 32 times");
    require(!value.is_double() || std::isfinite(value.get_double()), "a number is finite");
    require(!value.is_uint64(), "an integer is within int64");
    if (const auto* array = value.if_array())
        for (const auto& one : *array) check_value(one, depth + 1);
    if (const auto* object = value.if_object())
        for (const auto& [key, one] : *object) check_value(one, depth + 1);
}

void read_json(Input& input) {
    const std::string pointer(input.part());
    const auto text = input.rest();
    const auto value = parse_json(text);
    const auto pieces = split_json_array(text);
    if (!value) return check(value.error());
    check_value(*value, 0);
    const auto again = parse_json(boost::json::serialize(*value));
    require(again && *again == *value, "JSON that was read is written as JSON", boost::json::serialize(*value));
    require(value->is_array() == pieces.has_value(), "a list is split into its elements", text);
    if (pieces) {
        require(pieces->size() == value->get_array().size(), "a list is split into its elements", text);
        for (std::size_t i = 0; i < pieces->size(); ++i) {
            const auto piece = parse_json((*pieces)[i]);
            require(piece && *piece == value->get_array()[i], "an element is itself", (*pieces)[i]);
        }
    }
    require(scalars_at(*value, pointer).size() <= 8, "at most eight values are found");
    static_cast<void>(scalar_at(*value, pointer) + std::string(text_at(*value, pointer)));
    static_cast<void>(items_at(*value, pointer).size());
}

void read_form(Input& input) {
    const auto text = input.rest();
    const auto pairs = parse_form(text, 200);
    if (!pairs) return check(pairs.error());
    require(pairs->size() <= 200, "a form has a bounded number of pairs");
    std::string again;
    for (const auto& [name, value] : *pairs) {
        require(is_utf8(name) && is_utf8(value) && (name + value).find('\0') == std::string::npos, "a form is text", text);
        again.append(again.empty() ? "" : "&").append(percent_encode(name)).append("=").append(percent_encode(value));
    }
    const auto twice = parse_form(again, 200);
    const bool nameless = std::ranges::any_of(*pairs, [](const auto& pair) { return pair.first.empty() && pair.second.empty(); });
    require(nameless || (twice && *twice == *pairs), "a form that was read is written as a form", again);
}

void read_times(Input& input) {
    const std::string text(input.rest());
    constexpr std::int64_t kYear10000 = 253'402'300'800'000;
    const auto check_time = [&](const std::optional<Millis>& when, std::string_view reader) {
        const auto at = when ? when->time_since_epoch().count() : 0;
        require(at > -kYear10000 && at < kYear10000, std::string(reader) + " reads times up to the year 9999", text);
        if (!when) return;
        const auto again = parse_iso(iso_text(*when));
        require(at < 0 || (again && again->at == *when), std::string(reader) + "'s times are written as times", text + " " + iso_text(*when));
    };
    const auto iso = parse_iso(text);
    check_time(iso ? std::optional(iso->at) : std::nullopt, "parse_iso");
    check_time(parse_http_date(text), "parse_http_date");
    for (const Stamp stamp : {Stamp::seconds, Stamp::milliseconds, Stamp::http_date, Stamp::iso})
        check_time(read_stamp(stamp, text), "read_stamp");
    Headers headers;
    headers["Retry-After"] = text;
    headers["Date"] = "Thu, 03 Dec 2026 10:00:00 GMT";
    for (const auto& wait : {retry_after(headers), whole_seconds(text)})
        require(!wait || (wait->count() >= 0 && wait->count() <= 86'400), "a wait is at most a day", text);
}

void read_words(Input& input) {
    static const std::vector<std::string> kFields{"lead_score", "email", "phone", "stage", "company"};
    const std::string_view text = input.rest();
    if (const auto condition = parse_condition(text, kFields, "lead_score")) {
        const Facts facts{.now = [](std::string_view) { return Value("12"); }, .before = [](std::string_view) { return Value("x"); }};
        require(condition->holds(facts) == condition->holds(facts), "a condition is a function");
        std::vector<std::string> fields;
        condition->fields_into(fields);
        for (const auto& field : fields) require(std::ranges::count(kFields, field) == 1, "a condition looks at fields that are there", field);
    } else if (is_utf8(text)) {  // the readers of YAML and JSON, from which conditions come, let nothing else through
        check(condition.error());
    }
    if (const auto names = message::arguments_of(text)) {
        message::Arguments arguments;
        for (const auto& name : *names) arguments[name] = arguments.size() % 2 == 0 ? message::Argument("Lan <b>") : message::Argument(3.5);
        for (const auto language : {"en", "vi"})
            if (const auto told = message::format(text, language, arguments); told) require(is_utf8(*told), "a message is UTF-8", *told);
    }
    const auto half = text.substr(0, text.size() / 2);
    static_cast<void>(fits_pattern(half, text));
    require(fits_pattern("*", text) && fits_pattern("", text), "a star fits everything");
}

void write_markup(Input& input) {
    const std::string text(input.rest());
    const auto html = html_escaped(text);
    require(html.find_first_of("<>\"'") == std::string::npos, "what is escaped holds no markup", html);
    const auto page = html_document("en", text, html_table({{"a", "b"}, {text, text}}));
    require(page.find("<script") == std::string::npos, "no page holds a script", page);
    for (const TextUnit unit : {TextUnit::bytes, TextUnit::characters, TextUnit::utf16})
        for (const std::size_t most : {1U, 5U, 64U}) {
            const auto cut = cut_text(text, most, unit);
            require(text_length(cut, unit) <= std::max<std::size_t>(most, 3), "a text is cut to its length", cut);
            require(!is_utf8(text) || is_utf8(cut), "a text is cut between characters", cut);
        }
    const auto line = one_line(text);
    require(std::ranges::none_of(line, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }), "one line holds no control character", line);
    static_cast<void>(text_table({{"a", "b"}, {text, line}}).size() + text_paragraph(text).size() + underlined(text, '-').size());
}

void read_encodings(Input& input) {
    const std::string text(input.rest());
    const auto holds = [&](const auto& decoded, auto encode) { return !decoded || encode(*decoded) == text; };
    require(holds(crypto::from_base64(text), crypto::base64), "base64 has one spelling", text);
    require(holds(crypto::from_base64url(text), crypto::base64url), "base64url has one spelling", text);
    require(crypto::from_base64(crypto::base64(text)) == text && crypto::from_hex(crypto::hex(text)) == text, "bytes come back");
    static const auto scrubber = [] {
        auto out = std::make_unique<crypto::Scrubber>();
        out->learn("zD3l-planted-secret");
        return out;
    }();
    for (const auto& clean : {scrubber->without_secrets(text + " zD3l-planted-secret " + text), scrubber->without_credentials(text + "zD3l-planted-secret")})
        require(clean.find("zD3l-planted-secret") == std::string::npos, "a secret is taken out", clean);
    for (const auto& layout : {Layout::plain, Layout::key_values, Layout::versions})
        for (const auto& encoding : {Encoding::base64, Encoding::hex}) {
            const auto read = read_signatures({.layout = layout, .prefix = "v1", .prefix_optional = true, .encoding = encoding, .timestamp_key = "t"}, text);
            require(read.bytes.size() <= 64, "signatures are few", std::to_string(read.bytes.size()));
        }
}

void texts_once(std::string_view bytes) {
    Input input(bytes);
    switch (input.choice(6)) {
    case 0: return read_json(input);
    case 1: return read_form(input);
    case 2: return read_times(input);
    case 3: return read_words(input);
    case 4: return write_markup(input);
    default: return read_encodings(input);
    }
}

std::vector<std::string> texts_for_seeds() {
    std::vector<std::string> out;
    const auto add = [&](std::size_t reader, std::string_view text) { out.push_back(choose(reader) + std::string(text)); };
    for (const char* vendor : {"hubspot", "sendgrid", "klaviyo", "slack"})
        for (const SeedFile& file : files_below(std::string("tests/fixtures/") + vendor, ".json"))
            if (file.bytes.size() < 8'000) add(0, "/0/data/*/id\x1e" + file.bytes);
    for (const SeedFile& file : files_below("tests/fixtures", ".form")) add(1, file.bytes);
    for (const char* time : {"2026-03-01T03:00:00-06:00", "2026-11-23T10:15:30.000Z", "2026-11-23T10:15:30.123456+0000", "Sun, 06 Nov 1994 08:49:37 GMT",
                             "1772355600", "1772355600123", "120", "0", "86400", "Fri, 04 Dec 2026 10:00:00 GMT"})
        add(2, time);
    for (const char* words : {"lead_score at least 60 and email is known or phone is known", "changed by 5 or crosses 60", "email does not end with @example.com",
                              "stage is one of mql, sal", "company is not \"Example Corp\"", "Hi {name}, {count, plural, =0 {none} one {# lead} other {# leads}}",
                              "{when, date, short} '{quoted}' {n, number, integer} {g, select, a {x} other {y}}", "*stage: * MQL*"})
        add(3, words);
    for (const char* text : {"<b>Lan</b> & \"x\" 'y'", "Chào Lê Thị Hồng 👩‍💻🇻🇳", "e\u0302\u0303", "a\tb\r\nc", "long words and more words, all in one line"}) add(4, text);
    for (const char* text : {"aGVsbG8gd29ybGQ=", "aGVsbG8_-", "deadbeef", "t=1772355600,v1=deadbeef,v1=00", "v1,aGVsbG8= v1a,eA==",
                             "Authorization: Bearer abcdefghijklmnop access_token=qwertyuiop&x=%7AD3l", "sha256=deadbeef"}) add(5, text);
    return out;
}

}  // namespace

const Harness kTexts{"texts", texts_once, texts_for_seeds, 8'000};

}  // namespace crosswalk::fuzz
