// What vendors call us with: every adapter's and channel's decode, over one registry.
#include "tests/adapters/fixtures.h"
#include "tests/contracts/adapter/samples.h"
#include "tests/contracts/channel/channel_samples.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/told.h"

namespace crosswalk::fuzz {
namespace {

// Those that are called, the declared ones last.
std::vector<const Adapter*> called_adapters() {
    std::vector<const Adapter*> out;
    for (const Adapter* adapter : test::known_adapters())
        if (adapter->decode != nullptr) out.push_back(adapter);
    return out;
}

Connection connection_of(const Adapter& adapter) {
    if (adapter.manifest.channel) return test::channel_sample_of(adapter).connection;
    return test::sample_of(adapter).connection;
}

std::string told_by(const Result<std::vector<InboundEvent>>& events) {
    if (!events) return text_of(events.error());
    std::string out;
    for (const InboundEvent& one : *events) out.append(text_of(one)).append("\n");
    return out;
}

// No word of a delivery may be worth more than so many bytes of news, beside what each event repeats.
constexpr std::size_t kTold = 200'000;

void decode_once(std::string_view bytes) {
    Input input(bytes);
    static const auto all = called_adapters();
    const Adapter& adapter = *all[input.choice(all.size())];
    const Connection connection = connection_of(adapter);
    const Delivery delivery{.method = "POST", .target = "/hooks/tool", .body = std::string(input.rest()),
                            .received_at = Millis(std::chrono::seconds(1'790'000'000))};
    const auto events = adapter.decode(delivery, connection);
    const auto again = adapter.decode(delivery, connection);
    const std::string told = told_by(events);
    require(told == told_by(again), "the same delivery tells the same", told);
    if (!events) return check(events.error());
    require(!events->empty(), "what is readable tells something");
    require(events->size() <= 8 + delivery.body.size() / 2, "events are no more than what was sent",
            std::to_string(events->size()));
    require(told.size() <= kTold + 300 * delivery.body.size(), "news is not much longer than what was sent",
            std::to_string(told.size()));
    for (const InboundEvent& one : *events) check(adapter.manifest, one);
}

std::vector<std::string> deliveries_for_seeds() {
    std::vector<std::string> out;
    const auto all = called_adapters();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Manifest& manifest = all[i]->manifest;
        std::vector<std::string> bodies;
        if (manifest.channel)
            for (const auto& file : test::channel_sample_of(*all[i]).clicks) bodies.push_back(test::fixture(file));
        else
            bodies = test::deliveries_of(test::sample_of(*all[i]));
        for (const SeedFile& file : files_below("tests/fixtures/" + std::string(manifest.vendor)))
            if (bodies.size() < 60 && file.bytes.size() < 20'000) bodies.push_back(file.bytes);
        for (const std::string& body : bodies) out.push_back(choose(i) + body);
    }
    return out;
}

}  // namespace

const Harness kDecode{"decode", decode_once, deliveries_for_seeds, 4'000};

}  // namespace crosswalk::fuzz
