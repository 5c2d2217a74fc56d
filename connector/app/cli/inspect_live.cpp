// Asks the vendors themselves: `check --live` and `describe`.
#include "connector/app/cli/inspect.h"
#include "connector/app/cli/setup.h"

#include <algorithm>

namespace crosswalk {
namespace {

Fault refusal(
    const ConnectionConfig& connection, const Sender& sender, const Outcome& outcome, int status
) {
    const std::string title(connection.adapter->manifest.title);
    std::string said =
        outcome.vendor_code.empty() ? "HTTP status " + std::to_string(status) : outcome.vendor_code;
    if (!outcome.vendor_says.empty()) said += " (" + outcome.vendor_says + ")";
    return {
        outcome.verdict == Verdict::reconnect ? "live.sign_in" : "live.refused",
        connection.name + ": " + title + " answered " + sender.scrubbed(said) + ".",
        outcome.advice.empty() ? "Check the account's credentials and its rights."
                               : sender.scrubbed(outcome.advice)};
}

Result<HttpResponse> send(const ConnectionConfig& connection, Sender& sender, const HttpRequest& request) {
    auto answer = sender.send(connection.name, request);
    if (!answer) return answer.error();
    if (const auto outcome = verdict_on_refusal(connection.adapter->manifest, *answer))
        return refusal(connection, sender, *outcome, answer->status);
    return answer;
}

// One question to its end, with what is refused told in the words of `check --live`.
template <class In>
auto ask_vendor(const ConnectionConfig& connection, Sender& sender, const In& question)
    -> Result<decltype(nothing_said(question))> {
    std::optional<Fault> failed;
    auto told = ask(*connection.adapter, question, connection_of(connection), [&](const HttpRequest& request) {
        if (failed) return HttpResponse{};
        auto response = send(connection, sender, request);
        if (response) return std::move(*response);
        failed = response.error();
        return HttpResponse{};
    });
    if (failed) return *failed;
    if (!told)
        return Fault{told.error().code, sender.scrubbed(told.error().what), sender.scrubbed(told.error().remedy)};
    return told;
}

using Schemas = std::map<std::pair<std::string, std::string>, ObjectSchema>;  // by connection and kind

// What the checker finds in the files once it knows the vendors' own fields, and did not find without.
std::vector<Finding> field_findings(const Config& config, const Schemas& schemas) {
    const auto files = read_mapping_folder(config.mappings_path);
    if (!files) return {};
    auto facts = facts_of(config);
    const Checked before = check_mapping(*files, facts);
    for (ConnectionFacts& fact : facts)
        fact.schema = [&schemas, name = fact.name](std::string_view kind) -> const ObjectSchema* {
            const auto found = schemas.find({name, std::string(kind)});
            return found == schemas.end() ? nullptr : &found->second;
        };
    std::vector<Finding> out = check_mapping(*files, facts).findings;
    std::erase_if(out, [&](const Finding& one) {
        return std::ranges::find(before.findings, one.text(), &Finding::text) != before.findings.end();
    });
    return out;
}

}  // namespace

Result<ObjectSchema> fetch_schema(
    const ConnectionConfig& connection, Sender& sender, const ObjectPlan& plan
) {
    if (!connection.adapter->describe)
        return Fault{"describe.none", "This vendor cannot list its fields.", "Look them up in its settings."};
    return ask_vendor(connection, sender, SchemaQuery{plan});
}

Result<Page> fetch_page(const ConnectionConfig& connection, Sender& sender, const ChangesQuery& query) {
    return ask_vendor(connection, sender, query);
}

std::vector<Finding> live_findings(
    const Config& config, Sender& sender, const Mapping* mapping, std::string_view only
) {
    std::vector<Finding> out;
    Schemas schemas;
    for (const ConnectionConfig& connection : config.connections) {
        if (!only.empty() && connection.name != only) continue;
        const auto add = [&](const Fault& fault) {
            out.push_back(in_sentences(
                {config.path, connection.line, connection.column, fault.code, fault.what, fault.remedy}
            ));
        };
        const Manifest& manifest = connection.adapter->manifest;
        if (!manifest.probe_path.empty()) {
            const auto probe = send(connection, sender, {.path = std::string(manifest.probe_path)});
            if (!probe) {
                add(probe.error());
                continue;
            }
            if (probe->status < 200 || probe->status > 299) {
                add(refusal(connection, sender, {}, probe->status));
                continue;
            }
        }
        const ConnectionPlan* plan = mapping == nullptr ? nullptr : mapping->connection(connection.name);
        if (plan == nullptr || !connection.adapter->describe) continue;
        for (const auto& [word, kind] : plan->kinds) {
            const ObjectPlan* object = manifest.plan(kind.text);
            if (object == nullptr) continue;
            auto schema = fetch_schema(connection, sender, *object);
            if (schema)
                schemas[{connection.name, kind.text}] = std::move(*schema);
            else
                add(schema.error());
        }
    }
    const auto fields = field_findings(config, schemas);
    out.insert(out.end(), fields.begin(), fields.end());
    return out;
}

CommandAnswer inspect_describe(
    const Config& config, Sender& sender, std::string_view name, std::string_view kind
) {
    const ConnectionConfig* connection = config.connection(name);
    if (connection == nullptr)
        return answer_of(Fault{
            "connection.unknown",
            "There is no connection '" + std::string(name) + "'.",
            "`crosswalk status` lists them."});
    const ObjectPlan* plan = connection->adapter->manifest.plan(kind);
    if (plan == nullptr) {
        std::string kinds;
        for (const ObjectPlan& one : connection->adapter->manifest.objects) kinds += " " + one.kind.text;
        return answer_of(Fault{
            "describe.unknown_kind",
            "There is no kind '" + std::string(kind) + "'.",
            "There are:" + kinds + "."});
    }
    const auto schema = fetch_schema(*connection, sender, *plan);
    if (!schema) return answer_of(schema.error());
    boost::json::array fields;
    std::vector<std::vector<std::string>> rows{{"FIELD", "TYPE", "", "LABEL", "VALUES"}};
    for (const FieldInfo& field : schema->fields) {
        std::string options;
        for (const std::string& option : field.options) options += (options.empty() ? "" : ", ") + option;
        rows.push_back(
            {field.name,
             field.type,
             std::string(field.writable ? "" : "read only ") + (field.required ? "required " : "") +
                 (field.unique ? "unique" : ""),
             field.label,
             options}
        );
        fields.push_back(
            {{"name", field.name},
             {"label", field.label},
             {"type", field.type},
             {"writable", field.writable},
             {"required", field.required},
             {"unique", field.unique},
             {"options", json_of(field.options)}}
        );
    }
    return {.text = table(rows), .data = {{"kind", kind}, {"fields", std::move(fields)}}};
}

}  // namespace crosswalk
