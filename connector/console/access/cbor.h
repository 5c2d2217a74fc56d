// connector/console/access/cbor.h - the little of CBOR (RFC 8949) that authenticators speak. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosswalk::access {

struct CborValue {
    enum class Kind { number, bytes, text, array, map, simple };
    Kind kind = Kind::simple;
    std::int64_t number = 0;  // of a number, and of a simple value
    std::string text{};       // of bytes and text
    std::vector<CborValue> items{};                        // of an array
    std::vector<std::pair<CborValue, CborValue>> map{};

    // Null when this is no map, or has no such key.
    const CborValue* at(std::string_view key) const;
    const CborValue* at(std::int64_t key) const;
};

// The value at the beginning of the bytes, and how many it takes. Nothing for what is cut off, nested more than 6
// deep, has more than 64 parts in all, says a length of its own choosing (indefinite), or is a float or a tag.
std::optional<std::pair<CborValue, std::size_t>> read_cbor(std::string_view bytes);

}  // namespace crosswalk::access
