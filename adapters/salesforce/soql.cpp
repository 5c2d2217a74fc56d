#include "adapters/salesforce/soql.h"

#include "connector/contract/text.h"

#include <algorithm>
#include <set>

namespace crosswalk::salesforce {
namespace {

constexpr std::size_t kMaxQuery = 12'000;

std::string millis_text(const std::optional<Millis>& at) { return at ? iso_text(*at) : std::string(); }

std::optional<Millis> millis_of(std::string_view text) {
    const auto when = parse_iso(text);
    return when ? std::optional(when->at) : std::nullopt;
}

}  // namespace

bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '.';
    });
}

std::string soql_text(std::string_view in) {
    std::string out = "'";
    for (const char c : in) {
        if (c == '\\' || c == '\'') out += '\\';
        out += c;
    }
    return out += '\'';
}

std::string select_from(std::string_view object, std::span<const std::string> fields) {
    std::set<std::string, CaseBlind> seen;
    std::string out = "SELECT ";
    const auto add = [&](const std::string& field) {
        if (!is_field_name(field) || !seen.insert(field).second) return;
        if (seen.size() > 1) out += ", ";
        out += field;
    };
    for (const char* always : {"Id", "SystemModstamp", "LastModifiedById", "IsDeleted", "MasterRecordId"})
        add(always);
    if (object == "Lead")
        for (const char* also : {"IsConverted", "ConvertedContactId"}) add(also);
    for (const auto& field : fields) add(field);
    return out + " FROM " + std::string(object);
}

std::string among(std::string_view field, std::span<const std::string> values) {
    std::string out = std::string(field) + " IN (";
    for (std::size_t i = 0; i < values.size(); ++i) out += (i == 0 ? "" : ",") + soql_text(values[i]);
    return out + ")";
}

std::size_t fitting(std::span<const std::string> values, std::size_t rest_of_query) {
    std::size_t used = rest_of_query, count = 0;
    for (const auto& value : values) {
        used += percent_encode(soql_text(value)).size() + 3;
        if (count > 0 && used > kMaxQuery) break;
        ++count;
    }
    return count;
}

std::string text_of(const Position& at) {
    return millis_text(at.from) + "|" + millis_text(at.last) + "|" + at.last_id + "|" + millis_text(at.began);
}

Position position_of(std::string_view text) {
    const auto next = [&] {
        const auto end = std::min(text.find('|'), text.size());
        const auto part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return part;
    };
    Position out;
    out.from = millis_of(next());
    out.last = millis_of(next());
    out.last_id = next();
    out.began = millis_of(next());
    return out;
}

std::string changed_since(const Position& at) {
    const auto limit = " ORDER BY SystemModstamp, Id LIMIT " + std::to_string(kSweepRows);
    if (at.last) {
        const auto stamp = iso_text(*at.last);
        return " WHERE (SystemModstamp > " + stamp + " OR (SystemModstamp = " + stamp + " AND Id > " +
               soql_text(at.last_id) + "))" + limit;
    }
    return (at.from ? " WHERE SystemModstamp >= " + iso_text(*at.from - kOverlap) : std::string()) + limit;
}

}  // namespace crosswalk::salesforce
