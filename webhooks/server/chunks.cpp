#include "webhooks/server/chunks.h"

#include "webhooks/server/characters.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMostDigits = 16, kMostSpare = 4'096;

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

ChunkReader::Seen ChunkReader::refuse(int status, std::string_view why) {
    refusal_ = {status, why};
    return Seen::refused;
}

ChunkReader::Seen ChunkReader::take(std::string_view bytes, std::string& body, std::size_t& used) {
    used = 0;
    while (used < bytes.size()) {
        if (at_ == At::data) {
            const std::size_t now = std::min<std::uint64_t>(size_, bytes.size() - used);
            body.append(bytes.substr(used, now));
            used += now;
            size_ -= now;
            if (size_ == 0) at_ = At::data_return;
            continue;
        }
        const Seen seen = step(bytes[used++]);
        if (seen != Seen::part) return seen;
    }
    return Seen::part;
}

ChunkReader::Seen ChunkReader::step(char c) {
    switch (at_) {
        case At::size:
            return in_size(c);
        case At::extension:
            return in_extension(c);
        case At::size_feed:
            return c == '\n' ? end_of_size_line() : refuse(400, "A chunk's line ends wrongly.");
        case At::data_return:
            return expect(c, '\r', At::data_feed);
        case At::data_feed:
            digits_ = extension_ = 0;
            return expect(c, '\n', At::size);
        case At::trailer:
            return in_trailer(c);
        case At::trailer_feed:
            return c == '\n' ? end_of_trailer() : refuse(400, "A trailer ends wrongly.");
        case At::data:
            break;
    }
    return Seen::part;
}

ChunkReader::Seen ChunkReader::expect(char c, char wanted, At next) {
    if (c != wanted) return refuse(400, "A chunk is not as long as it says.");
    at_ = next;
    return Seen::part;
}

ChunkReader::Seen ChunkReader::in_size(char c) {
    const int digit = hex_digit(c);
    if (digit >= 0) {
        if (++digits_ > kMostDigits) return refuse(400, "A chunk's size is malformed.");
        size_ = size_ * 16 + static_cast<std::uint64_t>(digit);
        return Seen::part;
    }
    if (digits_ == 0 || (c != '\r' && c != ';')) return refuse(400, "A chunk's size is malformed.");
    at_ = c == ';' ? At::extension : At::size_feed;
    return Seen::part;
}

// Nothing is done with extensions, but their bytes are counted: they are the sender's cheapest way to keep us
// busy.
ChunkReader::Seen ChunkReader::in_extension(char c) {
    if (c == '\r' && extension_ > 0) {
        at_ = At::size_feed;
        return Seen::part;
    }
    const bool fits = extension_ == 0 ? is_token(c) : is_text(c);
    if (!fits || ++spare_ > kMostSpare) return refuse(400, "A chunk's extension is malformed.");
    ++extension_;
    return Seen::part;
}

ChunkReader::Seen ChunkReader::end_of_size_line() {
    if (size_ > limit_ - taken_) return refuse(413, "The body is too large.");
    taken_ += static_cast<std::size_t>(size_);
    at_ = size_ == 0 ? At::trailer : At::data;
    return Seen::part;
}

ChunkReader::Seen ChunkReader::in_trailer(char c) {
    if (c == '\r') {
        at_ = At::trailer_feed;
        return Seen::part;
    }
    if (!is_text(c) || ++spare_ > kMostSpare) return refuse(400, "A trailer is malformed.");
    line_ += c;
    return Seen::part;
}

// Trailers are dropped; one that talks about framing is an attack on whoever reads it after us.
ChunkReader::Seen ChunkReader::end_of_trailer() {
    if (line_.empty()) return Seen::whole;
    const std::string_view name = std::string_view(line_).substr(0, line_.find(':'));
    if (name.empty() || name.size() == line_.size() || !std::ranges::all_of(name, is_token)) {
        return refuse(400, "A trailer is malformed.");
    }
    for (const std::string_view framing : {"content-length", "transfer-encoding", "host"}) {
        if (alike(name, framing)) return refuse(400, "A trailer must not say where the request ends.");
    }
    line_.clear();
    at_ = At::trailer;
    return Seen::part;
}

}  // namespace crosswalk
