#include "adapters/customerio/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::customerio {
namespace {

namespace json = boost::json;

enum class Asking { people, person };

constexpr LookupShape kById{.path = path_of};
constexpr LookupShape kByAddress{.path = path_of_address, .field = kEmail, .holds = "@"};
constexpr PageShape kOne{.row = kPerson, .gone = {.at = "/errors/0/detail", .says = "not found"}};

Result<Calls> parse_person(const IdsQuery& in, const Connection&, const Call& call, const Answer& answer, Page& page) {
    const auto before = page.changes.size();
    auto read = read_ids_page(kOne, in, call, answer, page);
    // They were asked for by this id, whichever of the two it is.
    if (read && page.changes.size() > before) page.changes.back().id = in.what.ids[call.rows.front()];
    return read;
}

// Nobody is an empty list. Each of those found is then looked at.
Result<Calls> parse_find(const MatchQuery& in, const Connection& connection, const Call& call, const Answer& answer, Page& page) {
    if (call.step == static_cast<int>(Asking::person)) {
        const auto id = std::any_cast<std::string>(call.state);
        const IdsQuery one{in.plan, in.schema, in.fields, {{{id}}}};
        auto told = parse_person(one, connection, {.request = call.request, .rows = {0}}, answer, page);
        page.gone.clear();
        return told;
    }
    static constexpr PageShape kFound{.row = {.items = "/results", .id = "/email"}};
    Page listed;
    if (auto read = read_found_page(kFound, in, call, answer, listed); !read) return read.error();
    Calls out;
    for (const json::value& row : items_at(answer.body, "/results"))
        if (const auto id = id_of_row(row); !id.empty())
            out.push_back(
                {.request = get_json(path_of(id)),
                 .rows = call.rows,
                 .step = static_cast<int>(Asking::person),
                 .state = id}
            );
    return out;
}

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_lookup<kById>, parse_person}; }
Operation<MatchQuery, Page> find_operation() { return {build_lookup<kByAddress>, parse_find}; }

}  // namespace crosswalk::customerio
