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
    const WriteBatch& batch, const Connection&, const Call&, const Answer& answer, WriteReport& report
) {
    for (const json::value& row : items_at(answer.body, "/rows"))
        for (std::size_t i = 0; i < batch.records.size(); ++i)
            if (batch.records[i].trace.text == text_at(row, "/trace")) report[i] = outcome_of(row);
    return Calls{};
}

void ask_about(json::object& question, const ByIds& what) {
    json::array list;
    for (const VendorId& id : what.ids) list.emplace_back(id.text);
    question["ids"] = std::move(list);
}
void ask_about(json::object& question, const ByMatch& what) {
    question["field"] = what.field;
    question["values"] = json::array(what.values.begin(), what.values.end());
}
void ask_about(json::object& question, const Since& what) { question["since"] = what.cursor; }

template <class What>
Result<Calls> build_read(const ReadQuery<What>& query, const Connection&, Page&) {
    json::object question{{"fields", json::array(query.fields.begin(), query.fields.end())}};
    ask_about(question, query.what);
    return Calls{{.request = {"POST", "/read/" + query.plan.kind.text, {}, json::serialize(question)}}};
}

template <class What>
Result<Calls> parse_read(
    const ReadQuery<What>&, const Connection&, const Call&, const Answer& answer, Page& page
) {
    if (const auto* field = value_at(answer.body, "/refused"))
        return Fault{
            "sim" + std::string(kUnknownField),
            "Not to be read: '" + std::string(field->as_string()) + "'.",
            ""};
    for (const json::value& row : items_at(answer.body, "/records"))
        if (value_at(row, "/into") != nullptr)
            page.merges.push_back(merge_of(row));
        else
            page.changes.push_back(change_of(row));
    for (const json::value& id : items_at(answer.body, "/gone")) page.gone.push_back({std::string(id.as_string())});
    page.next_cursor = text_at(answer.body, "/cursor");
    page.more = value_at(answer.body, "/more") != nullptr;
    return Calls{};
}

ObjectPlan plan(std::string kind) {
    return {
        .kind = {std::move(kind)},
        .own_id_field = kOwnId,
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        .limits = {.records = 3, .read_records = 3},
        .whole_batch_refused = true,
        .memberships = {"lists/", "tag/"}};
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
        .create = {build_write, parse_write},
        .update = {build_write, parse_write},
        .membership = {build_write, parse_write},
        .read_ids = {build_read<ByIds>, parse_read<ByIds>},
        .find = {build_read<ByMatch>, parse_read<ByMatch>},
        .changes = {build_read<Since>, parse_read<Since>}};
    return adapter;
}

}  // namespace crosswalk::simulation
