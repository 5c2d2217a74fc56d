// connector/run/engine/engine.h - the loops, as one thing that can be started, stepped and stopped.
#pragma once

#include "connector/mapping/model/plan.h"
#include "connector/ports/clock.h"
#include "connector/ports/log.h"
#include "connector/ports/pace.h"
#include "connector/ports/sender.h"
#include "connector/ports/store.h"
#include "connector/run/engine/connection_setup.h"
#include "connector/run/engine/connection_status.h"
#include "connector/run/jobs/backfill_result.h"
#include "connector/run/jobs/reconciliation_result.h"

#include <atomic>
#include <memory>

namespace crosswalk {

struct HandoffAnswer;  // run/handoff/answer.h
struct AnswerReply;
struct WhatIf;  // run/jobs/what_if.h
struct WhatIfQuestion;
class Workers;  // run/engine/workers.h

// What the engine needs of the world; all of it outlives the engine.
struct EnginePorts {
    Store& store;
    Sender& sender;
    Clock& clock;
    Log& log;
};

// Who is told, beside the people of handoff.yaml, and where an answer is given.
struct Telling {
    std::string public_url{};  // before "/act/TOKEN"; empty: there is no decision page
    std::vector<std::pair<std::string, std::string>> operators{};  // channels with the address there, the best first
};

// Thread-safe. Nothing is lost when it is destroyed at any moment: what was not committed happens again.
class Engine {
public:
    Engine(
        const EnginePorts&,
        std::vector<ConnectionSetup>,
        std::shared_ptr<const Mapping>,
        ConnectionDelays = {},
        Telling = {}
    );
    ~Engine();

    // Starts the threads: apply, tick, and a deliverer and an enricher for each connection.
    void start();
    // Finishes what is in hand and joins; `Sender::stop` is called after half of the patience.
    void stop(std::chrono::milliseconds patience);
    // Something new is in the journal, or something was replayed or resumed: look now.
    void wake();
    // For whoever takes deliveries: what it took, and how long something new would wait.
    Pace& pace();

    // One step of each loop, for tests and simulations, on the caller's thread. True when there was something
    // to do.
    bool apply_step();
    bool enrich_step(std::string_view connection);
    bool deliver_step(std::string_view connection);
    bool notify_step(std::string_view channel);
    bool tick_step();
    // Steps everything until nothing is left that is due now.
    void settle_all();

    // From now on; who is known already is brought along where a roll-out was begun in the store.
    void use(std::shared_ptr<const Mapping>);
    std::shared_ptr<const Mapping> mapping() const;
    // What another mapping would change; nothing is sent or kept.
    Result<WhatIf> what_if(const Mapping& next, const WhatIfQuestion&) const;
    std::vector<ConnectionStatus> status();
    // How long to wait before this connection's vendor may be called by somebody else; zero counts as a call of the
    // account. Faults: "connection.unknown".
    Result<std::chrono::milliseconds> take_call(std::string_view connection, std::string_view path);
    // An admin's pause and resume; kept in the store. Resuming also ends a wait that the vendor asked for, and tries
    // at once what could not be read.
    Result<void> pause(std::string_view connection, std::string_view why);
    Result<void> resume(std::string_view connection);
    // A person signed in anew: what waits for that connection goes out at once, unless somebody paused it.
    void reconnected(std::string_view connection);
    // Puts parked items back in line: everything, or one. How many.
    Result<std::size_t> replay(std::optional<std::int64_t> id);
    // Gives up on one parked item for good. False when there is no such item.
    Result<bool> drop(std::int64_t id);
    // A person's choice among several that fit; remembered for ever. `chosen` is the vendor's id of a record,
    // or the id of a lead, as the item asks. False when there is no such item.
    Result<bool> choose(std::int64_t id, const std::string& chosen);
    // The leads that the item is about are one person (with `with`, where it names only one).
    Result<bool> join(std::int64_t id, const std::optional<LeadId>& with);
    // The record that the item is about, or `record`, is somebody else.
    Result<bool> keep_apart(std::int64_t id, const std::string& record);
    // Removes a lead for ever; an opt-out outlives it.
    Result<void> erase(const LeadId&);
    // Somebody accepts, rejects, reassigns or contacts. Faults: see run/handoff/answer.h.
    Result<AnswerReply> answer(const HandoffAnswer&);
    // Sends everything this lead should look like to every connection that does not show it yet.
    Result<void> sync(const LeadId&);
    // Reads a whole connection anew: applies what was missed, and reports what it shows otherwise than it
    // should; `fix` writes that, too. Unfinished after a few seconds, it goes on by itself. Faults:
    // "compare.not_possible", "compare.paused".
    Result<Comparison> compare(std::string_view connection, bool fix);
    // The last comparison, or the one under way; nothing before the first.
    Result<std::optional<Comparison>> comparison(std::string_view connection);
    // Brings in what the tool's records hold, page by page, beside everything else. Begins; one that is under way is
    // a fault. Faults: "backfill.running", "backfill.not_possible", "backfill.unknown_field".
    Result<Backfill> backfill(std::string_view connection, const BackfillRequest&);
    // Fault: "backfill.none", where none is under way.
    Result<Backfill> order_backfill(std::string_view connection, BackfillOrder);
    // The last one, or the one under way; nothing before the first.
    Result<std::optional<Backfill>> backfill_so_far(std::string_view connection);

private:
    std::unique_ptr<Workers> loops_;
};

// What would become of one verified delivery, without changing anything: for `explain` and `what-if`.
struct Explanation {
    std::vector<std::string> news{}, changes{}, writes{};  // one sentence each
    std::optional<Fault> fault{};
};
Explanation explain_delivery(const ConnectionSetup&, const Mapping&, const Delivery&);

}  // namespace crosswalk
