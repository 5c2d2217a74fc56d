#include "connector/mapping/tools/tool.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

using Kind = News::Kind;

constexpr News of_mail(std::string_view word, bool opts_out = false) {
    return {.word = word, .kind = Kind::mail, .mail = {.event = word, .engagement = word, .opts_out = opts_out}};
}

constexpr News kNews[] = {
    {.word = "changed", .kind = Kind::changed},
    {.word = "read", .kind = Kind::read},
    {.word = "deleted", .kind = Kind::deleted},
    {.word = "confirmed", .kind = Kind::confirmed},
    {.word = "nothing", .kind = Kind::nothing},
    of_mail("unsubscribed", true),
    of_mail("complained", true),
    of_mail("bounced", true),
    of_mail("soft_bounced"),
    of_mail("delivered"),
    of_mail("opened"),
    of_mail("opened_by_machine"),
    of_mail("clicked"),
    of_mail("clicked_by_machine"),
    of_mail("replied")};

}  // namespace

const Field* Person::field(std::string_view name) const {
    const auto found = std::ranges::find(fields, name, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

std::span<const News> all_news() { return kNews; }

const News* news_of(std::string_view word) {
    const auto found = std::ranges::find(kNews, word, &News::word);
    return found == std::end(kNews) ? nullptr : &*found;
}

}  // namespace crosswalk::tools
