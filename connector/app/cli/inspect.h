// connector/app/cli/inspect.h - the commands that need no store: they look at files, and at most ask a vendor.
#pragma once

#include "connector/app/admin/command_result.h"
#include "connector/app/config/config.h"
#include "connector/ports/clock.h"
#include "connector/ports/sender.h"

namespace crosswalk {

// All findings in the configuration and the mapping, then what the mapping means in sentences. With a sender,
// each vendor is asked as well: does the sign-in work, do the mapped fields exist and may they be written.
CommandAnswer inspect_check(const LoadedConfig&, Sender* live);

// What would become of one raw HTTP request; nothing is sent or kept.
CommandAnswer inspect_request(const Config&, std::string_view connection, std::string_view raw, Millis now);

// The fields of one kind at one vendor, read from there.
CommandAnswer inspect_describe(const Config&, Sender&, std::string_view connection, std::string_view kind);

// Whether one account can be used: the sign-in, the mapped fields, where its news goes, the calls that are left.
CommandAnswer inspect_connect(const Config&, Sender&, const Mapping*, std::string_view connection);

CommandAnswer inspect_vendors(bool markdown);
CommandAnswer inspect_version();

// The whole schema, or why there is none. Asks the vendor.
Result<ObjectSchema> fetch_schema(const ConnectionConfig&, Sender&, const ObjectPlan&);
// One page of what changed since the query's cursor. Asks the vendor.
Result<Page> fetch_page(const ConnectionConfig&, Sender&, const ChangesQuery&);

// Every custom field of every connected tool, with a verdict: the fields are described and `records` of each kind read.
struct AuditWords {
    std::string connection{};      // empty: every one
    std::size_t records = 2'000;   // of each kind, the longest unchanged first
    std::string decisions{};       // a file of decisions; empty: none
    bool draft = false;            // print the fields.yaml that the twins suggest, and nothing else
};
CommandAnswer inspect_audit(const Config&, Sender&, const Mapping&, const AuditWords&, Millis now);

// What is wrong at the vendors with what is configured and mapped; `only`: at this connection alone.
std::vector<Finding> live_findings(const Config&, Sender&, const Mapping*, std::string_view only = {});

// Where handoff.yaml tells people by channels that crosswalk.yaml does not have.
std::vector<Finding> channel_findings(const Config&, const HandoffPlan&, const MappingFile& handoff);

// One line each; the errors make it exit 1.
CommandAnswer answer_of(const std::vector<Finding>&);
boost::json::array json_of(const std::vector<Finding>&);

}  // namespace crosswalk
