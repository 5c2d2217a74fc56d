#include "postgres_server.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

namespace crosswalk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReady = "ready to accept connections";

// Debian puts the programs of each version into a folder of its own.
fs::path programs() {
    fs::path newest;
    std::error_code error;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error))
        if (fs::exists(version.path() / "bin" / "initdb") && (newest.empty() || version.path() > newest))
            newest = version.path();
    return newest.empty() ? newest : newest / "bin";
}

const passwd* account() { return ::getuid() == 0 ? ::getpwnam("postgres") : ::getpwuid(::getuid()); }

// The server's account cannot enter a folder that root alone may; and the path of a socket must be short. In memory
// where the machine has room: hundreds of stores are made, of fifty files each, and flushed.
fs::path somewhere() {
    if (::getuid() != 0) return fs::temp_directory_path();
    std::error_code none;
    constexpr std::uintmax_t kEnough = 2'000'000'000;
    const auto memory = fs::space("/dev/shm", none);
    return !none && memory.available > kEnough ? "/dev/shm" : "/tmp";
}

// Reads until the server says that it is ready, or ends.
bool becomes_ready(int output, std::string& said) {
    char buffer[4'096];
    while (said.find(kReady) == std::string::npos) {
        const auto n = ::read(output, buffer, sizeof buffer);
        if (n <= 0) return false;
        said.append(buffer, static_cast<std::size_t>(n));
    }
    return true;
}

// In some containers nobody can become another user.
bool can_run_as_account() {
    if (::getuid() != 0) return true;
    const passwd* other = account();
    const std::string server = (programs() / "postgres").string();
    const pid_t child = ::fork();
    if (child == 0) {
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        if (::setgid(other->pw_gid) != 0 || ::setuid(other->pw_uid) != 0) ::_exit(126);
        ::execl(server.c_str(), server.c_str(), "--version", static_cast<char*>(nullptr));
        ::_exit(127);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && status == 0;
}

// Who says nothing more must not stand still because nobody listens.
void read_on(int output) {
    char buffer[4'096];
    while (::read(output, buffer, sizeof buffer) > 0) {
    }
    ::close(output);
}

}  // namespace

std::string PostgresServer::missing() {
    if (programs().empty()) return "PostgreSQL's server is not installed (Debian: postgresql)";
    if (account() == nullptr) return "there is no account `postgres` to run PostgreSQL's server";
    static const bool runs = can_run_as_account();
    if (!runs) return "programs cannot be run as `postgres` here";
    return "";
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer()
    : programs_(programs()), user_(account()->pw_uid), group_(account()->pw_gid) {
    std::string name = (somewhere() / "crosswalk-pg.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr || ::chown(name.c_str(), user_, group_) != 0)
        ADD_FAILURE() << "no folder can be made for PostgreSQL";
    folder_ = name;
    int status = 0;
    const pid_t made =
        run({(programs_ / "initdb").string(),
             "--pgdata=" + (folder_ / "data").string(),
             "--username=crosswalk",
             "--auth=trust",
             "--encoding=UTF8",
             "--locale=C",
             "--no-sync"},
            -1);
    ::waitpid(made, &status, 0);
    EXPECT_EQ(status, 0) << "initdb failed; may " << account()->pw_name << " write to " << folder_ << "?";
    start();
}

PostgresServer::~PostgresServer() {
    kill();
    fs::remove_all(folder_);
}

// As another user where this one is root, which PostgreSQL refuses. It ends with the process that started it.
pid_t PostgresServer::run(const std::vector<std::string>& command, int output) const {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::dup2(output >= 0 ? output : ::open("/dev/null", O_WRONLY), STDOUT_FILENO);
    ::dup2(STDOUT_FILENO, STDERR_FILENO);
    const bool changed = ::getuid() != 0 || (::setgid(group_) == 0 && ::setuid(user_) == 0);
    if (!changed || ::chdir(folder_.c_str()) != 0) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    ::execv(words[0], words.data());
    ::_exit(127);
}

void PostgresServer::start() {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    server_ =
        run({(programs_ / "postgres").string(),
             "-D",
             (folder_ / "data").string(),
             "-k",
             folder_.string(),
             "-c",
             "listen_addresses=",
             "-c",
             "shared_buffers=32MB",
             "-c",
             "max_connections=40",
             "-c",
             "lc_messages=C"},
            ends[1]);
    ::close(ends[1]);
    std::string said;
    ASSERT_TRUE(becomes_ready(ends[0], said)) << said;
    drain_ = std::thread(read_on, ends[0]);
}

void PostgresServer::kill() {
    if (server_ < 0) return;
    ::kill(server_, SIGQUIT);
    int status = 0;
    ::waitpid(server_, &status, 0);
    server_ = -1;
    if (drain_.joinable()) drain_.join();
}

std::string PostgresServer::address(const std::string& more) const {
    return "postgresql://crosswalk@/postgres?host=" + folder_.string() + more;
}

std::string PostgresServer::store(const std::string& name) {
    tell("CREATE SCHEMA IF NOT EXISTS \"" + name + "\"");
    return address("&options=-csearch_path%3D%22" + name + "%22");
}

std::string PostgresServer::tell(const std::string& sql) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(address("").c_str()), &PQfinish
    );
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr
    );
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), &PQclear
    );
    const auto status = PQresultStatus(result.get());
    EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) << PQerrorMessage(connection.get());
    return status == PGRES_TUPLES_OK && PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

void PostgresServer::end_connections() {
    tell(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename='crosswalk' AND "
        "pid<>pg_backend_pid()"
    );
}

}  // namespace crosswalk
