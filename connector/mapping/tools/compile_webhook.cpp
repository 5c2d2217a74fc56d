// What a declared tool posts: how it proves it, and what it means.
#include "connector/mapping/tools/tool_reader.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

using Must = ToolReader::Must;
using tree::in_quotes;
using tree::Node;

// The words of the tool's for one type, or for all others.
std::vector<const News*> news_in(ToolReader& in, const Node& value, std::string_view what) {
    std::vector<const News*> out;
    std::vector<std::string> known;
    for (const News& one : all_news()) known.emplace_back(one.word);
    for (const Node* word : tree::words(value, in.notes, what)) {
        const News* news = news_of(word->text);
        if (news == nullptr)
            in.error(
                *word,
                "tool.news",
                in_quotes(word->text) + " is nothing that a delivery can mean.",
                tree::suggestion(word->text, known)
            );
        else if (news->kind == News::Kind::read && !in.tool.read)
            in.error(
                *word,
                "tool.cannot_read",
                "'read' means that the record is read, and the tool has no way to.",
                "Add 'read' below 'people', or write 'changed'."
            );
        else
            out.push_back(news);
    }
    return out;
}

void compile_types(ToolReader& in, const Node& hook, WebhookPlan& out) {
    const Node* types = hook.find("types");
    const Node* otherwise = hook.find("otherwise");
    if (otherwise != nullptr) out.otherwise = news_in(in, *otherwise, "'otherwise'");
    if (types != nullptr && tree::is_map(*types, in.notes, "'types'") && in.within(*types, "'types'", 200))
        for (std::size_t i = 0; i < types->keys.size(); ++i)
            out.types[types->keys[i].text] = news_in(in, types->items[i], in_quotes(types->keys[i].text));
    if (types != nullptr && hook.find("type") == nullptr)
        in.error(
            *types, "tool.type", "'types' are told apart by 'type', which is not there.", "Say where the type stands: 'type:'."
        );
    if (types == nullptr && otherwise == nullptr)
        in.error(
            hook,
            "tool.no_types",
            "Nothing says what a delivery means.",
            "Add 'types:' with a row for each, or 'otherwise: changed' where there is one kind only."
        );
}

void compile_fields(ToolReader& in, const Node& hook, WebhookPlan& out) {
    const Node* fields = hook.find("fields");
    if (fields == nullptr || !tree::is_map(*fields, in.notes, "'fields'") || !in.within(*fields, "'fields'", 200)) return;
    std::vector<std::string> known;
    for (const Field& field : in.tool.person.fields) known.push_back(field.name);
    for (std::size_t i = 0; i < fields->keys.size(); ++i) {
        const Node& key = fields->keys[i];
        if (in.tool.person.field(key.text) == nullptr)
            in.error(
                key,
                "tool.unknown_field",
                in_quotes(key.text) + " is none of the fields below 'people'.",
                tree::suggestion(key.text, known)
            );
        if (auto at = in.place_in(fields->items[i], key.text, out.form)) out.fields.emplace_back(key.text, std::move(*at));
    }
}

void compile_handshake(ToolReader& in, const Node& hook, Webhook& out) {
    const Node* shake = hook.find("handshake");
    if (shake == nullptr || !tree::is_table(*shake, in.notes, "'handshake'", {"echo_query", "echo_json"})) return;
    for (const auto& [key, style] :
         {std::pair{"echo_query", HandshakeStyle::echo_query}, std::pair{"echo_json", HandshakeStyle::echo_json}})
        if (const auto name = in.text(*shake, key)) out.handshake = {style, in.tool.keep(*name)};
}

void compile_delivery_id(ToolReader& in, const Node& hook, Webhook& out) {
    const Node* id = hook.find("delivery_id");
    if (id == nullptr) return;
    const bool in_body = id->text.starts_with('/');
    if (in_body && hook.find("body") != nullptr && hook.find("body")->text == "form") {
        in.error(
            *id, "tool.pointer", "A form has no places with slashes.", "Name a header that holds the id, or leave it out."
        );
        return;
    }
    const auto at = in_body ? in.place_in(*id, "delivery_id") : in.header(hook, "delivery_id");
    if (!at) return;
    out.delivery_id = in.tool.keep(*at);
    if (!in_body) out.keep_headers.push_back(out.delivery_id);
}

}  // namespace

void compile_webhook(ToolReader& in, const Node& hook) {
    if (!tree::is_table(
            hook,
            in.notes,
            "'webhook'",
            {"body", "proof", "handshake", "delivery_id", "events", "type", "types", "otherwise", "person", "id", "key",
             "time", "link", "campaign", "fields"}
        ))
        return;
    WebhookPlan out;
    out.form = in.word(hook, "body", {"json", "form"}) == std::optional<std::size_t>(1);
    const bool form = out.form;
    for (const auto& [key, to] :
         {std::pair{"type", &out.type},
          std::pair{"id", &out.id},
          std::pair{"key", &out.key},
          std::pair{"link", &out.link},
          std::pair{"campaign", &out.campaign}})
        if (auto at = in.place(hook, key, Must::may, form)) *to = std::move(*at);
    for (const auto& [key, to] : {std::pair{"events", &out.events}, std::pair{"person", &out.person}}) {
        if (form && hook.find(key) != nullptr)
            in.error(
                *hook.find(key),
                "tool.pointer",
                "A form holds no records inside it, so that " + in_quotes(key) + " says nothing.",
                "Give 'id' and 'fields' by the form's keys."
            );
        else if (auto at = in.place(hook, key))
            *to = std::move(*at);
    }
    if (auto time = in.time(hook, "time", form)) out.time = std::move(*time);
    if (form) tree::need(hook, in.notes, "'webhook' of a form", "id");
    compile_fields(in, hook, out);
    compile_types(in, hook, out);
    Webhook& edge = in.tool.manifest.webhook;
    edge.keep_headers.push_back("Content-Type");
    compile_handshake(in, hook, edge);
    compile_delivery_id(in, hook, edge);
    compile_proof(in, hook, edge);
    in.tool.webhook = std::move(out);
}

}  // namespace crosswalk::tools
