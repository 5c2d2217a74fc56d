#include "adapters/zalo/internal.h"

namespace crosswalk::zalo {
namespace {

Fault not_an_event(std::string what) {
    return {
        "zalo.not_an_event",
        "Zalo sent something that is no event of an Official Account: " + std::move(what) + ".",
        "Check that the app's webhook alone points here; drop this."};
}

}  // namespace

// Decisions are made behind the link, so an event tells at most that a message arrived or was seen.
Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto event = parse_json(delivery.body);
    if (!event) return not_an_event(event.error().what);
    const std::string_view name = text_at(*event, "/event_name");
    if (name.empty()) return not_an_event("it has no event_name");
    std::vector<InboundEvent> out;
    if (name == "user_received_message" || name == "user_seen_message")
        for (const auto& ids : {scalars_at(*event, "/message/msg_ids/*"), scalars_at(*event, "/message/msg_id")})
            for (const std::string& id : ids)
                out.push_back(NoticeReceipt{
                    .message = id, .outcome = {.verdict = Verdict::applied}, .event_key = std::string(name) + "/" + id});
    if (out.empty()) out.push_back(Handshake{.what = std::string(name)});
    return out;
}

}  // namespace crosswalk::zalo
