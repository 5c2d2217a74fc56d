// A channel of our own making: what it was told stands in the account's calls, and it does what a story asks of it.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/ports/sender.h"

#include <functional>
#include <set>

namespace crosswalk {

const Adapter& toy_channel_adapter();
const Adapter& toy_incidents_adapter();  // keeps incidents, each closed by a message that is written over it

// A webhook body: a click on a notice, or what became of a message.
std::string toy_click(
    std::string_view token, std::string_view verb, std::string_view reason = {}, std::string_view key = {}, std::string_view by = {}
);
std::string toy_receipt(std::string_view message, std::string_view code = {});

struct ToldMessage {
    std::string channel{}, id{}, address{}, subject{}, body{}, link{}, token{}, replaces{};
    std::vector<std::string> reasons{};
};

// Channels behind the Sender port; whoever is no channel is asked of `others`.
class ToyChannels : public Sender {
public:
    explicit ToyChannels(Sender& others) : others_(others) {}
    std::vector<ToldMessage> told{};
    std::map<std::string, std::string, std::less<>> refuses{};  // by address: with this code
    std::set<std::string, std::less<>> dead{};                  // channels that answer nothing
    std::set<std::string, std::less<>> revoked{};               // channels that say 200 and no
    int refused = 0;                                            // by those
    std::set<std::string, std::less<>> names{"chat", "post"};
    std::function<void()> meanwhile{};                          // happens between the act and its answer

    Result<HttpResponse> send(std::string_view connection, const HttpRequest&) override;
    void forget_credential(std::string_view connection) override { others_.forget_credential(connection); }
    void stop() override {}

private:
    Sender& others_;
};

}  // namespace crosswalk
