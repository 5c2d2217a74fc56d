#include "adapters/salesforce/rows.h"

#include "adapters/salesforce/soql.h"
#include "connector/contract/text.h"

namespace crosswalk::salesforce {
namespace {

namespace json = boost::json;

Fault unreadable() {
    return {
        "salesforce.unreadable",
        "Salesforce sent an answer to a query that cannot be read.",
        "Try again; if it stays, check the address of the connection."};
}

Fault no_id() {
    return {
        "salesforce.row_without_id",
        "A row of an answer of Salesforce does not name its record.",
        std::string(kCompareThenDrop)};
}

// A field that points to a record, custom ones by what describe says of them.
json::value value_in(const Asked& asked, const std::string& field, const json::value& value) {
    const auto* info = asked.schema.find(field);
    const bool points = is_reference(field) || (info != nullptr && info->type == "reference");
    return points ? spelled(value) : value;
}

Change change_of(const Asked& asked, const Connection& connection, const json::value& record) {
    Change out{.kind = asked.plan.kind, .id = {full_id(scalar_at(record, "/Id"))}};
    if (const auto when = parse_iso(text_at(record, "/SystemModstamp")))
        out.occurred_at = When{when->at, Precision::seconds};  // stored without fractions
    name_toucher(out, text_at(record, "/LastModifiedById"), connection);
    out.deleted = says_yes(record, "/IsDeleted");
    std::map<std::string_view, const json::value*, CaseBlind> told;
    for (const auto& [field, value] : record.get_object()) told.emplace(std::string_view(field), &value);
    for (const auto& field : asked.fields)
        if (const auto it = told.find(field); it != told.end())
            out.fields[field] = value_in(asked, field, *it->second);
    return out;
}

// The survivor of a merge, or the contact of a converted lead.
std::optional<Merge> merged_into(const Change& change, const json::value& record) {
    if (auto winner = full_id(scalar_at(record, "/MasterRecordId")); change.deleted && !winner.empty())
        return Merge{
            .kind = change.kind,
            .winner = {std::move(winner)},
            .losers = {change.id},
            .event_key = "merged/" + change.id.text,
            .occurred_at = change.occurred_at};
    if (auto contact = full_id(scalar_at(record, "/ConvertedContactId"));
        says_yes(record, "/IsConverted") && !contact.empty()) {
        auto merge = conversion(change.id, {std::move(contact)}, change.occurred_at);
        merge.fields = change.fields;
        return merge;
    }
    return std::nullopt;
}

void add_row(
    const Asked& asked, const Connection& connection, const json::value& record, Rows& rows, Page& page
) {
    auto change = change_of(asked, connection, record);
    rows.ids.push_back(change.id);
    if (change.occurred_at) rows.last = change.occurred_at->at;
    if (auto merge = merged_into(change, record))
        page.merges.push_back(std::move(*merge));
    // Converted, and into which contact we may not see: nothing is said, so that it is neither written nor
    // taken for deleted, and whoever asked for it hears that there is no answer.
    else if (change.deleted || !says_yes(record, "/IsConverted"))
        page.changes.push_back(std::move(change));
}

}  // namespace

Asked asked(const IdsQuery& query) { return {query.plan, query.schema, query.fields}; }
Asked asked(const ChangesQuery& query) { return {query.plan, query.schema, query.fields}; }
Asked asked(const MatchQuery& query) {
    Asked out{query.plan, query.schema, query.fields};
    out.fields.push_back(query.what.field);
    return out;
}

bool says_yes(const json::value& record, std::string_view pointer) {
    const auto* value = value_at(record, pointer);
    return value != nullptr && value->is_bool() && value->get_bool();
}

Result<void> check_names(std::span<const std::string> fields) {
    for (const std::string& name : fields)
        if (!is_field_name(name))
            return Fault{
                "salesforce.field_name",
                "'" + name + "' cannot be the name of a Salesforce field.",
                "Correct the name in the mapping; `crosswalk describe` lists them."};
    return {};
}

Result<Rows> add_rows(
    const Asked& asked, const Connection& connection, const json::value& body, Page& page
) {
    const auto* records = value_at(body, "/records");
    const auto* done = value_at(body, "/done");
    if (records == nullptr || !records->is_array() || done == nullptr || !done->is_bool())
        return unreadable();
    Rows rows;
    for (const auto& record : records->get_array()) {
        if (record.is_object() && !text_at(record, "/Id").empty())
            add_row(asked, connection, record, rows, page);
        else
            page.unreadable.push_back({.why = no_id(), .kind = asked.plan.kind});
    }
    return rows;
}

}  // namespace crosswalk::salesforce
