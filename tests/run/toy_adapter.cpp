// How the toy vendor is spoken to.
#include "connector/contract/json_read.h"
#include "toy_vendor.h"

namespace crosswalk {
namespace {

namespace json = boost::json;

constexpr ErrorRule kErrorRules[] = {
    {"MOVED", Verdict::merged, "Read it to learn what became of it."},
    {"BUSY", Verdict::retry, "The toy vendor is busy."},
    {"ENDED", Verdict::reconnect, "Reconnect the toy vendor."},
    {"EXISTS", Verdict::refused, "The toy vendor has somebody with this address."},
    {"BAD", Verdict::refused, "The toy vendor does not take this value."}};

const Fault kGarbled{"toy.garbled", "The toy vendor garbled this.", "Look at it there, then replay."};

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    std::vector<InboundEvent> news;
    for (const json::value& row : items_at(*body, "/events")) {
        if (value_at(row, "/garbled") != nullptr) {
            news.emplace_back(Unreadable{.why = kGarbled, .id = {scalar_at(row, "/id")}});
            continue;
        }
        if (const auto path = scalar_at(row, "/confirm"); !path.empty()) {
            news.emplace_back(Handshake{.what = "test", .confirm = HttpRequest{.path = path}});
            continue;
        }
        if (const auto did = text_at(row, "/did"); !did.empty()) {
            Engagement done{
                .kind = {"person"},
                .id = {scalar_at(row, "/id")},
                .what = std::string(did),
                .event_key = std::string(text_at(row, "/key"))};
            if (const auto* at = value_at(row, "/at"); at != nullptr && at->is_int64())
                done.occurred_at = When{Millis{std::chrono::milliseconds{at->get_int64()}}, Precision::milliseconds};
            done.link = text_at(row, "/link");
            done.campaign = text_at(row, "/campaign");
            news.emplace_back(std::move(done));
            continue;
        }
        if (value_at(row, "/winner") != nullptr) {
            news.emplace_back(Merge{
                .kind = {"person"},
                .winner = {scalar_at(row, "/winner")},
                .losers = {{scalar_at(row, "/loser")}}});
            continue;
        }
        Change change{
            .kind = {value_at(row, "/customer") != nullptr ? "customer" : "person"},
            .id = {scalar_at(row, "/id")},
            .event_key = std::string(text_at(row, "/key"))};
        change.fields = fields_of(row);
        change.completeness = Completeness::changed_fields_only;
        if (value_at(row, "/thin") != nullptr) change.completeness = Completeness::id_only;
        if (value_at(row, "/shown") != nullptr) change.completeness = Completeness::shown;
        if (value_at(row, "/whole") != nullptr) change.completeness = Completeness::whole;
        if (value_at(row, "/rest") != nullptr) change.completeness = Completeness::read_the_rest;
        change.deleted = value_at(row, "/deleted") != nullptr;
        change.who = text_at(row, "/who");
        if (const auto* at = value_at(row, "/at"); at != nullptr && at->is_int64())
            change.occurred_at =
                When{Millis{std::chrono::milliseconds{at->get_int64()}}, Precision::milliseconds};
        if (const auto proof = text_at(row, "/proof"); !proof.empty())
            change.consent = ConsentProof{.kind = std::string(proof), .opted_in = true};
        news.emplace_back(std::move(change));
    }
    return readable_or_fault(std::move(news));
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    json::array rows, alone;
    std::vector<std::size_t> of_rows, of_alone;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const Record& record = batch.records[i];
        if (record.fields.contains("groups/never")) {  // there is no way to say it
            report[i] = classify(kErrorRules, "BAD", "No such group.", "groups/never");
            continue;
        }
        const bool apart = record.fields.contains("alone");  // told by a call of its own
        (apart ? of_alone : of_rows).push_back(i);
        (apart ? alone : rows).push_back(
            {{"trace", record.trace.text},
             {"id", record.id ? record.id->text : ""},
             {"own", record.own_id},
             {"fields", object_of(record.fields)}}
        );
    }
    const std::string path = batch.operation == WriteKind::create       ? "/create"
                             : batch.operation == WriteKind::membership ? "/member"
                                                                        : "/update";
    Calls out;
    const auto add = [&](json::array told, std::vector<std::size_t> about) {
        if (told.empty()) return;
        HttpRequest request{"POST", path, {}, json::serialize(json::object{{"rows", std::move(told)}})};
        out.push_back({.request = std::move(request), .rows = std::move(about)});
    };
    add(std::move(rows), std::move(of_rows));
    add(std::move(alone), std::move(of_alone));
    return out;
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call&, const Answer& answer, WriteReport& report
) {
    if (answer.body.is_null()) return kGarbled;
    for (const json::value& row : items_at(answer.body, "/rows"))
        for (std::size_t i = 0; i < batch.records.size(); ++i) {
            if (batch.records[i].trace.text != text_at(row, "/trace")) continue;
            const std::string code(text_at(row, "/code"));
            report[i] =
                code.empty()
                    ? Outcome{.verdict = Verdict::applied, .id = VendorId{std::string(text_at(row, "/id"))}}
                    : classify(toy_error_rules(), code, text_at(row, "/says"), text_at(row, "/field"));
            if (code == "EXISTS") report[i].id = VendorId{std::string(text_at(row, "/id"))};
        }
    return Calls{};
}

