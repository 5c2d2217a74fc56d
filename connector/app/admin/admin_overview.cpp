// Status, pause and resume.
#include "connector/app/admin/admin_handoffs.h"
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/refused.h"
#include "connector/app/admin/rollout_format.h"
#include "connector/app/admin/store_notes.h"
#include "connector/app/cli/setup.h"
#include "connector/app/daemon/mapping_versions.h"

#include <algorithm>
#include <cmath>

namespace crosswalk {
namespace {

boost::json::value quiet_of(const ConnectionStatus& one) {
    if (!one.quiet_since) return nullptr;
    return {
        {"since", crosswalk::json_of(one.quiet_since)},
        {"usually_an_hour", std::round(one.usually_an_hour * 10) / 10}};
}

boost::json::array troubles_of(const ConnectionStatus& one) {
    boost::json::array out;
    for (const ReadTrouble& trouble : one.troubles)
        out.push_back(
            {{"what", trouble.what},
             {"kind", trouble.kind.text},
             {"field", trouble.field},
             {"code", trouble.code},
             {"says", trouble.says},
             {"advice", trouble.advice},
             {"since", crosswalk::json_of(std::optional(trouble.since))}}
        );
    return out;
}

// "'Website' of 'Lead' cannot be read since 2026-11-23 10:15:30Z (INVALID_FIELD): No such column ...".
std::string trouble_line(const ReadTrouble& trouble) {
    std::string out = trouble.what == "comparison" ? "the comparison ended early"
                      : trouble.what == "webhook" ? "the webhook's address is not confirmed"
                      : trouble.what == "poll" ? "what changed of '" + trouble.kind.text + "' cannot be listed"
                      : trouble.what == "kind" ? "'" + trouble.kind.text + "' cannot be read"
                                               : "'" + trouble.field + "' of '" + trouble.kind.text +
                                                     "' cannot be read";
    out += " since " + short_time(trouble.since) + " (" + trouble.code + "): " + trouble.says;
    return printable(out);
}

std::string trouble_lines(const std::vector<ConnectionStatus>& all) {
    std::string out;
    for (const ConnectionStatus& one : all)
        for (const ReadTrouble& trouble : one.troubles) {
            out += printable(one.name) + ": " + trouble_line(trouble) + "\n";
            if (!trouble.advice.empty()) out += "  do: " + printable(trouble.advice) + "\n";
        }
    return out;
}

// What else there is to say, and until when a vendor asked to be left alone.
std::string detail_of(const ConnectionStatus& one) {
    std::string out = one.detail;
    if (one.waits_until)
        out += std::string(out.empty() ? "" : " ") + "The vendor asked to be left alone until " +
               short_time(one.waits_until) + "; `crosswalk resume " + one.name + "` tries at once.";
    if (out.empty() && !one.troubles.empty()) out = trouble_line(one.troubles.front());
    return out;
}

// "usually 12 an hour, quiet since 2026-11-23 10:15:30Z", behind what else there is to say.
std::string whole_detail_of(const ConnectionStatus& one) {
    const std::string detail = detail_of(one);
    if (!one.quiet_since) return detail;
    const bool hourly = one.usually_an_hour >= 1;
    const auto usually = std::lround(one.usually_an_hour * (hourly ? 1 : 24));
    return detail + (detail.empty() ? "" : " ") + "usually " + std::to_string(usually) +
           (hourly ? " an hour" : " a day") + ", quiet since " + short_time(one.quiet_since);
}

boost::json::object json_of(const ConnectionStatus& one) {
    return {
        {"vendor", one.vendor},
        {"state", one.state},
        {"detail", detail_of(one)},
        {"mode", to_string(one.mode)},
        {"writes_waiting", one.writes_waiting},
        {"opt_outs_refused", one.opt_outs_refused},
        {"last_heard", crosswalk::json_of(one.last_heard)},
        {"last_written", crosswalk::json_of(one.last_written)},
        {"calls", one.calls},
        {"would_write", one.would_write},
        {"quiet", quiet_of(one)},
        {"waits_until", crosswalk::json_of(one.waits_until)},
        {"troubles", troubles_of(one)}};
}

bool is_fine(const ConnectionStatus& one) {
    const bool usable = one.state == "ok" || one.state == "paused" || one.state == "watching";
    return usable && one.opt_outs_refused == 0;
}

// People who opted out and may still be mailed from a tool: before anything else.
std::string urgent(const std::vector<ConnectionStatus>& all) {
    std::string out;
    for (const ConnectionStatus& one : all)
        if (one.opt_outs_refused > 0)
            out +=
                "URGENT: " + one.name + " refused " + std::to_string(one.opt_outs_refused) +
                (one.opt_outs_refused == 1 ? " opt-out" : " opt-outs") +
                " and may still show these people as mailable; `crosswalk parked list` shows why. Crosswalk "
                "offers them again every hour.\n";
    return out;
}

// News that came faster than it can be applied.
std::string backlog_line(std::chrono::milliseconds delay) {
    if (delay < kPollsWaitBehind) return {};
    const auto seconds = std::to_string(std::chrono::ceil<std::chrono::seconds>(delay).count());
    return "news: what comes in now waits about " + seconds + " s to be applied" +
           (delay > kLongestDelay ? "; webhooks are answered busy until that is less\n" : "\n");
}

struct MappingGlance {
    boost::json::object data{};
    std::string line{};
};

MappingGlance glance(const AdminService& admin, const std::optional<MappingVersion>& active) {
    MappingGlance out;
    if (!active) {
        out.line = "mapping: none is active yet; the first `crosswalk serve` activates the files on disk\n";
        out.data = {{"version", nullptr}};
        return out;
    }
    const OnDisk disk = mapping_on_disk(admin.config);
    const bool differs = !same_files(disk.files, active->files);
    out.data = {
        {"version", active->number},
        {"author", active->author},
        {"activated_at", crosswalk::json_of(std::optional(active->at))},
        {"differs_on_disk", differs},
        {"disk_is_fine", disk.checked.ok()}};
    out.line = "mapping: version " + std::to_string(active->number) + ", activated " +
               short_time(active->at) + " by " + printable(active->author) + "\n";
    if (differs)
        out.line +=
            std::string("mapping: the file on disk differs from what is active; ") +
            (disk.checked.ok() ? "`crosswalk mapping diff` shows it, `crosswalk mapping activate` uses it\n"
                               : "it has errors: `crosswalk check` shows them\n");
    return out;
}

void add_rollout(MappingGlance& glance, const std::optional<Rollout>& job, std::int64_t version) {
    glance.data["rollout"] = json_of(job, version);
    if (job && job->phase != Rollout::Phase::done)
        glance.line +=
            "mapping: people are being brought along to it; " + rollout_line(job, version, version) + "\n";
}

std::string connection_table(const std::vector<ConnectionStatus>& all) {
    std::vector<std::vector<std::string>> rows{
        {"CONNECTION", "STATE", "MODE", "WAITING", "LAST HEARD", "LAST WRITTEN", "DETAIL"}};
    for (const ConnectionStatus& one : all)
        rows.push_back(
            {one.name,
             one.state,
             std::string(to_string(one.mode)),
             std::to_string(one.writes_waiting),
             short_time(one.last_heard),
             short_time(one.last_written),
             whole_detail_of(one)}
        );
    return table(rows);
}

}  // namespace

CommandAnswer command_status(AdminService& admin, const CommandRequest&) {
    std::optional<MappingVersion> active;
    std::optional<Rollout> rollout;
    std::size_t parked = 0;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto version = active_version(tx);
        if (!version) return version.error();
        active = std::move(*version);
        auto job = rollout_of(tx, active ? active->number : 0);
        if (!job) return job.error();
        rollout = std::move(*job);
        const auto causes = tx.parked.causes();
        if (!causes) return causes.error();
        for (const ParkedCause& cause : *causes) parked += static_cast<std::size_t>(cause.count);
        return {};
    });
    if (!read) return answer_of(read.error());
    const auto books = all_books(admin);
    if (!books) return answer_of(books.error());
    const std::string wrong = imbalance(*books);
    const auto store = store_notes(admin);
    if (!store) return answer_of(store.error());
    const auto connections = admin.engine.status();
    const auto delay = admin.engine.pace().delay(admin.clock.steady());
    const bool fine = wrong.empty() && store->lines.empty() && std::ranges::all_of(connections, is_fine);
    MappingGlance mapping = glance(admin, active);
    if (active) add_rollout(mapping, rollout, active->number);

    const HandoffGlance handoffs = handoff_glance(admin);

    CommandAnswer out{.exit = fine ? kFine : kNotFine};
    boost::json::object by_name;
    const RefusedByConnection refused = admin.refused ? admin.refused() : RefusedByConnection{};
    for (const ConnectionStatus& one : connections) {
        const auto found = refused.find(one.name);
        boost::json::object json = json_of(one);
        json["refused"] = crosswalk::json_of(found == refused.end() ? RefusedDeliveries{} : found->second);
        by_name[one.name] = std::move(json);
    }
    out.data = {
        {"fine", fine},
        {"running", admin.serving},
        {"mapping", mapping.data},
        {"store", store->data},
        {"books", {{"balanced", wrong.empty()}, {"wrong", wrong}}},
        {"parked", parked},
        {"apply_delay_ms", delay.count()},
        {"handoffs", handoffs.data},
        {"connections", std::move(by_name)}};
    out.text = urgent(connections) + connection_table(connections) + "\n" + trouble_lines(connections) +
               refused_lines(refused) + backlog_line(delay) + mapping.line +
               handoffs.line;
    if (parked > 0)
        out.text += "parked: " + std::to_string(parked) + " waiting for you; `crosswalk parked list` shows why\n";
    if (!admin.serving) out.text += "service: not running\n";
    if (!wrong.empty()) out.text += "books: " + wrong + "\n";
    for (const std::string& line : store->lines) out.text += line + "\n";
    return out;
}

CommandAnswer command_call_take(AdminService& admin, const CommandRequest& request) {
    const auto wait = admin.engine.take_call(request.text("connection"), request.text("path"));
    if (!wait) return answer_of(wait.error());
    return {.data = {{"wait_ms", wait->count()}}};
}

CommandAnswer command_pause(AdminService& admin, const CommandRequest& request) {
    const std::string connection = request.text("connection"), reason = request.text("reason");
    std::string why = "paused by " + (request.author.empty() ? "an admin" : request.author);
    if (!reason.empty()) why += ": " + reason;
    const auto done = admin.engine.pause(connection, why);
    if (!done) return answer_of(done.error());
    return {
        .text = printable(connection) + " is paused: nothing is written there; what comes in is kept.\n",
        .data = {{"connection", connection}, {"state", "paused"}}};
}

CommandAnswer command_resume(AdminService& admin, const CommandRequest& request) {
    const std::string connection = request.text("connection");
    const auto done = admin.engine.resume(connection);
    if (!done) return answer_of(done.error());
    admin.engine.wake();
    return {
        .text = printable(connection) + " goes on.\n",
        .data = {{"connection", connection}, {"state", "resumed"}}};
}

}  // namespace crosswalk
