#include "tests/support/activecampaign_answers.h"

#include <charconv>

namespace crosswalk::doubles::activecampaign {

namespace json = boost::json;

Answer reply(int status, json::object body) {
    Answer out;
    out.status = status;
    out.body = json::serialize(body);
    return out;
}

Answer no_result(const std::string& what, const std::string& id) {
    return reply(404, {{"message", "No Result found for " + what + " with id " + id}});
}

Answer missing_attribute(const char* pointer) {
    const json::object source{{"pointer", pointer}};
    return reply(
        422, {{"errors", json::array{{{"status", 422}, {"title", "Missing attribute"}, {"source", source}}}}}
    );
}

Answer duplicate_email() {
    const json::object source{{"pointer", "/data/attributes/email"}};
    const json::object error{
        {"title", "Email address already exists in the system"},
        {"detail", ""},
        {"code", "duplicate"},
        {"source", source}};
    return reply(422, {{"errors", json::array{error}}});
}

int to_int(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

std::string loose_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    return value.is_null() ? std::string() : json::serialize(value);
}

std::optional<json::object> wrapped(const Call& call, const char* name) {
    const auto body = parse_json(call.body);
    if (!body || !body->is_object()) return std::nullopt;
    const auto* inner = member(body->get_object(), name);
    if (!inner || !inner->is_object()) return std::nullopt;
    return inner->get_object();
}

}  // namespace crosswalk::doubles::activecampaign
