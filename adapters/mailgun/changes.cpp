#include "adapters/mailgun/internal.h"
#include "connector/contract/poll.h"

namespace crosswalk::mailgun {
namespace {

namespace json = boost::json;

// The lists stand in the order of the alphabet (sheet, Suppressions), so each sweep reads both of them whole.
enum class List { unsubscribes, complaints };
constexpr std::size_t kPageRows = 1000;

Result<Calls> build_changes(const ChangesQuery& in, const Connection&, Page&) {
    const auto place = place_of(in.what.cursor);
    const bool complaints = place.part == static_cast<int>(List::complaints);
    auto path = std::string(complaints ? kComplaints : kUnsubscribes);
    path += place.behind.empty() ? "?limit=" + std::to_string(kPageRows) : "?" + place.behind;
    return Calls{{.request = get_json(std::move(path))}};
}

// Of the link to the next page only the query counts; whose host it is, the connection knows.
std::string query_in(std::string_view link) {
    const auto at = link.find('?');
    const auto query = at == std::string_view::npos ? std::string_view() : link.substr(at + 1);
    constexpr std::size_t kLongest = 2'000;
    const bool sound = query.size() <= kLongest && std::ranges::all_of(query, [](char c) { return c > ' ' && c < 0x7F; });
    return sound ? std::string(query) : std::string();
}

Place next_of(Place now, std::size_t rows, const Answer& answer) {
    if (!now.began) now.began = clock_of(answer);
    now.behind = rows == 0 ? "" : query_in(text_at(answer.body, "/paging/next"));
    if (!now.behind.empty()) return now;
    if (now.part == static_cast<int>(List::complaints)) return ended(now);
    now.part = static_cast<int>(List::complaints);
    return now;
}

Result<Calls> parse_changes(
    const ChangesQuery& in, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    static constexpr PageShape kListed{.row = rows_at("/items")};
    if (auto read = read_changes_page(kListed, in, call, answer, page); !read) return read;
    const auto place = place_of(in.what.cursor);
    const auto rows = items_at(answer.body, "/items");
    const bool complaints = place.part == static_cast<int>(List::complaints);
    std::size_t at = 0;
    for (const json::value& row : rows)
        if (!scalar_at(row, "/address").empty()) {
            Change& change = page.changes[at++];
            change.completeness = Completeness::changed_fields_only;
            if (complaints || is_about_all(row)) change.fields[std::string(kOptOut)] = true;
        }
    set_next(page, next_of(place, rows.size(), answer));
    return Calls{};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_changes}; }

}  // namespace crosswalk::mailgun
