// connector/crypto/bytes.h - text as OpenSSL takes it. Of this room alone.
#pragma once

#include <string>
#include <string_view>

namespace crosswalk::crypto {

inline const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace crosswalk::crypto
