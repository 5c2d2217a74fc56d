#include "sim_cloud.h"

#include "connector/contract/json_read.h"

namespace crosswalk::simulation {
namespace {

namespace json = boost::json;

// What may happen to one call, in percent; the rest goes well.
enum class Trouble {
    none,
    limited,
    busy,
    lost_on_the_way,
    answer_lost,
    failed_while_answering,
    partial,
    repeated
};
constexpr std::pair<Trouble, int> kTroubles[] = {
    {Trouble::limited, 3},
    {Trouble::busy, 2},
    {Trouble::lost_on_the_way, 3},
    {Trouble::answer_lost, 4},
    {Trouble::failed_while_answering, 2},
    {Trouble::partial, 5},
    {Trouble::repeated, 2}};

constexpr std::size_t kCallsKept = 6;

Trouble draw(Chance& chance) {
    int left = static_cast<int>(chance.below(100));
    for (const auto& [trouble, likely] : kTroubles)
        if ((left -= likely) < 0) return trouble;
    return Trouble::none;
}

Fault no_answer() {
    return {"send.no_answer", "No answer came in time.", "It is looked at again by itself."};
}

// The page of a poll whose cursor does not move, or an answer that shows a record twice.
std::string repeat(const json::value& question, const std::string& answer) {
    auto body = *parse_json(answer);
    auto& page = body.as_object();
    auto* rows = page.if_contains("records");
    if (rows == nullptr || rows->as_array().empty()) return answer;
    if (const auto since = value_at(question, "/since")) {
        page["cursor"] = *since;
        page["more"] = true;
    } else {
        rows->as_array().push_back(json::value(rows->as_array().front()));
    }
    return json::serialize(body);
}

}  // namespace

SimTool& SimCloud::add(std::unique_ptr<SimTool> tool) {
    const std::string name = tool->habits().name;
    return *(tools_[name] = std::move(tool));
}

std::int64_t SimCloud::rows_written() const {
    std::int64_t rows = 0;
    for (const auto& [name, tool] : tools_) rows += tool->rows_written();
    return rows;
}

Result<HttpResponse> SimCloud::send(std::string_view connection, const HttpRequest& request) {
    auto answered = answer(connection, request);
    std::string call =
        std::string(connection) + " " + request.path + " " + request.body + " => " +
        (answered ? std::to_string(answered->status) + " " + answered->body : answered.error().code);
    overheard(call);
    latest_calls_.push_back(std::move(call));
    if (latest_calls_.size() > kCallsKept) latest_calls_.pop_front();
    return answered;
}

Result<HttpResponse> SimCloud::answer(std::string_view connection, const HttpRequest& request) {
    if (!alive()) return Fault{"send.unreachable", "The process is dead.", ""};
    if (calls_left_ <= 0) return HttpResponse{429, {{"Retry-After", "86400"}}, "{}"};
    --calls_left_;
    if (connection == kChat) return channel_.tell(request, reliable_);
    if (stale_tokens_.contains(std::string(connection))) return HttpResponse{401, {}, "{}"};
    const Trouble trouble = reliable_ ? Trouble::none : draw(chance_);
    if (trouble == Trouble::limited)
        return HttpResponse{429, {{"Retry-After", std::to_string(chance_.between(1, 90))}}, "{}"};
    if (trouble == Trouble::busy) return HttpResponse{503, {}, "{}"};
    const auto question = parse_json(request.body);
    if (trouble == Trouble::lost_on_the_way) {
        tool(connection).lost(*question);
        return no_answer();
    }
    const bool reads = request.path.starts_with("/read/");
    const std::string kind = request.path.substr(reads ? 6 : 7);
    std::optional<std::size_t> silent;
    if (trouble == Trouble::partial) silent = chance_.below(8);
    SimTool& account = tool(connection);
    std::string body = reads ? account.read(kind, *question, silent) : account.write(kind, *question, silent);
    if (trouble == Trouble::repeated) body = repeat(*question, body);
    if (trouble == Trouble::answer_lost) return no_answer();
    if (trouble == Trouble::failed_while_answering) return HttpResponse{500, {}, "{}"};
    account.answered(body);
    return HttpResponse{200, {}, std::move(body)};
}

}  // namespace crosswalk::simulation
