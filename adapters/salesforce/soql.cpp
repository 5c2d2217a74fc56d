#include "adapters/salesforce/soql.h"

#include "connector/contract/text.h"

#include <algorithm>
#include <set>

namespace crosswalk::salesforce {
namespace {

constexpr std::size_t kMaxQuery = 12'000;

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

std::string changed_since(const Place& at) {
    const auto limit = " ORDER BY SystemModstamp, Id LIMIT " + std::to_string(kPoll.page_rows);
    if (at.at) {
        const auto stamp = iso_text(*at.at);
        return " WHERE (SystemModstamp > " + stamp + " OR (SystemModstamp = " + stamp + " AND Id > " +
               soql_text(at.behind) + "))" + limit;
    }
    const auto since = at.since(kPoll);
    return (since ? " WHERE SystemModstamp >= " + iso_text(*since) : std::string()) + limit;
}

}  // namespace crosswalk::salesforce
