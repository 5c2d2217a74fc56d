// adapters/hubspot/write_state.h - how far a write has come: a batch, in as many calls as it needs. Private
// to this folder.
//
// An update says consent first, to the address HubSpot has for the person; then the properties; and consent
// once more where the write brought a new address. A create begins with the contact. Then what HubSpot kept
// silent about is looked at: a lifecycle stage that was not taken is cleared and set again in two calls
// (sheet, section 3.6), and a contact that was left out may live on as another one.
#pragma once

#include "adapters/hubspot/preferences.h"

namespace crosswalk::hubspot {

inline constexpr std::string_view kStageProperty = "lifecyclestage";

enum class Stage {
    look,     // which addresses, and who is opted out of everything
    consent,  // one call for each preference
    values,   // the properties of all
    again,    // consent for an address that is new
    check,    // which stage is there now, and who was left out
    clear,    // the stage of those that go back
    set,      // and the one they go back to
    done
};

struct Person {
    bool over = false;                  // told, or left unanswered: nothing more is done for it
    bool written = false;               // its properties arrived
    bool silent = false;                // the answer left it out
    bool fresh = false;                 // created just now: it had no stage before
    bool back = false;                  // its stage was not taken
    bool out_of_all = false;            // HubSpot shows it opted out of everything
    std::string id{}, address{};        // in HubSpot
    std::string no{}, says{}, about{};  // a preference that was refused; the rest is written all the same
};

struct Course {
    Stage stage = Stage::done;
    std::size_t step = 0;  // of the consent calls
    bool served = false;   // somebody's outcome was no refusal
    std::vector<Person> people{};
};

// At the first stage that somebody needs.
Course first_course(const WriteBatch&);
// Goes on to the next stage, or the next consent call, that somebody needs.
void go_on(const WriteBatch&, Course&);

// Does this stage have something to do for this person, as far as is known now?
bool concerns(const WriteBatch&, const Course&, Stage, std::size_t person);
std::vector<std::size_t> concerned(const WriteBatch&, const Course&);
// Whether this stage or one behind it has.
bool needs_more(const WriteBatch&, const Course&, std::size_t person);

// What a record asks for.
std::string address_in(const Record&);  // its own e-mail; empty: none is told
bool wants_consent(const Record&);
bool wants_everything_open(const Record&);  // "preferences/all" is to be taken back
std::string stage_in(const Record&);        // empty: none is written
boost::json::object properties_of(const WriteBatch&, const Record&);
std::vector<ConsentCall> consent_calls(const WriteBatch&);  // opt-outs first
// What cannot be asked at all, and what must wait for the next call.
std::optional<Outcome> turned_away(const WriteBatch&, std::size_t person);

}  // namespace crosswalk::hubspot
