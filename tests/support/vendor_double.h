// tests/support/vendor_double.h - a vendor that lives on a free loopback port and can be told a short story.
// A vendor's own behaviour is in the classes derived from this one; a plain VendorDouble knows only its
// plans.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/wire.h"

namespace crosswalk::doubles {

// One request as it arrived, and the status it got.
struct Call {
    std::string method{};
    std::string target{};  // as sent: path and query
    std::string path{};    // without the query, not decoded
    Pairs query{};
    Pairs headers{};
    std::string body{};
    int status{};

    std::string header(std::string_view name) const;  // "" when absent
    std::optional<std::string> asked(std::string_view query_name) const;
};

// How an answer ends. `cut`: the length is promised, half is sent. `dropped`: the socket closes without an
// answer. `silent`: nothing comes until the caller hangs up.
enum class Ending { whole, cut, dropped, silent };

struct Answer {
    int status{200};
    std::string body{};
    Pairs headers{};
    std::string content_type{"application/json;charset=UTF-8"};
    Ending ending{Ending::whole};
    bool unplanned{false};
};

using Matcher = std::function<bool(const Call&)>;
Matcher any(std::string path_part);
Matcher get(std::string path_part);
Matcher post(std::string path_part);
Matcher patch(std::string path_part);
Matcher put(std::string path_part);
Matcher body_has(std::string text);

class HttpListener;

class VendorDouble {
public:
    // What happens to the calls that match; each reply is given once, in order, unless `always` follows.
    class Plan {
    public:
        Plan& reply(int status, std::string body = {}, Pairs headers = {});
        Plan& reply(Answer);
        Plan& after_doing_it();  // the vendor does its work first, then answers so: a lost answer
        Plan& always();

    private:
        friend class VendorDouble;
        struct Steps {
            std::vector<Matcher> matchers{};
            std::vector<Answer> answers{};
            std::size_t next{};
            bool works{};
            bool repeats{};
        };
        Plan(VendorDouble& owner, std::shared_ptr<Steps> steps) : owner_(owner), steps_(std::move(steps)) {}
        VendorDouble& owner_;
        std::shared_ptr<Steps> steps_;
    };

    VendorDouble();
    virtual ~VendorDouble();
    VendorDouble(const VendorDouble&) = delete;
    VendorDouble& operator=(const VendorDouble&) = delete;

    // Port 0 takes a free one. Throws when the port is taken.
    void start(int port = 0);
    // Cuts open connections and waits for their threads. Called by every destructor.
    void stop();
    int port() const;
    std::string url() const;

    template <class... Matchers>
    Plan when(Matchers... matchers) {
        return add_plan({Matcher(std::move(matchers))...});
    }
    void fail_next(std::string path_part, int status, std::string body = {}, Pairs headers = {});
    // From now on only plans answer; everything else is 501 and remembered as unplanned.
    void otherwise_fail();
    void set_latency(std::chrono::milliseconds);
    // Epoch milliseconds; the system's clock unless set.
    void set_clock(std::function<std::int64_t()>);

    std::vector<Call> calls() const;
    std::size_t count(const Matcher&) const;
    void forget_calls();
    // "METHOD target" of each call that neither a plan nor the vendor's behaviour knew.
    std::vector<std::string> unplanned_calls() const;
    // Asks again after every call until it holds; false when the time is up.
    bool wait_until(const std::function<bool()>&, std::chrono::milliseconds limit = std::chrono::seconds(10))
        const;

protected:
    // The vendor's own behaviour; runs under `mutex_`. The plain double knows nothing.
    virtual Answer answer(const Call&);
    static Answer unplanned();
    std::int64_t now_ms() const;

    mutable std::recursive_mutex mutex_;  // guards the state of the derived class too

private:
    Plan add_plan(std::vector<Matcher>);
    Answer handle(Call);
    std::optional<Answer> planned(const Call&);
    void remember(Call, const Answer&);

    std::unique_ptr<HttpListener> listener_;
    std::vector<std::shared_ptr<Plan::Steps>> plans_;
    bool strict_{};
    std::atomic<std::int64_t> latency_ms_{};
    std::function<std::int64_t()> clock_;
    std::vector<Call> calls_;
    std::vector<std::string> unplanned_;
};

}  // namespace crosswalk::doubles
