// tests/support/service_process.h - the real program, started by a test with a folder, secrets and ports of
// its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/wire.h"

namespace crosswalk::doubles {

// A folder that goes when it goes.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::string& path() const { return path_; }
    // Writes a file into it; gives its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::string path_;
};

struct Finished {
    int exit_code{-1};  // -1: a signal, or never started
    std::string out{};
    std::string err{};
};

// Runs to its end, at most `limit`, then it is killed.
Finished run_program(
    const std::vector<std::string>& command,
    const Pairs& environment = {},
    std::chrono::milliseconds limit = std::chrono::seconds(30)
);

class ServiceProcess {
public:
    // `PROGRAM serve --config CONFIG`; its logs go to files in `folder`.
    ServiceProcess(std::string program, std::string config, std::string folder, Pairs environment);
    ~ServiceProcess();  // kills what still runs
    ServiceProcess(const ServiceProcess&) = delete;
    ServiceProcess& operator=(const ServiceProcess&) = delete;

    // False when it ended, or did not print its ports in time; `log()` says why.
    bool start(std::chrono::milliseconds limit = std::chrono::seconds(30));
    int terminate(
        std::chrono::milliseconds limit = std::chrono::seconds(15)
    );               // SIGTERM; the exit code, -1 when late
    void kill();     // SIGKILL
    void hang_up();  // SIGHUP: what a terminal that closes sends
    bool running();
    pid_t pid() const { return pid_; }  // -1 when it does not run

    const std::string& public_url() const { return public_url_; }
    const std::string& admin_url() const { return admin_url_; }
    std::string log() const;
    // `PROGRAM words... --config CONFIG`
    Finished command(std::vector<std::string> words) const;

private:
    const std::string program_, config_, folder_;
    const Pairs environment_;
    pid_t pid_{-1};
    std::string public_url_, admin_url_;
};

}  // namespace crosswalk::doubles
