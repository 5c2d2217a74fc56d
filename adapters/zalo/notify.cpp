#include "adapters/zalo/error_table.h"
#include "adapters/zalo/internal.h"
#include "connector/contract/notice_shape.h"
#include "connector/contract/notice_text.h"

namespace crosswalk::zalo {
namespace {

namespace json = boost::json;

// A longer text is refused, not cut (sheet); a template's parameters are from memory.
constexpr std::size_t kText = 2'000, kParameter = 400;

// The link comes first of what may not be cut.
std::string text_of(const NoticeMessage& message) {
    const std::string link = message.link.empty() ? "" : "\n\n" + message.link;
    const std::size_t taken = std::min(text_length(link, TextUnit::utf16), kText / 2);
    return cut_text(plain_text(message, LinkIn::button), kText - taken, TextUnit::utf16) +
           cut_text(link, taken, TextUnit::utf16);
}

HttpRequest text_to(const NoticeMessage& message) {
    return send_json(
        "POST",
        "/v3.0/oa/message/cs",
        json::object{{"recipient", {{"user_id", message.address}}}, {"message", {{"text", text_of(message)}}}}
    );
}

// For whoever has not written to the account lately; by phone number.
HttpRequest template_to(const NoticeMessage& message, std::string_view template_id) {
    const auto parameter = [](std::string_view text) { return cut_text(one_line(text), kParameter); };
    HttpRequest out = send_json(
        "POST",
        "/message/template",
        json::object{
            {"phone", message.address},
            {"template_id", template_id},
            {"template_data",
             {{"subject", parameter(message.subject)}, {"body", parameter(message.body)}, {"link", message.link}}},
            {"tracking_id", message.id}}
    );
    out.host = kTemplates;
    return out;
}

HttpRequest post(const NoticeMessage& message, const Connection& connection) {
    const std::string_view template_id = connection.setting(kTemplateId);
    return template_id.empty() ? text_to(message) : template_to(message, template_id);
}

bool has_error(const Answer& answer, bool none) {
    const std::string code = scalar_at(answer.body, "/error");
    return !code.empty() && (code == "0") == none;
}

bool says_no(const Answer& answer) { return has_error(answer, false); }

std::string id_in(const NoticeMessage&, const Answer& answer) {
    if (!has_error(answer, true)) return {};
    const std::string id = scalar_at(answer.body, "/data/message_id");
    return id.empty() ? scalar_at(answer.body, "/data/msg_id") : id;
}

const NoticeShape kNotices{
    .post = post,
    .id_in = id_in,
    .says_no = says_no,
    .errors = {.code_at = "/error", .message_at = "/message"},
    .error_rules = kErrorRules};

}  // namespace

Operation<NoticeBatch, WriteReport> notify_operation() { return {build_notices<kNotices>, parse_notice<kNotices>}; }

}  // namespace crosswalk::zalo
