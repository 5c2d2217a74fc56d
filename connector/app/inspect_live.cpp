// Asks the vendors themselves: `check --live` and `describe`.
#include "connector/app/inspect.h"
#include "connector/app/setup.h"
#include "connector/contract/turns.h"

#include <algorithm>

namespace crosswalk {
namespace {

Fault refusal(const ConnectionConfig& connection, const Outcome& outcome, int status) {
    const std::string title(connection.adapter->manifest.title);
    std::string said =
        outcome.vendor_code.empty() ? "HTTP status " + std::to_string(status) : outcome.vendor_code;
    if (!outcome.vendor_says.empty()) said += " (" + outcome.vendor_says + ")";
    return {
        outcome.verdict == Verdict::reconnect ? "live.sign_in" : "live.refused",
        connection.name + ": " + title + " answered " + said + ".",
        outcome.advice.empty() ? "Check the account's credentials and its rights." : outcome.advice};
}

Result<HttpResponse> ask(const ConnectionConfig& connection, Sender& sender, const HttpRequest& request) {
    auto answer = sender.send(connection.name, request);
    if (!answer) return answer.error();
    if (const auto outcome = verdict_on_refusal(connection.adapter->manifest, *answer))
        return refusal(connection, *outcome, answer->status);
    return answer;
}

void check_fields(
    const Mapping& mapping,
    const std::string& connection,
    const ObjectSchema& schema,
    std::vector<Finding>& out,
    const std::string& file
) {
    std::vector<std::string> names;
    for (const FieldInfo& field : schema.fields) names.push_back(field.name);
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(connection, schema.kind.text);
        if (binding == nullptr) continue;
        const std::string where = connection + " " + schema.kind.text + "." + binding->vendor_field;
        const FieldInfo* info = schema.find(binding->vendor_field);
        if (info == nullptr) {
            const auto meant = did_you_mean(binding->vendor_field, names);
            out.push_back(finding(
                file,
                0,
                0,
                "live.unknown_field",
                where + " is mapped to " + field.name + ", but the account has no such field",
                meant ? "Did you mean " + *meant + "?" : "Create it there, or correct the mapping"
            ));
        } else if (binding->writes && !info->writable) {
            out.push_back(finding(
                file,
                0,
                0,
                "live.not_writable",
                where + " is to be written from " + field.name + ", but this account may not write it",
                "Give the account the right, or map the field under read_from"
            ));
        }
    }
}

}  // namespace

Result<ObjectSchema> fetch_schema(
    const ConnectionConfig& connection, Sender& sender, const ObjectPlan& plan
) {
    const Adapter& adapter = *connection.adapter;
    if (!adapter.describe)
        return Fault{"describe.none", "This vendor cannot list its fields.", "Look them up in its settings."};
    std::optional<Fault> failed;
    auto schema = run_turns(
        adapter.describe,
        SchemaQuery{plan},
        connection_of(connection),
        [&](const HttpRequest& request) {
            if (failed) return HttpResponse{};
            auto answer = ask(connection, sender, request);
            if (answer) return std::move(*answer);
            failed = answer.error();
            return HttpResponse{};
        }
    );
    if (failed) return *failed;
    return schema;
}

std::vector<Finding> live_findings(const Config& config, Sender& sender, const Mapping* mapping) {
    std::vector<Finding> out;
    for (const ConnectionConfig& connection : config.connections) {
        const auto add = [&](const Fault& fault) {
            out.push_back(
                finding(config.path, connection.line, connection.column, fault.code, fault.what, fault.remedy)
            );
        };
        const Manifest& manifest = connection.adapter->manifest;
        if (!manifest.probe_path.empty()) {
            const auto probe = ask(connection, sender, {.path = std::string(manifest.probe_path)});
            if (!probe) {
                add(probe.error());
                continue;
            }
            if (probe->status < 200 || probe->status > 299) {
                add(refusal(connection, {}, probe->status));
                continue;
            }
        }
        const ConnectionPlan* plan = mapping == nullptr ? nullptr : mapping->connection(connection.name);
        if (plan == nullptr || !connection.adapter->describe) continue;
        for (const auto& [word, kind] : plan->kinds) {
            const ObjectPlan* object = manifest.plan(kind.text);
            if (object == nullptr) continue;
            const auto schema = fetch_schema(connection, sender, *object);
            if (schema)
                check_fields(*mapping, connection.name, *schema, out, config.mappings_path);
            else
                add(schema.error());
        }
    }
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
