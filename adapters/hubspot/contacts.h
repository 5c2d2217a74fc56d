// adapters/hubspot/contacts.h - how questions name contacts' properties, and contacts as an answer shows them.
// Private to this folder.
#pragma once

#include "adapters/hubspot/internal.h"

namespace crosswalk::hubspot {

// What all questions about contacts name.
struct Asked {
    const ObjectPlan& plan;
    std::vector<std::string> fields{};  // to be told, preferences among them
};
Asked asked(const IdsQuery&);
Asked asked(const MatchQuery&);
Asked asked(const ChangesQuery&);

// The properties to ask for.
std::vector<std::string> names_of(const Asked&);
HttpRequest search_request(const Asked&, const Connection&, boost::json::object what, std::string_view after = {});

Result<Change> change_of(const Asked&, const boost::json::value& record);
// The contacts of an answer, and who lives on as them.
Result<Page> page_of(const Asked&, const boost::json::value& body);
Fault unreadable();

}  // namespace crosswalk::hubspot
