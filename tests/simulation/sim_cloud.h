// All accounts behind the Sender port, and everything that goes wrong between them and us.
#pragma once

#include "connector/ports/sender.h"
#include "sim_channel.h"
#include "sim_tool.h"

#include <climits>
#include <deque>
#include <functional>
#include <memory>

namespace crosswalk::simulation {

class SimCloud : public Sender {
public:
    SimCloud(Chance& chance, std::uint64_t seed) : chance_(chance), channel_(seed) {}

    SimTool& add(std::unique_ptr<SimTool>);
    SimTool& tool(std::string_view name) { return *tools_.find(name)->second; }
    const std::map<std::string, std::unique_ptr<SimTool>, std::less<>>& tools() const { return tools_; }
    std::int64_t rows_written() const;
    SimChannel& channel() { return channel_; }
    const SimChannel& channel() const { return channel_; }

    // While it answers false, the process that would send is dead.
    std::function<bool()> alive = [] { return true; };
    // Allows this many calls from now on. Beyond them every call is refused for a while, so that a world that
    // does not come to rest ends.
    void allow_calls(int calls) { calls_left_ = calls; }
    bool calls_used_up() const { return calls_left_ <= 0; }
    // The latest calls, oldest first.
    const std::deque<std::string>& latest_calls() const { return latest_calls_; }
    // Told of every call and its answer.
    std::function<void(const std::string&)> overheard = [](const std::string&) {};
    void be_reliable() { reliable_ = true; }
    // The token in use is worth nothing from now on.
    void rotate_token(std::string_view tool) { stale_tokens_.insert(std::string(tool)); }

    Result<HttpResponse> send(std::string_view connection, const HttpRequest&) override;
    void forget_credential(std::string_view connection) override {
        stale_tokens_.erase(std::string(connection));
    }
    void stop() override {}

private:
    Result<HttpResponse> answer(std::string_view connection, const HttpRequest&);
    Chance& chance_;
    SimChannel channel_;
    std::map<std::string, std::unique_ptr<SimTool>, std::less<>> tools_{};
    std::set<std::string> stale_tokens_{};
    std::deque<std::string> latest_calls_{};
    int calls_left_ = INT_MAX;
    bool reliable_ = false;
};

}  // namespace crosswalk::simulation
