// connector/ports/handoffs.h - the hand-offs, why each went where it went, and the notices about leads.
#pragma once

#include "connector/lead/record.h"

namespace crosswalk {

// A hand-off as it is kept: what is searched for stands beside its document.
struct KeptHandoff {
    std::string id{};
    LeadId lead{};
    std::string owner{};
    bool open = true;
    Millis made{};
    std::string company{};             // of the lead, folded; empty: not known
    std::optional<Millis> deadline{};  // while it is open and its clock runs
    std::string doc{};
};

// What was known when a hand-off was routed, and what was decided: both can be read and decided again.
struct KeptRouting {
    std::string handoff{};
    std::int64_t mapping_version = 0;
    std::string question{}, decision{};
};

struct OwnerLoad {
    std::int64_t open = 0, today = 0;
};

struct HandoffQuery {
    std::string owner{};
    bool open_only = true;
    std::string after{};
    std::size_t limit = 0;
};

class Handoffs {
public:
    virtual ~Handoffs() = default;
    virtual Result<void> save(const KeptHandoff&) = 0;
    virtual Result<std::optional<KeptHandoff>> load(std::string_view id) = 0;
    // Oldest first; of a lead that was joined, those of the one that it lives on as.
    virtual Result<std::vector<KeptHandoff>> of(const LeadId&) = 0;
    // In the order of their ids, from the one behind `after`.
    virtual Result<std::vector<KeptHandoff>> list(bool open_only, std::string_view after, std::size_t limit) = 0;
    virtual Result<std::vector<KeptHandoff>> of_owner(const HandoffQuery&) = 0;
    virtual Result<std::map<std::string, OwnerLoad, std::less<>>> loads(Millis today) = 0;
    virtual Result<std::int64_t> made_since(Millis) = 0;
    // Open ones whose deadline is over, the latest deadline last.
    virtual Result<std::vector<KeptHandoff>> overdue(Millis now, std::size_t limit) = 0;
    // Who got the latest lead of this company.
    virtual Result<std::optional<std::string>> owner_of_company(std::string_view company) = 0;
    virtual Result<void> save(const KeptRouting&) = 0;
    virtual Result<std::optional<KeptRouting>> routing(std::string_view handoff) = 0;
};

enum class NoticeState { queued, sent, delivered, acted, failed, withdrawn };
std::string_view to_string(NoticeState);

// One notice to one person through one channel. Where the channel cannot take it, another row goes to the next one.
struct NoticeRow {
    std::string id{}, handoff{};  // handoff: empty where it is about none
    LeadId lead{};
    std::string member{}, channel{}, address{};
    std::string message{};   // rendered, as JSON
    std::string further{};   // as JSON: the channels that are tried when this one fails
    NoticeState state = NoticeState::queued;
    int attempts = 0;
    Millis made{}, due{};     // due: the next try
    std::string cause{};      // why it failed, or was not sent yet
    std::string there{};      // the channel's id of the message
};

class Notices {
public:
    virtual ~Notices() = default;
    // Books it as waiting at its channel.
    virtual Result<void> add(const NoticeRow&) = 0;
    // Queued ones that are due and held by nobody, the earliest first; they are held until `held_until`.
    virtual Result<std::vector<NoticeRow>> claim(
        std::string_view channel, std::size_t limit, Millis now, Millis held_until
    ) = 0;
    // Keeps what became of it (state, attempts, due, cause, there, message), books that and lets it go. False where it
    // ended meanwhile: what has ended stays as it is, but for what is learnt of a message that was sent.
    virtual Result<bool> settle(const NoticeRow&) = 0;
    virtual Result<std::optional<NoticeRow>> load(std::string_view id) = 0;
    // Those that this message told of, the latest first: a message may list several.
    virtual Result<std::vector<NoticeRow>> by_message(std::string_view channel, std::string_view there) = 0;
    // Oldest first.
    virtual Result<std::vector<NoticeRow>> of_handoff(std::string_view handoff) = 0;
    // The latest that failed, or wait after a try that failed.
    virtual Result<std::vector<NoticeRow>> in_trouble(std::size_t limit) = 0;
    // Nobody is to be told any more: of a hand-off, or of a lead.
    virtual Result<void> withdraw_of(std::string_view handoff) = 0;
    virtual Result<void> withdraw_about(const LeadId&) = 0;
    virtual Result<std::optional<Millis>> next_due(std::string_view channel) = 0;
    // What a click brings back; its hash alone is kept.
    virtual Result<void> keep_token(std::string_view token, std::string_view notice) = 0;
    virtual Result<std::optional<NoticeRow>> by_token(std::string_view token) = 0;
    virtual Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) = 0;  // see Timers
};

}  // namespace crosswalk
