#include "adapters/customerio/internal.h"

namespace crosswalk::customerio {
namespace {

// Attributes are whatever anybody writes, and no list names them. What is asked shows that the account is there, at
// the API that people are written at.
Result<Calls> build_describe(const SchemaQuery&, const Connection&, ObjectSchema&) {
    auto request = get_json("/api/v1/accounts/region");
    request.host = kTrack;
    return Calls{{.request = std::move(request)}};
}

FieldInfo own(std::string_view name, FieldShape shape, bool names_somebody) {
    const std::string text(name);
    return {
        .name = text,
        .label = text,
        .vendor_key = text,
        .required = names_somebody,
        .unique = names_somebody,
        .shape = shape};
}

Result<Calls> parse_describe(
    const SchemaQuery&, const Connection&, const Call&, const Answer& answer, ObjectSchema& schema
) {
    if (!answer.ok() || text_at(answer.body, "/region").empty())
        return Fault{
            "customerio.no_account",
            "Customer.io does not say where the account is.",
            "Check site_id, track_key and region of this connection, then try again."};
    schema.whole = false;
    schema.fields = {own(kEmail, FieldShape::text, true), own("created_at", FieldShape::datetime, false)};
    return Calls{};
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::customerio