void ask_about(json::object& question, const ByIds& what) {
    json::array list;
    for (const VendorId& id : what.ids) list.emplace_back(id.text);
    question["ids"] = std::move(list);
}
void ask_about(json::object& question, const ByMatch& what) {
    question["fields"].as_array().emplace_back(what.field);
    question["field"] = what.field;
    question["values"] = json::array(what.values.begin(), what.values.end());
}
void ask_about(json::object& question, const Since& what) { question["since"] = what.cursor; }

template <class What>
Call question_of(const ReadQuery<What>& query, bool rest, std::optional<std::int64_t> turn = {}) {
    json::object question{
        {"kind", query.plan.kind.text}, {"fields", json::array(query.fields.begin(), query.fields.end())}};
    if (rest) question["rest"] = true;
    if (turn) question["turn"] = *turn;
    ask_about(question, query.what);
    return {.request = {"POST", "/read", {}, json::serialize(question)}};
}

template <class What>
Result<Calls> build_read(const ReadQuery<What>& query, const Connection&, Page&) {
    return Calls{question_of(query, false)};
}

template <class What>
Result<Calls> parse_read(
    const ReadQuery<What>& query, const Connection&, const Call&, const Answer& answer, Page& page
) {
    if (!answer.ok()) return Fault{"toy.refused", "The toy vendor refused a question.", "Ask it why."};
    const json::value& body = answer.body;
    for (const json::value& row : items_at(body, "/records")) {
        if (value_at(row, "/garbled") != nullptr) {
            page.unreadable.push_back(
                {.why = kGarbled,
                 .kind = {std::string(text_at(row, "/kind"))},
                 .id = {std::string(text_at(row, "/id"))}}
            );
            continue;
        }
        page.changes.push_back(
            {.kind = {std::string(text_at(row, "/kind"))},
             .id = {std::string(text_at(row, "/id"))},
             .last_by = std::string(text_at(row, "/last_by")),
             .fields = fields_of(row)}
        );
        if (const auto* also = value_at(row, "/also"))
            for (const auto& [field, list] : also->as_object())
                for (const json::value& address : list.as_array())
                    page.changes.back().aliases[field].emplace_back(address.as_string());
        for (const json::value& loser : items_at(row, "/took_over"))
            page.merges.push_back(
                {.kind = {"person"},
                 .winner = page.changes.back().id,
                 .losers = {{std::string(loser.as_string())}}}
            );
        if (value_at(row, "/rest") != nullptr) page.changes.back().completeness = Completeness::read_the_rest;
        if (value_at(row, "/some") != nullptr)
            page.changes.back().completeness = Completeness::changed_fields_only;
        if (const auto* at = value_at(row, "/at"); at != nullptr && at->is_int64())
            page.changes.back().occurred_at =
                When{Millis{std::chrono::milliseconds{at->get_int64()}}, Precision::milliseconds};
        if (const auto* second = value_at(row, "/second"); second != nullptr && second->is_int64())
            page.changes.back().occurred_at =
                When{Millis{std::chrono::seconds{second->get_int64()}}, Precision::seconds};
    }
    for (const json::value& id : items_at(body, "/gone")) page.gone.push_back({std::string(id.as_string())});
    for (const json::value& id : items_at(body, "/hidden")) page.hidden.push_back({std::string(id.as_string())});
    for (const json::value& row : items_at(body, "/moved"))
        page.merges.push_back(
            {.kind = {"person"},
             .winner = {std::string(text_at(row, "/to"))},
             .losers = {{std::string(text_at(row, "/id"))}},
             .winner_kind = {std::string(text_at(row, "/kind"))},
             .fields = fields_of(row)}
        );
    page.next_cursor = text_at(body, "/cursor");
    Calls turns;
    const auto* further = value_at(body, "/turns");
    for (std::int64_t i = 0; further != nullptr && i < further->as_int64(); ++i)
        turns.push_back(question_of(query, false, i));
    if (!turns.empty()) return turns;
    if (value_at(body, "/again") != nullptr) return Calls{question_of(query, true)};
    page.more = value_at(body, "/more") != nullptr;
    return Calls{};
}

