// tests/bench/measures.h - what is measured. Each function prints its own JSON lines.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace crosswalk::bench {

struct Settings {
    std::string program{};  // the crosswalk binary
    std::string itself{};   // this program, to start the bare server in a process of its own
    std::string folder{};   // on the disk that is meant
    std::string other{};    // the build folder of another version, measured in turn with this one; may be empty
    bool quick = false;     // a tenth of everything: shows that it works, not how fast it is

    std::size_t scaled(std::size_t full) const { return quick ? full / 10 : full; }
};

void measure_disk(const Settings&);
void measure_acks(const Settings&);       // durable acks at 1, 16, 64, 256 connections, against a bare server
void measure_open_loop(const Settings&);  // 1,000 a second, whatever the answers do
void measure_drain(const Settings&);      // how fast what waits is worked off; memory while it does
void measure_flood(const Settings&);        // 64 connections for 20 s: what is taken, and when it is written
void measure_slow_vendor(const Settings&);  // records a second where Salesforce takes its time
void measure_latency(const Settings&);    // received to written, urgent and score
void measure_calls(const Settings&);      // Salesforce calls for 10,000 score changes over 2,000 leads
void measure_cpu(const Settings&);        // per event, the whole way, with a small and with a large store
void measure_against(const Settings&);    // the same, in turn with the other build
void measure_score(const Settings&);      // what-if over 1,000,000 stored engagements
void measure_memory(const Settings&);     // at start, and with 200,000 waiting events

struct Measure {
    std::string name{}, what{};
    void (*run)(const Settings&) = nullptr;
};
const std::vector<Measure>& measures();

// The bare server's process: prints its port, ends when its standard input closes.
int run_bare_server();

}  // namespace crosswalk::bench
