#include "connector/app/admin/admin_routes.h"

#include "connector/app/admin/admin_gate.h"
#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::string_view kNumbersInQuery[] = {"limit", "weeks"};
constexpr std::int64_t kMostLimit = 200;

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

bool knows(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

void put(boost::json::object& args, std::string_view name, std::string text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if ((name == "id" || knows(kNumbersInQuery, name)) && whole)
        args[name] = number;
    else
        args[name] = std::move(text);
}

bool fits(std::span<const std::string_view> pattern, std::span<const std::string_view> path) {
    return std::ranges::equal(pattern, path, [](std::string_view p, std::string_view s) {
        return placeholder_in(p).empty() ? p == s : !s.empty();
    });
}

// So that no answer is without bounds.
Result<void> check_limit(std::string_view name, const boost::json::value& value) {
    if (name != "limit" || (value.get_int64() >= 1 && value.get_int64() <= kMostLimit)) return {};
    return Fault{
        "api.query", "'limit' is not between 1 and 200.", "Ask for at most 200, and go on with `after` and what `next` says."};
}

Result<void> take_query(const ApiRoute& route, std::string_view query, boost::json::object& args) {
    const auto pairs = parse_form(query, 32);
    if (!pairs) return Fault{"api.path", "The query cannot be read.", "Check its percent-encoding."};
    for (const auto& [name, value] : *pairs) {
        if (!knows(route.query, name)) continue;
        put(args, name, value);
        if (knows(kNumbersInQuery, name) && !args[name].is_int64())
            return Fault{"api.query", "'" + name + "' is not a whole number.", "Write digits alone."};
        if (const auto fits = check_limit(name, args[name]); !fits) return fits;
    }
    return {};
}

Result<void> take_member(
    const ApiRoute& route, std::string_view name, const boost::json::value& value, boost::json::object& args
) {
    const struct {
        const std::vector<std::string_view>& names;
        bool fits;
        std::string_view what;
    } kinds[] = {
        {route.body, value.is_string(), "a text"},
        {route.flags, value.is_bool(), "true or false"},
        {route.numbers, value.is_int64(), "a whole number"},
        {route.objects, value.is_object(), "an object"}};
    for (const auto& kind : kinds) {
        if (!knows(kind.names, name)) continue;
        if (!kind.fits)
            return Fault{
                "api.body",
                "'" + std::string(name) + "' in the body is not " + std::string(kind.what) + ".",
                "Send " + std::string(kind.what) + " there."};
        args[name] = value;
        return check_limit(name, value);
    }
    return Fault{
        "api.body",
        "The body has a member '" + std::string(name) + "', which means nothing here.",
        "Leave it out; /api/v1/openapi.json lists what can stand there."};
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

const std::vector<ApiRoute>& api_routes() {
    static const std::vector<ApiRoute> all = [] {
        std::vector<ApiRoute> out;
        for (const auto part : {people_routes(), service_routes(), access_routes()})
            out.insert(out.end(), part.begin(), part.end());
        return out;
    }();
    return all;
}

bool is_figure(std::string_view path) {
    return std::ranges::any_of(api_routes(), [&](const ApiRoute& route) { return route.figures && route.path == path; });
}

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
    for (const ApiRoute& route : api_routes()) {
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
