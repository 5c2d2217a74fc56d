#include "connector/run/handoff/notice_doc.h"

#include "connector/contract/json_read.h"

namespace crosswalk {

std::string written(const NoticeDoc& doc) {
    boost::json::array facts;
    for (const NoticeLine& line : doc.facts) facts.push_back({{"label", line.label}, {"value", line.value}});
    return boost::json::serialize(boost::json::object{
        {"language", doc.language},
        {"subject", doc.subject},
        {"body", doc.body},
        {"facts", std::move(facts)},
        {"asks", doc.asks},
        {"in_digest", doc.in_digest},
        {"replaces", doc.replaces}});
}

NoticeDoc notice_doc_from(std::string_view text) {
    const auto json = parse_json(text);
    if (!json) return {};
    const auto says = [&](std::string_view what) {
        const auto* value = value_at(*json, what);
        return value != nullptr && value->is_bool() && value->get_bool();
    };
    NoticeDoc out{
        .language = std::string(text_at(*json, "/language")),
        .subject = std::string(text_at(*json, "/subject")),
        .body = std::string(text_at(*json, "/body")),
        .asks = says("/asks"),
        .in_digest = says("/in_digest"),
        .replaces = std::string(text_at(*json, "/replaces"))};
    for (const auto& line : items_at(*json, "/facts"))
        out.facts.push_back({std::string(text_at(line, "/label")), std::string(text_at(line, "/value"))});
    return out;
}

std::string written(const FurtherChannels& further) {
    boost::json::array out;
    for (const auto& [channel, address] : further) out.push_back({{"channel", channel}, {"address", address}});
    return boost::json::serialize(out);
}

FurtherChannels further_channels_from(std::string_view text) {
    FurtherChannels out;
    const auto json = parse_json(text);
    if (!json) return out;
    for (const auto& one : items_at(*json, ""))
        out.emplace_back(text_at(one, "/channel"), text_at(one, "/address"));
    return out;
}

void put_link(std::string& text, std::string_view link) {
    for (auto at = text.find(kLinkPlace); at != std::string::npos; at = text.find(kLinkPlace, at + link.size()))
        text.replace(at, kLinkPlace.size(), link);
}

}  // namespace crosswalk
