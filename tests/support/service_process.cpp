#include "tests/support/service_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace crosswalk::doubles {

namespace {

using Clock = std::chrono::steady_clock;

std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// Output goes to files: a pipe that nobody empties would stop the program.
pid_t start_program(
    const std::vector<std::string>& command,
    const Pairs& environment,
    const std::string& out,
    const std::string& err
) {
    std::vector<std::string> settings;
    for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
    for (char** one = environ; *one; ++one) settings.emplace_back(*one);
    std::vector<char*> arguments, variables;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    for (const auto& setting : settings) variables.push_back(const_cast<char*>(setting.c_str()));
    arguments.push_back(nullptr);
    variables.push_back(nullptr);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const int to_err = ::open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(nothing, 0);
        ::dup2(to_out, 1);
        ::dup2(to_err, 2);
        ::execve(arguments[0], arguments.data(), variables.data());
        ::_exit(127);
    }
    for (const int handle : {nothing, to_out, to_err}) ::close(handle);
    return pid;
}

// The exit code, or nothing while it runs.
std::optional<int> ended(pid_t pid) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) != pid) return std::nullopt;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::optional<int> wait_for_end(pid_t pid, std::chrono::milliseconds limit) {
    const auto end = Clock::now() + limit;
    for (;;) {
        if (const auto code = ended(pid)) return code;
        if (Clock::now() >= end) return std::nullopt;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void kill_and_reap(pid_t pid) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "crosswalk-test.XXXXXX").string();
    if (!::mkdtemp(path.data())) throw std::runtime_error("no temporary folder could be made");
    path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
    const std::string path = path_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

Finished run_program(
    const std::vector<std::string>& command, const Pairs& environment, std::chrono::milliseconds limit
) {
    const TemporaryFolder folder;
    const pid_t pid = start_program(command, environment, folder.path() + "/out", folder.path() + "/err");
    Finished done;
    if (const auto code = wait_for_end(pid, limit))
        done.exit_code = *code;
    else
        kill_and_reap(pid);
    done.out = file_text(folder.path() + "/out");
    done.err = file_text(folder.path() + "/err");
    return done;
}

ServiceProcess::ServiceProcess(std::string program, std::string config, std::string folder, Pairs environment)
    : program_(std::move(program)),
      config_(std::move(config)),
      folder_(std::move(folder)),
      environment_(std::move(environment)) {}

ServiceProcess::~ServiceProcess() { kill(); }

bool ServiceProcess::start(std::chrono::milliseconds limit) {
    const std::string out = folder_ + "/serve.out";
    pid_ = start_program({program_, "serve", "--config", config_}, environment_, out, folder_ + "/serve.log");
    const auto end = Clock::now() + limit;
    while (Clock::now() < end && running()) {
        const std::string text = file_text(out);
        const auto parsed =
            text.find('\n') == std::string::npos ? std::nullopt : parse_json(text.substr(0, text.find('\n')));
        const auto* listening =
            parsed && parsed->is_object() ? member(parsed->get_object(), "listening") : nullptr;
        if (listening && listening->is_object()) {
            public_url_ = "http://" + text_of(listening->get_object(), "public");
            admin_url_ = "http://" + text_of(listening->get_object(), "admin");
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

bool ServiceProcess::running() {
    if (pid_ > 0 && ended(pid_)) pid_ = -1;
    return pid_ > 0;
}

int ServiceProcess::terminate(std::chrono::milliseconds limit) {
    if (pid_ <= 0) return -1;
    ::kill(pid_, SIGTERM);
    const auto code = wait_for_end(pid_, limit);
    if (!code) return -1;
    pid_ = -1;
    return *code;
}

void ServiceProcess::hang_up() {
    if (pid_ > 0) ::kill(pid_, SIGHUP);
}

void ServiceProcess::kill() {
    if (pid_ > 0) kill_and_reap(pid_);
    pid_ = -1;
}

std::string ServiceProcess::log() const {
    return file_text(folder_ + "/serve.log") + file_text(folder_ + "/serve.out");
}

Finished ServiceProcess::command(std::vector<std::string> words) const {
    words.insert(words.begin(), program_);
    words.insert(words.end(), {"--config", config_});
    return run_program(words, environment_);
}

}  // namespace crosswalk::doubles
