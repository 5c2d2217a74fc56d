// What waits for a person: listed by cause, put back in line, or given up.
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/admin_people.h"
#include "connector/app/admin/paging.h"

namespace crosswalk {
namespace {

constexpr std::size_t kMostListed = 10'000, kIdsShown = 12;

// How the same reason is told.
struct ToldCause {
    std::string says{}, advice{};
    Millis since{};
    std::vector<std::int64_t> ids{};
};

boost::json::object json_of(const Parked& parked) {
    boost::json::array fields(parked.fields.begin(), parked.fields.end());
    return {
        {"id", parked.id},
        {"what", to_string(parked.what)},
        {"connection", parked.connection},
        {"event", parked.event},
        {"lead", parked.lead.text},
        {"kind", parked.kind.text},
        {"record", parked.record},
        {"fields", std::move(fields)},
        {"code", parked.code},
        {"says", parked.says},
        {"advice", parked.advice},
        {"since", crosswalk::json_of(std::optional(parked.since))}};
}

std::string causes_told(const std::map<std::tuple<std::string, std::string, std::string>, ToldCause>& causes) {
    std::string out;
    for (const auto& [key, cause] : causes) {
        const auto& [connection, code, what] = key;
        out += printable(connection) + ": " + std::to_string(cause.ids.size()) + " " + what +
               (cause.ids.size() == 1 ? "" : "s") + " parked since " + short_time(cause.since) + ": " +
               printable(code) + "\n";
        if (!cause.says.empty()) out += "  says: " + printable(cause.says) + "\n";
        if (!cause.advice.empty()) out += "  do:   " + printable(cause.advice) + "\n";
        out += "  ids: ";
        for (std::size_t i = 0; i < cause.ids.size() && i < kIdsShown; ++i)
            out += " " + std::to_string(cause.ids[i]);
        out += cause.ids.size() > kIdsShown ? " ...\n" : "\n";
    }
    return out;
}

Fault nothing_there(std::int64_t id) {
    return {
        "parked.unknown",
        "Nothing is parked as " + std::to_string(id) + ".",
        "`crosswalk parked list` shows what is."};
}

Fault no_id() {
    return {"parked.which", "It is not said which item is meant.", "Name its id, or say --all."};
}

// A person's word on one item.
template <class Act>
CommandAnswer decide(AdminService& admin, const CommandRequest& request, Act act, std::string_view told) {
    const auto id = request.number("id");
    if (!id) return answer_of(no_id(), kUsage);
    const Result<bool> done = act(*id);
    if (!done) return answer_of(done.error());
    if (!*done) return answer_of(nothing_there(*id));
    admin.engine.wake();
    return {.text = std::string(told) + "\n", .data = {{"id", *id}, {"decided", request.command}}};
}

}  // namespace

// The command line shows everything; the API a page.
CommandAnswer command_parked_list(AdminService& admin, const CommandRequest& request) {
    const auto limit = page_limit(request, kMostListed);
    const auto after = place_in(request, 0);
    if (!after) return answer_of(after.error(), kUsage);
    std::vector<Parked> list;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto found = tx.parked.page({request.text("connection"), request.text("code"), *after, limit + 1});
        if (!found) return found.error();
        list = std::move(*found);
        return {};
    });
    if (!read) return answer_of(read.error());
    const bool more = cut_to_page(list, limit);
    boost::json::array all;
    std::map<std::tuple<std::string, std::string, std::string>, ToldCause> causes;
    for (const Parked& one : list) {
        all.push_back(json_of(one));
        ToldCause& cause = causes[{one.connection, one.code, std::string(to_string(one.what))}];
        if (cause.ids.empty()) cause = {one.says, one.advice, one.since, {}};
        cause.since = std::min(cause.since, one.since);
        cause.ids.push_back(one.id);
    }
    CommandAnswer out{
        .text = causes_told(causes),
        .data = {{"parked", std::move(all)}, {"next", next_place(more, list.empty() ? 0 : list.back().id)}}};
    out.text += list.empty() ? "Nothing is parked.\n"
                             : "\n`crosswalk parked replay ID` puts one back in line, --all everything.\n";
    return out;
}

CommandAnswer command_parked_causes(AdminService& admin, const CommandRequest&) {
    boost::json::array list;
    std::int64_t items = 0;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto causes = tx.parked.causes();
        if (!causes) return causes.error();
        for (const ParkedCause& one : *causes) {
            items += one.count;
            list.push_back(
                {{"connection", one.connection},
                 {"code", one.code},
                 {"what", to_string(one.what)},
                 {"count", one.count},
                 {"says", one.first.says},
                 {"advice", one.first.advice},
                 {"since", crosswalk::json_of(std::optional(one.since))}}
            );
        }
        return {};
    });
    if (!read) return answer_of(read.error());
    return {.data = {{"causes", std::move(list)}, {"items", items}}};
}

CommandAnswer command_parked_replay(AdminService& admin, const CommandRequest& request) {
    const auto id = request.number("id");
    if (!id && !request.flag("all")) return answer_of(no_id(), kUsage);
    const auto count = admin.engine.replay(id);
    if (!count) return answer_of(count.error());
    if (id && *count == 0) return answer_of(nothing_there(*id));
    admin.engine.wake();
    return {
        .text = std::to_string(*count) + (*count == 1 ? " item is" : " items are") + " back in line.\n",
        .data = {{"replayed", *count}}};
}

CommandAnswer command_parked_link(AdminService& admin, const CommandRequest& request) {
    const std::string chosen = request.text("chosen");
    if (chosen.empty())
        return answer_of(
            Fault{
                "parked.which_record",
                "It is not said which one it is.",
                "Name the record's id at the tool, or the lead's id."},
            kUsage
        );
    return decide(
        admin,
        request,
        [&](std::int64_t id) { return admin.engine.choose(id, chosen); },
        printable(chosen) + " it is, from now on."
    );
}

CommandAnswer command_parked_join(AdminService& admin, const CommandRequest& request) {
    std::optional<LeadId> with;
    if (const std::string who = request.text("lead"); !who.empty()) {
        const auto found = admin.store.read([&](Transaction& tx) -> Result<void> {
            const auto lead = find_lead(tx, *admin.engine.mapping(), who);
            if (!lead) return lead.error();
            with = lead->id;
            return {};
        });
        if (!found) return answer_of(found.error());
    }
    return decide(
        admin,
        request,
        [&](std::int64_t id) { return admin.engine.join(id, with); },
        "They are one person, from now on."
    );
}

CommandAnswer command_parked_keep_apart(AdminService& admin, const CommandRequest& request) {
    return decide(
        admin,
        request,
        [&](std::int64_t id) { return admin.engine.keep_apart(id, request.text("record")); },
        "They are two, from now on."
    );
}

CommandAnswer command_parked_drop(AdminService& admin, const CommandRequest& request) {
    const auto id = request.number("id");
    if (!id) return answer_of(no_id(), kUsage);
    const auto dropped = admin.engine.drop(*id);
    if (!dropped) return answer_of(dropped.error());
    if (!*dropped) return answer_of(nothing_there(*id));
    return {.text = "Item " + std::to_string(*id) + " is given up.\n", .data = {{"dropped", *id}}};
}

}  // namespace crosswalk
