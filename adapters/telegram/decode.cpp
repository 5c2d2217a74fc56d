#include "adapters/telegram/internal.h"
#include "connector/contract/notice_shape.h"

namespace crosswalk::telegram {
namespace {

Fault not_an_update(std::string what) {
    return {
        "telegram.not_an_update",
        "Telegram sent something that is no update of a bot: " + std::move(what) + ".",
        "Check that no other program uses this webhook; drop this."};
}

std::string name_of(const boost::json::value& person) {
    std::string out(text_at(person, "/first_name"));
    const std::string_view last = text_at(person, "/last_name");
    if (!last.empty()) out.append(out.empty() ? "" : " ").append(last);
    return out;
}

Result<std::vector<InboundEvent>> tapped(const boost::json::value& query) {
    std::string_view data = text_at(query, "/data");
    const bool accepts = data.starts_with(kAccept);
    Decision out{
        .verb = accepts ? "accept" : "reject",
        .by = scalar_at(query, "/from/id"),
        .message = message_id(scalar_at(query, "/message/chat/id"), scalar_at(query, "/message/message_id")),
        .event_key = scalar_at(query, "/id")};
    if ((!accepts && !data.starts_with(kReject)) || out.by.empty() || out.event_key.empty())
        return not_an_update("a button of another kind");
    if (const auto* from = value_at(query, "/from")) out.name = name_of(*from);
    data.remove_prefix(kAccept.size());
    const auto end = data.find(kBetween);
    out.token = data.substr(0, end);
    if (!accepts && end != std::string_view::npos) out.reason = data.substr(end + 1);
    if (out.token.empty()) return not_an_update("a button without a token");
    return std::vector<InboundEvent>{std::move(out)};
}

}  // namespace

// What is no tap (somebody started the bot, or wrote to it) tells nothing about a lead.
Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto update = parse_json(delivery.body);
    if (!update) return not_an_update(update.error().what);
    if (scalar_at(*update, "/update_id").empty()) return not_an_update("it has no update_id");
    if (const auto* query = value_at(*update, "/callback_query")) return tapped(*query);
    return std::vector<InboundEvent>{Handshake{.what = "update"}};
}

}  // namespace crosswalk::telegram
