// tests/support/mail_server.h - a mail server on a free loopback port, without TLS: what it was told is kept, what it
// answers can be changed by command.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace crosswalk::doubles {

class MailServer {
public:
    struct Letter {
        std::string from{}, to{}, text{};  // as the commands said; the text without its dots
    };

    MailServer();
    ~MailServer();
    MailServer(const MailServer&) = delete;
    MailServer& operator=(const MailServer&) = delete;

    std::string url() const;
    // "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "." -> the whole reply without its end; empty: the line is cut.
    void reply_to(const std::string& command, std::string reply);
    void offer(std::string capabilities);  // lines of EHLO's answer: "AUTH PLAIN LOGIN"
    void accept_login(std::string initial_response);  // of AUTH PLAIN or XOAUTH2, in base64; others are refused

    std::vector<Letter> letters() const;
    std::vector<std::string> commands() const;

private:
    void serve();
    void talk(int socket);
    // What is answered to one line; nothing: hang up.
    std::string answer(const std::string& line, Letter&);

    int listener_ = -1, port_ = 0;
    mutable std::mutex mutex_{};
    std::map<std::string, std::string> replies_{};
    std::string capabilities_ = "8BITMIME", login_{};
    std::vector<Letter> letters_{};
    std::vector<std::string> commands_{};
    std::thread thread_{};
};

}  // namespace crosswalk::doubles
