#include "connector/run/vendor/schemas.h"

#include "connector/run/outbound/deliver.h"

namespace crosswalk {

QuietSchema describe_quietly(EngineContext& context, ConnectionRuntime& account, const ObjectPlan& plan) {
    const Adapter& adapter = *account.setup.adapter;
    if (!adapter.describe) return {};
    int status = 0;
    auto told = ask(adapter, SchemaQuery{plan}, account.setup.connection, [&](const HttpRequest& request) {
        auto response = call_quietly(context, account, request).value_or(HttpResponse{});
        status = response.status;
        return response;
    });
    if (told) return {.schema = std::move(*told)};
    return {.refused = status == 400 || status == 403 || status == 404 || status == 410};
}

namespace {

constexpr std::chrono::hours kSchemaAge{1};
constexpr std::chrono::minutes kSchemaAgeWhereFieldsGoByNumber{5};
constexpr std::chrono::minutes kNoSchemaPause{10};

// What is not there may be made any minute; where fields go by numbers, that matters at once.
std::chrono::milliseconds schema_age(const ObjectPlan& plan) {
    return plan.needs_schema ? std::chrono::milliseconds{kSchemaAgeWhereFieldsGoByNumber}
                             : std::chrono::milliseconds{kSchemaAge};
}

std::variant<ObjectSchema, Outcome> ask_for_schema(EngineContext& context, ConnectionRuntime& account, const ObjectPlan& plan) {
    if (!plan.needs_schema) {
        auto told = describe_quietly(context, account, plan);
        if (told.schema) return std::move(*told.schema);
        return Outcome{.vendor_code = "describe.no_answer"};
    }
    auto answered = perform(context, account, SchemaQuery{plan});
    // A later part that this account does not offer (custom fields, say) takes nothing from what came before
    // it.
    const bool enough = !answered.out.fields.empty() && answered.stopped_by && !answered.stopped_by->wait &&
                        about_what_was_asked(*answered.stopped_by) &&
                        !answered.stopped_by->vendor_code.starts_with("send.");
    if (answered.stopped_by && !enough) return *answered.stopped_by;
    answered.out.whole = answered.out.whole && !answered.stopped_by;
    return std::move(answered.out);
}

std::variant<ObjectSchema, Outcome> described(EngineContext& context, ConnectionRuntime& account, const ObjectPlan& plan) {
    const Millis now = context.clock.now();
    {
        const std::lock_guard lock(account.mutex);
        const auto it = account.schemas.find(plan.kind.text);
        if (it != account.schemas.end() && lasts(it->second.second, schema_age(plan), now))
            return it->second.first;
    }
    auto told = ask_for_schema(context, account, plan);
    if (const auto* schema = std::get_if<ObjectSchema>(&told)) {
        context.learn(account.name(), *schema);
        const std::lock_guard lock(account.mutex);
        account.schemas[plan.kind.text] = {*schema, now};
    }
    return told;
}

// A kind that the mapping needs described, and that may be asked for now.
bool is_to_be_learned(ConnectionRuntime& account, const Mapping& mapping, const ObjectPlan& plan, Millis now) {
    if (!mapping.wants_schema(account.name(), plan.kind.text)) return false;
    const std::lock_guard lock(account.mutex);
    const auto known = account.schemas.find(plan.kind.text);
    if (known != account.schemas.end() && now < known->second.second + schema_age(plan)) return false;
    const auto not_until = account.no_schema_until.find(plan.kind.text);
    return account.paused.empty() && account.breaker.closed(now) &&
           (not_until == account.no_schema_until.end() || not_until->second <= now);
}

}  // namespace

std::variant<ObjectSchema, Outcome> schema_of(EngineContext& context, ConnectionRuntime& account, const ObjectPlan& plan) {
    if (!plan.needs_schema || !account.setup.adapter->describe) return ObjectSchema{.kind = plan.kind};
    return described(context, account, plan);
}

void learn_schemas(EngineContext& context, ConnectionRuntime& account) {
    const auto mapping = context.mapping();
    const ConnectionPlan* connection = mapping->connection(account.name());
    if (connection == nullptr || !account.setup.adapter->describe) return;
    for (const auto& [word, kind] : connection->kinds) {
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        const Millis now = context.clock.now();
        if (plan == nullptr || !is_to_be_learned(account, *mapping, *plan, now)) continue;
        const auto told = described(context, account, *plan);
        if (std::holds_alternative<ObjectSchema>(told)) continue;
        const std::lock_guard lock(account.mutex);
        account.no_schema_until[kind.text] = now + kNoSchemaPause;
    }
}

}  // namespace crosswalk
