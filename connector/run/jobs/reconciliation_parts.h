// connector/run/jobs/reconciliation_parts.h - the inside of a comparison: how far it is, what it keeps, how it judges a
// record.
#pragma once

#include "connector/run/jobs/reconciliation.h"

namespace crosswalk {

inline constexpr std::chrono::seconds kTryAgain{30};

// How far a comparison is; kept in the store after every page.
struct Progress {
    std::int64_t run = 0;  // tells one comparison of a connection from the next
    std::string kind{}, cursor{};
    std::int64_t kept = 0;              // drifts, of those counted
    std::int64_t recovered_before = 0;  // what the book said when it began
    Comparison so_far{};                // without its drifts
};
Result<std::optional<Progress>> load_progress(Transaction&, std::string_view connection);
Result<void> save_progress(Transaction&, const Progress&);

Result<void> save_drift(Transaction&, std::string_view connection, const Drift&);
Result<std::vector<Drift>> drifts_of(Transaction&, std::string_view connection);
Result<void> drop_drifts(Transaction&, std::string_view connection);

// A page that was read, until its news is applied.
struct PageInHand {
    Page page{};
    Millis asked_on{};
    Seq before = 0;  // applied when it was asked for
    Seq news = 0;    // its own row in the journal; 0: it brought nothing new
    std::int64_t strangers = 0;
};

// One connection's comparison while the engine runs; of its reading thread, but for `look` and `ended`.
struct Comparing {
    std::atomic<bool> look{true};  // the store may know of one to do
    WakeSignal ended{};
    std::optional<Progress> progress{};
    std::optional<PageInHand> page{};
    ListProgress list{};
    std::optional<Millis> again{}, due{};
};

Comparing& comparing(ConnectionRuntime&);
// By the connection's own schedule. The first one is due a whole interval after it was first thought of.
void begin_when_due(EngineContext&, ConnectionRuntime&, Comparing&);
// What the store knows of, where there may be something new.
void load(EngineContext&, const ConnectionRuntime&, Comparing&);
// Keeps how far it is, unless another comparison has begun meanwhile: "compare.replaced".
Result<void> keep_on(Transaction&, Comparing&, const Progress&);
// How many changes comparisons of this connection found, in all.
Result<std::int64_t> recovered_of(Transaction&, std::string_view connection);

struct Judged {
    std::vector<Drift> drifts{};
    std::int64_t on_their_way = 0;
    RecordState corrected{};       // knows what the tool shows in the fields to be written
    std::vector<WriteIntent> intents{};  // what puts it right: consent at once, the rest when there is room
};
// What a record that was read shows otherwise than it should, though nothing is on its way there. With `fix`
// everything that need not wait for a person is written; without it only a consent that is closed here and
// open there.
struct DiffContext {
    const EngineContext& context;
    const Mapping& mapping;
    const ConnectionRuntime& account;
    const PageInHand& in_hand;
    bool fix = false;
};
Result<Judged> diff_record(Transaction&, const DiffContext&, const Change&);

}  // namespace crosswalk
