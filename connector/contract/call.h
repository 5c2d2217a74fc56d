// connector/contract/call.h - one HTTP call to a vendor, and its answer.
#pragma once

#include "connector/contract/manifest.h"

#include <any>
#include <boost/json.hpp>

namespace crosswalk {

struct CaseBlind {  // HTTP header names differ in case only by accident
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
};
using Headers = std::map<std::string, std::string, CaseBlind>;

struct HttpRequest {
    std::string method = "GET", path{};  // path and query, relative to the account's API host
    Headers headers{};                   // never Authorization
    std::string body{};
    std::string host{};  // one of Manifest::hosts; empty: the account's own
};
HttpRequest get_json(std::string path);
HttpRequest send_json(std::string method, std::string path, const boost::json::value& body);
inline bool is_success(int status) { return status >= 200 && status < 300; }
struct HttpResponse {
    int status = 0;
    Headers headers{};
    std::string body{};
};
// A response as an adapter sees it: parsed once, strictly, and classified.
struct Answer {
    int status = 0;
    Headers headers{};
    boost::json::value body{};       // null when it is empty, and when a refusal is no JSON
    std::optional<Outcome> error{};  // set on everything but a 2xx, and on one that is a refusal

    bool ok() const { return !error; }
};
// Of an empty body and of a refusal nothing need be readable. Faults: "<vendor>.unreadable" on a 2xx that is no JSON.
Result<Answer> answer_of(const Manifest&, HttpResponse);
// A wait as a vendor spells it: digits alone, at most a day of them; else nothing.
std::optional<std::chrono::seconds> whole_seconds(std::string_view);
// What a refusal says, by its shape and the vendor's error rules; `otherwise`: the code of one that names none.
Outcome refusal_in(
    const ErrorShape&, std::span<const ErrorRule>, const boost::json::value& refusal, std::string_view otherwise
);

struct Connection {  // one customer's account at one vendor; no secrets
    std::string name{};
    std::map<std::string, std::string, std::less<>> settings{};

    std::string_view setting(std::string_view key) const;  // empty when it is not set
};

// One HTTP call, and what its answer is read by.
struct Call {
    HttpRequest request{};
    std::vector<std::size_t> rows{};  // the records, ids or values that it is about; empty: all
    int step = 0;                     // the adapter's own enum, where a question takes calls of several kinds
    std::any state{};  // the adapter's own, typed: what this answer must know of those before it
};
using Calls = std::vector<Call>;
inline constexpr std::size_t kMaxCalls = 32;  // of one question

}  // namespace crosswalk
