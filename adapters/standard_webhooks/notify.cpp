#include "adapters/standard_webhooks/internal.h"
#include "connector/contract/notice_shape.h"
#include "connector/contract/notice_text.h"

#include <algorithm>

namespace crosswalk::standard_webhooks {
namespace {

namespace json = boost::json;

constexpr std::size_t kEventBytes = 20'000;  // sheet, payload advice
constexpr std::size_t kFacts = 50, kReasons = 50;

// A point would end the id within what is signed.
std::string event_id(const NoticeMessage& message) {
    std::string out = one_line(message.id);
    std::ranges::replace(out, '.', '-');
    return out;
}

std::string event(const NoticeMessage& message, std::size_t part) {
    json::array facts, reasons;
    for (std::size_t i = 0; i < message.facts.size() && i < kFacts; ++i)
        facts.push_back(
            {{"label", cut_text(message.facts[i].label, part)}, {"value", cut_text(message.facts[i].value, part)}}
        );
    for (std::size_t i = 0; i < message.reasons.size() && i < kReasons; ++i)
        reasons.push_back({{"code", message.reasons[i].code}, {"label", cut_text(message.reasons[i].label, part)}});
    return json::serialize(
        json::object{
            {"specversion", "1.0"},
            {"id", event_id(message)},
            {"source", "/crosswalk"},
            {"type", "crosswalk" ".notice"},  // apart, since it is no code of a fault
            {"datacontenttype", "application/json"},
            {"data",
             {{"to", message.address},
              {"language", message.language},
              {"subject", cut_text(message.subject, part)},
              {"body", cut_text(message.body, part)},
              {"facts", std::move(facts)},
              {"link", message.link},
              {"reasons", std::move(reasons)}}}}
    );
}

HttpRequest post(const NoticeMessage& message, const Connection&) {
    HttpRequest out{.method = "POST", .path = "/"};
    out.headers["Content-Type"] = "application/cloudevents+json; charset=UTF-8";
    out.headers[std::string(kId)] = event_id(message);
    out.body = within_bytes(kEventBytes, [&](std::size_t part) { return event(message, part); });
    return out;
}

std::string id_in(const NoticeMessage& message, const Answer&) { return event_id(message); }

const NoticeShape kNotices{.post = post, .id_in = id_in};

}  // namespace

Operation<NoticeBatch, WriteReport> notify_operation() { return {build_notices<kNotices>, parse_notice<kNotices>}; }

}  // namespace crosswalk::standard_webhooks
