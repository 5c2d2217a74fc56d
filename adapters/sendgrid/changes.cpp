#include "adapters/sendgrid/internal.h"
#include "connector/contract/poll.h"

namespace crosswalk::sendgrid {
namespace {

namespace json = boost::json;

// A search shows 50 contacts, in no order, and says how many there are (sheet, section 6). So the time since the last
// poll is halved until what changed within fits; the next part begins where that one ends.
constexpr std::size_t kShown = 50, kListed = 500;
constexpr std::chrono::seconds kShortest{1};
constexpr PollRule kPoll{};
constexpr Millis kBefore{std::chrono::sys_days{std::chrono::year{2009} / 1 / 1}};  // anybody was a contact

enum class Part { contacts, unsubscribes };
struct Window {
    Millis from{};
    std::optional<Millis> until{};  // empty: now
};

std::string moment(Millis at) { return "TIMESTAMP '" + iso_text(at) + "'"; }

Call contacts_in(const Window& window) {
    auto query = "updated_at >= " + moment(window.from);
    if (window.until) query += " AND updated_at < " + moment(*window.until);
    return {
        .request = send_json("POST", std::string(kContacts) + "/search", json::object{{"query", query}}),
        .step = static_cast<int>(Part::contacts),
        .state = window};
}

Call unsubscribes_since(Millis from) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(from.time_since_epoch()).count();
    return {
        .request = get_json(
            "/v3/suppression/unsubscribes?limit=" + std::to_string(kListed) +
            "&start_time=" + std::to_string(seconds) + "&offset=0"
        ),
        .step = static_cast<int>(Part::unsubscribes)};
}

// Who left is told first; at the very first look each contact is read with its consent anyway.
Result<Calls> build_changes(const ChangesQuery& in, const Connection&, Page&) {
    const auto place = place_of(in.what.cursor);
    Calls out;
    if (const auto since = place.since(kPoll); since && !place.at) out.push_back(unsubscribes_since(*since));
    out.push_back(contacts_in({.from = place.at.value_or(place.since(kPoll).value_or(kBefore))}));
    return out;
}

Fault no_list() {
    return {
        "sendgrid.no_list",
        "SendGrid's answer holds no list where one belongs.",
        "Try again; if it stays, check the address of the connection."};
}

Result<Calls> add_unsubscribes(const ChangesQuery& in, const Call& call, const Answer& answer, Page& page) {
    if (!answer.body.is_array()) return no_list();
    const auto rows = items_at(answer.body, "");
    for (const json::value& row : rows)
        if (const auto email = id_of(text_at(row, "/email")); !email.empty())
            page.changes.push_back(
                {.kind = in.plan.kind,
                 .id = {email},
                 .occurred_at = time_at(row, "/created", TimeForm::epoch),
                 .completeness = Completeness::changed_fields_only,
                 .fields = {{std::string(kEmail), json::value(email)}, {std::string(kOptOut), true}}}
            );
    const Paging pages{.by = Paging::By::offset, .param = "offset", .rows = kListed};
    return turn_page(pages, call, answer, rows.size());
}

Fault too_many_at_once() {
    return {
        "sendgrid.too_many_at_once",
        "More contacts changed within one second than SendGrid shows.",
        "An import does that. Edit those who matter once more in SendGrid, then `crosswalk parked drop` this item."};
}

Result<Calls> add_contacts(const ChangesQuery& in, const Call& call, const Answer& answer, Page& page) {
    const auto* rows = value_at(answer.body, "/result");
    const auto* count = value_at(answer.body, "/contact_count");
    if (rows == nullptr || !rows->is_array() || count == nullptr || !count->is_int64()) return no_list();
    Place place = place_of(in.what.cursor);
    if (!place.began) place.began = clock_of(answer);
    auto window = std::any_cast<Window>(call.state);
    const auto shown = items_at(*rows, "").size();
    const bool all = static_cast<std::int64_t>(shown) >= count->get_int64();
    if (!all) {
        const auto end = window.until ? window.until : place.began;
        const auto middle = end ? window.from + (*end - window.from) / 2 : window.from;
        if (middle - window.from >= kShortest) return Calls{contacts_in({window.from, middle})};
        page.unreadable.push_back({.why = too_many_at_once(), .kind = in.plan.kind});
        window.until = window.until.value_or(window.from + kShortest);
    }
    for (const json::value& row : items_at(*rows, "")) {
        Change change = change_of(contacts_at(""), in.plan.kind, in.fields, row);
        change.completeness = Completeness::read_the_rest;  // a search does not tell consent
        if (!change.id.text.empty()) page.changes.push_back(std::move(change));
    }
    place.at = window.until;
    set_next(page, window.until ? place : ended(place));
    return Calls{};
}

Result<Calls> parse_changes(
    const ChangesQuery& in, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    if (!answer.ok())
        return Fault{
            "answer.refused",
            "SendGrid refused to tell what changed: " + answer.error->vendor_says + ".",
            answer.error->advice};
    if (call.step == static_cast<int>(Part::unsubscribes)) return add_unsubscribes(in, call, answer, page);
    return add_contacts(in, call, answer, page);
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_changes}; }

}  // namespace crosswalk::sendgrid
