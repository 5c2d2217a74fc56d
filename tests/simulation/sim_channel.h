// The chat in which Sales is told of leads, and clicks; with luck of its own, so that it changes nothing else.
#pragma once

#include "chance.h"
#include "connector/ports/sender.h"

#include <functional>
#include <optional>
#include <vector>

namespace crosswalk::simulation {

inline constexpr std::string_view kChat = "chat";

class SimChannel {
public:
    explicit SimChannel(std::uint64_t seed) : chance_(seed) {}

    // One notice. Told before it is taken: `about_to_tell` may look whether it should be.
    Result<HttpResponse> tell(const HttpRequest&, bool reliable);
    std::function<void(const std::string& notice)> about_to_tell = [](const std::string&) {};

    // Somebody clicks on a message that asks, now and then on one that was clicked on before: the webhook's body.
    std::optional<std::string> click();
    // It was taken; the clicks that were.
    void clicked(const std::string& body) { clicks_.push_back(body); }
    const std::vector<std::string>& clicks() const { return clicks_; }
    Chance& chance() { return chance_; }
    std::int64_t told() const { return told_; }

private:
    Chance chance_;
    std::vector<std::string> tokens_{}, clicks_{};
    std::int64_t told_ = 0;
    int pressed_ = 0;
};

}  // namespace crosswalk::simulation
