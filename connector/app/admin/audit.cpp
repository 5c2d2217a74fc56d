#include "connector/app/admin/audit.h"

#include "connector/app/admin/paging.h"
#include "connector/contract/json_read.h"

#include <algorithm>
#include <array>
#include <limits>

namespace crosswalk {
namespace {

// What may hold somebody's address, what is shown as `about`, and what the mapping's history keeps.
constexpr std::array<std::string_view, 5> kNotKept = {"who", "lead", "id", "connection", "files"};

std::string about_of(const CommandRequest& request, const CommandAnswer& answer) {
    for (const std::string_view pointer : {"/id", "/version"})
        if (const auto said = scalar_at(answer.data, pointer); !said.empty() )
            return said;
    if (const auto id = request.number("id")) return std::to_string(*id);
    for (const std::string_view name : {"id", "connection", "name"})
        if (const auto said = request.text(name); !said.empty()) return said;
    return {};
}

boost::json::object detail_of(const CommandRequest& request, const CommandAnswer& answer) {
    boost::json::object out;
    for (const auto& [name, value] : request.args)
        if (std::ranges::find(kNotKept, std::string_view(name)) == kNotKept.end() &&
            value != boost::json::value("") && value != boost::json::value(false))
            out[name] = value;
    if (const auto code = text_at(answer.data, "/error/code"); !code.empty()) out["refused"] = code;
    for (const std::string_view told : {"replayed", "version", "undoes"})
        if (const auto* value = value_at(answer.data, "/" + std::string(told))) out[told] = *value;
    return out;
}

boost::json::object json_of(const AuditRow& row) {
    const auto detail = parse_json(row.detail);
    return {
        {"n", row.n},
        {"at", crosswalk::json_of(std::optional(row.at))},
        {"who", row.who},
        {"what", row.what},
        {"about", row.about},
        {"from", row.origin},
        {"detail", detail && detail->is_object() ? *detail : boost::json::value(boost::json::object())}};
}

}  // namespace

void note(AdminService& admin, AuditRow row) {
    row.at = admin.clock.now();
    if (row.detail.empty()) row.detail = "{}";
    (void)run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        if (const auto kept = tx.audit.add(row); !kept) return kept;
        return tx.audit.forget(row.at - kAuditKept);
    });
}

void note_act(AdminService& admin, const CommandRequest& request, const CommandAnswer& answer) {
    note(
        admin,
        {.who = request.author,
         .what = request.command,
         .about = about_of(request, answer),
         .origin = request.caller.origin,
         .detail = boost::json::serialize(detail_of(request, answer))}
    );
}

CommandAnswer command_log_list(AdminService& admin, const CommandRequest& request) {
    const auto limit = page_limit(request);
    const auto before = place_in(request, std::numeric_limits<std::int64_t>::max());
    if (!before) return answer_of(before.error(), kUsage);
    std::vector<AuditRow> rows;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto found = tx.audit.before(*before, {request.text("who"), request.text("what")}, limit + 1);
        if (!found) return found.error();
        rows = std::move(*found);
        return {};
    });
    if (!read) return answer_of(read.error());
    const bool more = cut_to_page(rows, limit);
    std::vector<std::vector<std::string>> lines{{"WHEN", "WHO", "WHAT", "ABOUT", "FROM", "DETAIL"}};
    boost::json::array list;
    for (const AuditRow& row : rows) {
        lines.push_back({short_time(row.at), row.who, row.what, row.about, row.origin, row.detail});
        list.push_back(json_of(row));
    }
    return {
        .text = table(lines),
        .data = {{"log", std::move(list)}, {"next", next_place(more, rows.empty() ? 0 : rows.back().n)}}};
}

CommandAnswer command_log_check(AdminService& admin, const CommandRequest&) {
    std::optional<std::int64_t> broken;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto at = tx.audit.broken_at();
        if (!at) return at.error();
        broken = *at;
        return {};
    });
    if (!read) return answer_of(read.error());
    if (!broken) return {.text = "The log is whole.\n", .data = {{"whole", true}, {"broken_at", nullptr}}};
    return {
        .exit = kNotFine,
        .text = "The log was changed: row " + std::to_string(*broken) +
                " does not follow from the one before it, or is missing. Compare it with a backup.\n",
        .data = {{"whole", false}, {"broken_at", *broken}}};
}

}  // namespace crosswalk
