// connector/contract/manifest.h - everything about a vendor that needs no code.
#pragma once

#include "connector/contract/auth.h"
#include "connector/contract/budget.h"
#include "connector/contract/report.h"
#include "connector/contract/webhook.h"

namespace crosswalk {

// ---- what it can do ----------------------------------------------------------
// Create is an upsert on our own id, so that it may be repeated. Membership: lists, tags, topics and channels of records
// that are there.
enum class WriteKind { create, update, membership };
enum class Reading { by_ids, by_match, since };

struct Limits {
    std::size_t records = 1;       // a create or update call
    std::size_t read_records = 1;  // a read call
    std::size_t bytes = 0;         // a write call; 0: none published
    std::size_t memberships = 1;   // records of a membership call
};
struct ObjectPlan {
    VendorKind kind{};                    // the word the mapping uses: "Lead"
    std::string_view vendor_object{};     // the word the API uses: "contacts"
    std::string_view own_id_field{};      // where our id stands unless the mapping names another; empty: nowhere
    std::vector<WriteKind> operations{};  // empty: declared, but not switched on yet
    std::vector<Reading> reads{};
    Limits limits{};
    std::vector<std::string_view> required_to_create{};
    bool whole_batch_refused = false;  // one bad record sinks the call: the engine splits it
    bool keeps_people = true;          // false: a list of those who may not be written to, whose rows make nobody known
    bool needs_schema = false;         // the vendor names fields by numbers: describe before reading and writing
    std::vector<std::string_view> memberships{};  // names beside fields that an operation of their own writes: "tag/"

    bool is_membership(std::string_view vendor_field) const;
};

// ---- how it spells values ------------------------------------------------------
struct ValueForms {
    std::string_view between_choices = ";";  // stands between several choices of one field: "A;B"
    bool choices_enclosed = false;           // and before the first and behind the last: "||A||B||"
    bool cleared_boolean_is_false = false;   // a checkbox takes no null
};

// ---- how it says no --------------------------------------------------------------
// JSON Pointers, tried in order until one finds something. A segment "*" stands for every element of a list and
// every member of an object, a last segment "#" for the name of the first member.
class Pointers {
public:
    Pointers() = default;
    Pointers(const char* one) : all_{one} {}  // NOLINT(google-explicit-constructor): reads as data
    Pointers(std::initializer_list<std::string_view> all) : all_(all) {}
    std::span<const std::string_view> all() const { return all_; }

private:
    std::vector<std::string_view> all_{};
};
struct ErrorShape {  // where a refusal says what; several messages of one pointer are joined
    Pointers code_at{}, message_at{}, field_at{};
    Pointers wait_at{};  // whole seconds; a Retry-After header wins
    std::string_view refused_at{};  // where a 2xx says `false` that is a refusal all the same; empty: none does
};

// ---- how it tells people something ------------------------------------------------
struct ChannelPlan {
    std::size_t messages = 1;    // of one NoticeBatch
    Budget per_address{};        // of one receiver, beside the account's; 0: none published
    bool replaces = false;       // a message can be written over later
    bool answers = false;        // a click comes back by its webhook; else a decision is made behind the link
    bool by_mail = false;        // its address is a mail server's, and its calls are messages
    bool answers_unread = false; // what a 2xx says is no JSON, and not read
};

struct Manifest {
    std::string_view vendor{};    // the only place the name is spelled for programs
    std::string_view title{};     // and for people
    std::string_view base_url{};  // the default; the configuration may name another
    std::string_view login_url{}; // the default sign-in host of an OAuth2 way
    std::vector<HostPart> host_parts{};  // of the addresses above and below
    std::string_view host_guard{};       // regular expression of what their hosts may become
    std::vector<ApiHost> hosts{};
    std::vector<std::pair<std::string_view, std::string_view>> headers{};  // of every request: "revision"
    std::string_view probe_path{};// a GET that answers 2xx when the credentials work
    std::vector<AuthFlow> auth{};
    Webhook webhook{};
    std::vector<ObjectPlan> objects{};
    Budget budget{};
    ValueForms forms{};
    std::vector<PathBudget> path_budgets{};
    int writes_in_flight = 1;  // calls that write, side by side, for different people
    ErrorShape errors{};
    std::span<const ErrorRule> error_rules{};
    std::span<const ErrorRule> sign_in_rules{};  // what a refused token request means, by its `error` and its words
    std::vector<std::string_view> settings{};  // keys of the connection this adapter reads, beside the common ones
    int denials_tolerated = 0;                 // 403s in a row that may pass by themselves before they mean reconnect
    bool poll_by_default = false;              // its webhooks lose news: polling is part of the job
    std::optional<ChannelPlan> channel{};      // set where notices can be sent

    // Null when the vendor has no such kind.
    const ObjectPlan* plan(std::string_view kind) const;
};

}  // namespace crosswalk
