#include "connector/app/daemon/serve.h"

#include "connector/app/admin/admin.h"
#include "connector/app/admin/control_socket.h"
#include "connector/app/cli/inspect.h"
#include "connector/app/daemon/callback_page.h"
#include "connector/app/daemon/decision_page.h"
#include "connector/app/daemon/doorbell.h"
#include "connector/app/daemon/memory.h"
#include "connector/app/daemon/published_keys.h"
#include "connector/app/admin/refused.h"
#include "connector/app/cli/setup.h"
#include "connector/app/admin/store_notes.h"
#include "connector/app/daemon/runtime.h"
#include "webhooks/intake/intake.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kDrainEdge{3'000}, kDrainAdmin{1'000}, kDrainEngine{3'000};
constexpr unsigned kLastResort = 9;  // seconds until the process ends whatever hangs
constexpr rlim_t kDescriptors = 16'384;
constexpr int kEdgeThreads = 2;
// Descriptors that are not for callers: the store, the vendors, the admin side.
constexpr rlim_t kOwnDescriptors = 512;
// A TLS connection takes some 60 kB whether it is idle or not.
constexpr std::size_t kTlsConnections = 1'000;

// Whoever has fewer descriptors than five thousand callers need takes fewer callers.
rlim_t descriptors_for_callers() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kOwnDescriptors;
    return limit.rlim_cur > 2 * kOwnDescriptors ? limit.rlim_cur - kOwnDescriptors : limit.rlim_cur / 2;
}

class Running final : public Service {
public:
    Running(const Config& config, Log& log) : config_(config), log_(log) {}
    ~Running() override { stop(); }

    Result<void> begin(std::vector<Finding>& findings) {
        auto shop = Runtime::open(config_, log_, Runtime::Use::serve, findings);
        if (!shop) return shop.error();
        shop_ = std::move(*shop);
        make_intake();
        if (auto opened = open_edge(); !opened) return opened.error();
        if (auto opened = open_admin(); !opened) return opened.error();
        auto control = ControlSocket::listen(config_.store_path, [this](const CommandRequest& request) {
            return run_command(shop_->admin(), request);
        });
        if (!control) return control.error();
        control_ = std::move(*control);
        shop_->engine().start();
        if (const auto lost = lost_commits(shop_->admin()); lost && *lost) log_.write(Level::error, **lost);
        return {};
    }

    std::string public_address() const override { return edge_->address(); }
    std::string admin_address() const override { return admin_server_->address(); }

    void look_around() override {
        memory_.look(edge_->bytes_in_use() + admin_server_->bytes_in_use());
        const auto writable = shop_->store().writable();
        if (writable.has_value() == was_writable_) return;
        was_writable_ = writable.has_value();
        if (was_writable_)
            log_.write(Level::info, "The store takes writes again.");
        else
            log_.write(
                Level::error,
                "The store takes no writes; vendors are asked to come again later.",
                {{"code", writable.error().code},
                 {"what", writable.error().what},
                 {"remedy", writable.error().remedy}}
            );
    }

    void stop() override {
        if (stopped_) return;
        stopped_ = true;
        if (edge_) edge_->stop(kDrainEdge);
        control_.reset();
        if (admin_) admin_->let_go();
        if (admin_server_) admin_server_->stop(kDrainAdmin);
        if (shop_) shop_->engine().stop(kDrainEngine);
        doorbell_->lead_to(nullptr);
        edge_.reset();
        admin_server_.reset();
        admin_.reset();
        page_.reset();
        callback_.reset();
        intake_.reset();
        shop_.reset();
    }

private:
    void make_intake() {
        doorbell_->lead_to(&shop_->engine());
        WebhookEndpoints hooks = hooks_of(config_);
        auto keys = make_key_cache(hooks, shop_->clock(), log_);
        intake_ = std::make_unique<Intake>(
            std::move(hooks),
            shop_->store(),
            shop_->clock(),
            [doorbell = doorbell_] { doorbell->ring(); },
            IntakeParts{.scrubber = shop_->scrubber(), .keys = std::move(keys), .pace = &shop_->engine().pace()}
        );
        page_ = std::make_unique<DecisionPage>(shop_->admin());
        callback_ = std::make_unique<CallbackPage>(shop_->admin(), log_);
        shop_->admin().refused = [intake = intake_.get()] { return intake->refused(); };
    }

    ServerLimits edge_limits() const {
        const Intake* const intake = intake_.get();
        ServerLimits limits;
        limits.body_limit = [intake](std::string_view target) { return intake->body_limit(target); };
        limits.early_answer = [intake](const ServerRequest& head) { return intake->early_answer(head); };
        limits.on_refused = [intake](std::string_view method, std::string_view target, int status) {
            intake->note_refused(method, target, status);
        };
        limits.busy_answer = [intake](std::string_view method, std::string_view target) {
            return intake->busy_answer(method, target);
        };
        if (!config_.tls_certificate.empty()) limits.connections = kTlsConnections;
        limits.connections = std::min<std::size_t>(limits.connections, descriptors_for_callers());
        return limits;
    }

