#include "adapters/mailgun/internal.h"
#include "connector/contract/ask.h"

#include <algorithm>

namespace crosswalk::mailgun {
namespace {

namespace json = boost::json;

enum class Asking { unsubscribes, complaints };

std::string complaint_path(std::string_view email) { return std::string(kComplaints) + "/" + percent_encode(email); }

constexpr LookupShape kUnsubscribed{.path = path_of, .field = kEmail, .id_of = id_of, .holds = "@"};
constexpr LookupShape kComplained{.path = complaint_path, .field = kEmail, .id_of = id_of, .holds = "@"};
constexpr PageShape kOne{.row = rows_at(""), .gone = kNotListed, .absent = {.address = kEmail, .flag = kOptOut}};
constexpr PageShape kComplaint{.row = rows_at(""), .gone = kNotListed};

// Two lists close all mail, and each is asked.
template <class What>
Result<Calls> build_read(const ReadQuery<What>& in, const Connection&, Page&) {
    auto out = calls_for(kUnsubscribed, in.what);
    for (Call& call : calls_for(kComplained, in.what)) {
        call.step = static_cast<int>(Asking::complaints);
        out.push_back(std::move(call));
    }
    return out;
}

Result<Calls> read_one(const PageShape& shape, const IdsQuery& in, const Call& call, const Answer& answer, Page& page) {
    return read_ids_page(shape, in, call, answer, page);
}
Result<Calls> read_one(const PageShape& shape, const MatchQuery& in, const Call& call, const Answer& answer, Page& page) {
    return read_found_page(shape, in, call, answer, page);
}

bool is_wanted(const std::vector<std::string>& fields, std::string_view field) {
    return std::ranges::count(fields, field) > 0;
}

template <class What>
Result<Calls> parse_read(
    const ReadQuery<What>& in, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    Page told;
    const bool complaint = call.step == static_cast<int>(Asking::complaints);
    if (auto read = read_one(complaint ? kComplaint : kOne, in, call, answer, told); !read) return read;
    for (Change& change : told.changes) {
        const bool listed = answer.ok();
        const bool closed = listed && (complaint || is_about_all(answer.body));
        if (listed && is_wanted(in.fields, kOptOut)) change.fields[std::string(kOptOut)] = closed;
        const auto before = std::ranges::find(page.changes, change.id, &Change::id);
        if (before == page.changes.end())
            page.changes.push_back(std::move(change));
        else if (closed && is_wanted(in.fields, kOptOut))
            before->fields[std::string(kOptOut)] = true;
    }
    std::ranges::move(told.unreadable, std::back_inserter(page.unreadable));
    return Calls{};
}

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_read<ByIds>, parse_read<ByIds>}; }
Operation<MatchQuery, Page> find_operation() { return {build_read<ByMatch>, parse_read<ByMatch>}; }

}  // namespace crosswalk::mailgun
