// tests/bench/child.h - a program started as a child, watched through /proc, and ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace crosswalk::bench {

class Child {
public:
    // Standard error goes to `error_file`. Standard output is read by `first_line`.
    Child(const std::vector<std::string>& command, const std::string& error_file);
    ~Child();  // kill -9, when it still runs
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // What the program printed first; empty when it ended, or said nothing in time.
    std::string first_line(std::chrono::milliseconds patience);
    void send(int signal);
    // Waits for the end. -1: still running; 128+N: ended by signal N.
    int wait(std::chrono::milliseconds patience);
    bool running();

    double cpu_seconds() const;         // user and system, all threads
    std::int64_t resident_kib() const;  // VmRSS

private:
    pid_t pid_ = -1;
    int output_ = -1;
    int status_ = -1;
    bool ended_ = false;
};

// Runs a command to its end and returns its output; `exit` gets its exit status.
std::string output_of(const std::vector<std::string>& command, int& exit);

// A fresh folder, removed with all its files at the end.
class TemporaryFolder {
public:
    explicit TemporaryFolder(const std::string& below);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }
    void keep() { keep_ = true; }

private:
    std::string path_{};
    bool keep_ = false;
};

}  // namespace crosswalk::bench
