#include "connector/app/admin/admin_routes.h"

#include "connector/app/admin/admin_gate.h"
#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

const ApiRoute kRoutes[] = {
    {.method = "GET",
     .path = "/api/v1/status",
     .summary = "Every connection at a glance",
     .command = "status"},
    {.method = "GET",
     .path = "/api/v1/books",
     .summary = "Deliveries, changes and writes, to the item",
     .command = "books"},
    {.method = "GET",
     .path = "/api/v1/leads/{who}",
     .summary = "One lead, by id or email address",
     .command = "lead show"},
    {.method = "GET",
     .path = "/api/v1/leads/{who}/history",
     .summary = "What changed, newest first",
     .command = "lead history",
     .query = {"field", "limit"}},
    {.method = "POST",
     .path = "/api/v1/leads/{who}/sync",
     .summary = "Send whatever a tool does not show yet",
     .command = "lead sync"},
    {.method = "POST",
     .path = "/api/v1/leads/{who}/erase",
     .summary = "Forget a person; an opt-out stays",
     .command = "lead erase"},
    {.method = "GET",
     .path = "/api/v1/parked",
     .summary = "What waits for a person",
     .command = "parked list"},
    {.method = "POST",
     .path = "/api/v1/parked/replay",
     .summary = "Put everything back in line",
     .command = "parked replay",
     .set = "all"},
    {.method = "POST",
     .path = "/api/v1/parked/{id}/replay",
     .summary = "Put one item back in line",
     .command = "parked replay"},
    {.method = "POST",
     .path = "/api/v1/parked/{id}/choose",
     .summary = "The same as `link`, by its older name",
     .command = "parked choose",
     .body = {"chosen"}},
    {.method = "POST",
     .path = "/api/v1/parked/{id}/link",
     .summary = "Say which of several it is, for ever: the record's id at the tool, or the lead's",
     .command = "parked link",
     .body = {"chosen"}},
    {.method = "POST",
     .path = "/api/v1/parked/{id}/join",
     .summary = "Say that two leads are one person, for ever; `lead` where the item names only one",
     .command = "parked join",
     .body = {"lead"}},
    {.method = "POST",
     .path = "/api/v1/parked/{id}/keep-apart",
     .summary = "Say that what fits is somebody else, for ever; `record` where several fit",
     .command = "parked keep-apart",
     .body = {"record"}},
    {.method = "POST",
     .path = "/api/v1/connections/{connection}/pause",
     .summary = "Write nothing there for now",
     .command = "pause",
     .body = {"reason"}},
    {.method = "POST",
     .path = "/api/v1/connections/{connection}/resume",
     .summary = "Go on writing there",
     .command = "resume"},
    {.method = "POST",
     .path = "/api/v1/connections/{connection}/compare",
     .summary = "Read all of it anew: apply what was missed, tell what differs, and with `fix` write it",
     .command = "compare",
     .flags = {"fix"}},
    {.method = "GET",
     .path = "/api/v1/connections/{connection}/compare",
     .summary = "The last comparison, or the one under way",
     .command = "compare last"},
    {.method = "GET",
     .path = "/api/v1/mapping",
     .summary = "The mapping in force",
     .command = "mapping show"},
    {.method = "GET",
     .path = "/api/v1/mapping/diff",
     .summary = "The files on disk against it",
     .command = "mapping diff"},
    {.method = "GET",
     .path = "/api/v1/mapping/history",
     .summary = "Its versions",
     .command = "mapping history"},
    {.method = "POST",
     .path = "/api/v1/mapping/activate",
     .summary = "Use the files on disk",
     .command = "mapping activate"},
    {.method = "POST",
     .path = "/api/v1/mapping/undo",
     .summary = "Back to the version before",
     .command = "mapping undo"},
    {.method = "GET",
     .path = "/api/v1/agreement",
     .summary = "What Marketing and Sales promised each other, from the mapping in force",
     .command = "agreement",
     .query = {"lang"}},
    {.method = "GET",
     .path = "/api/v1/review",
     .summary = "The figures that both sides look at together",
     .command = "review",
     .query = {"weeks", "month", "lang"}},
    {.method = "GET",
     .path = "/api/v1/handoffs",
     .summary = "The open hand-offs; with `all`=true also those that have ended",
     .command = "handoffs list",
     .query = {"all", "after"}},
    {.method = "GET",
     .path = "/api/v1/handoffs/{id}",
     .summary = "One hand-off, with its clock and its notices",
     .command = "handoffs show"},
    {.method = "GET",
     .path = "/api/v1/handoffs/{id}/explain",
     .summary = "Why it went to its owner, and what would have had to differ",
     .command = "handoffs explain"},
    {.method = "POST",
     .path = "/api/v1/handoffs/{id}/accept",
     .summary = "Sales takes the lead",
     .command = "handoffs accept",
     .body = {"by"}},
    {.method = "POST",
     .path = "/api/v1/handoffs/{id}/reject",
     .summary = "Sales gives the lead back, for a reason of handoff.yaml",
     .command = "handoffs reject",
     .body = {"by", "reason"}},
    {.method = "POST",
     .path = "/api/v1/handoffs/{id}/reassign",
     .summary = "Somebody else gets the lead: `to`, or whom the rules choose",
     .command = "handoffs reassign",
     .body = {"by", "to"}},
    {.method = "POST",
     .path = "/api/v1/handoffs/{id}/contact",
     .summary = "Somebody of Sales has called or written",
     .command = "handoffs contact",
     .body = {"by"}},
    {.method = "GET",
     .path = "/api/v1/vendors",
     .summary = "Whom Crosswalk can talk to",
     .command = "vendors"},
    {.method = "GET", .path = "/api/v1/openapi.json", .summary = "This description", .command = "openapi"},
};

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        const auto hex = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), byte, 16);
        if (hex.size() != 2 || error != std::errc{} || end != hex.data() + 2 || byte == 0) return {};
        out += static_cast<char>(byte);
        i += 2;
    }
    return is_utf8(out) ? std::optional(std::move(out)) : std::nullopt;
}

