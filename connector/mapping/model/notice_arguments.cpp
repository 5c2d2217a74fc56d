#include "connector/mapping/model/notice_arguments.h"

#include <array>

namespace crosswalk {
namespace {

// Those of a hand-off's clock stand behind the others.
constexpr std::array<std::string_view, 19> kAll{
    "lead",
    "company",
    "email",
    "phone",
    "score",
    "source",
    "campaign",
    "stage",
    "owner",
    "team",
    "say",
    "days",
    "previous_owner",
    "link",
    "deadline",
    "by",
    "reason",
    "duty",
    "open"};
constexpr std::size_t kOfEveryNotice = 14;

}  // namespace

std::span<const std::string_view> notice_arguments(bool about_handoff) {
    return std::span(kAll).first(about_handoff ? kAll.size() : kOfEveryNotice);
}

}  // namespace crosswalk
