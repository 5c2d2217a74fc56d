// Bringing in what a tool's records hold already.
#include "connector/app/admin/admin_service.h"
#include "connector/contract/text.h"

namespace crosswalk {
namespace {

using CountsByName = std::map<std::string, std::int64_t, std::less<>>;

std::string records(std::int64_t n) { return std::to_string(n) + (n == 1 ? " record" : " records"); }

// Records a second; 0 where nothing can be said yet.
double rate_of(const Backfill& one) {
    const double seconds = std::chrono::duration<double>(one.worked).count();
    return seconds > 0 ? static_cast<double>(one.read) / seconds : 0;
}

std::optional<std::int64_t> seconds_left(const Backfill& one) {
    const double rate = rate_of(one);
    if (one.finished || rate <= 0 || one.expected <= one.read) return std::nullopt;
    return static_cast<std::int64_t>(static_cast<double>(one.expected - one.read) / rate);
}

std::string duration(std::int64_t seconds) {
    if (seconds < 120) return std::to_string(seconds) + " s";
    return seconds < 7'200 ? std::to_string(seconds / 60) + " min" : std::to_string(seconds / 3'600) + " h";
}

boost::json::object counts(const CountsByName& all) {
    boost::json::object out;
    for (const auto& [name, count] : all) out[name] = count;
    return out;
}

std::string_view state_of(const Backfill& one) {
    if (one.stopped) return "stopped";
    if (one.finished) return "finished";
    if (one.paused) return "paused";
    return one.trouble.empty() ? "running" : "waiting";
}

boost::json::object form_of(const Backfill& one) {
    const auto left = seconds_left(one);
    return {
        {"connection", one.connection},
        {"state", state_of(one)},
        {"running", !one.finished && !one.paused},
        {"dry_run", one.request.dry_run},
        {"since", json_of(one.request.since)},
        {"asked", json_of(std::vector(one.request.fields.begin(), one.request.fields.end()))},
        {"began", json_of(std::optional(one.began))},
        {"ended", json_of(one.ended)},
        {"pages", one.pages},
        {"read", one.read},
        {"expected", one.expected},
        {"a_second", rate_of(one)},
        {"seconds_left", left ? boost::json::value(*left) : boost::json::value(nullptr)},
        {"seconds_worked", one.worked.count() / 1'000},
        {"news", one.news},
        {"strangers", one.strangers},
        {"left_out", one.left_out},
        {"fields", counts(one.fields)},
        {"writes", counts(one.writes)},
        {"calls", counts(one.calls)},
        {"trouble", one.trouble}};
}

std::string field_lines(const Backfill& one) {
    if (one.fields.empty()) return {};
    std::vector<std::vector<std::string>> rows{{"FIELD", one.request.dry_run ? "WOULD CHANGE" : "CHANGED"}};
    for (const auto& [name, count] : one.fields) rows.push_back({name, std::to_string(count)});
    return "\n" + table(rows) + "\n";
}

std::string cost_lines(const Backfill& one) {
    std::string out = "reading: " + std::to_string(one.pages) + (one.pages == 1 ? " page" : " pages") + " in " +
                      duration(one.worked.count() / 1'000) + "\n";
    for (const auto& [name, count] : one.writes) {
        const auto calls = one.calls.find(name);
        out += "writing to " + name + ": up to " + records(count);
        if (calls != one.calls.end()) out += ", at least " + std::to_string(calls->second) + " calls";
        out += "\n";
    }
    return out;
}

std::string said(const Backfill& one) {
    const std::string name = printable(one.connection);
    std::string out = name + ": " + std::string(state_of(one)) + ", " + std::to_string(one.read);
    if (!one.finished && one.expected > 0) out += " of about " + std::to_string(one.expected);
    out += one.read == 1 && one.expected == 0 ? " record read" : " records read";
    if (!one.finished && rate_of(one) > 0) out += ", " + std::to_string(static_cast<std::int64_t>(rate_of(one))) + " a second";
    if (const auto left = seconds_left(one)) out += ", about " + duration(*left) + " left";
    out += "\n";
    if (!one.trouble.empty()) out += "It stands still: " + printable(one.trouble) + "\n";
    if (!one.finished) return out;
    out += records(one.news) + (one.request.dry_run ? " would bring" : " brought") + " something new, " +
           std::to_string(one.strangers) + " of them of people who were not known.\n";
    if (one.left_out > 0)
        out += records(one.left_out) + " of people who are not known: left out, since single fields make nobody known.\n";
    out += field_lines(one) + cost_lines(one);
    if (one.request.dry_run) out += "Nothing was kept. `crosswalk backfill " + name + "` does it.\n";
    return out;
}

CommandAnswer answer_of(const Backfill& one) { return {.text = said(one), .data = form_of(one)}; }
CommandAnswer answer_of(const Result<Backfill>& one) {
    return one ? answer_of(*one) : crosswalk::answer_of(one.error());
}

std::set<std::string> names_in(std::string_view list) {
    std::set<std::string> out;
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (comma > 0) out.emplace(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return out;
}

std::optional<BackfillOrder> order_named(std::string_view word) {
    if (word == "pause") return BackfillOrder::pause;
    if (word == "resume") return BackfillOrder::resume;
    if (word == "stop") return BackfillOrder::stop;
    return std::nullopt;
}

}  // namespace

CommandAnswer command_backfill(AdminService& admin, const CommandRequest& request) {
    const std::string connection = request.text("connection"), since = request.text("since");
    if (const std::string order = request.text("order"); !order.empty()) {
        const auto meant = order_named(order);
        if (!meant)
            return answer_of(
                Fault{"backfill.unknown_order", "There is no order '" + order + "'.", "Use pause, resume or stop."}, kUsage
            );
        return answer_of(admin.engine.order_backfill(connection, *meant));
    }
    if (!admin.serving)
        return answer_of(Fault{
            "backfill.not_running",
            "The service does not run, so no vendor can be asked.",
            "Start it with `crosswalk serve`, then begin."});
    BackfillRequest wanted{.fields = names_in(request.text("fields")), .dry_run = request.flag("dry_run")};
    if (!since.empty()) {
        const auto when = parse_iso(since.find('T') == std::string::npos ? since + "T00:00:00Z" : since);
        if (!when)
            return answer_of(
                Fault{"backfill.bad_since", "'" + since + "' is no point in time.", "Write 2026-11-01, or 2026-11-01T08:30:00Z."},
                kUsage
            );
        wanted.since = when->at;
    }
    return answer_of(admin.engine.backfill(connection, wanted));
}

CommandAnswer command_backfill_state(AdminService& admin, const CommandRequest& request) {
    const std::string connection = request.text("connection");
    const auto last = admin.engine.backfill_so_far(connection);
    if (!last) return answer_of(last.error());
    if (*last) return answer_of(**last);
    return answer_of(Fault{
        "backfill.none",
        "There was no backfill of '" + connection + "' yet.",
        "Begin one with `crosswalk backfill " + connection + "`; --dry-run only counts."});
}

}  // namespace crosswalk
