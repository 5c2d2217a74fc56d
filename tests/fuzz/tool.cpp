// Declarations of tools that nobody wrote an adapter for, and what a declared tool then does with what it is sent.
#include "tests/contracts/adapter/samples.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/told.h"
#include "tests/mapping/tool_files.h"

#include <algorithm>

namespace crosswalk::fuzz {
namespace {

std::string findings_of(const tools::Compiled& compiled) {
    std::string out;
    for (const Finding& one : compiled.findings) out.append(one.text()).append("\n");
    return out;
}

// No declaration makes Crosswalk call anything but its own hosts, or write a header of its own choice.
template <class In>
void call_once(const Adapter& adapter, const In& in, const std::string& body) {
    if (!operation_for(adapter, in)) return;
    const Connection connection{.name = "tool", .settings = {{"site", "acme"}, {"region", "eu"}}};
    std::size_t calls = 0;
    const auto told = ask(adapter, in, connection, [&](const HttpRequest& request) {
        check(adapter.manifest, request);
        for (const auto& [name, value] : request.headers) require(!same_but_for_case(name, "Authorization"), "the engine signs in");
        ++calls;
        return HttpResponse{.status = 200, .body = body};
    });
    require(calls <= kMaxCalls, "a question comes to an end");
    if (!told) check(told.error());
}

void use_once(const Adapter& adapter, const std::string& body) {
    const test::Sample& sample = test::sample_of(test::declared_adapter("example_score"));
    if (adapter.decode != nullptr)
        if (const auto events = adapter.decode({.method = "POST", .body = body}, sample.connection)) {
            require(events->size() <= 8 + body.size(), "events are no more than what was sent");
            for (const InboundEvent& one : *events) check(adapter.manifest, one);
        }
    for (const ObjectPlan& plan : adapter.manifest.objects) {
        const ObjectSchema schema = test::schema_of(sample, plan);
        call_once(adapter, SchemaQuery{plan}, body);
        call_once(adapter, IdsQuery{plan, schema, {"email", "score"}, {{{"p 1/../2?#"}}}}, body);
        call_once(adapter, MatchQuery{plan, schema, {"email"}, {"email", {"ann&x=1@example.com"}}}, body);
        call_once(adapter, ChangesQuery{plan, schema, {"email"}}, body);
        for (const WriteKind kind : plan.operations) {
            const auto records = test::people(sample, 1, kind);
            call_once(adapter, WriteBatch{plan, schema, kind, plan.own_id_field, records}, body);
        }
    }
}

// The declaration, then a body that the tool sends or answers.
void declare_once(std::string_view bytes) {
    Input input(bytes);
    const MappingFile file{"tool.yaml", std::string(input.part())};
    auto compiled = tools::compile_tool("tool", file);
    const auto again = tools::compile_tool("tool", file);
    require(findings_of(compiled) == findings_of(again), "the same declaration is found the same");
    require(std::ranges::any_of(compiled.findings, &Finding::error) != (compiled.tool != nullptr), "a tool is there unless there is an error",
            findings_of(compiled));
    for (const Finding& one : compiled.findings) {
        require(!one.code.empty() && !one.what.empty() && !one.remedy.empty(), "a finding says what and what to do", one.text());
        require(is_utf8(one.text()) && one.text().find('\n') == std::string::npos, "a finding is one line of UTF-8", one.text());
    }
    if (compiled.tool == nullptr) return;
    static const MappingFile cases = test::tool_file("example_score.cases.yaml");
    static_cast<void>(tools::play_cases(*compiled.tool, cases));
    static_cast<void>(tools::play_cases(*compiled.tool, {"tool.cases.yaml", std::string(input.rest())}));
    const auto made = tools::ToolAdapter::make(std::move(compiled.tool));
    require(made.has_value(), "a tool has a place");
    use_once((*made)->adapter(), std::string(input.rest()));
}

std::vector<std::string> declarations_for_seeds() {
    std::vector<std::string> out;
    for (const char* name : test::kExampleTools) {
        const std::string text = test::tool_file(std::string(name) + ".yaml").text;
        for (const SeedFile& file : files_below(std::string("tests/fixtures/") + name)) out.push_back(text + kPartEnd + file.bytes);
        out.push_back(text + kPartEnd + test::tool_file(std::string(name) + ".cases.yaml").text);
        out.push_back(text + kPartEnd + R"({"people":[{"id":"p12","email":"ann@example.com","lead_score":73,"updated":"2026-03-02T09:00:00Z"}],"next":"x"})");
        out.push_back(text + kPartEnd + R"({"items":[{"id":7,"email":"ann@example.com","modified":1772355600}],"person":{"id":"p12"}})");
    }
    return out;
}

}  // namespace

const Harness kTool{"tool", declare_once, declarations_for_seeds, 300};

}  // namespace crosswalk::fuzz
