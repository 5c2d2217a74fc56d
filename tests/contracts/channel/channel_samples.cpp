#include "tests/contracts/channel/channel_samples.h"

#include "connector/contract/notice_text.h"
#include "tests/adapters/fixtures.h"

#include <algorithm>
#include <functional>

namespace crosswalk::test {
namespace {

namespace json = boost::json;

// Calls `body` with every object below a value.
void each_object(const json::value& in, const std::function<void(const json::object&)>& body) {
    if (const auto* object = in.if_object()) {
        body(*object);
        for (const auto& [key, value] : *object) each_object(value, body);
    } else if (const auto* array = in.if_array()) {
        for (const json::value& one : *array) each_object(one, body);
    }
}

std::string text_in(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::string unescaped(std::string text) {
    for (const auto& [entity, c] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
        for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
            text.replace(at, std::string_view(entity).size(), c);
    return text;
}

std::size_t longest(const json::value& body, std::string_view key) {
    std::size_t out = 0;
    each_object(body, [&](const json::object& one) {
        out = std::max(out, text_length(text_in(one, key), TextUnit::characters));
    });
    return out;
}

std::string slack_shown(const HttpRequest& request) {
    const auto body = json::parse(request.body);
    std::string out;
    each_object(body.at("blocks"), [&](const json::object& one) {
        const auto type = text_in(one, "type");
        if (type == "mrkdwn") out += "markup!";
        if (type == "plain_text") out += text_in(one, "text") + "\n";
    });
    const auto fallback = text_in(body.as_object(), "text");
    if (fallback.find_first_of("<>") != std::string::npos) out += "markup!";
    if (body.at("mrkdwn") != json::value(false) || body.at("parse") != "none") out += "markup!";
    return out + unescaped(fallback);
}

std::string slack_over_limit(const HttpRequest& request) {
    const auto body = json::parse(request.body);
    const auto& blocks = body.at("blocks").as_array();
    if (blocks.size() > 50) return "blocks";
    if (text_length(text_in(body.as_object(), "text"), TextUnit::characters) > 4'000) return "text";
    for (const json::value& block : blocks) {
        const auto type = text_in(block.as_object(), "type");
        if (type == "header" && longest(block, "text") > 150) return "header";
        if (type == "section" && longest(block, "text") > (block.as_object().contains("fields") ? 2'000U : 3'000U)) return "section";
        if (items_at(block, "/fields").size() > 10) return "fields";
        if (type == "actions" && items_at(block, "/elements").size() > 25) return "elements";
        if (type == "actions" && (longest(block, "text") > 75 || longest(block, "value") > 75)) return "button";
        for (const json::value& element : items_at(block, "/elements"))
            if (items_at(element, "/options").size() > 100) return "options";
    }
    return {};
}

std::string telegram_shown(const HttpRequest& request) {
    const auto body = json::parse(request.body);
    std::string out = body.as_object().contains("parse_mode") ? "markup!" : text_in(body.as_object(), "text");
    each_object(body.at("reply_markup"), [&](const json::object& one) { out += "\n" + text_in(one, "text"); });
    return out;
}

std::string telegram_over_limit(const HttpRequest& request) {
    const auto body = json::parse(request.body);
    if (text_length(text_in(body.as_object(), "text"), TextUnit::utf16) > 4'096) return "text";
    std::string out;
    std::size_t buttons = 0;
    each_object(body.at("reply_markup"), [&](const json::object& one) {
        buttons += one.contains("text") ? 1 : 0;
        if (text_in(one, "callback_data").size() > 64) out = "callback_data";
    });
    return buttons > 100 ? "buttons" : out;
}

std::string teams_shown(const HttpRequest& request) {
    const auto body = json::parse(request.body);
    std::string out;
    each_object(body, [&](const json::object& one) {
        const auto type = text_in(one, "type");
        if (type == "TextBlock" || type == "FactSet") out += "markup!";
        if (type == "TextRun") out += text_in(one, "text") + "\n";
    });
    return out;
}

std::string teams_over_limit(const HttpRequest& request) { return request.body.size() > 27'000 ? "bytes" : ""; }

// For programs: nothing is markup.
std::string event_shown(const HttpRequest& request) {
    std::string out;
    each_object(json::parse(request.body), [&](const json::object& one) {
        for (const auto& [key, value] : one)
            if (key != "link" && value.is_string()) out += std::string(value.get_string()) + "\n";
    });
    return out;
}

std::string event_over_limit(const HttpRequest& request) { return request.body.size() > 20'000 ? "bytes" : ""; }

std::string alert_shown(const HttpRequest& request) {
    std::string out;
    each_object(json::parse(request.body), [&](const json::object& one) {
        for (const auto& [key, value] : one)
            if (key != "client_url" && key != "href" && value.is_string())
                out += std::string(key) + " " + std::string(value.get_string()) + "\n";
    });
    return out;
}

std::string alert_over_limit(const HttpRequest& request) {
    const auto body = json::parse(request.body);
    if (text_in(body.as_object(), "dedup_key").size() > 255) return "dedup_key";
    if (longest(body, "summary") > 1'024) return "summary";
    return request.body.size() > 512'000 ? "bytes" : "";
}

// Undoes RFC 2045.
std::string plain_of(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            if (text[i] != '\r') out += text[i];
        } else if (text.substr(i + 1, 2) != "\r\n") {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            i += 2;
        }
    }
    return out;
}

std::string without_tags(const std::string& html) {
    std::string out;
    bool tag = false;
    for (const char c : html) {
        if (c == '<') tag = true;
        if (!tag) out += c;
        if (c == '>') tag = false;
    }
    return unescaped(out);
}

// Both parts must show the same, so what stands in one alone is a complaint.
std::string mail_shown(const HttpRequest& request) {
    const std::string& mail = request.body;
    const auto body_behind = [&](std::string_view type) {
        const auto at = mail.find("\r\n\r\n", mail.find(type)) + 4;
        return plain_of(std::string_view(mail).substr(at, mail.find("\r\n--=_", at) - at));
    };
    const std::string plain = body_behind("text/plain"), html = body_behind("text/html");
    if (html.find("<script") != std::string::npos || html.find("<b>") != std::string::npos) return "markup!";
    const std::string seen = without_tags(html);
    for (const char* text : {"Lan", "Nguyễn", "Hồng", "quotes", "decomposed", "template"})
        if ((plain.find(text) == std::string::npos) != (seen.find(text) == std::string::npos)) return "parts differ";
    return plain;
}

std::string mail_over_limit(const HttpRequest& request) {
    std::string_view rest = request.body;
    while (!rest.empty()) {
        const auto end = rest.find("\r\n");
        const auto line = rest.substr(0, end);
        if (line.size() > 78) return "line " + std::string(line.substr(0, 30));
        if (line.find_first_of("\r\n") != std::string_view::npos) return "a bare CR or LF";
        if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x7F; })) return "8 bit";
        if (end == std::string_view::npos) return "an open line";
        rest.remove_prefix(end + 2);
    }
    return {};
}

std::string zalo_shown(const HttpRequest& request) {
    return std::string(text_at(json::parse(request.body), "/message/text"));
}

std::string zalo_over_limit(const HttpRequest& request) {
    return text_length(zalo_shown(request), TextUnit::utf16) > 2'000 ? "text" : "";
}

HttpResponse from_fixture(int status, std::string_view file) { return answer(status, fixture(file)); }

std::vector<ChannelSample> chat_tools() {
    return {
        {.vendor = "slack",
         .address = "C0LEADS",
         .taken = from_fixture(200, "slack/chat_post_message_ok.json"),
         .id = "C0LEADS/1772442000.000100",
         .earlier = "C0LEADS/1772442000.000100",
         .taken_over = from_fixture(200, "slack/chat_post_message_ok.json"),
         .nobody = from_fixture(200, "slack/chat_post_message_error_channel_not_found.json"),
         .bad_credentials = from_fixture(200, "slack/chat_post_message_error_token_revoked.json"),
         .shown = slack_shown,
         .over_limit = slack_over_limit,
         .clicks = {"slack/block_actions.form"}},
        {.vendor = "teams",
         .taken = answer(202, ""),
         .bad_credentials = answer(401, R"({"error":{"code":"DirectApiAuthorizationRequired","message":"no"}})"),
         .shown = teams_shown,
         .over_limit = teams_over_limit},
        {.vendor = "telegram",
         .address = "-1001234567890",
         .taken = from_fixture(200, "telegram/send_message_ok.json"),
         .id = "-1001234567890/42",
         .earlier = "-1001234567890/42",
         .taken_over = from_fixture(200, "telegram/send_message_ok.json"),
         .nobody = from_fixture(400, "telegram/error_400_chat_not_found.json"),
         .bad_credentials = answer(401, R"({"ok":false,"error_code":401,"description":"Unauthorized"})"),
         .shown = telegram_shown,
         .over_limit = telegram_over_limit,
         .clicks = {"telegram/webhook_callback_query.json"}},
        {.vendor = "zalo",
         .address = "246845883529197922",
         .taken = from_fixture(200, "zalo/cs_text_ok.json"),
         .id = "96d3cdf3af150460909",
         .nobody = answer(200, R"({"error":-213,"message":"User has not followed OA"})"),
         .bad_credentials = from_fixture(200, "zalo/cs_error_token.json"),
         .shown = zalo_shown,
         .over_limit = zalo_over_limit}};
}

std::vector<ChannelSample> programs() {
    return {
        {.vendor = "pagerduty",
         .taken = from_fixture(202, "pagerduty/enqueue_202.json"),
         .id = "crosswalk/sla/ld_01HZX",
         .earlier = "crosswalk/sla/ld_01HZX",
         .taken_over = from_fixture(202, "pagerduty/enqueue_202.json"),
         .nobody = from_fixture(400, "pagerduty/enqueue_400.json"),
         .bad_credentials =
             answer(400, R"({"status":"invalid event","message":"no","errors":["'routing_key' is invalid"]})"),
         .shown = alert_shown,
         .over_limit = alert_over_limit},
        {.vendor = "smtp",
         .connection = {.name = "mail", .settings = {{"from", "crosswalk@example.com"}, {"from_name", "Crosswalk"}}},
         .address = "lan@example.com",
         .taken = answer(250, R"({"text":"250 2.0.0 OK queued as 4F1"})"),
         .nobody = answer(550, R"({"text":"550 5.1.1 no such user"})"),
         .bad_credentials = answer(535, R"({"text":"535 5.7.8 bad credentials"})"),
         .passing = {421, 450, 451, 452, 454},
         .shown = mail_shown,
         .over_limit = mail_over_limit},
        {.vendor = "standard_webhooks",
         .address = "sales-vn",
         .taken = answer(200, "thank you"),
         .nobody = answer(404, "<html>no</html>"),
         .bad_credentials = answer(401, "no"),
         .shown = event_shown,
         .over_limit = event_over_limit}};
}

const std::vector<ChannelSample>& all_samples() {
    static const std::vector<ChannelSample> all = [] {
        auto out = chat_tools();
        std::ranges::move(programs(), std::back_inserter(out));
        return out;
    }();
    return all;
}

}  // namespace

const ChannelSample& channel_sample_of(const Adapter& adapter) {
    const auto it = std::ranges::find(all_samples(), adapter.manifest.vendor, &ChannelSample::vendor);
    if (it == all_samples().end())
        throw std::runtime_error(
            "tests/contracts/channel/channel_samples.cpp has no row for '" + std::string(adapter.manifest.vendor) +
            "': add one"
        );
    return *it;
}

}  // namespace crosswalk::test
