// The admin side without a socket: what a browser or a program asks, and what it is answered.
#pragma once

#include "connector/app/admin/admin.h"
#include "connector/contract/json_read.h"

#include <gtest/gtest.h>

#include <future>

namespace crosswalk {

using RequestHeaders = std::vector<std::pair<std::string, std::string>>;

// What was answered, in the order in which it was asked for.
struct DeskAnswer {
    int status = 0;
    boost::json::value data{};
    RequestHeaders headers{};

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers)
            if (key == name) return value;
        return {};
    }
    std::string code() const { return std::string(text_at(data, "/error/code")); }
};

class ConsoleDesk {
public:
    explicit ConsoleDesk(AdminService& admin, std::string host = "127.0.0.1:8081")
        : admin_(admin), host_(std::move(host)), desk_(admin, [] { return std::vector<MetricFamily>(); }) {
        admin.console_url = "http://" + host_;
        desk_.open({host_});
    }

    std::future<ServerAnswer> begin(
        const std::string& method, const std::string& target, const std::string& body, RequestHeaders headers
    ) {
        ServerRequest request{.method = method, .target = target, .body = body, .remote = "192.0.2.7"};
        request.headers = std::move(headers);
        request.headers.emplace_back("Host", host_);
        if (method != "GET") request.headers.emplace_back("Content-Type", "application/json");
        const auto promised = std::make_shared<std::promise<ServerAnswer>>();
        desk_.handle(std::move(request), [promised](ServerAnswer answer) { promised->set_value(std::move(answer)); });
        return promised->get_future();
    }
    DeskAnswer ask(
        const std::string& method, const std::string& target, const std::string& body, RequestHeaders headers
    ) {
        return read(begin(method, target, body, std::move(headers)).get());
    }
    static DeskAnswer read(const ServerAnswer& answer) {
        const auto json = parse_json(answer.body);
        return {answer.status, json ? *json : boost::json::value(), answer.headers};
    }

    // A command of the command line.
    CommandAnswer command(const std::string& name, boost::json::object args) {
        return run_command(admin_, {name, std::move(args), "ada"});
    }
    std::string invite(const std::string& name, const std::string& role) {
        const auto said = command("user invite", {{"name", name}, {"role", role}});
        EXPECT_EQ(said.exit, kFine) << name;
        const std::string link(text_at(said.data, "/link"));
        return link.substr(link.rfind('/') + 1);
    }
    DeskAnswer use(const std::string& invite) {
        return ask("POST", "/api/v1/session", boost::json::serialize(boost::json::object{{"invite", invite}}), {});
    }
    // The headers of a browser in which this user is signed in.
    RequestHeaders sign_in(const std::string& name, const std::string& role) { return cookie(use(invite(name, role))); }
    static RequestHeaders cookie(const DeskAnswer& signed_in) {
        const std::string set = signed_in.header("Set-Cookie");
        EXPECT_NE(set, "") << signed_in.status;
        return {{"Cookie", set.substr(0, set.find(';'))}, {"Sec-Fetch-Site", "same-origin"}};
    }
    RequestHeaders token(const std::string& role) {
        const auto said = command("token create", {{"role", role}, {"name", "robot"}});
        return {{"Authorization", "Bearer " + std::string(text_at(said.data, "/token"))}};
    }

    Admin& desk() { return desk_; }

private:
    AdminService& admin_;
    std::string host_;
    Admin desk_;
};

}  // namespace crosswalk
