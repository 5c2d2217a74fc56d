// connector/console/access/session.h - how long a sign-in lasts, and what is kept of it. Pure.
#pragma once

#include "connector/console/access/roles.h"
#include "connector/contract/values.h"

namespace crosswalk::access {

struct Session {
    Millis made{}, seen{}, touched{};  // touched: the latest proof that the person is there
    std::string browser{}, origin{};
};

struct Lifetimes {
    std::chrono::milliseconds idle{}, absolute{};
};
// What may change much lasts short; a rep, who sees only their own hand-offs, is on a phone all day and would sign in
// by mail each time.
Lifetimes lifetimes_of(Role);

inline constexpr std::chrono::hours kInviteLasts{24};
inline constexpr std::chrono::minutes kTouchLasts{5};

Millis expires_at(const Session&, Role);
bool is_over(const Session&, Role, Millis now);
// Being seen is noted once a minute, not at every request.
bool is_to_be_noted(const Session&, Millis now);
// Of whoever has a passkey, some acts want a touch that is not older than `kTouchLasts`.
bool is_touched_lately(const Session&, Millis now);

std::string to_json(const Session&);
// Nothing when it is none of ours.
std::optional<Session> session_from(std::string_view doc);

}  // namespace crosswalk::access
