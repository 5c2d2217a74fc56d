// connector/mapping/model/plan.h - the admin's mapping files, compiled: what the engine works with.
#pragma once

#include "connector/lead/lead.h"
#include "connector/mapping/model/field_plan.h"
#include "connector/mapping/model/handoff_plan.h"
#include "connector/mapping/model/kpi_plan.h"
#include "connector/mapping/model/scoring_plan.h"

#include <chrono>
#include <memory>

namespace crosswalk {

struct CreatePolicy {
    enum class When { never, always, from_stage, condition };
    When when = When::never;
    std::string stage{};
    Condition condition{};
};
enum class Side { marketing, sales };
enum class OnDelete { unlink, erase };
enum class SendSteps { each, last };

struct ConnectionPlan {
    std::string name{};
    Side side = Side::marketing;
    std::vector<std::pair<std::string, VendorKind>> kinds{};  // "lead" -> "Lead", in file order
    CreatePolicy create{};
    std::vector<std::string> match_by{};
    std::vector<std::string> prefer{};  // canonical kinds, best first
    OnDelete on_delete = OnDelete::unlink;
    SendSteps send_steps = SendSteps::last;
    Condition only{};  // empty: everyone
    std::map<std::string, std::string, std::less<>>
        own_id_field{};  // by vendor kind, where the admin names another
    std::string zone{};  // the IANA time zone in which the account counts its days

    // The kind a new person becomes: the first one. Its canonical word is "lead".
    const VendorKind& create_kind() const { return kinds.front().second; }
};

// The way back from a stage off the path: both must hold.
struct Reentry {
    std::string to{};
    std::chrono::seconds after{0};  // since the stage was entered
    Condition when{};               // as a condition on the lead as it is ...
    std::string rising{};           // ... or "FIELD up N since STAGE": this field,
    double by = 0;                  // this much above what it was when the stage was entered
};

struct Stage {
    std::string name{};
    std::map<std::string, std::string, std::less<>> label{};  // by language
    std::string means{}, fits{}, does_not_fit{};               // as both sides agreed on it
    Condition enter_when{};
    std::optional<Reentry> reentry{};
    std::string hand_off{};  // the team that gets the lead; empty: none
};

// Who agreed on the stages, and when; days as "2026-12-01".
struct Agreed {
    std::string marketing{}, sales{}, date{}, review_by{};
};

// A legal move that does not lead on along the path.
struct BackMove {
    std::vector<std::string> from{};
    std::string to{};
    bool needs_reason = false;
};

struct PromotionLimit {  // more leads than this entering a stage by rule within an hour wait for the admin
    std::int64_t leads_an_hour = 1'000;
};

inline constexpr std::string_view kStageField = "stage", kReasonField = "reason";
inline constexpr std::string_view kClosed = "closed", kOpen = "open", kNoReason = "no_reason";

// Immutable once compiled; safe to share between threads.
struct Mapping {
    std::int64_t version = 0;
    std::vector<std::string> order{};  // who wins a tie
    std::vector<ConnectionPlan> connections{};
    // A lifecycle adds the choice field "stage" and, with a `reason_field`, the choice field "reason"; every
    // entry of `consent:` adds a field of its own ("consent_email") of type consent.
    std::vector<FieldPlan> fields{};
    std::vector<Stage> path{};   // in order; empty without a lifecycle
    std::vector<Stage> aside{};  // stages off the path
    std::vector<BackMove> back{};
    bool wait_for_reason = false;  // reason_missing: wait
    PromotionLimit surge{};
    Agreed agreed{};
    std::shared_ptr<const HandoffPlan> handoff{};  // null without a handoff.yaml
    std::shared_ptr<const KpiPlan> kpi{};          // null without a kpi.yaml
    std::shared_ptr<const ScoringPlan> scoring{};  // null without a scoring.yaml

    const FieldPlan* field(std::string_view name) const;
    const ConnectionPlan* connection(std::string_view name) const;
    const Stage* stage(std::string_view name) const;
    // Where a stage lies on the path, from 0; -1: off the path, or there is no such stage.
    std::ptrdiff_t place(std::string_view stage) const;
    // Vendor fields to ask for when a record of this kind is read.
    std::vector<std::string> vendor_fields(std::string_view connection, std::string_view kind) const;
    // True when how values are spelled there depends on what the vendor's fields are.
    bool wants_schema(std::string_view connection, std::string_view kind) const;
    // Takes in what a vendor's fields are. True when something was not known before.
    bool learn(std::string_view connection, const ObjectSchema&);
};

}  // namespace crosswalk