void put(boost::json::object& args, std::string_view name, std::string text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if ((name == "id" || name == "limit") && whole)
        args[name] = number;
    else
        args[name] = std::move(text);
}

bool fits(std::span<const std::string_view> pattern, std::span<const std::string_view> path) {
    return std::ranges::equal(pattern, path, [](std::string_view p, std::string_view s) {
        return placeholder_in(p).empty() ? p == s : !s.empty();
    });
}

bool knows(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

Result<void> take_query(const ApiRoute& route, std::string_view query, boost::json::object& args) {
    const auto pairs = parse_form(query, 32);
    if (!pairs) return Fault{"api.path", "The query cannot be read.", "Check its percent-encoding."};
    for (const auto& [name, value] : *pairs) {
        if (!knows(route.query, name)) continue;
        put(args, name, value);
        if (name == "limit" && !args[name].is_int64())
            return Fault{"api.query", "'limit' is not a whole number.", "Write digits alone."};
    }
    return {};
}

Result<void> take_member(
    const ApiRoute& route, std::string_view name, const boost::json::value& value, boost::json::object& args
) {
    const bool text = knows(route.body, name);
    if (!text && !knows(route.flags, name))
        return Fault{
            "api.body",
            "The body has a member '" + std::string(name) + "', which means nothing here.",
            "Leave it out; /api/v1/openapi.json lists what can stand there."};
    if (text ? !value.is_string() : !value.is_bool())
        return Fault{
            "api.body",
            "'" + std::string(name) + "' in the body is not " + (text ? "a text." : "true or false."),
            std::string("Send ") + (text ? "a JSON string." : "true or false.")};
    args[name] = value;
    return {};
}

Result<void> take_rest(
    const ApiRoute& route, std::string_view target, std::string_view body, boost::json::object& args
) {
    const auto question = target.find('?');
    if (question != std::string_view::npos)
        if (const auto taken = take_query(route, target.substr(question + 1), args); !taken) return taken;
    if (!route.set.empty()) args[route.set] = true;
    if (body.empty()) return {};
    const auto json = parse_json(body);
    if (!json || !json->is_object())
        return Fault{"api.body", "The body is not a JSON object.", "Send {} for a body without contents."};
    for (const auto& [name, value] : json->get_object())
        if (const auto taken = take_member(route, name, value, args); !taken) return taken;
    return {};
}

}  // namespace

std::span<const ApiRoute> api_routes() { return kRoutes; }

std::vector<std::string_view> path_segments(std::string_view path) {
    std::vector<std::string_view> out;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        out.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return out;
}

std::string_view placeholder_in(std::string_view segment) {
    return segment.starts_with('{') ? segment.substr(1, segment.size() - 2) : std::string_view();
}

Result<ApiCall> find_call(std::string_view method, std::string_view target, std::string_view body) {
    const auto path = path_segments(path_of(target));
    const std::string_view asked = method == "HEAD" ? "GET" : method;
    std::string others;
    for (const ApiRoute& route : kRoutes) {
        const auto pattern = path_segments(route.path);
        if (!fits(pattern, path)) continue;
        if (route.method != asked) {
            others.append(others.empty() ? "" : ", ").append(route.method);
            continue;
        }
        ApiCall call{.route = &route};
        for (std::size_t i = 0; i < path.size(); ++i) {
            if (placeholder_in(pattern[i]).empty()) continue;
            auto text = decoded(path[i]);
            if (!text) return Fault{"api.path", "The path cannot be read.", "Check its percent-encoding."};
            put(call.args, placeholder_in(pattern[i]), std::move(*text));
        }
        if (const auto rest = take_rest(route, target, body, call.args); !rest) return rest.error();
        return call;
    }
    if (!others.empty()) return Fault{"api.method", "This is not how that is asked for.", others};
    return Fault{"api.unknown", "There is nothing here.", "/api/v1/openapi.json lists what there is."};
}

int http_status(const CommandAnswer& answer) {
    const std::string_view code = text_at(answer.data, "/error/code");
    if (code.empty()) return 200;
    if (code.ends_with(".unknown")) return 404;
    if (code.starts_with("store.")) return 503;
    return answer.exit == kUsage ? 400 : 409;
}

}  // namespace crosswalk
