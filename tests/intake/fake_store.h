// A store that keeps the journal in memory and commits when the test says so.
#pragma once

#include "connector/ports/clock.h"
#include "connector/ports/store.h"

#include <atomic>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace crosswalk::testing {

inline Fault unused() { return {"fake.unused", "The edge has no business here.", ""}; }

struct NoLeads : Leads {
    Result<std::optional<Lead>> load(const LeadId&) override { return unused(); }
    Result<void> save(const Lead&) override { return unused(); }
    Result<std::vector<LeadId>> matching(std::string_view, std::string_view) override { return unused(); }
    Result<std::vector<CalledLead>> called(std::string_view, const CalledLead&, std::size_t) override { return unused(); }
    Result<std::optional<RecordState>> record(const RecordKey&) override { return unused(); }
    Result<std::vector<RecordState>> records_of(const LeadId&) override { return unused(); }
    Result<void> save(const RecordState&) override { return unused(); }
};
struct NoHistory : History {
    Result<void> add(const HistoryRow&) override { return unused(); }
    Result<std::vector<HistoryRow>> of(const LeadId&, std::string_view, std::size_t) override {
        return unused();
    }
    Result<std::vector<HistoryRow>> engagements(const LeadId&) override { return unused(); }
    Result<std::vector<std::pair<std::int64_t, HistoryRow>>> older(
        const LeadId&, std::int64_t, std::size_t
    ) override {
        return unused();
    }
    Result<void> add(const Step&) override { return unused(); }
    Result<void> name_mover(const Step&, std::string_view) override { return unused(); }
    Result<std::vector<Step>> steps(const LeadId&, std::int64_t, bool) override { return unused(); }
    Result<std::vector<LeadId>> moved_between(Millis, Millis) override { return unused(); }
    Result<std::vector<std::pair<std::int64_t, HistoryRow>>> written_under(
        std::int64_t, std::int64_t, std::size_t
    ) override {
        return unused();
    }
    Result<std::int64_t> promoted_since(std::string_view, Millis, Millis) override { return unused(); }
};
struct NoIdentities : Identities {
    Result<void> join(const LeadId&, const LeadId&) override { return unused(); }
    Result<std::vector<LeadId>> after(const LeadId&, std::size_t) override { return unused(); }
    Result<void> erase(const LeadId&) override { return unused(); }
    Result<void> blot_out(std::string_view) override { return unused(); }
    Result<void> remember(std::string_view, std::string_view, Millis) override { return unused(); }
    std::string mark(std::string_view) override { return {}; }
    Result<void> remember_mark(std::string_view, std::string_view, Millis) override { return unused(); }
    Result<std::map<std::string, Millis>> closed_for(std::string_view) override { return unused(); }
};
struct NoTimers : Timers {
    Result<void> set(const Timer&) override { return unused(); }
    Result<void> cancel(std::string_view, std::string_view) override { return unused(); }
    Result<std::vector<Timer>> claim(std::size_t, Millis, Millis) override { return unused(); }
    Result<bool> end(const Timer&) override { return unused(); }
    Result<std::optional<Millis>> next_due(Millis) override { return unused(); }
    Result<void> clock_set_back(Millis, std::chrono::milliseconds) override { return unused(); }
};
struct NoHandoffs : Handoffs {
    Result<void> save(const KeptHandoff&) override { return unused(); }
    Result<std::optional<KeptHandoff>> load(std::string_view) override { return unused(); }
    Result<std::vector<KeptHandoff>> of(const LeadId&) override { return unused(); }
    Result<std::vector<KeptHandoff>> list(bool, std::string_view, std::size_t) override { return unused(); }
    Result<std::vector<KeptHandoff>> of_owner(const HandoffQuery&) override { return unused(); }
    Result<std::map<std::string, OwnerLoad, std::less<>>> loads(Millis) override { return unused(); }
    Result<std::int64_t> made_since(Millis) override { return unused(); }
    Result<std::vector<KeptHandoff>> overdue(Millis, std::size_t) override { return unused(); }
    Result<std::optional<std::string>> owner_of_company(std::string_view) override { return unused(); }
    Result<void> save(const KeptRouting&) override { return unused(); }
    Result<std::optional<KeptRouting>> routing(std::string_view) override { return unused(); }
};
struct NoNotices : Notices {
    Result<void> add(const NoticeRow&) override { return unused(); }
    Result<std::vector<NoticeRow>> claim(std::string_view, std::size_t, Millis, Millis) override { return unused(); }
    Result<bool> settle(const NoticeRow&) override { return unused(); }
    Result<std::optional<NoticeRow>> load(std::string_view) override { return unused(); }
    Result<std::vector<NoticeRow>> by_message(std::string_view, std::string_view) override { return unused(); }
    Result<std::vector<NoticeRow>> of_handoff(std::string_view) override { return unused(); }
    Result<std::vector<NoticeRow>> in_trouble(std::size_t) override { return unused(); }
    Result<void> withdraw_of(std::string_view) override { return unused(); }
    Result<void> withdraw_about(const LeadId&) override { return unused(); }
    Result<std::optional<Millis>> next_due(std::string_view) override { return unused(); }
    Result<void> keep_token(std::string_view, std::string_view) override { return unused(); }
    Result<std::optional<NoticeRow>> by_token(std::string_view) override { return unused(); }
    Result<void> clock_set_back(Millis, std::chrono::milliseconds) override { return unused(); }
};
struct NoOutbox : Outbox {
    Result<void> add(const WriteIntent&) override { return unused(); }
    Result<std::vector<ClaimedWrite>> claim(
        std::string_view, std::size_t, Millis, Millis
    ) override {
        return unused();
    }
    Result<void> settle(const WriteResult&, Millis) override { return unused(); }
    Result<void> link(std::int64_t, const VendorKind&, const VendorId&) override { return unused(); }
    Result<FieldSet> waiting(std::string_view, const LeadId&) override { return unused(); }
    Result<FieldSet> perhaps_created(std::string_view, const LeadId&) override { return unused(); }
    Result<std::optional<Millis>> next_due(std::string_view, Millis) override { return unused(); }
    Result<std::size_t> release_claims(Millis) override { return unused(); }
    Result<void> clock_set_back(Millis, std::chrono::milliseconds) override { return unused(); }
};
struct NoReads : ReadQueue {
    Result<void> want(const ReadRequest&, Millis) override { return unused(); }
    Result<std::vector<ReadRequest>> due(std::string_view, std::size_t, Millis) override { return unused(); }
    Result<void> postpone(const RecordKey&, Millis) override { return unused(); }
    Result<std::optional<ReadRequest>> waiting(const RecordKey&) override { return unused(); }
    Result<std::optional<ReadRequest>> take(const RecordKey&) override { return unused(); }
    Result<std::optional<Millis>> next_due(std::string_view) override { return unused(); }
    Result<void> clock_set_back(Millis, std::chrono::milliseconds) override { return unused(); }
};
struct NoParkingLot : ParkingLot {
    Result<std::optional<std::int64_t>> same_as(const Parked&) override {
        return std::optional<std::int64_t>{};
    }
    Result<std::int64_t> park(const Parked&) override { return unused(); }
    Result<std::vector<Parked>> list(std::size_t) override { return unused(); }
    Result<std::vector<Parked>> page(const ParkedQuery&) override { return unused(); }
    Result<std::vector<ParkedCause>> causes() override { return unused(); }
    Result<std::vector<Parked>> waiting_of(const RecordKey&, const LeadId&) override { return unused(); }
    Result<std::vector<Parked>> refused(std::string_view, const LeadId&) override { return unused(); }
    Result<std::optional<Parked>> take(std::int64_t) override { return unused(); }
};
struct NoAccounts : Accounts {
    Result<void> save(const User&) override { return unused(); }
    Result<std::optional<User>> user(std::string_view) override { return unused(); }
    Result<std::optional<User>> user_named(std::string_view) override { return unused(); }
    Result<std::vector<User>> users(std::string_view, std::size_t) override { return unused(); }
    Result<void> keep(const Credential&) override { return unused(); }
    Result<std::optional<Credential>> find(std::string_view, std::string_view) override { return unused(); }
    Result<std::optional<Credential>> take(std::string_view, std::string_view) override { return unused(); }
    Result<std::vector<Credential>> of(std::string_view, std::string_view, std::string_view, std::size_t) override {
        return unused();
    }
    Result<bool> end(std::string_view, std::string_view, std::string_view) override { return unused(); }
    Result<void> end_all(std::string_view, std::string_view) override { return unused(); }
    Result<void> forget_expired(Millis) override { return unused(); }
};
struct NoAuditLog : AuditLog {
    Result<void> add(const AuditRow&) override { return unused(); }
    Result<std::vector<AuditRow>> before(std::int64_t, const AuditFilter&, std::size_t) override { return unused(); }
    Result<std::optional<std::int64_t>> broken_at() override { return unused(); }
    Result<void> forget(Millis) override { return unused(); }
};
struct NoBooks : Books {
    void add(std::string_view, Book, std::string_view, std::int64_t) override {}
    Result<AllBooks> all() override { return unused(); }
};
struct NoSettings : Settings {
    Result<std::optional<std::string>> get(std::string_view) override { return unused(); }
    Result<void> put(std::string_view, std::string_view) override { return unused(); }
    Result<void> drop(std::string_view) override { return unused(); }
    Result<std::vector<std::pair<std::string, std::string>>> starting_with(std::string_view) override {
        return unused();
    }
};