Result<Calls> build_describe(const SchemaQuery& query, const Connection&, ObjectSchema&) {
    const json::object question{{"kind", query.plan.kind.text}};
    return Calls{{.request = {"POST", "/describe", {}, json::serialize(question)}}};
}

Result<Calls> parse_describe(
    const SchemaQuery&, const Connection&, const Call&, const Answer& answer, ObjectSchema& schema
) {
    if (!answer.ok()) return Fault{"toy.no_list", "There is no list of fields.", ""};
    for (const json::value& name : items_at(answer.body, "/fields"))
        schema.fields.push_back({.name = std::string(name.as_string()), .vendor_key = {}});
    return Calls{};
}

}  // namespace

static ObjectPlan toy_plan(std::string kind) {
    return {
        .kind = {std::move(kind)},
        .own_id_field = "own",
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        .limits = {.records = 4, .read_records = 4},
        .required_to_create = {"Name"},
        .whole_batch_refused = true,
        .memberships = {"groups/"}};
}

static ObjectPlan toy_list() {
    ObjectPlan plan = toy_plan("recipient");
    plan.keeps_people = false;
    return plan;
}

const Adapter& toy_adapter() {
    static const Adapter adapter{
        .manifest =
            {.vendor = "toy",
             .title = "Toy",
             .probe_path = "/me",
             .webhook = {.handshake = {.style = HandshakeStyle::confirm}},
             .objects = {toy_plan("person"), toy_plan("customer"), toy_list()},
             .budget = {.used_of_header = "Used-Of"},
             .errors = {.code_at = "/code", .message_at = "/message", .refused_at = "/success"},
             .error_rules = kErrorRules},
        .decode = decode,
        .describe = {build_describe, parse_describe},
        .create = {build_write, parse_write},
        .update = {build_write, parse_write},
        .membership = {build_write, parse_write},
        .read_ids = {build_read<ByIds>, parse_read<ByIds>},
        .find = {build_read<ByMatch>, parse_read<ByMatch>},
        .changes = {build_read<Since>, parse_read<Since>}};
    return adapter;
}

std::span<const ErrorRule>& toy_error_rules() {
    static std::span<const ErrorRule> rules{kErrorRules};
    return rules;
}

}  // namespace crosswalk
