#include "toy_channel.h"

#include "connector/contract/json_read.h"

namespace crosswalk {
namespace {

namespace json = boost::json;

constexpr ErrorRule kChannelRules[] = {
    {"NO_SUCH_ADDRESS", Verdict::refused, "Correct the address in handoff.yaml."},
    {"http_503", Verdict::retry, "It is down for a moment."},
    {"REVOKED", Verdict::reconnect, "Connect it anew."},
};

Result<std::vector<InboundEvent>> decode_channel(const Delivery& delivery, const Connection&) {
    const auto body = parse_json(delivery.body);
    if (!body) return body.error();
    if (const auto message = text_at(*body, "/message"); !message.empty()) {
        NoticeReceipt told{.message = std::string(message), .outcome = {.verdict = Verdict::applied}};
        if (const auto code = text_at(*body, "/code"); !code.empty()) told.outcome = classify(kChannelRules, code, "Gone.");
        return std::vector<InboundEvent>{told};
    }
    return std::vector<InboundEvent>{Decision{
        .token = std::string(text_at(*body, "/token")),
        .verb = std::string(text_at(*body, "/verb")),
        .reason = std::string(text_at(*body, "/reason")),
        .by = std::string(text_at(*body, "/by")),
        .event_key = std::string(text_at(*body, "/key"))}};
}

Result<Calls> build_notices(const NoticeBatch& batch, const Connection&, WriteReport&) {
    Calls calls;
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
        const NoticeMessage& one = batch.messages[i];
        json::array reasons;
        for (const NoticeReason& reason : one.reasons) reasons.emplace_back(reason.code);
        const json::object body{
            {"id", one.id},
            {"address", one.address},
            {"subject", one.subject},
            {"body", one.body},
            {"link", one.link},
            {"token", one.token},
            {"reasons", std::move(reasons)},
            {"replaces", one.replaces}};
        calls.push_back({.request = send_json("POST", "/tell", body), .rows = {i}});
    }
    return calls;
}

Result<Calls> parse_notices(const NoticeBatch&, const Connection&, const Call& call, const Answer& answer, WriteReport& out) {
    for (const std::size_t row : call.rows)
        out[row] = !answer.ok() ? *answer.error
                   : text_at(answer.body, "/code").empty()
                       ? Outcome{.verdict = Verdict::applied, .id = VendorId{scalar_at(answer.body, "/id")}}
                       : classify(kChannelRules, text_at(answer.body, "/code"), "Revoked.");
    return Calls{};
}

}  // namespace

static Adapter channel_with(ChannelPlan plan) {
    return {
        .manifest =
            {.vendor = "toychannel",
             .title = "Toy channel",
             .errors = {.code_at = "/code", .message_at = "/message"},
             .error_rules = kChannelRules,
             .channel = plan},
        .decode = decode_channel,
        .notify = {build_notices, parse_notices}};
}

const Adapter& toy_channel_adapter() {
    static const Adapter adapter = channel_with({.messages = 4});
    return adapter;
}

const Adapter& toy_incidents_adapter() {
    static const Adapter adapter = channel_with({.messages = 4, .replaces = true});
    return adapter;
}

std::string toy_click(
    std::string_view token, std::string_view verb, std::string_view reason, std::string_view key, std::string_view by
) {
    return json::serialize(json::object{{"token", token}, {"verb", verb}, {"reason", reason}, {"key", key}, {"by", by}});
}

std::string toy_receipt(std::string_view message, std::string_view code) {
    return json::serialize(json::object{{"message", message}, {"code", code}});
}

Result<HttpResponse> ToyChannels::send(std::string_view connection, const HttpRequest& request) {
    if (!names.contains(connection)) return others_.send(connection, request);
    if (revoked.contains(connection)) {
        ++refused;
        return HttpResponse{200, {}, R"({"code":"REVOKED"})"};
    }
    if (dead.contains(connection)) return HttpResponse{503, {}, R"({"message":"Down."})"};
    const auto body = *parse_json(request.body);
    const std::string address(text_at(body, "/address"));
    if (const auto no = refuses.find(address); no != refuses.end())
        return HttpResponse{400, {}, json::serialize(json::object{{"code", no->second}, {"message", "Nobody there."}})};
    ToldMessage one{
        .channel = std::string(connection),
        .id = "m" + std::to_string(told.size() + 1),
        .address = address,
        .subject = std::string(text_at(body, "/subject")),
        .body = std::string(text_at(body, "/body")),
        .link = std::string(text_at(body, "/link")),
        .token = std::string(text_at(body, "/token")),
        .replaces = std::string(text_at(body, "/replaces"))};
    for (const auto& reason : items_at(body, "/reasons")) one.reasons.emplace_back(reason.as_string());
    const std::string id = one.id;
    told.push_back(std::move(one));
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return HttpResponse{200, {}, json::serialize(json::object{{"id", id}})};
}

}  // namespace crosswalk
