#include "connector/console/access/session.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk::access {
namespace {

constexpr std::chrono::minutes kNotedEvery{1};

std::optional<Millis> moment_in(const boost::json::value& json, std::string_view pointer) {
    const auto* value = value_at(json, pointer);
    if (value == nullptr || !value->is_int64()) return {};
    return Millis{std::chrono::milliseconds{value->get_int64()}};
}

}  // namespace

Lifetimes lifetimes_of(Role role) {
    using std::chrono::days;
    using std::chrono::hours;
    switch (role) {
        case Role::rep: return {days{14}, days{30}};
        case Role::viewer: return {hours{12}, days{7}};
        case Role::editor:
        case Role::admin: break;
    }
    return {hours{1}, hours{12}};
}

Millis expires_at(const Session& session, Role role) {
    const Lifetimes last = lifetimes_of(role);
    return std::min(session.seen + last.idle, session.made + last.absolute);
}

bool is_over(const Session& session, Role role, Millis now) { return now >= expires_at(session, role); }

bool is_to_be_noted(const Session& session, Millis now) { return now - session.seen >= kNotedEvery; }

bool is_touched_lately(const Session& session, Millis now) { return now - session.touched <= kTouchLasts; }

std::string to_json(const Session& session) {
    return boost::json::serialize(boost::json::object{
        {"made", session.made.time_since_epoch().count()},
        {"seen", session.seen.time_since_epoch().count()},
        {"touched", session.touched.time_since_epoch().count()},
        {"browser", session.browser},
        {"origin", session.origin}});
}

std::optional<Session> session_from(std::string_view doc) {
    const auto json = parse_json(doc);
    if (!json) return {};
    const auto made = moment_in(*json, "/made"), seen = moment_in(*json, "/seen"), touched = moment_in(*json, "/touched");
    if (!made || !seen || !touched) return {};
    return Session{
        *made, *seen, *touched, std::string(text_at(*json, "/browser")), std::string(text_at(*json, "/origin"))};
}

}  // namespace crosswalk::access
