// A vendor of our own making, small and exact: its adapter speaks a plain JSON, and its cloud does what a
// story tells it.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/ports/clock.h"
#include "connector/ports/log.h"
#include "connector/ports/sender.h"

#include <deque>
#include <functional>
#include <set>

namespace crosswalk {

const Adapter& toy_adapter();

// The vendor's JSON of a record's fields, and back.
boost::json::object object_of(const Fields&);
Fields fields_of(const boost::json::value& row);

// By which error rules the toy vendor's codes are judged; a test may lend it another vendor's.
std::span<const ErrorRule>& toy_error_rules();

class FakeClock : public Clock {
public:
    Millis now() const override { return now_; }
    std::chrono::milliseconds steady() const override { return steady_; }
    std::uint64_t chance() override {
        return chance_ = chance_ * 6364136223846793005ULL + 1442695040888963407ULL;
    }
    void pass(std::chrono::milliseconds by) {
        now_ += by;
        steady_ += by;
    }
    // Somebody sets the clock; no time passes.
    void set(Millis now) { now_ = now; }

private:
    Millis now_{std::chrono::seconds{1'800'000'000}};
    std::chrono::milliseconds steady_ = now_.time_since_epoch();
    std::uint64_t chance_ = 1;
};

class SilentLog : public Log {
public:
    void write(Level, std::string_view, std::initializer_list<std::pair<std::string_view, std::string_view>>)
        override {}
};

// One account of the toy vendor: its records, and what goes wrong next.
struct ToyAccount {
    std::map<std::string, Fields> records{};  // by id
    std::vector<std::string> calls{};         // "POST /update 3"
    int next_id = 1;
    std::set<std::string> refuses{};             // records with this value in any field are refused
    std::string refusal = "BAD", says = "No.";   // the code and the words of that
    std::set<std::string> fails_on{};            // a call with this value in any field ends in a 500
    std::set<std::string> will_not_look_up{};    // a question about this value or id is refused as a whole
    std::set<std::string> cannot_search{};       // fields: a question for records by one of them is refused
    bool names_no_field = false;                 // a refusal does not say which field it is about
    std::set<std::string> locked{};              // records to which any write is refused
    std::map<std::string, std::string> needs{};  // this value is taken only where that field stands already
    std::set<std::string> garbles{};             // record ids whose row in an answer cannot be read
    bool sinks_whole_batch = false;              // one refused row refuses the call
    std::set<std::string> says_nothing_about{};  // record ids whose row is left out of an answer
    bool answers_in_two_turns = false;           // a question by id: all but the score, then the score
    bool polls_in_parts = false;                 // a poll tells of the first field, then of all others
    bool polls_thinly = false;                   // a poll leaves the score out
    std::map<std::string, std::string> moved{};  // records that live on as another one
    std::map<std::string, Fields> converted{};   // persons who are customers now, as a search finds them
    Fields last_words{};                         // told of a record that lives on as another one
    std::map<std::string, std::string> touched_by{};  // records that tell who touched them last
    std::map<std::string, Millis> touched_at{};       // and in which second
    std::set<std::string> hides{};       // fields: a question that names one is refused
    bool names_what_it_hides = true;     // in the refusal
    bool knows_the_key = true;           // or every call is answered 403
    bool confirms = true;                // takes the confirmation of an address
    bool denies_what_it_hides = false;   // with a 403 without a word, as if the credentials were bad
    bool leaves_out_silently = false;    // what it hides is left out of answers instead
    std::set<std::string> described{};   // the fields it lists; none: it lists nothing
    std::set<std::string> no_such_kind{};  // kinds about which every question is refused
    std::size_t page_rows = 0;           // "what changed since" comes in pages of so many records; 0: in one
    std::string used_of{};               // told of the day with every answer: "used=85/100"
    bool repeats_its_page = false;       // "what changed since" never ends: the same page, the same cursor
    int calls_for_each = 0;             // further ones that a search by a value takes
    bool keeps_people = true;           // else its records are of the kind "recipient": a list of opt-outs
    std::set<std::string> customers{};  // records of the kind "customer"; all others are "person"
    std::set<std::string> gone{};       // a webhook may still tell of them
    std::set<std::string> heard_of{};   // records that are there since a webhook told of them
    std::map<std::string, std::set<std::string>> also{};  // by id: further addresses a record is found under
    bool tells_also = true;                               // what is read tells those
    std::map<std::string, std::set<std::string>> took_over{};  // by id: who was merged into it, told when read
    std::set<std::string> hidden{};              // ids that a question by id says it leaves out
    std::set<std::string> keeps_silent_about{};  // ids that are not written to, and left out of every answer
    bool refuses_duplicates = false;             // a second record with the same address, naming the first
    int written_rows = 0;
    std::vector<Fields> tried{};  // the fields of each row it was asked to write, refused ones among them
    std::vector<std::string> cursors{};  // of "what changed since", as it was asked

    std::string add(Fields fields);
    // A webhook tells of records that are there: those a test says nothing else of hold what it tells.
    void holds(const std::string& webhook_body);
    // `loser` is gone and lives on as `winner`.
    void merge(const std::string& winner, const std::string& loser);
    // The person becomes a customer, under another id.
    std::string convert(const std::string& person);
};

// All accounts, behind the Sender port. `next` steps in front of the account's own behaviour, once each.
class ToyCloud : public Sender {
public:
    struct Step {
        std::string path{};                    // of the call it meets
        std::optional<Fault> fault{};          // the transport fails
        std::optional<HttpResponse> answer{};  // the vendor answers this
        bool carried_out = false;              // the account acts all the same
        std::function<void()> meanwhile{};     // happens between the act and its answer
    };
    std::map<std::string, ToyAccount, std::less<>> accounts{};
    std::deque<Step> next{};
    int credentials_forgotten = 0;

    Result<HttpResponse> send(std::string_view connection, const HttpRequest&) override;
    void forget_credential(std::string_view) override { ++credentials_forgotten; }
    void stop() override {}
};

// A webhook body: two records became one.
std::string toy_merge(std::string_view winner, std::string_view loser);
// A webhook body: one event.
std::string toy_event(
    std::string_view id, Fields fields, std::string_view key = {}, std::string_view more = {}
);

}  // namespace crosswalk
