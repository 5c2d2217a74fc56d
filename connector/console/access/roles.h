// connector/console/access/roles.h - who may do what at the admin side. Pure.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace crosswalk::access {

// A rep sees and does what is about their own hand-offs; a viewer sees, with people's names and addresses masked; an
// editor decides; an admin does everything.
enum class Role { rep, viewer, editor, admin };
std::string_view to_string(Role);
std::optional<Role> role_named(std::string_view);
std::span<const Role> all_roles();

class Roles {
public:
    constexpr Roles(std::initializer_list<Role> some) {
        for (const Role one : some) bits_ |= 1U << static_cast<unsigned>(one);
    }
    constexpr bool has(Role role) const { return (bits_ & (1U << static_cast<unsigned>(role))) != 0; }

private:
    unsigned bits_ = 0;
};

inline constexpr Roles kEverybody{Role::rep, Role::viewer, Role::editor, Role::admin};
inline constexpr Roles kSeeAll{Role::viewer, Role::editor, Role::admin};
inline constexpr Roles kAnswerHandoffs{Role::rep, Role::editor, Role::admin};
inline constexpr Roles kEditors{Role::editor, Role::admin};
inline constexpr Roles kAdmins{Role::admin};

}  // namespace crosswalk::access
