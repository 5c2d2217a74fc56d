// adapters/activecampaign/parse_contact.h - how contacts, their fields and their scores are read. Private to
// this folder.
#pragma once

#include "adapters/activecampaign/internal.h"

namespace crosswalk::activecampaign {

// What a query asks for, by the vendor's keys.
struct Wanted {
    VendorKind kind{};
    std::vector<std::string> standard{};
    std::vector<std::pair<std::string, std::string>> custom{}, scores{};  // vendor id, name in the mapping
    std::vector<std::pair<std::string, std::string>> tags{};              // those that exist, by the same
    std::vector<std::string> lists{};                                     // "lists/3", "lists/all"
    std::string unknown{};  // the first name nothing is known about

    bool contact_itself() const { return !standard.empty() || !custom.empty(); }
    // What stands beside the contact, and moves without it.
    bool beside() const { return !scores.empty() || !lists.empty() || !tags.empty(); }
};

Wanted wanted(const ObjectPlan&, const ObjectSchema&, std::span<const std::string> fields);

Fault unknown_field(const std::string& name);

using Asked = std::span<const std::pair<std::string, std::string>>;

// The standard fields of one contact, as a list or a single answer shows them.
Change contact_of(const Wanted&, const boost::json::value& contact);
// Adds the values that belong to this contact and are asked for; how many rows were its own.
std::size_t add_values(Change&, std::span<const boost::json::value> rows, Asked, bool scores);
// The tags of this contact among rows of links: true or false. Where the rows are cut short (a full page), a
// tag that is not seen is not told.
void add_tags(Change&, std::span<const boost::json::value> rows, Asked, bool all_of_them = true);
// The answers of contacts/{id} and of scoreValues, contactLists and contactTags below it. A field or a score
// that is asked for and not told is blank.
Result<Page> one_contact(const Wanted&, const VendorId&, const boost::json::value& body);
Result<Page> scores_of_one(const Wanted&, const VendorId&, const boost::json::value& body);
Result<Page> lists_of_one(const Wanted&, const VendorId&, const boost::json::value& body);
Result<Page> tags_of_one(const Wanted&, const VendorId&, const boost::json::value& body);

}  // namespace crosswalk::activecampaign
