// webhooks/server/request_reader.h - bytes in, one bounded request out. Owns no socket and no clock.
#pragma once

#include "webhooks/server/chunks.h"
#include "webhooks/server/head.h"
#include "webhooks/server/http_server.h"

#include <memory>
#include <optional>
#include <string_view>

namespace crosswalk {

// Not safe to share between threads; one per connection.
class RequestReader {
public:
    explicit RequestReader(const ServerLimits&);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    enum class State { head, body, done, refused };

    // Forgets the request before.
    void start();
    // How many bytes were used up; the others must be shown again, with more behind them. Never more bytes
    // than that are held back: a head up to its limit, and a few kilobytes between two chunks.
    std::size_t take(std::string_view bytes);

    State state() const;
    bool started() const;         // something of a request has come
    bool wants_continue() const;  // "Expect: 100-continue" stands in the head
    bool keep_alive() const;      // of a request that is done
    const Refusal& refusal() const;
    ServerRequest& request();
    // What the head alone was answered; the body is read over and not kept.
    const std::optional<ServerAnswer>& early_answer() const { return early_answer_; }
    // So short that reading over it costs less than a new connection.
    bool body_is_short() const;
    std::size_t bytes() const;  // about how many it holds

private:
    class Parser;
    std::size_t take_head(std::string_view bytes);
    std::size_t take_body(std::string_view bytes);
    std::size_t take_chunks(std::string_view bytes);
    bool parse_head(std::string_view head);
    void refuse(const Refusal&);

    const ServerLimits& limits_;
    HeadGuard guard_;
    std::unique_ptr<Parser> parser_;
    std::optional<ChunkReader> chunks_{};
    ServerRequest request_{};
    std::optional<ServerAnswer> early_answer_{};
    Refusal refusal_{};
    State state_ = State::head;
    bool started_ = false, skipped_blank_line_ = false;
};

}  // namespace crosswalk
