// webhooks/server/chunks.h - a chunked body, read strictly and as it comes. Beast's own reader aborts in a
// debug build when an empty body arrives byte by byte (basic_parser.ipp, parse_chunk_header: `n >= 5`), and
// waits for ever behind a line feed that stands alone.
#pragma once

#include "webhooks/server/head.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace crosswalk {

class ChunkReader {
public:
    // The body never grows beyond `limit`.
    explicit ChunkReader(std::size_t limit) : limit_(limit) {}

    enum class Seen { part, whole, refused };
    // Appends to `body`; sets `used`, which is less than all only at the end.
    Seen take(std::string_view bytes, std::string& body, std::size_t& used);

    const Refusal& refusal() const { return refusal_; }

private:
    enum class At { size, extension, size_feed, data, data_return, data_feed, trailer, trailer_feed };

    Seen step(char c);
    Seen in_size(char c);
    Seen in_extension(char c);
    Seen in_trailer(char c);
    Seen end_of_size_line();
    Seen end_of_trailer();
    Seen expect(char c, char wanted, At next);
    Seen refuse(int status, std::string_view why);

    std::size_t limit_, taken_ = 0;
    At at_ = At::size;
    std::uint64_t size_ = 0;
    std::size_t digits_ = 0, extension_ = 0, spare_ = 0;  // spare: bytes of extensions and trailers so far
    std::string line_{};                                  // of a trailer
    Refusal refusal_{};
};

}  // namespace crosswalk
