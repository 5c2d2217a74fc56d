// A server of PostgreSQL for the tests of one process, with a folder and a socket of its own.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <thread>

namespace crosswalk {

class PostgresServer {
public:
    // Why there is none on this machine; empty: there is.
    static std::string missing();
    // Started when it is first asked for, ended with the process.
    static PostgresServer& shared();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    // Where a store of this name is: empty at first, and the same afterwards.
    std::string store(const std::string& name);
    // What an administrator does; hands back the first value.
    std::string tell(const std::string& sql);
    // Ends every connection but the one that tells.
    void end_connections();
    // The power fails, and comes back.
    void kill();
    void start();

private:
    PostgresServer();
    std::string address(const std::string& more) const;
    pid_t run(const std::vector<std::string>& command, int output) const;

    std::filesystem::path programs_, folder_;
    uid_t user_;
    gid_t group_;
    pid_t server_ = -1;
    std::thread drain_{};
};

}  // namespace crosswalk
