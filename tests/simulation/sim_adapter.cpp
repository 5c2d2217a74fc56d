#include "sim_adapter.h"

#include "connector/contract/json_read.h"

namespace crosswalk::simulation {
namespace {

namespace json = boost::json;

constexpr ErrorRule kErrorRules[] = {
    {kBusy, Verdict::retry, "The tool is busy with this record."},
    {kBad, Verdict::refused, "The tool does not take this value of {field}."},
    {kExists, Verdict::refused, "There is such a record already."},
    {kGone, Verdict::refused, "The record was deleted."},
    {kMerged, Verdict::merged, "The record was merged into another one."},
    {kConverted, Verdict::merged, "The record was converted."}};

json::object object_of(const Fields& fields) { return {fields.begin(), fields.end()}; }

std::optional<When> when_of(const json::value* at, Precision precision) {
    if (at == nullptr || !at->is_int64()) return std::nullopt;
    return When{Millis{std::chrono::milliseconds{at->get_int64()}}, precision};
}

Precision precision_of(const json::value& row) {
    return value_at(row, "/whole_seconds") != nullptr ? Precision::seconds : Precision::milliseconds;
}

// One record, as it stands in webhooks and in answers alike.
Change change_of(const json::value& row) {
    Change change{
        .kind = {std::string(text_at(row, "/kind"))},
        .id = {std::string(text_at(row, "/id"))},
        .event_key = std::string(text_at(row, "/key")),
        .occurred_at = when_of(value_at(row, "/at"), precision_of(row))};
    change.deleted = value_at(row, "/deleted") != nullptr;
    if (value_at(row, "/some") != nullptr) change.completeness = Completeness::changed_fields_only;
    if (value_at(row, "/thin") != nullptr) change.completeness = Completeness::id_only;
    if (const auto* fields = value_at(row, "/fields"))
        for (const auto& [field, value] : fields->as_object()) change.fields.emplace(field, value);
    if (const auto* times = value_at(row, "/times"))
        for (const auto& [field, at] : times->as_object())
            if (const auto when = when_of(&at, precision_of(row))) change.field_times.emplace(field, *when);
    if (value_at(row, "/also") != nullptr)
        for (const json::value& address : items_at(row, "/also"))
            change.aliases["email"].emplace_back(address.as_string());
    if (const auto proof = text_at(row, "/proof"); !proof.empty())
        change.consent = ConsentProof{.kind = std::string(proof), .opted_in = true};
    return change;
}

Merge merge_of(const json::value& row) {
    Merge merge{
        .kind = {std::string(text_at(row, "/kind"))},
        .winner = {std::string(text_at(row, "/into"))},
        .losers = {{std::string(text_at(row, "/id"))}},
        .event_key = std::string(text_at(row, "/key")),
        .occurred_at = when_of(value_at(row, "/at"), precision_of(row))};
    if (const auto kind = text_at(row, "/into_kind"); kind != merge.kind.text) merge.winner_kind.text = kind;
    return merge;
}

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    std::vector<InboundEvent> news;
    for (const json::value& row : items_at(*body, "/events"))
        if (value_at(row, "/into") != nullptr)
            news.emplace_back(merge_of(row));
        else
            news.emplace_back(change_of(row));
    return news;
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport&) {
    json::array rows;
    for (const Record& record : batch.records)
        rows.push_back(
            {{"trace", record.trace.text},
             {"id", record.id ? record.id->text : ""},
             {"own", record.own_id},
             {"fields", object_of(record.fields)}}
        );
    json::object body{{"rows", std::move(rows)}};
    if (batch.operation == WriteKind::create) body["create"] = true;
    return Calls{{.request = {"POST", "/write/" + batch.plan.kind.text, {}, json::serialize(body)}}};
}

Outcome outcome_of(const json::value& row) {
    const auto code = text_at(row, "/code"), id = text_at(row, "/id");
    Outcome out = code.empty() ? Outcome{.verdict = Verdict::applied}
                               : classify(kErrorRules, code, "No.", text_at(row, "/field"));
    if (!id.empty()) out.id = VendorId{std::string(id)};
    return out;
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call&, const HttpResponse& response, WriteReport& report
) {
    const auto body = parse_json(response.body);
    if (!body) return body.error();
    for (const json::value& row : items_at(*body, "/rows"))
        for (std::size_t i = 0; i < batch.records.size(); ++i)
            if (batch.records[i].trace.text == text_at(row, "/trace")) report[i] = outcome_of(row);
    return Calls{};
}

Result<Calls> build_read(const ReadQuery& query, const Connection&, Page&) {
    json::object question{{"fields", json::array(query.fields.begin(), query.fields.end())}};
    if (const auto* ids = std::get_if<ByIds>(&query.what)) {
        json::array list;
        for (const VendorId& id : ids->ids) list.emplace_back(id.text);
        question["ids"] = std::move(list);
    } else if (const auto* match = std::get_if<ByMatch>(&query.what)) {
        question["field"] = match->field;
        question["values"] = json::array(match->values.begin(), match->values.end());
    } else {
        question["since"] = std::get<Since>(query.what).cursor;
    }
    return Calls{{.request = {"POST", "/read/" + query.plan.kind.text, {}, json::serialize(question)}}};
}

Result<Calls> parse_read(
    const ReadQuery&, const Connection&, const Call&, const HttpResponse& response, Page& page
) {
    const auto body = parse_json(response.body);
    if (!body) return body.error();
    if (const auto* field = value_at(*body, "/refused"))
        return Fault{
            "sim" + std::string(kUnknownField),
            "Not to be read: '" + std::string(field->as_string()) + "'.",
            ""};
    for (const json::value& row : items_at(*body, "/records"))
        if (value_at(row, "/into") != nullptr)
            page.merges.push_back(merge_of(row));
        else
            page.changes.push_back(change_of(row));
    for (const json::value& id : items_at(*body, "/gone")) page.gone.push_back({std::string(id.as_string())});
    page.next_cursor = text_at(*body, "/cursor");
    page.more = value_at(*body, "/more") != nullptr;
    return Calls{};
}

ObjectPlan plan(std::string kind) {
    return {
        .kind = {std::move(kind)},
        .own_id_field = kOwnId,
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        .limits = {.records = 3, .read_records = 3},
        .whole_batch_refused = true};
}

}  // namespace

const Adapter& sim_adapter() {
    static const Adapter adapter{
        .manifest =
            {.vendor = "sim",
             .title = "Simulated",
             .objects = {plan("Lead"), plan("Contact"), plan("Person")},
             .error_rules = kErrorRules},
        .decode = decode,
        .write = {build_write, parse_write},
        .read = {build_read, parse_read}};
    return adapter;
}

}  // namespace crosswalk::simulation
