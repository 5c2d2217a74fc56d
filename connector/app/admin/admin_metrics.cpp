#include "connector/app/admin/admin.h"
#include "connector/app/cli/setup.h"

namespace crosswalk {
namespace {

double seconds(const std::optional<Millis>& time) {
    return time ? static_cast<double>(time->time_since_epoch().count()) / 1000.0 : 0;
}

std::vector<MetricFamily> of_connections(const std::vector<ConnectionStatus>& all, Millis now) {
    MetricFamily state{"crosswalk_connection_state", "1 for the state a connection is in."};
    MetricFamily waiting{"crosswalk_writes_waiting", "Writes that the tool has not answered yet."};
    MetricFamily heard{"crosswalk_last_heard_timestamp_seconds", "When the vendor was last heard; 0: never."};
    MetricFamily written{
        "crosswalk_last_written_timestamp_seconds", "When a write last succeeded; 0: never."};
    MetricFamily calls{
        "crosswalk_vendor_calls_total", "Calls made to the vendor since the start.", MetricKind::counter};
    MetricFamily held{
        "crosswalk_writes_held_back_total",
        "Writes that the mode held back since the start.",
        MetricKind::counter};
    MetricFamily quiet{
        "crosswalk_quiet_seconds",
        "How long a connection that usually speaks has been silent; no sample: it is not."};
    for (const ConnectionStatus& one : all) {
        const std::pair<std::string, std::string> name{"connection", one.name};
        state.samples.push_back(
            {{name, {"vendor", one.vendor}, {"mode", std::string(to_string(one.mode))}, {"state", one.state}}, 1}
        );
        waiting.samples.push_back({{name}, static_cast<double>(one.writes_waiting)});
        heard.samples.push_back({{name}, seconds(one.last_heard)});
        written.samples.push_back({{name}, seconds(one.last_written)});
        calls.samples.push_back({{name}, static_cast<double>(one.calls)});
        held.samples.push_back({{name}, static_cast<double>(one.would_write)});
        if (one.quiet_since)
            quiet.samples.push_back({{name}, std::chrono::duration<double>(now - *one.quiet_since).count()});
    }
    return {state, waiting, heard, written, calls, held, quiet};
}

// `recovered` is a tag beside the words, so it is no word here: sums over the words stay right.
MetricFamily recovered_of(const AllBooks& all) {
    MetricFamily out{
        "crosswalk_recovered_total",
        "Changes that comparisons found and no webhook had told.",
        MetricKind::counter};
    for (const auto& [connection, books] : all)
        out.samples.push_back({{{"connection", connection}}, static_cast<double>(recovered_in(books))});
    return out;
}

MetricFamily of_drift(AdminService& admin) {
    MetricFamily out{"crosswalk_drifting_values", "Values that the last comparison found to be others."};
    for (const ConnectionConfig& one : admin.config.connections)
        if (const auto last = admin.engine.comparison(one.name); last && *last && (*last)->finished)
            out.samples.push_back({{{"connection", one.name}}, static_cast<double>((*last)->drifting)});
    return out;
}

MetricFamily of_books(const AllBooks& all) {
    MetricFamily out{"crosswalk_book_items", "The books: how many items stand under each word."};
    for (const auto& [connection, by_book] : all)
        for (const auto& [book, counts] : by_book)
            for (const auto& [said, n] : counts) {
                if (said == books::kRecovered) continue;
                out.samples.push_back(
                    {{{"connection", connection}, {"book", std::string(to_string(book))}, {"word", said}},
                     static_cast<double>(n)}
                );
            }
    return out;
}

}  // namespace

std::string metrics_text(AdminService& admin, const EdgeNumbers& edge) {
    std::vector<MetricFamily> all{
        {"crosswalk_info",
         "The version that runs.",
         MetricKind::gauge,
         {{{{"version", CROSSWALK_VERSION}}, 1}}}};
    const auto add = [&](std::vector<MetricFamily> more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    add(of_connections(admin.engine.status(), admin.clock.now()));
    add({of_drift(admin)});
    if (const auto books = all_books(admin)) {
        add({of_books(*books), recovered_of(*books)});
        add(
            {{"crosswalk_books_balanced",
              "1 while every book adds up.",
              MetricKind::gauge,
              {{{}, imbalance(*books).empty() ? 1.0 : 0.0}}}}
        );
    }
    add(
        {{"crosswalk_store_writable",
          "1 while the store can be written.",
          MetricKind::gauge,
          {{{}, admin.store.writable() ? 1.0 : 0.0}}},
         {"crosswalk_apply_delay_seconds",
          "How long news that comes in now waits to be applied.",
          MetricKind::gauge,
          {{{}, std::chrono::duration<double>(admin.engine.pace().delay(admin.clock.steady())).count()}}}}
    );
    if (edge) add(edge());
    return exposition_text(all);
}

}  // namespace crosswalk
