#include "sim_world.h"

#include "sim_adapter.h"
#include "sim_mapping.h"
#include "tests/run/toy_channel.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace crosswalk::simulation {
namespace {

using namespace std::chrono_literals;

// Of the store only the lock lies on a real disk.
std::string store_path() {
    return (std::filesystem::temp_directory_path() / ("crosswalk-simulated-" + std::to_string(::getpid())))
        .string();
}

constexpr std::pair<std::string_view, std::chrono::minutes> kPolls[] = {
    {"crm", 20min}, {"hub", 45min}, {"mail", 5min}};

// What one rest may take. Worlds that do come to rest need less than a tenth of it.
constexpr int kMostRounds = 2'000, kMostCalls = 5'000;

}  // namespace

SimWorld::SimWorld(const Plan& plan)
    : plan_(plan),
      chance_(plan.seed),
      clock_(plan.seed + 1),
      post_(clock_, chance_),
      cloud_(chance_, plan.seed + 2),
      actions_(cloud_, oracle_, chance_, plan.manners) {
    plan_.clock_jumps = plan_.clock_jumps && chance_.percent(40);
    add_tools();
    cloud_.alive = [this] { return !disk_.dead(); };
    if (plan.verbose) cloud_.overheard = [this](const std::string& call) { say(call); };
    cloud_.channel().about_to_tell = [this](const std::string& notice) { check_notice(notice); };
    const std::size_t sizes[] = {1, 4, 64};
    units_a_commit_ = chance_.pick(sizes);
    open();
    for (int left = chance_.between(3, 6); left > 0; --left) actions_.arrive();
}

SimWorld::~SimWorld() {
    engine_.reset();
    store_.reset();
    std::filesystem::remove(store_path() + ".lock");
}

void SimWorld::add_tools() {
    for (const std::string_view name : kTools) {
        using Tells = Habits::Tells;
        using Dates = Habits::Dates;
        constexpr Tells kTells[] = {Tells::changed, Tells::everything, Tells::only_the_id};
        constexpr Dates kDates[] = {Dates::each_field, Dates::the_record};
        Habits habits{
            .name = std::string(name),
            .email = std::string(place_of("email", name)),
            .consent = std::string(place_of("consent_email", name))};
        habits.names_what_it_refuses = chance_.percent(50);
        habits.precision = chance_.percent(40) ? Precision::seconds : Precision::milliseconds;
        habits.tells = chance_.pick(kTells);
        habits.dates = chance_.pick(kDates);
        habits.one_record_an_address = name == "hub";
        habits.further_addresses = name == "hub";
        habits.names_deliveries = name == "hub";
        habits.proof = name == "mail" ? "confirmed" : name == "hub" ? "form" : "";
        cloud_.add(std::make_unique<SimTool>(std::move(habits), clock_, post_, oracle_));
    }
}

void SimWorld::say(const std::string& what) const {
    if (!plan_.verbose) return;
    std::printf("%10s  %s\n", seconds(clock_.truth()).c_str(), what.c_str());
}

// The writer of the store has a thread of its own, but whoever asks it waits: one thing happens at a time.
// What shares a commit depends on the seed, never on how fast this machine is.
void SimWorld::open() {
    auto opened = open_sqlite(
        {.path = store_path(),
         .vfs = "simulated",
         .single_connection = true,
         .max_units_per_commit = units_a_commit_,
         .max_commit_time = 1h,
         .checkpoint_pages = 200,
         .idle_after = 1h}
    );
    if (!opened) return oracle_.complain("the store does not open after a crash: " + opened.error().what);
    store_ = std::move(*opened);
    std::vector<ConnectionSetup> setups;
    for (const auto& [name, every] : kPolls)
        setups.push_back(
            {.connection = {.name = std::string(name)},
             .adapter = &sim_adapter(),
             .mode = Mode::live,
             .poll = every}
        );
    setups.push_back(
        {.connection = {.name = std::string(kChat)},
         .adapter = &toy_channel_adapter(),
         .mode = Mode::live,
         .channel = true}
    );
    engine_ = std::make_unique<Engine>(
        EnginePorts{*store_, cloud_, clock_, log_}, std::move(setups), sim_mapping()
    );
}

void SimWorld::restart() {
    say("the power fails; what was not synced is gone");
    engine_.reset();
    store_.reset();
    disk_.come_back(chance_.source());
    clock_.pass(std::chrono::seconds{chance_.between(1, 600)});
    open();
}

void SimWorld::look(const Unit& unit) {
    if (const auto done = store_->read(unit); !done)
        oracle_.complain("the store cannot be read: " + done.error().what);
}

bool SimWorld::acknowledge(const Letter& letter) {
    const NewEvent event{
        .connection = letter.tool,
        .delivery = {.method = "POST", .target = "/", .body = letter.body, .received_at = clock_.now()},
        .delivery_id = letter.id};
    return run_one(
               *store_,
               [&](Transaction& tx) -> Result<void> {
                   const auto kept = tx.journal.append(event);
                   if (!kept) return kept.error();
                   return {};
               }
    ).has_value();
}

void SimWorld::hand_over(bool due_or_not) {
    auto letter = post_.next(due_or_not);
    if (!letter) return;
    if (!acknowledge(*letter)) return post_.give_back(std::move(*letter));
    say("webhook of " + letter->tool + " " + letter->body);
    // "This record changed" tells of no deed: whoever reads the record may come too late for it. Nor does a
    // whole record that shows "opted out" where that was known: nobody can tell that the person did it once
    // more.
    const bool says_what = letter->body.find("\"some\":true") != std::string::npos ||
                           letter->body.find("\"times\"") != std::string::npos;
    if (!letter->names.empty()) oracle_.named(letter->names);
    for (const std::size_t deed : letter->actions)
        if (says_what) oracle_.told(deed);
    for (const std::size_t edit : letter->edits)
        oracle_.edits().shown(edit, letter->dated, clock_.now(), true);
    post_.delivered(std::move(*letter));
}

