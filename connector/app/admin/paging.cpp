#include "connector/app/admin/paging.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {

std::size_t page_limit(const CommandRequest& request, std::size_t for_commands) {
    if (!request.number("limit") && request.caller.origin.empty()) return for_commands;
    const auto asked = request.number("limit").value_or(static_cast<std::int64_t>(kRowsByDefault));
    return static_cast<std::size_t>(std::clamp<std::int64_t>(asked, 1, static_cast<std::int64_t>(kMostRows)));
}

Result<std::int64_t> place_in(const CommandRequest& request, std::int64_t first) {
    if (const auto number = request.number("after")) return *number;
    const std::string text = request.text("after");
    if (text.empty()) return first;
    std::int64_t place = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), place);
    if (error != std::errc{} || end != text.data() + text.size())
        return Fault{"api.query", "'after' is no place in this list.", "Send what `next` said, as it is."};
    return place;
}

boost::json::value next_place(bool more, std::int64_t last) {
    return more ? boost::json::value(std::to_string(last)) : boost::json::value(nullptr);
}

boost::json::value next_place(bool more, std::string_view last) {
    return more ? boost::json::value(last) : boost::json::value(nullptr);
}

}  // namespace crosswalk
