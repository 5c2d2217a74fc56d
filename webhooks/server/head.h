// webhooks/server/head.h - what of a request head is let through to the parser. It looks at the raw bytes,
// because the parser behind it unfolds, merges or skips some of what two readers of one request could read
// differently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace crosswalk {

// Why a request goes no further; the connection is closed after it.
struct Refusal {
    int status = 400;
    std::string_view why{};
};

struct HeadLimits {
    std::size_t bytes = 16'384, target = 8'192, headers = 100;
};

// Reads one head, line by line, as its bytes arrive.
class HeadGuard {
public:
    explicit HeadGuard(const HeadLimits& limits) : limits_(limits) {}

    enum class Seen { part, whole, refused };
    // `bytes` is everything since the start of the request: each time at least what it was before.
    Seen look(std::string_view bytes);

    const Refusal& refusal() const { return refusal_; }
    // Of a whole head:
    std::size_t size() const { return line_start_; }
    std::string_view target(std::string_view bytes) const {
        return bytes.substr(target_start_, target_size_);
    }
    std::optional<std::uint64_t> content_length() const { return length_; }
    bool chunked() const { return chunked_; }
    bool http_10() const { return http_10_; }
    bool expects_continue() const { return expects_continue_; }

private:
    bool line(std::string_view);
    bool request_line(std::string_view);
    bool check_target(std::string_view);
    bool header(std::string_view);
    bool framing(std::string_view name, std::string_view value);
    bool end();
    bool refuse(int status, std::string_view why);

    HeadLimits limits_;
    Refusal refusal_{};
    std::size_t scanned_ = 0, line_start_ = 0, lines_ = 0, target_start_ = 0, target_size_ = 0;
    int hosts_ = 0;
    bool http_10_ = false, chunked_ = false, expects_continue_ = false;
    std::optional<std::uint64_t> length_{};
};

}  // namespace crosswalk
