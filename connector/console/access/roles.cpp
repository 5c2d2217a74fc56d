#include "connector/console/access/roles.h"

#include <algorithm>
#include <array>

namespace crosswalk::access {
namespace {

constexpr std::array<std::string_view, 4> kRoleWords = {"rep", "viewer", "editor", "admin"};
constexpr std::array kRoles = {Role::rep, Role::viewer, Role::editor, Role::admin};

}  // namespace

std::string_view to_string(Role role) { return kRoleWords.at(static_cast<std::size_t>(role)); }

std::optional<Role> role_named(std::string_view word) {
    const auto* const found = std::ranges::find(kRoleWords, word);
    if (found == kRoleWords.end()) return {};
    return kRoles.at(static_cast<std::size_t>(found - kRoleWords.begin()));
}

std::span<const Role> all_roles() { return kRoles; }

}  // namespace crosswalk::access
