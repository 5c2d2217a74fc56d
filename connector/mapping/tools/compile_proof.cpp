// How a declared tool proves that a delivery is its own.
#include "connector/mapping/tools/tool_reader.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

using Must = ToolReader::Must;
using tree::Node;

void compile_over(ToolReader& in, const Node& table, Signature& out) {
    const Node* over = table.find("over");
    if (over == nullptr) {
        out.over = {{Signs::body}};
        return;
    }
    constexpr std::pair<std::string_view, Signs> kParts[] = {
        {"body", Signs::body}, {"timestamp", Signs::timestamp}, {"method", Signs::method}, {"url", Signs::url}, {"id", Signs::id}};
    if (!over->list() || !in.within(*over, "'over'", 10)) {
        if (!over->list())
            in.error(*over, "tool.list", "'over' must be a list.", "Write it as [timestamp, { text: . }, body].");
        return;
    }
    for (const Node& one : over->items) {
        const auto known = std::ranges::find(kParts, one.text, &std::pair<std::string_view, Signs>::first);
        if (one.map()) {
            if (!tree::is_table(one, in.notes, "a part of 'over'", {"text"})) continue;
            if (const auto text = in.text(one, "text", Must::needed)) out.over.push_back({Signs::literal, in.tool.keep(*text)});
        } else if (known != std::end(kParts)) {
            out.over.push_back({known->second});
        } else {
            (void)tree::one_of(one, in.notes, "a part of 'over'", {"body", "timestamp", "method", "url", "id"});
        }
    }
    if (std::ranges::find(out.over, Signs::body, &SignedPart::what) == out.over.end())
        in.error(
            *over, "tool.unsigned_body", "The signature does not cover the body, so anybody could exchange it.", "Add 'body' to 'over'."
        );
}

void compile_timestamp(ToolReader& in, const Node& table, Signature& out) {
    const bool covered = std::ranges::find(out.over, Signs::timestamp, &SignedPart::what) != out.over.end();
    const Node* stamp = table.find("timestamp");
    if (stamp == nullptr && covered)
        in.error(
            table, "tool.timestamp", "The signature covers a timestamp, and nothing says where it stands.", "Add 'timestamp:'."
        );
    if (stamp == nullptr || !tree::is_table(*stamp, in.notes, "'timestamp'", {"header", "key", "form", "tolerance"})) return;
    constexpr Stamp kStamps[] = {Stamp::seconds, Stamp::milliseconds, Stamp::http_date, Stamp::iso};
    out.stamp = Stamp::seconds;
    if (const auto header = in.header(*stamp, "header")) out.timestamp_header = in.tool.keep(*header);
    if (const auto key = in.text(*stamp, "key")) out.timestamp_key = in.tool.keep(*key);
    if (const auto form = in.word(*stamp, "form", {"seconds", "milliseconds", "http date", "iso"}))
        out.stamp = kStamps[*form];
    if (const auto most = in.number(*stamp, "tolerance", 30, 3'600)) out.tolerance = std::chrono::seconds{*most};
    const bool by_key = out.layout == Layout::key_values;
    if (by_key ? out.timestamp_key.empty() : out.timestamp_header.empty())
        tree::need(*stamp, in.notes, "'timestamp'", by_key ? "key" : "header");
}

std::optional<Scheme> compile_signature(ToolReader& in, const Node& table) {
    if (!tree::is_table(
            table,
            in.notes,
            "'signature'",
            {"header", "algorithm", "encoding", "layout", "prefix", "over", "timestamp", "setting", "secret_prefix",
             "secret_base64"}
        ))
        return std::nullopt;
    constexpr Algorithm kAlgorithms[] = {
        Algorithm::hmac_sha256, Algorithm::hmac_sha1, Algorithm::rsa_sha256, Algorithm::ecdsa_sha256, Algorithm::ed25519};
    constexpr Encoding kEncodings[] = {Encoding::hex, Encoding::base64, Encoding::base64url};
    constexpr Layout kLayouts[] = {Layout::plain, Layout::key_values, Layout::versions};
    Signature out{.name = "signature", .encoding = Encoding::hex};
    if (const auto header = in.header(table, "header", Must::needed)) out.header = in.tool.keep(*header);
    if (const auto which = in.word(table, "algorithm", {"hmac_sha256", "hmac_sha1", "rsa_sha256", "ecdsa_sha256", "ed25519"}))
        out.algorithm = kAlgorithms[*which];
    if (const auto which = in.word(table, "encoding", {"hex", "base64", "base64url"})) out.encoding = kEncodings[*which];
    if (const auto which = in.word(table, "layout", {"plain", "key_values", "versions"})) out.layout = kLayouts[*which];
    if (const auto prefix = in.text(table, "prefix")) out.prefix = in.tool.keep(*prefix);
    if (const auto prefix = in.text(table, "secret_prefix")) out.secret_form.prefix = in.tool.keep(*prefix);
    out.secret_form.base64 = in.word(table, "secret_base64", {"no", "yes"}) == std::optional<std::size_t>(1);
    if (const auto name = in.setting(table, "setting", "signing_secret")) out.secret_setting = in.tool.keep(*name);
    compile_over(in, table, out);
    compile_timestamp(in, table, out);
    return out;
}

std::optional<Scheme> compile_header(ToolReader& in, const Node& table) {
    if (!tree::is_table(table, in.notes, "'secret'", {"header", "prefix", "setting"})) return std::nullopt;
    SecretInHeader out;
    if (const auto header = in.header(table, "header", Must::needed)) out.header = in.tool.keep(*header);
    if (const auto prefix = in.text(table, "prefix")) out.prefix = in.tool.keep(*prefix);
    if (const auto name = in.setting(table, "setting", "header_secret")) out.setting = in.tool.keep(*name);
    return out;
}

// One way: a word, or a table with one entry.
std::optional<Scheme> compile_scheme(ToolReader& in, const Node& way) {
    if (way.scalar()) {
        const auto which = tree::one_of(way, in.notes, "'proof'", {"path", "basic"});
        if (!which) return std::nullopt;
        return *which == 0 ? Scheme(SecretInPath{}) : Scheme(BasicLogin{});
    }
    if (!tree::is_table(way, in.notes, "'proof'", {"signature", "secret"})) return std::nullopt;
    const Node *signature = way.find("signature"), *secret = way.find("secret");
    if ((signature == nullptr) == (secret == nullptr)) {
        in.error(
            way, "tool.proof", "'proof' must say one way.", "Write 'path', 'basic', { secret: ... } or { signature: ... }."
        );
        return std::nullopt;
    }
    return signature != nullptr ? compile_signature(in, *signature) : compile_header(in, *secret);
}

}  // namespace

void compile_proof(ToolReader& in, const Node& hook, Webhook& out) {
    const Node* proof = tree::need(hook, in.notes, "'webhook'", "proof");
    if (proof == nullptr || !in.within(*proof, "'proof'", 4)) return;
    const std::span<const Node> ways = proof->list() ? std::span<const Node>(proof->items) : std::span(proof, 1);
    if (ways.empty())
        in.error(*proof, "tool.proof", "'proof' is empty, so anybody could call.", "Write 'proof: path' at the least.");
    for (const Node& way : ways) {
        auto scheme = compile_scheme(in, way);
        if (!scheme) continue;
        if (const auto* signature = std::get_if<Signature>(&*scheme)) {
            out.keep_headers.push_back(signature->header);
            if (!signature->timestamp_header.empty()) out.keep_headers.push_back(signature->timestamp_header);
        }
        out.accept.push_back(std::move(*scheme));
    }
}

}  // namespace crosswalk::tools
