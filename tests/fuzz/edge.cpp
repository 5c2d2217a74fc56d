// What reaches the public edge before anything is proven: heads, chunks, paths, and requests kept in a file.
#include "adapters/registry.h"
#include "connector/app/cli/raw_request.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/told.h"
#include "webhooks/route/handshake.h"
#include "webhooks/route/route.h"
#include "webhooks/server/chunks.h"

namespace crosswalk::fuzz {
namespace {

// Its answer must not depend on how the bytes came.
void read_head(std::string_view bytes) {
    HeadGuard at_once(HeadLimits{}), bit_by_bit(HeadLimits{});
    const auto seen = at_once.look(bytes);
    auto seen_at_last = HeadGuard::Seen::part;
    for (std::size_t size = 1; size <= bytes.size() && seen_at_last == HeadGuard::Seen::part; size += size < 300 ? 1 : 997)
        seen_at_last = bit_by_bit.look(bytes.substr(0, size));
    if (seen_at_last == HeadGuard::Seen::part) seen_at_last = bit_by_bit.look(bytes);
    require(seen == seen_at_last, "a head is read alike whole and in pieces");
    if (seen == HeadGuard::Seen::refused)
        require(at_once.refusal().status >= 400 && at_once.refusal().status < 600, "a refusal has a status",
                std::to_string(at_once.refusal().status));
    if (seen != HeadGuard::Seen::whole) return;
    require(at_once.size() <= bytes.size() && at_once.size() <= HeadLimits{}.bytes, "a head is within its limit");
    require(at_once.size() == bit_by_bit.size() && at_once.content_length() == bit_by_bit.content_length(), "a head is read alike");
    require(!(at_once.chunked() && at_once.content_length()), "a body has one length");
    require(at_once.target(bytes).find_first_of(" \r\n") == std::string_view::npos, "a target is one word", at_once.target(bytes));
}

void read_chunks(std::string_view bytes) {
    constexpr std::size_t kLimit = 5'000;
    const auto read = [&](std::size_t step) {
        ChunkReader reader(kLimit);
        std::string body;
        auto seen = ChunkReader::Seen::part;
        std::size_t at = 0;
        while (at < bytes.size() && seen == ChunkReader::Seen::part) {
            std::size_t used = 0;
            seen = reader.take(bytes.substr(at, step), body, used);
            require(used > 0 || seen != ChunkReader::Seen::part, "a reader of chunks goes on");
            at += used;
        }
        require(body.size() <= kLimit, "a body is within its limit");
        return std::pair(seen, seen == ChunkReader::Seen::whole ? body + std::to_string(at) : std::string());
    };
    require(read(1) == read(bytes.size() + 1) && read(3) == read(7), "chunks are read alike whole and in pieces");
}

void read_target(std::string_view target) {
    WebhookEndpoints endpoints{.public_url = "https://crosswalk.example.com", .hooks = {{.connection = "crm"}, {.connection = "tool"}}};
    for (const auto method : {"GET", "HEAD", "POST", "PUT", ""}) {
        const Route found = route(endpoints, method, target);
        require(found.hook == nullptr || target.starts_with("/hooks/" + found.hook->connection), "a path names its connection", target);
        require(found.place != Place::deliver || target.starts_with("/hooks/") || target.starts_with("/channels/"), "hooks lie below /hooks", target);
        if (found.path_secret.size() >= 22 && found.place == Place::deliver)
            require(redact(target).find(found.path_secret) == std::string::npos ||
                        target.find(found.path_secret) != target.rfind(found.path_secret), "the secret of a path is cut out", target);
    }
    for (const auto style : {HandshakeStyle::echo_query, HandshakeStyle::echo_json}) {
        const HandshakeRule rule{style, "challenge"};
        for (const auto& echo : {echo_of_query(rule, target), echo_of_body(rule, target)}) {
            if (!echo) continue;
            require(echo->size() <= 1'000 && is_utf8(*echo), "an echo is short", *echo);
            for (const char c : *echo) require(c >= ' ' && c < 0x7F, "an echo is printable", *echo);
        }
    }
}

void read_raw(std::string_view bytes) {
    const auto request = parse_raw_request(bytes);
    if (!request) return check(request.error());
    require(!request->method.empty() && !request->target.empty(), "a request has a method and a target");
    require(request->body.size() <= bytes.size(), "a body is what is there");
}

void edge_once(std::string_view bytes) {
    Input input(bytes);
    switch (input.choice(4)) {
    case 0: return read_head(input.rest());
    case 1: return read_chunks(input.rest());
    case 2: return read_target(input.rest());
    default: return read_raw(input.rest());
    }
}

std::vector<std::string> requests_for_seeds() {
    std::vector<std::string> out;
    const std::string get = "GET /hooks/crm HTTP/1.1\r\nHost: crosswalk.example.com\r\nAccept: */*\r\n\r\n";
    const std::string post = "POST /hooks/tool/0123456789abcdefghijklmn?x=1 HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 5\r\n"
                             "Content-Type: application/json\r\nX-Signature: t=1,v1=ab\r\n\r\nhello";
    const std::string chunked = "POST /hooks/tool HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";
    for (const auto& head : {get, post, chunked}) out.push_back(choose(0) + head), out.push_back(choose(3) + head);
    for (const std::string body : {"5\r\nhello\r\n0\r\n\r\n", "1;ext=1\r\na\r\n3\r\nbcd\r\n0\r\nTrailer: x\r\n\r\n", "0\r\n\r\n"})
        out.push_back(choose(1) + body);
    for (const std::string target : {"/hooks/crm", "/hooks/tool/0123456789abcdefghijklmnop?challenge=abc", "/channels/crm", "/healthz",
                                     "/hooks/../admin", "/hooks/%2e%2e/x?challenge=a%20b&challenge=c", "{\"challenge\":\"abc\"}"})
        out.push_back(choose(2) + target);
    return out;
}

}  // namespace

const Harness kEdge{"edge", edge_once, requests_for_seeds, 6'000};

}  // namespace crosswalk::fuzz
