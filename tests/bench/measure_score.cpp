// A score of our own, counted anew from all that people did.
#include "tests/bench/house.h"
#include "tests/bench/measures.h"
#include "tests/bench/numbers.h"

#include <chrono>
#include <stdexcept>

namespace crosswalk::bench {

void measure_score(const Settings& settings) {
    const std::size_t people = settings.scaled(20'000), events = settings.scaled(1'000'000);
    const TemporaryFolder folder(settings.folder);
    House house({settings.program, folder.path(), "http://127.0.0.1:9", "http://127.0.0.1:9"});
    house.seed_leads(people);
    house.seed_engagements(events);
    house.start();
    const auto idle = house.process().resident_kib();
    const double worked = house.process().cpu_seconds();
    const auto begun = std::chrono::steady_clock::now();
    const auto answer = house.ask({"what-if", house.write_scored_mapping()});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const auto* scored = answer.is_object() ? answer.get_object().if_contains("fields") : nullptr;
    if (scored == nullptr || !scored->is_object() || !scored->get_object().contains("own_score"))
        throw std::runtime_error("what-if did not count the score: " + boost::json::serialize(answer));
    report(
        "score_what_if",
        {{"engagements", events},
         {"people", people},
         {"people_scored", scored->at("own_score").at("people")},
         {"seconds", rounded(took.count())},
         {"cpu_seconds", rounded(house.process().cpu_seconds() - worked)},
         {"memory_idle_mb", rounded(static_cast<double>(idle) / 1024)},
         {"memory_after_mb", rounded(static_cast<double>(house.process().resident_kib()) / 1024)}}
    );
    house.stop();
}

}  // namespace crosswalk::bench
