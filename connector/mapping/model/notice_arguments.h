// connector/mapping/model/notice_arguments.h - what a notice can tell: the arguments that templates may name.
#pragma once

#include <span>
#include <string_view>

namespace crosswalk {

// Those of every notice; with `about_handoff` those of a hand-off's clock as well: its deadline, who acted
// and why.
std::span<const std::string_view> notice_arguments(bool about_handoff);

}  // namespace crosswalk
