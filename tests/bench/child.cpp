#include "tests/bench/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace crosswalk::bench {
namespace {

pid_t start(const std::vector<std::string>& command, int output, int error) {
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    ::dup2(output, STDOUT_FILENO);
    if (error >= 0) ::dup2(error, STDERR_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

int exit_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

}  // namespace

Child::Child(const std::vector<std::string>& command, const std::string& error_file) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const int error = ::open(error_file.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
    pid_ = start(command, ends[1], error);
    output_ = ends[0];
    ::close(ends[1]);
    if (error >= 0) ::close(error);
}

Child::~Child() {
    if (running()) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, &status_, 0);
    }
    ::close(output_);
}

std::string Child::first_line(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::string line;
    for (char byte = 0; std::chrono::steady_clock::now() < until;) {
        pollfd wait{output_, POLLIN, 0};
        if (::poll(&wait, 1, 100) <= 0) continue;
        if (::read(output_, &byte, 1) != 1 || byte == '\n') return line;
        line += byte;
    }
    return line;
}

void Child::send(int signal) {
    if (running()) ::kill(pid_, signal);
}

bool Child::running() {
    if (!ended_ && pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == pid_) ended_ = true;
    return pid_ > 0 && !ended_;
}

int Child::wait(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (running()) {
        if (std::chrono::steady_clock::now() >= until) return -1;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return exit_of(status_);
}

double Child::cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string text;
    std::getline(file, text);
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream rest(text.substr(name_end + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    double user = 0, system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::int64_t Child::resident_kib() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6));
    return 0;
}

std::string output_of(const std::vector<std::string>& command, int& exit) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const pid_t child = start(command, ends[1], -1);
    ::close(ends[1]);
    std::string output;
    char bytes[4096];
    for (ssize_t n; (n = ::read(ends[0], bytes, sizeof bytes)) > 0;)
        output.append(bytes, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    exit = exit_of(status);
    return output;
}

TemporaryFolder::TemporaryFolder(const std::string& below) {
    std::string name = below + "/crosswalk.XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made in " + below);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!keep_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace crosswalk::bench
