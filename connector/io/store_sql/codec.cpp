#include "connector/io/store_sql/codec.h"

#include <algorithm>

namespace crosswalk::sql {

std::string encode(const Headers& headers) {
    std::string out;
    for (const auto& [name, value] : headers) out += name + ": " + value + "\n";
    return out;
}

Headers decode_headers(std::string_view lines) {
    Headers headers;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto line = lines.substr(0, end);
        if (const auto colon = line.find(": "); colon != std::string_view::npos)
            headers.emplace(line.substr(0, colon), line.substr(colon + 2));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return headers;
}

std::string encode(const FieldSet& fields) {
    std::string out;
    for (const std::string& field : fields) out += field + "\n";
    return out;
}

FieldSet decode_fields(std::string_view text_value) {
    FieldSet fields;
    for (std::size_t at = 0; at < text_value.size();) {
        const auto end = text_value.find('\n', at);
        fields.emplace(text_value.substr(at, end - at));
        at = end == std::string_view::npos ? text_value.size() : end + 1;
    }
    return fields;
}

}  // namespace crosswalk::sql
