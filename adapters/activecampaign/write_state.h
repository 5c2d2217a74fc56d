// adapters/activecampaign/write_state.h - how far a write of memberships has come: one contact, several calls, lists
// first. Private to this folder.
#pragma once

#include "adapters/activecampaign/write_request.h"

namespace crosswalk::activecampaign {

enum class Stage {
    lists,    // which lists is the contact on
    list,     // leave or join the first of `lists`
    tag,      // which id has the tag `tag`
    new_tag,  // there is no such tag: make it
    links,    // which of the tags does the contact have
    link,     // give or take the first of `links`
    done
};

struct ListStep {
    std::string list{};
    bool leave = true;
    bool again = false;  // they had left it: it must be said that they come back
};
struct LinkStep {
    std::string tag{}, link{};  // an empty link: give the tag; else: the link to take away
};

struct Course {
    Stage stage = Stage::done;
    std::string contact{};
    std::size_t calls = 0;
    std::size_t offset = 0;  // of the lists or links under way
    std::vector<ListStep> lists{};
    std::string refused{};               // the list that refused and is asked once more behind the others
    std::vector<std::string> seen{};     // lists wished for that are right already, or planned
    std::size_t tag = 0;                 // which of the wishes
    std::vector<std::string> tag_ids{};  // by wish; empty: there is no such tag, and none is needed
    std::vector<LinkStep> links{};
    std::vector<std::string> had{};  // ids of tags, of those wished for, that the contact has
};

Course first_course(std::string contact, const Wishes&);

// Goes on to the next stage that has something to do; `done` behind the last.
void go_on(Course&, const Wishes&);

// What the answers to the looks mean.
void plan_lists(Course&, const Wishes&, std::span<const boost::json::value> rows);
void plan_links(Course&, const Wishes&, std::span<const boost::json::value> rows);

}  // namespace crosswalk::activecampaign
