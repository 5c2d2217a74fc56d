#include "sim_channel.h"

#include "connector/contract/json_read.h"

namespace crosswalk::simulation {
namespace {

constexpr std::string_view kVerbs[] = {"accept", "accept", "reject", "contact"};
constexpr std::string_view kWhy[] = {"budget", "timing", "not_a_fit", "weather"};  // the last is none

}  // namespace

Result<HttpResponse> SimChannel::tell(const HttpRequest& request, bool reliable) {
    const Fault no_answer{"send.no_answer", "No answer came in time.", "It is sent again by itself."};
    const auto luck = reliable ? 100 : chance_.below(100);
    if (luck < 4) return HttpResponse{503, {}, "{}"};
    if (luck < 7) return no_answer;  // it did not arrive
    const auto body = parse_json(request.body);
    if (!body) return HttpResponse{400, {}, "{}"};
    about_to_tell(std::string(text_at(*body, "/id")));
    if (const auto token = text_at(*body, "/token"); !token.empty()) tokens_.emplace_back(token);
    ++told_;
    if (luck < 11) return no_answer;  // it did
    return HttpResponse{
        200, {}, boost::json::serialize(boost::json::object{{"id", "m" + std::to_string(told_)}})};
}

std::optional<std::string> SimChannel::click() {
    if (tokens_.empty()) return std::nullopt;
    if (!clicks_.empty() && chance_.percent(20)) return chance_.pick(clicks_);
    const std::string_view verb = chance_.pick(kVerbs);
    const auto token = chance_.percent(3) ? std::string("forged") : chance_.pick(tokens_);
    boost::json::object click{
        {"token", token}, {"verb", verb}, {"key", "c" + std::to_string(++pressed_)}};
    if (verb == "reject") click["reason"] = chance_.pick(kWhy);
    return boost::json::serialize(click);
}

}  // namespace crosswalk::simulation