// Safe to share between threads.
class FakeStore : public Store {
public:
    enum class Mood { prompt, slow, broken };

    // slow: nothing is on disk before `commit`. broken: every unit fails.
    void be(Mood mood) { mood_ = mood; }
    void commit() {
        std::vector<std::pair<Unit, Done>> due;
        {
            const std::lock_guard lock(mutex_);
            due.swap(queue_);
        }
        for (auto& [unit, done] : due) done(run_unit(unit));
    }
    // What waits is forgotten, as when the store ends.
    void drop() {
        std::vector<std::pair<Unit, Done>> forgotten;
        const std::lock_guard lock(mutex_);
        forgotten.swap(queue_);
    }
    std::size_t queued() {
        const std::lock_guard lock(mutex_);
        return queue_.size();
    }
    std::vector<NewEvent> journal() {
        const std::lock_guard lock(mutex_);
        return journal_.rows;
    }

    void submit(Lane lane, Unit unit, Done done) override {
        if (lane != Lane::intake) std::terminate();
        if (mood_ == Mood::slow) {
            const std::lock_guard lock(mutex_);
            queue_.emplace_back(std::move(unit), std::move(done));
        } else if (mood_ == Mood::broken) {
            done(Fault{"store.unavailable", "The disk is full.", "Make room."});
        } else {
            done(run_unit(unit));
        }
    }
    std::vector<Result<void>> run(std::vector<Unit>) override { return {}; }
    Result<void> read(const Unit&) override { return unused(); }
    Result<void> writable() const override { return {}; }

private:
    struct FakeJournal : Journal {
        std::vector<NewEvent> rows{};
        std::set<std::pair<std::string, std::string>> ids{};