void SimWorld::click(const std::string& body) {
    say("a click " + body);
    const NewEvent event{
        .connection = std::string(kChat),
        .delivery = {.method = "POST", .target = "/", .body = body, .received_at = clock_.now()}};
    const auto taken = run_one(*store_, [&](Transaction& tx) -> Result<void> {
        const auto kept = tx.journal.append(event);
        return kept ? Result<void>{} : kept.error();
    });
    if (taken) cloud_.channel().clicked(body);
}

void SimWorld::chat_step() {
    Chance& chance = cloud_.channel().chance();
    if (chance.percent(15)) engine_->notify_step(kChat);
    if (chance.percent(2)) engine_->tick_step();
    if (!chance.percent(2)) return;
    if (const auto body = cloud_.channel().click()) click(*body);
}

// What the store knows as ended, or never heard of, is not told.
void SimWorld::check_notice(const std::string& notice) {
    bool waits = true;
    const auto read = store_->read([&](Transaction& tx) -> Result<void> {
        const auto row = tx.notices.load(notice);
        if (!row) return row.error();
        waits = *row && (*row)->state == NoticeState::queued;
        return {};
    });
    if (read && !waits) oracle_.complain("notice " + notice + " is told, though it has ended");
}

void SimWorld::engine_step() {
    const std::string name(chance_.pick(kTools));
    switch (chance_.below(8)) {
        case 0:
            if (chance_.percent(5)) engine_->tick_step();
            break;
        case 1:
        case 2:
            engine_->enrich_step(name);
            break;
        case 3:
        case 4:
            engine_->deliver_step(name);
            break;
        default:
            if (!engine_->apply_step() && !disk_.dead()) oracle_.all_applied();
    }
}

void SimWorld::one_step() {
    const auto roll = chance_.below(100);
    if (roll < 55)
        engine_step();
    else if (roll < 80)
        hand_over(false);
    else if (roll < 95)
        clock_.pass(std::chrono::milliseconds{chance_.between(1, 8'000)});
    else if (roll < 97)
        clock_.pass(std::chrono::minutes{chance_.between(1, 90)});
    else if (roll < 98 && plan_.clock_jumps)
        clock_.be_wrong_by(std::chrono::seconds{chance_.between(-600, 600)});
    else if (roll < 99)
        cloud_.rotate_token(chance_.pick(kTools));
    else if (plan_.crashes && chance_.percent(60))
        disk_.fail_after(chance_.between(0, 40));
    if (!disk_.dead()) chat_step();
    if (disk_.dead()) restart();
}

void SimWorld::live() {
    for (int deed = 0; deed < plan_.actions && engine_; ++deed) {
        say(actions_.do_something());
        for (int left = chance_.between(0, 12); left > 0 && engine_; --left) one_step();
    }
}

// Like Engine::settle_all, but it says what moves on and on.
void SimWorld::run_until_idle() {
    std::map<std::string, int> moved;
    const auto step = [&](const std::string& what, bool did) {
        if (did) ++moved[what];
        return did;
    };
    cloud_.allow_calls(kMostCalls);
    for (int round = 0; round < kMostRounds && !cloud_.calls_used_up(); ++round) {
        bool did = step("apply", engine_->apply_step());
        did = step("tell", engine_->notify_step(kChat)) || did;
        for (const std::string_view tool : kTools) {
            const std::string name(tool);
            did = step("read " + name, engine_->enrich_step(name)) || did;
            did = step("write " + name, engine_->deliver_step(name)) || did;
        }
        if (!did && !cloud_.calls_used_up()) return;
    }
    restless_ = "the world does not come to rest; steps that did something:";
    for (const auto& [what, times] : moved) restless_ += " " + what + " " + std::to_string(times) + ",";
    restless_ += " the latest calls:";
    for (const std::string& call : cloud_.latest_calls()) restless_ += "\n    " + call;
}

void SimWorld::settle(std::chrono::milliseconds pause, int times) {
    for (; times > 0 && engine_ && restless_.empty(); --times) {
        while (!post_.empty()) hand_over(true);
        run_until_idle();
        oracle_.all_applied();
        clock_.pass(pause);
    }
}

void SimWorld::come_to_rest() {
    if (!engine_) return;
    disk_.fail_after(-1);
    clock_.be_wrong_by(0ms);
    post_.be_reliable();
    cloud_.be_reliable();
    for (const std::string_view name : kTools) cloud_.tool(name).reveal();
    say("everything comes to rest");
    settle(5s, 8);
    settle(3min, 12);
    look_after_it();
    settle(3min, 12);
}

// What an admin does once in a while: puts back in line what waits, and compares every tool.
void SimWorld::look_after_it() {
    (void)engine_->replay({});
    settle(5s, 8);
    if (!plan_.compares) return;
    for (const std::string_view name : kTools)
        if (const auto compared = engine_->compare(name, true); !compared)
            oracle_.complain(std::string(name) + " cannot be compared: " + compared.error().what);
}

void SimWorld::hear_everything_again() {
    post_.repeat_everything();
    for (const std::string& body : std::vector(cloud_.channel().clicks())) click(body);
    settle(1min, 3);
}

}  // namespace crosswalk::simulation
