// crosswalk-chaos: kill -9 of the real program at random moments under load, and what an auditor says
// afterwards.
#include "tests/bench/house.h"
#include "tests/chaos/auditor.h"
#include "tests/support/hubspot_double.h"
#include "tests/support/salesforce_double.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <random>
#include <thread>

namespace crosswalk::chaos {
namespace {

using bench::House;
using std::chrono::milliseconds;

struct Options {
    std::string program = CROSSWALK_PROGRAM, folder = "/var/tmp";
    int rounds = 15;
    std::uint64_t seed = 0;
};
constexpr std::size_t kLeads = 100, kEventsInARound = 150;

class Chaos {
public:
    explicit Chaos(const Options& options)
        : options_(options),
          chance_(options.seed),
          folder_(options.folder),
          salesforce_({.client_id = "bench", .client_secret = "bench"}),
          hubspot_("bench"),
          house_({options.program, folder_.path(), salesforce_.url(), hubspot_.url()}) {
        hubspot_.add_property(
            {.name = std::string(bench::kScore), .label = "Score", .type = "number", .field_type = "number"}
        );
        hubspot_.add_property({.name = std::string(bench::kStage), .label = "Stage"});
        hubspot_.limit_calls(0);
        for (std::size_t i = 0; i < kLeads; ++i) {
            salesforce_.add_lead(
                {{"LastName", "Lead " + std::to_string(i)}, {"Company", "Example"}, {"Email", email_of(i)}}
            );
            hubspot_.add_contact({{"email", email_of(i)}}, bench::hubspot_id(i));
        }
    }

    // The number of rounds in which something was wrong.
    int run() {
        int bad = 0;
        for (int round = 1; round <= options_.rounds; ++round) {
            if (round % 10 == 0) kill_while_starting();
            house_.start();
            check_books();
            kill_under_load();
            add(auditor_.missing_in_journal(house_.store_file()));
            look_at_salesforce();
            if (!wrong_.empty()) ++bad;
            tell("round " + std::to_string(round));
        }
        finish();
        if (!wrong_.empty()) ++bad;
        tell("in the end");
        return bad;
    }

    std::size_t acknowledged() const { return auditor_.acknowledged_count(); }
    void keep() { folder_.keep(); }

private:
    int random(int from, int to) { return std::uniform_int_distribution<int>(from, to)(chance_); }

    void kill_while_starting() {
        bench::Child starting(
            {options_.program, "serve", "--config", folder_.path() + "/crosswalk.yaml"}, house_.error_file()
        );
        std::this_thread::sleep_for(milliseconds(random(0, 200)));
    }

    // What was not answered last time goes first, as a vendor's retry would.
    std::vector<Sent*> next_events() {
        auto events = auditor_.unanswered();
        while (events.size() < kEventsInARound) {
            const auto lead = static_cast<std::size_t>(random(0, static_cast<int>(kLeads) - 1));
            last_ms_ = std::max(last_ms_ + 1, bench::now_ms() - static_cast<std::int64_t>(kEventsInARound));
            Sent& sent = auditor_.rise(lead, last_ms_);
            hubspot_.edit_contact(bench::hubspot_id(lead), {{std::string(bench::kScore), sent.event.value}});
            events.push_back(&sent);
        }
        return events;
    }

    void kill_under_load() {
        const auto events = next_events();
        std::vector<std::string> requests;
        for (const Sent* sent : events)
            requests.push_back(bench::signed_request(bench::event_body(sent->event), bench::now_ms()));
        bench::LoadPlan plan;
        plan.port = house_.port();
        plan.connections = 8;
        plan.requests = requests.size();
        plan.rate = random(0, 2) == 0 ? 0 : 500;
        plan.stop_when_broken = true;
        plan.request = [&](std::size_t i) -> std::string_view { return requests[i]; };
        plan.answered = [&](std::size_t i, int status, std::string_view) {
            if (status == 200)
                auditor_.acknowledged(*events[i]);
            else
                wrong_.push_back("a good delivery was answered " + std::to_string(status));
        };
        const int moment = random(0, 500);
        std::jthread killer([this, moment] {
            std::this_thread::sleep_for(milliseconds(moment));
            house_.kill();
        });
        bench::run_load(plan);
    }