        Result<std::optional<Seq>> append(const NewEvent& event) override {
            if (!event.delivery_id.empty() && !ids.emplace(event.connection, event.delivery_id).second) {
                return std::optional<Seq>();
            }
            rows.push_back(event);
            return std::optional<Seq>(static_cast<Seq>(rows.size()));
        }
        Result<Seq> newest() override { return static_cast<Seq>(rows.size()); }
        Result<std::vector<Event>> after(Seq, std::size_t) override { return unused(); }
        Result<std::optional<Event>> load(Seq) override { return unused(); }
        Result<void> empty(Seq) override { return unused(); }
        Result<bool> mark_seen(std::string_view, std::string_view, Millis) override { return unused(); }
        Result<void> link_lead(Seq, const LeadId&) override { return unused(); }
        Result<std::size_t> prune(Millis, Millis) override { return unused(); }
    };

    Result<void> run_unit(const Unit& unit) {
        const std::lock_guard lock(mutex_);
        Transaction transaction{
            journal_, leads_, history_, outbox_, reads_, parked_, books_, settings_, identities_, timers_,
            handoffs_, notices_, accounts_, audit_};
        return unit(transaction);
    }

    std::mutex mutex_;
    std::atomic<Mood> mood_ = Mood::prompt;
    std::vector<std::pair<Unit, Done>> queue_{};
    FakeJournal journal_{};
    NoLeads leads_{};
    NoHistory history_{};
    NoOutbox outbox_{};
    NoReads reads_{};
    NoParkingLot parked_{};
    NoBooks books_{};
    NoSettings settings_{};
    NoIdentities identities_{};
    NoTimers timers_{};
    NoHandoffs handoffs_{};
    NoNotices notices_{};
    NoAccounts accounts_{};
    NoAuditLog audit_{};
};

struct FakeClock : Clock {
    std::atomic<std::int64_t> millis = 1'790'000'000'000;

    Millis now() const override { return Millis(std::chrono::milliseconds(millis)); }
    std::chrono::milliseconds steady() const override { return std::chrono::milliseconds(millis); }
    std::uint64_t chance() override { return 4; }
};

}  // namespace crosswalk::testing
