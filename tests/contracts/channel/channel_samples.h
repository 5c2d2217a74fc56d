// tests/contracts/channel/channel_samples.h - for each channel what the suite cannot make up: its answers, and how
// what a person sees is found in a request. A new channel adds one row to channel_samples.cpp.
#pragma once

#include "adapters/registry.h"

namespace crosswalk::test {

struct ChannelSample {
    std::string_view vendor{};
    Connection connection{};
    std::string address{};
    HttpResponse taken{};            // the channel took a message
    std::string id{};                // its id, where the channel makes one; empty: ours, or one made of it
    std::string earlier{};           // the id of a message to be written over
    HttpResponse taken_over{};       // the answer when it was
    HttpResponse nobody{};           // there is no such receiver; status 0: the channel has but one
    HttpResponse bad_credentials{};
    std::vector<int> passing = {408, 429, 500, 502, 503, 504};  // statuses that pass by themselves
    // What a person reads, as they see it; a complaint where a part could be taken for markup.
    std::string (*shown)(const HttpRequest&) = nullptr;
    // What is over one of the channel's limits; empty: nothing.
    std::string (*over_limit)(const HttpRequest&) = nullptr;
    std::vector<std::string> clicks{};  // fixture files that hold the body of one delivery
};

const ChannelSample& channel_sample_of(const Adapter&);

}  // namespace crosswalk::test
