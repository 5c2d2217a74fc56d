#include "connector/app/cli/command_sender.h"

#include "connector/app/admin/control_socket.h"
#include "connector/app/cli/relay_sender.h"
#include "connector/app/cli/setup.h"
#include "connector/contract/json_read.h"
#include "connector/sync/retry.h"

#include <algorithm>
#include <thread>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
// Of one call: longer waits (a daily quota) are told, not waited for.
constexpr milliseconds kMostPatience{60'000}, kLongestNap{1'000};

class CommandSender final : public Sender {
public:
    CommandSender(
        const Config& config, const Clock& clock, std::unique_ptr<Sender> vendors, TakeCall take, Sleep sleep
    )
        : config_(config),
          clock_(clock),
          vendors_(std::move(vendors)),
          take_(std::move(take)),
          sleep_(std::move(sleep)) {}

    Result<HttpResponse> send(std::string_view connection, const HttpRequest& request) override {
        const ConnectionConfig* config = config_.connection(connection);
        if (config == nullptr) return vendors_->send(connection, request);
        const Manifest& vendor = config->adapter->manifest;
        CallBudgets& own = budgets_.try_emplace(config->name, vendor).first->second;
        for (milliseconds waited{0};;) {
            waited += wait_for_turn(own, config->name, request, kMostPatience - waited);
            auto response = vendors_->send(connection, request);
            own.ended(request, response ? &*response : nullptr, clock_.steady());
            if (!response) return response;
            const auto no = verdict_on_refusal(vendor, *response);
            if (!no || no->verdict != Verdict::retry) return response;
            const milliseconds wait = no->wait.value_or(std::chrono::seconds{1});
            if (wait + waited > kMostPatience) return response;
            waited += std::max(wait, kLongestNap);
            sleep_(std::max(wait, kLongestNap));
        }
    }
    void forget_credential(std::string_view connection) override { vendors_->forget_credential(connection); }
    std::string scrubbed(std::string words) const override { return vendors_->scrubbed(std::move(words)); }
    void stop() override { vendors_->stop(); }

private:
    const Config& config_;
    const Clock& clock_;
    const std::unique_ptr<Sender> vendors_;
    const TakeCall take_;
    const Sleep sleep_;
    std::map<std::string, CallBudgets, std::less<>> budgets_{};

    // How long it took. A service that never has room is not waited for longer than `most`.
    milliseconds wait_for_turn(
        CallBudgets& own, const std::string& connection, const HttpRequest& request, milliseconds most
    ) {
        milliseconds waited{0};
        for (;;) {
            auto wait = own.take(request, clock_.steady());
            if (wait.count() == 0) wait = take_(connection, request.path).value_or(milliseconds{0});
            if (wait.count() <= 0 || waited >= most) return waited;
            const auto nap = std::min(wait, kLongestNap);
            sleep_(nap);
            waited += nap;
        }
    }
};

std::optional<milliseconds> ask_for_call(
    const std::string& store_path, const std::string& connection, const std::string& path
) {
    const auto answered =
        ask_service(store_path, {"call take", boost::json::object{{"connection", connection}, {"path", path}}, ""});
    if (!answered || !*answered || (*answered)->exit != kFine) return std::nullopt;
    const auto* wait = value_at((*answered)->data, "/wait_ms");
    if (wait == nullptr || !wait->is_int64()) return std::nullopt;
    return milliseconds{wait->get_int64()};
}

}  // namespace

std::unique_ptr<Sender> make_command_sender(
    const Config& config, const Clock& clock, std::unique_ptr<Sender> vendors, TakeCall take, Sleep sleep
) {
    return std::make_unique<CommandSender>(config, clock, std::move(vendors), std::move(take), std::move(sleep));
}

std::unique_ptr<Sender> make_command_sender(const Config& config, Clock& clock, Log& log) {
    return make_command_sender(
        config,
        clock,
        make_relay_sender(config, make_sender(config, clock, log, nullptr)),
        [&config](const std::string& connection, const std::string& path) {
            return ask_for_call(config.store_path, connection, path);
        },
        [](milliseconds time) { std::this_thread::sleep_for(time); }
    );
}

}  // namespace crosswalk
