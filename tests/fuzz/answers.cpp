// What vendors answer: every operation of every adapter, asked to its end over one answer that repeats.
#include "tests/contracts/adapter/samples.h"
#include "tests/contracts/channel/channel_samples.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/told.h"

#include <algorithm>

namespace crosswalk::fuzz {
namespace {

constexpr int kStatuses[] = {200, 201, 202, 204, 207, 301, 400, 401, 403, 404, 406, 409, 410, 413, 422, 429, 500, 503};

HttpResponse answer_in(Input& input) {
    HttpResponse out{.status = kStatuses[input.choice(std::size(kStatuses))]};
    out.headers["Date"] = "Thu, 03 Dec 2026 10:00:00 GMT";
    const auto wait = input.part();
    if (!wait.empty()) out.headers["Retry-After"] = std::string(wait);
    out.body = std::string(input.rest());
    return out;
}

void check_told(const Manifest&, const WriteReport& report, std::size_t asked, const HttpResponse& answer) {
    require(report.outcomes().size() == asked, "every record has one outcome", std::to_string(report.outcomes().size()));
    for (const Outcome& one : report.outcomes()) {
        require(one.verdict != Verdict::applied || answer.status < 400 || answer.status == 404 || answer.status == 409,
                "a refusal applies nothing", text_of(one));
        require(!one.id || !one.id->text.empty(), "an id is not empty", text_of(one));
        require(!one.wait || (one.wait->count() >= 0 && one.wait->count() <= 86'400), "a wait is at most a day", text_of(one));
        require(one.verdict != Verdict::merged || one.id, "who was merged lives on as somebody", text_of(one));
    }
}
void check_told(const Manifest& manifest, const Page& page, std::size_t asked, const HttpResponse& answer) {
    check(manifest, page);
    require(page.changes.size() + page.merges.size() <= kMaxCalls * (8 + asked + answer.body.size()), "rows are no more than were sent");
}
void check_told(const Manifest&, const ObjectSchema& schema, std::size_t, const HttpResponse&) {
    for (const FieldInfo& one : schema.fields) require(!one.name.empty(), "a field has a name");
}

template <class In>
void ask_once(const Adapter& adapter, const In& in, std::size_t asked, const std::pair<Connection, HttpResponse>& given) {
    const auto& [connection, answer] = given;
    const auto send = [&](const HttpRequest& request) {
        check(adapter.manifest, request);
        return answer;
    };
    const auto told = ask(adapter, in, connection, send), again = ask(adapter, in, connection, send);
    const auto text = [](const auto& one) { return one ? text_of(*one) : text_of(one.error()); };
    require(text(told) == text(again), "the same answer tells the same", text(told));
    if (told)
        check_told(adapter.manifest, *told, asked, answer);
    else
        check(told.error());
}

// All that a vendor's records can be asked for: the reads of each plan, then its writes.
struct Question {
    const ObjectPlan* plan = nullptr;
    enum class What { schema, ids, match, since, create, update, membership } what = What::schema;
};
std::vector<Question> questions_of(const Adapter& adapter) {
    using What = Question::What;
    std::vector<Question> out;
    for (const ObjectPlan& plan : adapter.manifest.objects) {
        if (adapter.describe) out.push_back({&plan, What::schema});
        for (const Reading one : plan.reads)
            out.push_back({&plan, one == Reading::by_ids ? What::ids : one == Reading::by_match ? What::match : What::since});
        for (const WriteKind one : plan.operations)
            out.push_back({&plan, one == WriteKind::create ? What::create : What::update});
        if (!plan.memberships.empty()) out.push_back({&plan, What::membership});
    }
    return out;
}

void write_once(const Adapter& adapter, const Question& question, const std::pair<Connection, HttpResponse>& given) {
    const test::Sample& sample = test::sample_of(adapter);
    const ObjectPlan& plan = *question.plan;
    const bool beside = question.what == Question::What::membership;
    const WriteKind kind = beside ? WriteKind::membership
                           : question.what == Question::What::create ? WriteKind::create : WriteKind::update;
    auto records = test::people(sample, std::min<std::size_t>(3, beside ? plan.limits.memberships : plan.limits.records), kind);
    if (beside)
        for (auto& record : records) record.fields = {{std::string(plan.memberships.front()) + "1", true}};
    const ObjectSchema schema = test::schema_of(sample, plan);
    ask_once(adapter, WriteBatch{plan, schema, kind, plan.own_id_field, records}, records.size(), given);
}

void ask_records(const Adapter& adapter, Input& input) {
    const auto all = questions_of(adapter);
    if (all.empty()) return;
    const Question& question = all[input.choice(all.size())];
    const test::Sample& sample = test::sample_of(adapter);
    const std::pair given{sample.connection, answer_in(input)};
    const ObjectSchema schema = test::schema_of(sample, *question.plan);
    std::vector<std::string> fields;
    for (const auto& field : sample.schema) fields.push_back(field.name);
    using What = Question::What;
    const auto& plan = *question.plan;
    const auto few = std::min<std::size_t>(2, plan.limits.read_records);
    std::vector<VendorId> ids{{"101"}, {"102"}};
    std::vector<std::string> values{"ann@example.com", "lan@example.com"};
    ids.resize(few), values.resize(few);
    switch (question.what) {
    case What::schema: return ask_once(adapter, SchemaQuery{plan}, 1, given);
    case What::ids: return ask_once(adapter, IdsQuery{plan, schema, fields, {ids}}, few, given);
    case What::match: return ask_once(adapter, MatchQuery{plan, schema, fields, {sample.match_field, values}}, few, given);
    case What::since: return ask_once(adapter, ChangesQuery{plan, schema, fields}, 1, given);
    default: return write_once(adapter, question, given);
    }
}

void answers_once(std::string_view bytes) {
    Input input(bytes);
    const Adapter& adapter = *test::known_adapters()[input.choice(test::known_adapters().size())];
    if (!adapter.manifest.channel) return ask_records(adapter, input);
    const auto& sample = test::channel_sample_of(adapter);
    const NoticeMessage message{.id = "notice-1", .address = sample.address, .language = "en", .subject = "New lead", .body = "Call."};
    ask_once(adapter, NoticeBatch{std::span(&message, 1)}, 1, {sample.connection, answer_in(input)});
}

std::vector<std::string> answers_for_seeds() {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < test::known_adapters().size(); ++i) {
        const Adapter& adapter = *test::known_adapters()[i];
        std::vector<std::string> bodies{"", "{}", "[]", R"({"results":[{"id":"1"}]})"};
        for (const SeedFile& file : files_below("tests/fixtures/" + std::string(adapter.manifest.vendor), ".json"))
            if (file.bytes.size() < 20'000 && !file.name.starts_with("webhook")) bodies.push_back(file.bytes);
        const std::size_t questions = adapter.manifest.channel ? 1 : questions_of(adapter).size();
        for (std::size_t question = 0; question < questions; ++question)
            for (std::size_t body = 0; body < bodies.size(); ++body) {
                const std::size_t status = (body + question) % 3 == 0 ? 0 : (body * 5 + question) % std::size(kStatuses);
                std::string seed = choose(i);
                if (!adapter.manifest.channel) seed += choose(question);
                out.push_back(seed + choose(status) + (body % 4 == 0 ? "120" : "") + kPartEnd + bodies[body]);
            }
    }
    return out;
}

}  // namespace

const Harness kAnswers{"answers", answers_once, answers_for_seeds, 4'000};

}  // namespace crosswalk::fuzz
