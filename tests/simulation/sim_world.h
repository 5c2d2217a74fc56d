// The whole engine behind its ports, and the world around it, from one seed.
#pragma once

#include "connector/io/store_sqlite/sqlite_store.h"
#include "connector/run/engine/engine.h"
#include "actions.h"
#include "tests/durability/crash_disk.h"

namespace crosswalk::simulation {

struct Plan {
    std::uint64_t seed = 1;
    int actions = 100;  // of people; the engine takes a few steps between two of them
    Manners manners{};
    bool crashes = true, clock_jumps = true, compares = true;
    bool verbose = false;
};

class SilentLog : public Log {
public:
    void write(Level, std::string_view, std::initializer_list<std::pair<std::string_view, std::string_view>>)
        override {}
};

class SimWorld {
public:
    explicit SimWorld(const Plan&);
    ~SimWorld();

    // People, tools and the engine do as the seed has it.
    void live();
    // Faults end, everything under way arrives, and time passes until nothing is due.
    void come_to_rest();
    // Every webhook ever delivered comes once more, all of them.
    void hear_everything_again();

    const SimCloud& cloud() const { return cloud_; }
    const Oracle& oracle() const { return oracle_; }
    Oracle& oracle() { return oracle_; }
    // What still moved when the time given to one rest was over; empty: the world came to rest.
    const std::string& restless() const { return restless_; }
    // Reads the store; the unit must not change anything.
    void look(const Unit&);

private:
    void add_tools();
    void open();
    void restart();
    void one_step();
    void engine_step();
    void hand_over(bool due_or_not);
    void look_after_it();
    // Sales: the chat is told, and somebody clicks.
    void chat_step();
    void click(const std::string& body);
    void check_notice(const std::string& notice);
    bool acknowledge(const Letter&);
    void settle(std::chrono::milliseconds pause, int times);
    void run_until_idle();
    void say(const std::string& what) const;

    Plan plan_;
    Chance chance_;
    SimClock clock_;
    Oracle oracle_{};
    PostOffice post_;
    SimCloud cloud_;
    Actions actions_;
    SilentLog log_{};
    CrashDisk disk_{"simulated"};
    std::size_t units_a_commit_ = 64;
    std::unique_ptr<Store> store_{};
    std::unique_ptr<Engine> engine_{};
    std::string restless_{};
};

}  // namespace crosswalk::simulation
