// Where a declared tool is called, how we sign in, how much it takes, and how it says no.
#include "connector/mapping/tools/tool_reader.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

using Must = ToolReader::Must;
using tree::in_quotes;
using tree::Node;

// The host of an address as a regular expression, in which a part of the account is one label.
std::string guard_of(std::string_view address) {
    constexpr std::string_view kScheme = "https://";
    const auto rest = address.substr(kScheme.size());
    std::string out;
    bool part = false;
    for (const char c : rest.substr(0, rest.find('/'))) {
        if (c == '{') out += "[A-Za-z0-9-]+";
        part = c == '{' || (part && c != '}');
        if (c == '.') out += "\\.";
        if (!part && c != '.' && c != '}') out += c;
    }
    return out;
}

void compile_addresses(ToolReader& in, const Node& root) {
    Manifest& manifest = in.tool.manifest;
    std::vector<std::string> parts;
    if (const Node* account = root.find("account"))
        for (const Node* part : tree::words(*account, in.notes, "'account'"))
            if (tree::good_name(*part, in.notes, "setting")) parts.push_back(part->text);
    for (const std::string& part : parts) {
        const auto name = in.tool.keep(part);
        manifest.host_parts.push_back({.name = name, .setting = name});
    }
    const Node* base = tree::need(root, in.notes, "the file", "base_url");
    if (const auto url = base == nullptr ? std::nullopt : in.address(*base, "base_url", parts)) {
        manifest.base_url = in.tool.keep(*url);
        manifest.host_guard = in.tool.keep(guard_of(*url));
    }
    const Node* hosts = root.find("hosts");
    if (hosts == nullptr || !tree::is_map(*hosts, in.notes, "'hosts'") || !in.within(*hosts, "'hosts'", 5)) return;
    for (std::size_t i = 0; i < hosts->keys.size(); ++i) {
        if (!tree::good_name(hosts->keys[i], in.notes, "host")) continue;
        if (const auto url = in.address(hosts->items[i], hosts->keys[i].text, {}))
            manifest.hosts.push_back({.name = in.tool.keep(hosts->keys[i].text), .base_url = in.tool.keep(*url)});
    }
}

void compile_headers(ToolReader& in, const Node& root) {
    const Node* headers = root.find("headers");
    if (headers == nullptr || !tree::is_map(*headers, in.notes, "'headers'")) return;
    if (!in.within(*headers, "'headers'", 10)) return;
    for (const Node& key : headers->keys) {
        const Node name{.kind = Node::Kind::map, .keys = {key}, .items = {key}, .line = key.line, .column = key.column};
        const auto header = in.header(name, key.text);
        if (const auto value = in.text(*headers, key.text); header && value)
            in.tool.manifest.headers.emplace_back(in.tool.keep(*header), in.tool.keep(*value));
    }
}

void add_way(ToolReader& in, std::string_view flow, AuthWay way) {
    in.tool.manifest.auth.push_back({flow, std::move(way)});
}

void compile_basic(ToolReader& in, const Node& basic) {
    if (!tree::is_table(basic, in.notes, "'basic'", {"user", "user_setting", "password_setting"})) return;
    BasicCredentials out;
    const bool fixed = basic.find("user") != nullptr;
    if (const auto user = in.text(basic, "user")) out.user = in.tool.keep(*user);
    if (!fixed)
        if (const auto user = in.setting(basic, "user_setting", "user")) out.user_setting = in.tool.keep(*user);
    if (const auto key = in.setting(basic, "password_setting", "password")) out.password_setting = in.tool.keep(*key);
    if (fixed && basic.find("user_setting") != nullptr)
        in.error(
            basic,
            "tool.twice",
            "'basic' says who the user is, and asks for it as well.",
            "Keep 'user' where it is the same for everybody, else 'user_setting'."
        );
    add_way(in, "basic", out);
}

void compile_auth(ToolReader& in, const Node& root) {
    const Node* auth = tree::need(root, in.notes, "the file", "auth");
    if (auth == nullptr || !tree::is_table(*auth, in.notes, "'auth'", {"bearer", "header", "prefix", "setting", "basic"}))
        return;
    const auto has = [&](std::string_view key) { return auth->find(key) != nullptr; };
    if (has("bearer") + has("header") + has("basic") != 1) {
        in.error(
            *auth,
            "tool.auth",
            "'auth' must say one way of signing in.",
            "Write 'bearer: token', 'header: X-Api-Key' or 'basic:'; the key itself stands in crosswalk.yaml."
        );
        return;
    }
    if (has("basic")) return compile_basic(in, *auth->find("basic"));
    const bool bearer = has("bearer");
    const auto name = in.setting(*auth, bearer ? "bearer" : "setting", "key");
    const auto header = bearer ? std::optional<std::string>("Authorization") : in.header(*auth, "header");
    const auto prefix = bearer ? std::optional<std::string>("Bearer ") : in.text(*auth, "prefix");
    if (!name || !header) return;
    ApiKey key{.header = in.tool.keep(*header), .setting = in.tool.keep(*name)};
    if (prefix) key.prefix = in.tool.keep(*prefix);
    add_way(in, bearer ? "bearer" : "key", key);
}

