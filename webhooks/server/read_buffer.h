// webhooks/server/read_buffer.h - the bytes of one connection between the socket and the reader of requests.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace crosswalk {

// Small while nothing comes, since idle connections are many; larger for a body that comes fast.
class ReadBuffer {
public:
    std::size_t size() const { return bytes_.size(); }
    bool empty() const { return begin_ == end_; }
    // What was read and is not used yet.
    std::string_view unused() const { return {bytes_.data() + begin_, end_ - begin_}; }
    void use(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    // There is room to read into after this; a head takes up to `most` bytes.
    void prepare(bool in_body, std::size_t most) {
        if (empty() && !in_body && size() > kSmall) clear();
        if (begin_ > 0) {
            std::copy(unused().begin(), unused().end(), bytes_.begin());
            end_ -= begin_;
            begin_ = 0;
        }
        if (in_body && was_full_ && size() < kBody) bytes_.resize(std::min(size() * 2, kBody));
        if (end_ == size()) bytes_.resize(std::min(size() * 2, most));
    }
    std::span<char> room() { return std::span(bytes_).subspan(end_); }
    void filled(std::size_t count) {
        end_ += count;
        was_full_ = end_ == size();
    }
    // Small and empty again.
    void clear() {
        bytes_ = std::vector<char>(kSmall);
        begin_ = end_ = 0;
    }

private:
    static constexpr std::size_t kSmall = 4'096, kBody = 32'768;
    std::vector<char> bytes_ = std::vector<char>(kSmall);
    std::size_t begin_ = 0, end_ = 0;
    bool was_full_ = false;
};

}  // namespace crosswalk