    void check_books() {
        const auto books = house_.ask({"books"});
        const auto sum = [&](std::string_view book, std::initializer_list<const char*> words) {
            std::int64_t total = 0;
            for (const char* word : words) total += bench::booked(books, book, word);
            return total;
        };
        const auto balance = [&](std::string_view book, std::int64_t parts) {
            const auto total = bench::booked(books, book, "total");
            if (total < 0 || total != parts)
                wrong_.push_back(
                    "the book of " + std::string(book) + " does not balance: " + std::to_string(parts) +
                    " of " + std::to_string(total)
                );
        };
        balance("deliveries", sum("deliveries", {"decoded", "duplicate", "undecodable", "waiting"}));
        balance(
            "changes",
            sum("changes", {"applied", "duplicate", "echo", "superseded", "irrelevant", "parked", "waiting"})
        );
        balance(
            "writes", sum("writes", {"applied", "merged", "withdrawn", "parked", "in_flight", "waiting"})
        );
    }

    void look_at_salesforce() {
        add(auditor_.older_at_vendor(salesforce_.calls()));
        salesforce_.forget_calls();
        hubspot_.forget_calls();
    }

    void finish() {
        house_.start();
        if (!house_.drained(std::chrono::minutes(2)))
            wrong_.push_back("something still waits after two minutes");
        check_books();
        const auto parked = house_.ask({"parked", "list"});
        const auto* list = parked.is_object() ? parked.get_object().if_contains("parked") : nullptr;
        if (list == nullptr || !list->is_array() || !list->get_array().empty())
            wrong_.push_back("something is parked: " + boost::json::serialize(parked).substr(0, 1'000));
        if (house_.stop() != 0) wrong_.push_back("the program did not end well");
        add(auditor_.missing_in_journal(house_.store_file()));
        look_at_salesforce();
        add(auditor_.not_arrived(salesforce_.records("Lead")));
    }

    void add(std::vector<std::string> sentences) {
        wrong_.insert(
            wrong_.end(), std::make_move_iterator(sentences.begin()), std::make_move_iterator(sentences.end())
        );
    }

    void tell(const std::string& when) {
        for (std::size_t i = 0; i < wrong_.size() && i < 10; ++i)
            std::cout << when << ": " << wrong_[i] << '\n';
        if (wrong_.size() > 10) std::cout << when << ": and " << wrong_.size() - 10 << " more\n";
        wrong_.clear();
    }

    Options options_;
    std::mt19937_64 chance_;
    bench::TemporaryFolder folder_;
    doubles::SalesforceDouble salesforce_;
    doubles::HubSpotDouble hubspot_;
    House house_;
    Auditor auditor_{kLeads};
    std::vector<std::string> wrong_{};
    std::int64_t last_ms_ = 0;
};

}  // namespace
}  // namespace crosswalk::chaos

int main(int argc, char** argv) {
    using namespace crosswalk::chaos;
    CLI::App app{
        "Kills a real crosswalk at random moments under load; exit status 0 only if nothing acknowledged was "
        "lost."};
    Options options;
    options.seed = std::random_device{}();
    app.add_option("--crosswalk", options.program, "the binary to kill")->check(CLI::ExistingFile);
    app.add_option("--folder", options.folder, "where the store is put")->check(CLI::ExistingDirectory);
    app.add_option("--rounds", options.rounds, "how often")->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "the same moments again, as far as the machine allows");
    CLI11_PARSE(app, argc, argv);
    std::cout << "seed " << options.seed << std::endl;
    try {
        Chaos chaos(options);
        const int bad = chaos.run();
        std::cout << options.rounds << " rounds, " << chaos.acknowledged() << " deliveries acknowledged, "
                  << bad << " rounds with something wrong" << std::endl;
        if (bad > 0) chaos.keep();
        return bad == 0 && chaos.acknowledged() > 0 ? 0 : 1;
    } catch (const std::exception& error) {
        std::cout << "chaos could not go on: " << error.what() << std::endl;
        return 1;
    }
}