void compile_limits(ToolReader& in, const Node& root) {
    const Node* limits = root.find("limits");
    if (limits == nullptr ||
        !tree::is_table(*limits, in.notes, "'limits'", {"calls", "per", "at_once", "remaining", "reset"}))
        return;
    Budget& budget = in.tool.manifest.budget;
    constexpr std::chrono::seconds kWindows[] = {
        std::chrono::seconds{1}, std::chrono::minutes{1}, std::chrono::hours{1}, std::chrono::hours{24}};
    if (const auto calls = in.number(*limits, "calls", 1, 1'000'000)) budget.requests = static_cast<int>(*calls);
    if (const auto per = in.word(*limits, "per", {"second", "minute", "hour", "day"})) budget.window = kWindows[*per];
    if (const auto most = in.number(*limits, "at_once", 1, 100)) budget.at_once = static_cast<int>(*most);
    if (const auto header = in.header(*limits, "remaining")) budget.remaining_header = in.tool.keep(*header);
    if (const auto header = in.header(*limits, "reset")) budget.reset_header = in.tool.keep(*header);
    if (limits->find("calls") != nullptr) tree::need(*limits, in.notes, "'limits'", "per");
}

void compile_errors(ToolReader& in, const Node& root) {
    const Node* errors = root.find("errors");
    if (errors == nullptr || !tree::is_table(*errors, in.notes, "'errors'", {"code", "message", "field", "wait"})) return;
    ErrorShape& shape = in.tool.manifest.errors;
    for (const auto& [key, to] :
         {std::pair{"code", &shape.code_at},
          std::pair{"message", &shape.message_at},
          std::pair{"field", &shape.field_at},
          std::pair{"wait", &shape.wait_at}})
        if (const auto at = in.place(*errors, key)) *to = {in.tool.keep(*at)};
}

// What a refusal is known by.
std::optional<std::string> refusal_code(ToolReader& in, const Node& row) {
    const bool by_status = row.find("status") != nullptr;
    if (by_status == (row.find("code") != nullptr)) {
        in.error(
            row, "tool.refusal", "A refusal is known by its 'code' or its 'status', by one of them.", "Write one of the two."
        );
        return std::nullopt;
    }
    if (!by_status) return in.text(row, "code");
    const auto status = in.number(row, "status", 300, 599);
    return status ? std::optional("http_" + std::to_string(*status)) : std::nullopt;
}

void compile_refusal(ToolReader& in, const Node& row) {
    if (!tree::is_table(row, in.notes, "a refusal", {"code", "status", "says", "verdict", "wait", "advice"})) return;
    constexpr Verdict kVerdicts[] = {Verdict::retry, Verdict::refused, Verdict::reconnect, Verdict::merged};
    const auto code = refusal_code(in, row);
    const Node* word = tree::need(row, in.notes, "a refusal", "verdict");
    const auto verdict = word == nullptr ? std::nullopt : in.word(row, "verdict", {"retry", "refused", "reconnect", "gone"});
    const auto advice = in.text(row, "advice", Must::needed);
    const auto says = in.text(row, "says");
    const auto wait = in.number(row, "wait", 1, 86'400);
    if (!code || !verdict || !advice) return;
    ErrorRule rule{.vendor_code = in.tool.keep(*code), .verdict = kVerdicts[*verdict], .advice = in.tool.keep(*advice)};
    if (wait) rule.wait = std::chrono::seconds{*wait};
    if (says) rule.when_says = in.tool.keep(*says);
    if (advice->size() < 20 || !advice->ends_with('.'))
        in.error(
            *row.find("advice"),
            "tool.advice",
            "This advice is no sentence that somebody could follow.",
            "Say what to do, where, and end with a full stop; {field} stands for the field."
        );
    if (rule.verdict == Verdict::retry && !wait && row.find("wait") == nullptr)
        in.error(row, "tool.wait", "What is tried again needs a wait.", "Add 'wait:' in seconds.");
    if (rule.verdict == Verdict::merged && code->starts_with("http_") && !says)
        in.error(
            row,
            "tool.gone",
            "By its status alone nobody counts as gone: a wrong address is answered so, too.",
            "Add 'says:' with words of the refusal that speak of the record, or give its 'code'."
        );
    in.tool.refusals.push_back(rule);
}

// One that an earlier one takes already is never read.
void check_order(ToolReader& in, const Node& rows) {
    const auto& all = in.tool.refusals;
    for (std::size_t i = 0; i < all.size() && all.size() == rows.items.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (all[j].vendor_code == all[i].vendor_code &&
                (all[j].when_says.empty() || all[j].when_says == all[i].when_says))
                in.error(
                    rows.items[i],
                    "tool.never_read",
                    "This refusal stands behind one that takes all of it.",
                    "Put the one with 'says' first, or keep one of them."
                );
}

}  // namespace

void compile_account(ToolReader& in, const Node& root) {
    if (const auto title = in.text(root, "title", Must::needed)) in.tool.manifest.title = in.tool.keep(*title);
    compile_addresses(in, root);
    compile_headers(in, root);
    compile_auth(in, root);
    compile_limits(in, root);
    const Node* probe = tree::need(root, in.notes, "the file", "probe");
    if (probe == nullptr || !tree::is_table(*probe, in.notes, "'probe'", {"path", "shows"})) return;
    if (const auto path = in.path(*probe, "path", "")) in.tool.manifest.probe_path = in.tool.keep(*path);
    if (const auto shows = in.place(*probe, "shows", Must::needed)) in.tool.shown_by_probe = *shows;
}

void compile_refusals(ToolReader& in, const Node& root) {
    compile_errors(in, root);
    const Node* rows = root.find("refusals");
    if (rows == nullptr || !in.within(*rows, "'refusals'", 100)) return;
    if (!rows->list())
        in.error(*rows, "tool.list", "'refusals' must be a list.", "Begin each refusal with a hyphen.");
    else
        for (const Node& row : rows->items) compile_refusal(in, row);
    if (rows->list()) check_order(in, *rows);
}

}  // namespace crosswalk::tools
