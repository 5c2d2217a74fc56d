#include "connector/contract/notice_shape.h"

namespace crosswalk {

Calls calls_for(
    const NoticeShape& shape, const NoticeBatch& batch, const Connection& connection, WriteReport& report
) {
    Calls out;
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
        const NoticeMessage& message = batch.messages[i];
        if (message.replaces.empty())
            out.push_back({.request = shape.post(message, connection), .rows = {i}});
        else if (shape.replace != nullptr)
            out.push_back({.request = shape.replace(message, connection), .rows = {i}});
        else
            report[i] = {.verdict = Verdict::applied, .id = VendorId{message.replaces}};
    }
    return out;
}

void read_report(
    const NoticeShape& shape, const NoticeBatch& batch, const Call& call, const Answer& answer, WriteReport& report
) {
    for (const std::size_t i : call.rows) {
        const NoticeMessage& message = batch.messages[i];
        if (!answer.ok()) {
            report[i] = *answer.error;
        } else if (shape.says_no != nullptr && shape.says_no(answer)) {
            report[i] = refusal_in(shape.errors, shape.error_rules, answer.body, "no_code");
        } else if (auto id = shape.id_in(message, answer); !id.empty()) {
            report[i] = {.verdict = Verdict::applied, .id = VendorId{std::move(id)}};
        }
    }
}

MessagePlace place_of_message(std::string_view id) {
    const auto slash = id.rfind('/');
    if (slash == std::string_view::npos) return {.message = id};
    return {id.substr(0, slash), id.substr(slash + 1)};
}

std::string message_id(std::string_view receiver, std::string_view message) {
    return message.empty() ? std::string() : std::string(receiver).append("/").append(message);
}

}  // namespace crosswalk