    Result<void> open_edge() {
        auto server = HttpServer::start(
            config_.listen,
            [intake = intake_.get(), page = page_.get(), back = callback_.get()](ServerRequest request, Respond respond) {
                if (DecisionPage::is_for(request.target)) return page->handle(std::move(request), std::move(respond));
                if (CallbackPage::is_for(request.target)) return back->handle(std::move(request), std::move(respond));
                intake->handle(std::move(request), std::move(respond));
            },
            CallbackPage::let_in(DecisionPage::let_in(edge_limits())),
            {config_.tls_certificate, config_.tls_key},
            kEdgeThreads
        );
        if (!server) return server.error();
        edge_ = std::move(*server);
        return {};
    }

    Result<void> open_admin() {
        admin_ = std::make_unique<Admin>(shop_->admin(), [this] { return edge_numbers(); });
        ServerLimits limits;
        limits.body_bytes = 65'536;
        // Mapping files come whole.
        limits.body_limit = [](std::string_view target) -> std::size_t {
            return target.starts_with("/api/v1/mapping/") ? 1'048'576 : 65'536;
        };
        limits.bytes_in_flight = 8 * 1'048'576;
        limits.connections = 256;
        limits.early_answer = [admin = admin_.get()](const ServerRequest& head) {
            return admin->early_answer(head);
        };
        const bool tls = !is_loopback_address(config_.admin) && !config_.behind_tls_proxy;
        auto server = HttpServer::start(
            config_.admin,
            [admin = admin_.get()](ServerRequest request, Respond respond) {
                admin->handle(std::move(request), std::move(respond));
            },
            limits,
            tls ? ServerTls{config_.tls_certificate, config_.tls_key} : ServerTls{}
        );
        if (!server) return server.error();
        admin_server_ = std::move(*server);
        shop_->admin().console_url = console_url(config_, admin_server_->address());
        admin_->open(allowed_hosts(admin_server_->address(), config_.admin_hosts));
        return {};
    }

    std::vector<MetricFamily> edge_numbers() const {
        const IntakeCounts& counts = intake_->counts();
        MetricFamily taken{
            "crosswalk_intake_total", "Deliveries at the public edge since the start.", MetricKind::counter};
        for (const auto& [outcome, count] :
             {std::pair{"accepted", &counts.accepted},
              std::pair{"forged", &counts.forged},
              std::pair{"stale", &counts.stale},
              std::pair{"refused", &counts.refused}})
            taken.samples.push_back({{{"outcome", outcome}}, static_cast<double>(count->load())});
        MetricFamily open{"crosswalk_open_connections", "Connections open at the public edge."};
        open.samples.push_back({{}, static_cast<double>(edge_->open_connections())});
        return {taken, open, refused_family(intake_->refused())};
    }

    const Config config_;
    Log& log_;
    std::shared_ptr<Doorbell> doorbell_ = std::make_shared<Doorbell>();
    std::unique_ptr<Runtime> shop_{};
    std::unique_ptr<Intake> intake_{};
    std::unique_ptr<DecisionPage> page_{};
    std::unique_ptr<CallbackPage> callback_{};
    std::unique_ptr<HttpServer> edge_{}, admin_server_{};
    std::unique_ptr<Admin> admin_{};
    std::unique_ptr<ControlSocket> control_{};
    MemoryReturn memory_{};
    bool was_writable_ = true, stopped_ = false;
};

sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

// Five thousand callers are more than most shells allow.
void allow_many_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kDescriptors) return;
    limit.rlim_cur = std::min(limit.rlim_max, kDescriptors);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Result<std::unique_ptr<Service>> Service::start(
    const Config& config, Log& log, std::vector<Finding>& findings
) {
    auto running = std::make_unique<Running>(config, log);
    if (auto begun = running->begin(findings); !begun) return begun.error();
    return std::unique_ptr<Service>(std::move(running));
}

void hold_ending_signals() {
    const sigset_t signals = ending_signals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int serve(const Config& config, Log& log, std::ostream& out, std::ostream& err) {
    keep_large_blocks_apart();
    hold_ending_signals();
    const sigset_t signals = ending_signals();
    std::signal(SIGPIPE, SIG_IGN);
    ::umask(0077);
    allow_many_descriptors();

    std::vector<Finding> findings;
    auto service = Service::start(config, log, findings);
    for (const Finding& finding : findings) err << printable(finding.text()) << "\n";
    if (!service) {
        err << told(service.error()) << "\n";
        return kNotFine;
    }
    out << R"({"listening": {"public": ")" << (*service)->public_address() << R"(", "admin": ")"
        << (*service)->admin_address() << R"("}})" << std::endl;
    log.write(
        Level::info,
        "Crosswalk is listening.",
        {{"public", (*service)->public_address()},
         {"admin", (*service)->admin_address()},
         {"version", CROSSWALK_VERSION}}
    );
    const timespec second{.tv_sec = 1, .tv_nsec = 0};
    // A terminal that closes (SIGHUP) is no reason to end.
    for (int signal = 0; signal != SIGTERM && signal != SIGINT; (*service)->look_around()) {
        signal = ::sigtimedwait(&signals, nullptr, &second);
        if (signal == SIGHUP)
            log.write(
                Level::info,
                "SIGHUP is ignored. New mapping files are used with `crosswalk mapping activate`, a new "
                "configuration after a restart."
            );
    }
    log.write(Level::info, "Crosswalk stops: nothing more is taken, what is in hand is finished.");
    std::signal(SIGALRM, [](int) { ::_exit(0); });
    ::alarm(kLastResort);
    (*service)->stop();
    service->reset();
    ::alarm(0);
    log.write(Level::info, "Crosswalk has stopped.");
    return kFine;
}

}  // namespace crosswalk
