// A connection against what is known of it.
#include "connector/app/admin/admin_service.h"
#include "connector/contract/json_read.h"

namespace crosswalk {
namespace {

constexpr std::string_view kNotLookedFor =
    "Records that were deleted there without a word are not looked for.";

std::string many(std::int64_t n, const std::string& one) {
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

boost::json::object form_of(const Drift& one) {
    return {
        {"lead", one.lead.text},
        {"who", one.who},
        {"kind", one.kind.text},
        {"record", one.record.text},
        {"field", one.field},
        {"here", json_of(one.here)},
        {"there", json_of(one.there)},
        {"since", json_of(one.since)},
        {"queued", one.queued},
        {"waits", one.waits}};
}

boost::json::object form_of(const Comparison& one) {
    boost::json::array drifts;
    for (const Drift& drift : one.drifts) drifts.push_back(form_of(drift));
    return {
        {"connection", one.connection},
        {"running", !one.finished},
        {"fix", one.fix},
        {"began", json_of(std::optional(one.began))},
        {"ended", json_of(one.ended)},
        {"read", one.read},
        {"recovered", one.recovered},
        {"strangers", one.strangers},
        {"drifting", one.drifting},
        {"queued", one.queued},
        {"on_their_way", one.on_their_way},
        {"drift", std::move(drifts)},
        {"trouble", one.trouble},
        {"not_looked_for", kNotLookedFor}};
}

std::string drift_table(const Comparison& one) {
    std::vector<std::vector<std::string>> rows{{"WHO", "RECORD", "FIELD", "HERE", "THERE", "HERE SINCE", ""}};
    for (const Drift& drift : one.drifts)
        rows.push_back(
            {drift.who,
             drift.kind.text + " " + drift.record.text,
             drift.field,
             or_blank(drift.here),
             or_blank(drift.there),
             drift.since ? short_time(drift.since) : "the beginning",
             drift.queued           ? "will be written"
             : !drift.waits.empty() ? "waits for you: " + drift.waits
                                    : ""}
        );
    return table(rows);
}

std::string said(const Comparison& one) {
    const std::string name = printable(one.connection);
    std::string out = name + ": " + many(one.read, "record") + " read since " + short_time(one.began) +
                      (one.finished ? "" : ", and going on") + ".\n";
    if (!one.trouble.empty()) out += "It could not go on: " + printable(one.trouble) + "\n";
    if (one.recovered > 0) out += many(one.recovered, "change") + " that nobody had told: applied.\n";
    if (!one.drifts.empty()) out += "\n" + drift_table(one) + "\n";
    if (one.drifting > std::ssize(one.drifts))
        out += "These are the first " + std::to_string(one.drifts.size()) + " of " +
               std::to_string(one.drifting) + ".\n";
    if (one.drifting > 0) {
        out += many(one.drifting, "value") + " there should be another.\n";
        if (!one.fix) out += "`crosswalk compare " + name + " --fix` writes what stands here.\n";
    } else if (one.finished && one.trouble.empty()) {
        out += "Every value there is what it should be.\n";
    }
    if (one.on_their_way > 0) out += many(one.on_their_way, "value") + " more: the write is on its way.\n";
    if (one.strangers > 0)
        out += many(one.strangers, "record") +
               " there belong to nobody here and did not change since Crosswalk listens: left alone.\n";
    return out + std::string(kNotLookedFor) + "\n";
}

CommandAnswer answer_of(const Comparison& one) {
    const bool fine = one.drifting == 0 && one.trouble.empty();
    return {.exit = fine ? kFine : kNotFine, .text = said(one), .data = form_of(one)};
}

}  // namespace

Fault nobody_to_compare() {
    return {
        "compare.not_running",
        "The service does not run, so no vendor can be asked.",
        "Start it with `crosswalk serve`, then compare."};
}

CommandAnswer command_compare(AdminService& admin, const CommandRequest& request) {
    if (!admin.serving) return answer_of(nobody_to_compare());
    const auto done = admin.engine.compare(request.text("connection"), request.flag("fix"));
    return done ? answer_of(*done) : answer_of(done.error());
}

CommandAnswer command_compare_last(AdminService& admin, const CommandRequest& request) {
    const std::string connection = request.text("connection");
    const auto last = admin.engine.comparison(connection);
    if (!last) return answer_of(last.error());
    if (*last) return answer_of(**last);
    return answer_of(Fault{
        "compare.never",
        "'" + connection + "' was never compared.",
        "`crosswalk compare " + connection +
            "` does it now, `compare: 24 hours` on the connection every day."});
}

}  // namespace crosswalk
